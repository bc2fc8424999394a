"""One row per function of TA-Lib, and how a row becomes an entry of the catalogue."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from app.domain.arrays import Floats
from app.domain.indicators.anchors import segment_starts
from app.domain.indicators.columns import columns
from app.domain.indicators.decay import Decay, anchored, finite
from app.domain.indicators.parameters import native, native_value
from app.domain.indicators.registry import Indicator, Parameter, Params
from app.domain.indicators.runs import over_runs, over_segments
from app.domain.indicators.talib.library import VERSION, function, lookback
from app.domain.market import Bars

Keywords = dict[str, float | int]
Finish = Callable[[tuple[Floats, ...]], tuple[Floats, ...]]
_OURS = {"anchor", "other"}  # parameters that TA-Lib does not know


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What the library cannot tell about one of its functions.

    inputs:  series in TA-Lib's order; "source" may be any operand.
    outputs: our names in TA-Lib's order; the first is the default output.
    decay:   bars after its look-back until the start is forgotten.
    finish:  turns the library's outputs of one unbroken run into ours.
    partial: it may have no value on clean data (a root of a negative number, no volume at all).
    adapt:   changes TA-Lib's keywords where our parameters mean something else.
    """

    name: str
    title: str
    description: str
    inputs: tuple[str, ...] = ("source",)
    outputs: tuple[str, ...] = ("value",)
    parameters: tuple[Parameter, ...] = ()
    pane: Literal["overlay", "pane"] = "pane"
    decay: Decay = finite
    cost: Callable[[Params], int] = lambda params: 0
    finish: Finish | None = None
    partial: bool = False
    adapt: Callable[[Keywords], Keywords] | None = None
    aliases: tuple[str, ...] = ()


def windows(*names: str, times: int = 1, plus: int = 0) -> Callable[[Params], int]:
    """Return a cost: the sum of these windows, read `times` times, and a fixed part."""
    return lambda params: plus + times * sum(int(params[name]) for name in names)


def indicator(row: Row, group: str) -> Indicator:
    """Return the catalogue entry of a row."""

    def warm_up(params: Params) -> int:
        return lookback(row.name, _keywords(row, params))

    def memory(params: Params) -> float:
        if row.decay is anchored:
            return anchored(params)
        return warm_up(params) + row.decay(params)

    return Indicator(
        name=row.name,
        title=row.title,
        group=group,
        description=row.description,
        source=f"TA-Lib {VERSION} {row.name}",
        parameters=row.parameters,
        inputs=row.inputs,
        outputs=row.outputs,
        pane=row.pane,
        warm_up=warm_up,
        memory=memory,
        cost=row.cost,
        compute=_computation(row, warm_up),
        aliases=row.aliases,
    )


def _computation(
    row: Row, warm_up: Callable[[Params], int]
) -> Callable[[Bars, Floats, Params], tuple[Floats, ...]]:
    raw = function(row.name)

    def compute(bars: Bars, source: Floats, params: Params) -> tuple[Floats, ...]:
        names = row.inputs if "other" not in params else (*row.inputs, str(params["other"]))
        inputs = columns(bars, source, names)
        keywords, first = _keywords(row, params), warm_up(params)

        def formula(*series: Floats) -> tuple[Floats, ...]:
            results = _as_floats(raw(*series, **keywords), first)
            if row.partial:
                results = tuple(np.where(np.isfinite(r), r, np.nan) for r in results)
            return row.finish(results) if row.finish else results

        if row.decay is anchored:
            starts = segment_starts(bars, str(params["anchor"]))
            return over_segments(formula, inputs, len(row.outputs), starts)
        return over_runs(formula, inputs, len(row.outputs), first)

    return compute


def _keywords(row: Row, params: Params) -> Keywords:
    keywords = {native(p): native_value(p, params[p.name]) for p in row.parameters
                if p.name not in _OURS}  # fmt: skip
    return row.adapt(keywords) if row.adapt else keywords


def _as_floats(results: Any, first: int) -> tuple[Floats, ...]:
    """Return TA-Lib's outputs as floats; whole numbers get NaN in the warm-up they fill with 0."""
    given = results if isinstance(results, tuple) else (results,)
    return tuple(r if r.dtype == np.float64 else _unveiled(r, first) for r in given)


def _unveiled(whole: Any, first: int) -> Floats:
    values: Floats = whole.astype(np.float64)
    values[:first] = np.nan
    return values
