"""`apextrade backtest`: one strategy over a file or a stored series, by either engine or both."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

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
    data: options.DataFile = None,
    source: options.Source = None,
    symbol: options.Symbol = None,
    engine: options.Engine = EngineName.FAST,
    start: options.Start = None,
    end: options.End = None,
    calendar: options.CalendarName = None,
    intrabar_timeframe: options.Intrabar = None,
    initial_capital: options.Capital = 10_000.0,
    commission_pct: options.Percent = 0.1,
    slippage_pct: options.Percent = 0.05,
    borrow_pct_per_year: options.AnnualPercent = 0.0,
    risk_free_pct: options.AnnualPercent = 0.0,
    mar_pct: options.AnnualPercent = 0.0,
    lot_step: options.LotStep = None,
    tick_size: options.Tick = 0.0,
    min_notional: options.Amount = 0.0,
    min_fee: options.Amount = 0.0,
    fee_per_share: options.Amount = 0.0,
    close_at_end: options.CloseAtEnd = False,
    trades: options.TradesFile = None,
    equity: options.EquityFile = None,
    definitions: options.Definitions = False,
    as_json: options.Json = False,
) -> None:
    """Backtest a strategy and print what came of it."""
    from app import bootstrap
    from app.cli.result_tables import print_result
    from app.cli.series import series_for
    from app.services.backtest import BacktestRequest
    from app.services.periods import period_between
    from app.services.strategy import strategy_named

    given = dict(locals())
    begun = time.perf_counter()
    document = strategy_named(strategy)
    period = period_between(start, end)
    series = series_for(document, period, data, source, symbol, calendar, intrabar_timeframe)
    config = _config(series.data.bars.calendar.default_lot_step, given)
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
    write_files(report, trades, equity)
    if as_json:
        _print_json(report, load_seconds)
    else:
        print_result(Console(), report, series.described, load_seconds, definitions=definitions)
    if report.parity or not report.proof.passed:
        raise typer.Exit(1)


def _config(default_lot_step: float, given: dict[str, object]) -> RunConfig:
    values = {name: given[name] for name in RunConfig.__dataclass_fields__}
    if values["lot_step"] is None:
        values["lot_step"] = default_lot_step
    return RunConfig(**values)  # type: ignore[arg-type]  # the options have been typed by typer


@contextmanager
def run_progress() -> Iterator[Hooks]:
    """Show a bar on standard error while a run reports its progress."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(
        *columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True
    ) as bar:
        task = bar.add_task("backtest", total=1.0)

        def show(step: Step) -> None:
            bar.update(task, completed=step.fraction)

        yield Hooks(progress=show)


def write_files(report: "BacktestReport", trades: Path | None, equity: Path | None) -> None:
    """Write the trades as CSV and the equity at each close, each where asked for."""
    from app import bootstrap
    from app.services.backtest import TRADE_COLUMNS, trade_rows

    files = bootstrap.result_files()
    if trades is not None:
        rows = list(trade_rows(report.outcome.trades, report.request.strategy))
        files.write_trades(rows, TRADE_COLUMNS, trades)
    if equity is not None:
        period = report.bars.slice(report.outcome.first, len(report.bars))
        files.write_equity(period.time + period.timeframe.nanos, report.outcome.equity, equity)


def _print_json(report: "BacktestReport", load_seconds: float) -> None:
    from app.services.backtest import as_json

    sys.stdout.write(json.dumps(as_json(report, load_seconds), allow_nan=False) + "\n")
