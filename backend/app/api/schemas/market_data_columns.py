"""Columns of numbers as JSON, written at once: a model per bar would take ten times as long."""

import json
from typing import Final

import numpy as np

from app.domain.arrays import Floats, Ints
from app.services.candle_pages import CandlePage
from app.services.chart_indicators import Chart, ChartSeries

_SECOND: Final = 1_000_000_000


def candles_json(page: CandlePage, rows: str) -> bytes:
    """Return the answer `Candles` around its bars, which are JSON already."""
    return f'{_head(page)},"items":[{rows}],"next_cursor":{_cursor(page)}}}'.encode()


def indicators_json(chart: Chart) -> bytes:
    """Return the answer `Indicators`; what is not known yet, or is infinite, is null."""
    page = chart.page
    items = ",".join(map(_series, chart.series))
    times = json.dumps(_times(page.bars.time))
    return (
        f'{_head(page)},"history":{chart.history},"time":{times},'
        f'"items":[{items}],"next_cursor":{_cursor(page)}}}'
    ).encode()


def _head(page: CandlePage) -> str:
    found = page.provenance
    named = {
        "source": found.source,
        "symbol": found.symbol,
        "timeframe": str(found.timeframe),
        "stored_timeframe": str(found.stored),
    }
    return json.dumps(named)[:-1]


def _cursor(page: CandlePage) -> str:
    return "null" if page.next_cursor is None else f'"{page.next_cursor}"'


def _series(one: ChartSeries) -> str:
    indicator = one.call.indicator
    named = {
        "indicator": indicator.name,
        "title": indicator.title,
        "params": dict(one.call.params),
        "source": one.call.source,
        "pane": indicator.pane,
    }
    outputs = ",".join(
        f"{json.dumps(name)}:[{','.join(_numbers(values))}]" for name, values in one.outputs.items()
    )
    return f'{json.dumps(named)[:-1]},"outputs":{{{outputs}}}}}'


def _numbers(values: Floats) -> list[str]:
    known = np.isfinite(values).tolist()
    return [
        repr(value) if is_known else "null"
        for value, is_known in zip(values.tolist(), known, strict=True)
    ]


def _times(times_ns: Ints) -> list[str]:
    moments = times_ns.view("datetime64[ns]")
    is_whole = not np.any(times_ns % _SECOND)
    texts = np.datetime_as_string(moments, unit="s" if is_whole else "us")
    return [f"{text}Z" for text in texts.tolist()]
