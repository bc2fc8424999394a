"""The options that several commands share, worded once."""

from pathlib import Path
from typing import Annotated, Final

import typer

from app.domain.backtest import EngineName
from app.domain.timeframes import Calendar, Timeframe

_DATA: Final = "Data"
_MONEY: Final = "Money and costs"
_FIGURES: Final = "Figures"
_OUTPUT: Final = "Output"

# The ranges of numbers are those of `RunConfig`, which every way into a backtest asks.
StrategyName = Annotated[
    str, typer.Argument(metavar="STRATEGY", help="A .json or .txt document, or a template's name.")
]
DataFile = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="FILE",
        rich_help_panel=_DATA,
        help="A candle file: CSV, Parquet or JSON. No database is used.",
    ),
]
Source = Annotated[
    str | None,
    typer.Option(metavar="NAME", rich_help_panel=_DATA, help="A stored source, such as bitfinex."),
]
Symbol = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", rich_help_panel=_DATA, help="Default: the file's, or the strategy's."
    ),
]
Start = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        rich_help_panel=_DATA,
        help="First day, such as 2018-01-01; bars before it only warm up the indicators.",
    ),
]
End = Annotated[
    str | None,
    typer.Option(
        metavar="DATE", rich_help_panel=_DATA, help="The day after the last, such as 2019-01-01."
    ),
]
DataTimeframe = Annotated[
    Timeframe | None,
    typer.Option(
        "--timeframe",
        metavar="TIMEFRAME",
        rich_help_panel=_DATA,
        help="Of the bars in the file; default: seen in the file.",
    ),
]
CalendarName = Annotated[
    Calendar | None,
    typer.Option(
        metavar="24/7|us_stock|forex",
        rich_help_panel=_DATA,
        help="Of the file; default: guessed from the symbol.",
    ),
]
Intrabar = Annotated[
    Timeframe | None,
    typer.Option(
        metavar="TIMEFRAME",
        rich_help_panel=_DATA,
        help="Finer bars, such as 1m, decide between stop and target.",
    ),
]
Engine = Annotated[
    EngineName,
    typer.Option(
        metavar="fast|backtrader|both", help="The fast engine, the second opinion, or both."
    ),
]
Capital = Annotated[
    float, typer.Option(metavar="MONEY", rich_help_panel=_MONEY, help="In the quote currency.")
]
Commission = Annotated[
    float,
    typer.Option(metavar="PERCENT", rich_help_panel=_MONEY, help="Of each fill; 0.1 is 0.1 %."),
]
Slippage = Annotated[
    float,
    typer.Option(
        metavar="PERCENT", rich_help_panel=_MONEY, help="Against you on market and stop fills."
    ),
]
Borrow = Annotated[
    float,
    typer.Option(metavar="PERCENT", rich_help_panel=_MONEY, help="What shorts pay per year."),
]
MinFee = Annotated[
    float, typer.Option(metavar="MONEY", rich_help_panel=_MONEY, help="The least fee of a fill.")
]
FeePerShare = Annotated[
    float, typer.Option(metavar="MONEY", rich_help_panel=_MONEY, help="For each unit traded.")
]
LotStep = Annotated[
    float | None,
    typer.Option(
        metavar="UNITS",
        rich_help_panel=_MONEY,
        help="Quantities are multiples of it; default: 1e-8, or 1 for stocks and forex.",
    ),
]
Tick = Annotated[
    float,
    typer.Option(
        metavar="PRICE",
        rich_help_panel=_MONEY,
        help="Stops and targets are multiples of it; 0: not rounded.",
    ),
]
MinNotional = Annotated[
    float,
    typer.Option(metavar="MONEY", rich_help_panel=_MONEY, help="The least an order is worth."),
]
CloseAtEnd = Annotated[
    bool,
    typer.Option(
        "--close-at-end", metavar="", rich_help_panel=_MONEY, help="Close at the last bar."
    ),
]
RiskFree = Annotated[
    float,
    typer.Option(
        metavar="PERCENT", rich_help_panel=_FIGURES, help="Risk-free rate per year, for Sharpe."
    ),
]
Acceptable = Annotated[
    float,
    typer.Option(
        metavar="PERCENT",
        rich_help_panel=_FIGURES,
        help="Minimum acceptable return per year, for Sortino.",
    ),
]
Definitions = Annotated[
    bool,
    typer.Option(
        "--definitions", metavar="", rich_help_panel=_FIGURES, help="Explain every figure."
    ),
]
TradesFile = Annotated[
    Path | None,
    typer.Option(
        "--trades",
        metavar="FILE",
        rich_help_panel=_OUTPUT,
        help="Write the closed trades to a .csv or .parquet file.",
    ),
]
ReportFile = Annotated[
    Path | None,
    typer.Option(
        "--report",
        metavar="FILE",
        rich_help_panel=_OUTPUT,
        help="Write a report for people to a .pdf file.",
    ),
]
EquityFile = Annotated[
    Path | None,
    typer.Option(
        "--equity",
        metavar="FILE",
        rich_help_panel=_OUTPUT,
        help="Write the equity at every bar close to a .csv or .parquet file.",
    ),
]
Json = Annotated[
    bool,
    typer.Option(
        "--json",
        metavar="",
        rich_help_panel=_OUTPUT,
        help="Print one JSON document and nothing else.",
    ),
]
