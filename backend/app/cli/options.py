"""The options that several commands share, worded once."""

from pathlib import Path
from typing import Annotated

import typer

from app.domain.backtest import EngineName
from app.domain.timeframes import Calendar, Timeframe

StrategyName = Annotated[
    str, typer.Argument(metavar="STRATEGY", help="A .json or .txt document, or a template's name.")
]
DataFile = Annotated[
    Path | None, typer.Option("--data", help="A candle file: CSV, Parquet or JSON.")
]
Source = Annotated[str | None, typer.Option(help="A stored source, such as bitfinex.")]
Symbol = Annotated[str | None, typer.Option(help="Default: the strategy's symbol.")]
Start = Annotated[str | None, typer.Option(help="First day, such as 2018-01-01.")]
End = Annotated[str | None, typer.Option(help="The day after the last, such as 2019-01-01.")]
CalendarName = Annotated[Calendar | None, typer.Option(help="Default: guessed from the symbol.")]
Intrabar = Annotated[
    Timeframe | None, typer.Option(help="Finer bars that decide between stop and target.")
]
Engine = Annotated[EngineName, typer.Option(help="The fast engine, the second opinion, or both.")]
Capital = Annotated[float, typer.Option(min=0.01, help="Quote currency.")]
Percent = Annotated[float, typer.Option(min=0.0, max=99.0, help="0.1 is 0.1 %.")]
AnnualPercent = Annotated[float, typer.Option(min=-99.0, max=1_000.0, help="Percent per year.")]
Amount = Annotated[float, typer.Option(min=0.0, max=1e12, help="Quote currency; 0: none.")]
LotStep = Annotated[
    float | None,
    typer.Option(min=1e-12, max=1e12, help="Default: 1e-8, or 1 for stocks and forex."),
]
Tick = Annotated[float, typer.Option(min=0.0, max=1e12, help="Price step; 0: not known.")]
CloseAtEnd = Annotated[bool, typer.Option("--close-at-end", help="Close at the last bar.")]
TradesFile = Annotated[Path | None, typer.Option("--trades", help="Write the trades as CSV.")]
EquityFile = Annotated[Path | None, typer.Option("--equity", help="Write the equity as Parquet.")]
Definitions = Annotated[bool, typer.Option("--definitions", help="Explain every figure.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
