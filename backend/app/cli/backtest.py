"""`apextrade backtest`: one strategy over a file or a stored series, by either engine or both."""

import json
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from app.cli import options
from app.domain.backtest import EngineName, Hooks, RunConfig
from app.domain.backtest import Progress as Step

if TYPE_CHECKING:
    from app.services.backtest import BacktestReport


def register(app: typer.Typer) -> None:
    """Add this group's commands to the console command."""
    app.command("backtest")(backtest)


def backtest(
    strategy: options.StrategyName,
    engine: options.Engine = EngineName.FAST,
    data: options.DataFile = None,
    source: options.Source = None,
    symbol: options.Symbol = None,
    timeframe: options.DataTimeframe = None,
    calendar: options.CalendarName = None,
    start: options.Start = None,
    end: options.End = None,
    intrabar_timeframe: options.Intrabar = None,
    initial_capital: options.Capital = 10_000.0,
    commission_pct: options.Commission = 0.1,
    slippage_pct: options.Slippage = 0.05,
    borrow_pct_per_year: options.Borrow = 0.0,
    min_fee: options.MinFee = 0.0,
    fee_per_share: options.FeePerShare = 0.0,
    lot_step: options.LotStep = None,
    tick_size: options.Tick = 0.0,
    min_notional: options.MinNotional = 0.0,
    close_at_end: options.CloseAtEnd = False,
    risk_free_pct: options.RiskFree = 0.0,
    mar_pct: options.Acceptable = 0.0,
    definitions: options.Definitions = False,
    trades: options.TradesFile = None,
    equity: options.EquityFile = None,
    report_file: options.ReportFile = None,
    as_json: options.Json = False,
) -> None:
    """Backtest a strategy over a file (--data) or imported candles, and print the result."""
    given = dict(locals())
    from app import bootstrap
    from app.cli.result_tables import print_result
    from app.cli.series import SeriesWanted, series_for
    from app.services.backtest import BacktestRequest
    from app.services.periods import period_between
    from app.services.strategy import strategy_named

    begun = time.perf_counter()
    # Everything that can be refused at once is refused before a file or a database is opened.
    config = _config(given)
    wanted = SeriesWanted(
        data=data, source=source, symbol=symbol, timeframe=timeframe, calendar=calendar,
        intrabar=intrabar_timeframe,
    )  # fmt: skip
    _check_places(trades, equity, report_file)
    period = period_between(start, end)
    document = strategy_named(strategy)
    series = series_for(document, period, wanted)
    if lot_step is None:
        config = replace(config, lot_step=series.data.bars.calendar.default_lot_step)
    request = BacktestRequest(
        strategy=document,
        data=series.data,
        source=series.source,
        symbol=series.symbol,
        config=config,
        engine=engine,
    )
    load_seconds = time.perf_counter() - begun
    with run_progress() as hooks:
        report = bootstrap.backtests().run(request, hooks)
    write_files(report, trades, equity, report_file)
    if as_json:
        _print_json(report, load_seconds)
    else:
        print_result(Console(), report, series.described, load_seconds, definitions=definitions)
    if report.parity or not report.proof.passed:
        raise typer.Exit(1)


def _config(given: Mapping[str, Any]) -> RunConfig:
    """Return what the options say; a lot step that is not given is left at its default."""
    values = {name: given[name] for name in RunConfig.__dataclass_fields__}
    return RunConfig(**{name: value for name, value in values.items() if value is not None})


@contextmanager
def run_progress() -> Iterator[Hooks]:
    """Show on a terminal's standard error how far a run is."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(
        *columns,
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bar:
        task = bar.add_task("backtest", total=1.0)

        def show(step: Step) -> None:
            bar.update(task, completed=step.fraction)

        yield Hooks(progress=show)


def _check_places(trades: Path | None, equity: Path | None, report_file: Path | None) -> None:
    from app import bootstrap
    from app.cli.report import check_report

    bootstrap.result_files().check([path for path in (trades, equity) if path is not None])
    check_report(report_file)


def write_files(
    report: "BacktestReport",
    trades: Path | None,
    equity: Path | None,
    report_file: Path | None = None,
) -> None:
    """Write the trades and the equity at each close, where asked for: both or, failing, none.

    Then the report, which is made of the same run and can be asked for alone.
    """
    from app import bootstrap
    from app.cli.report import write_report
    from app.services.backtest import TRADE_COLUMNS, trade_rows

    with bootstrap.result_files().together() as files:
        if trades is not None:
            rows = list(trade_rows(report.outcome.trades, report.request.strategy))
            files.write_trades(rows, TRADE_COLUMNS, trades)
        if equity is not None:
            period = report.bars.slice(report.outcome.first, len(report.bars))
            closes = period.time + period.timeframe.nanos
            files.write_equity(closes, report.outcome.equity, equity)
    write_report(report, report_file)


def _print_json(report: "BacktestReport", load_seconds: float) -> None:
    from app.services.backtest import as_json

    sys.stdout.write(json.dumps(as_json(report, load_seconds), allow_nan=False) + "\n")
