"""`apextrade demo --core`: a database, simulated candles, one strategy through both engines."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer
from rich.console import Console

from app.cli.demo_steps import Steps

if TYPE_CHECKING:
    from app.core.config import Settings
    from app.persistence.unit_of_work import Transactions
    from app.services.backtest import BacktestReport

TEMPLATE: Final = "ema_cross"
# Not the source the running market writes to: its candles are of today, these of one fixed quarter.
SOURCE: Final = "demo"
_TRIES: Final = (
    ("strategy templates", "six to start from"),
    ("strategy show ema_cross", "the one above, as text"),
    ("strategy test rsi_dip", "put a strategy to the test"),
    ("backtest macd_momentum --engine both", "another one"),
    ("backtest ema_cross --definitions", "figures with formulas"),
    ("coverage", "which candles are stored"),
    ("import FILE --source mine", "your own candles"),
)


def demo_core() -> None:
    """Show the whole way, offline: candles in, a proven backtest out."""
    from app.cli.databases import on_databases
    from app.cli.result_tables import print_result

    console, begun = Console(highlight=False), time.perf_counter()
    steps = Steps(console)
    steps.begin("database")

    async def work(databases: "Transactions", settings: "Settings") -> "BacktestReport":
        steps.end("embedded PostgreSQL, up to date")
        return await _shown(steps, databases, settings.apex_home / "demo", settings)

    try:
        report = on_databases(work)
    finally:
        steps.drop()
    request = report.request
    console.print()
    described = f"{request.source} {request.symbol} {report.bars.timeframe} from the database"
    print_result(console, report, described, None)
    _print_next(console, time.perf_counter() - begun)
    raise typer.Exit(1 if report.parity or not report.proof.passed else 0)


async def _shown(
    steps: Steps, databases: "Transactions", folder: Path, settings: "Settings"
) -> "BacktestReport":
    from app import bootstrap
    from app.services.simulation import (
        HISTORY_DAYS,
        SEED,
        last_minute_ns,
        simulated_symbols,
    )

    steps.begin("simulated market")
    stored = await bootstrap.market_data(databases).stored()
    ends = {s.key.symbol: s.extent.last_ns for s in stored if s.key.source == SOURCE}
    # Chunks are written in order of time: a history that ends as it should is whole.
    missing = [s for s in simulated_symbols() if ends.get(s) != last_minute_ns(s)]
    files = _written(folder, missing)
    steps.end(f"{HISTORY_DAYS} days of minutes of {', '.join(simulated_symbols())}, seed {SEED}")
    steps.begin("import")
    service = bootstrap.data_import(databases, settings)
    imported = [await service.import_file(path) for path in files]
    inserted = sum(report.inserted for report in imported)
    steps.end(f"{inserted:,} candles, each checked" if imported else "the candles are there")
    steps.begin("backtest")
    report = await _backtested(databases, SOURCE)
    steps.end(f"{len(report.bars):,} bars, both engines, {len(report.outcome.trades)} trades")
    _write_results(report, folder)
    return report


def _written(folder: Path, symbols: list[str]) -> list[Path]:
    """Write the simulated minutes as files to import."""
    from app import bootstrap
    from app.services.simulation import simulated_minutes

    folder.mkdir(parents=True, exist_ok=True)
    files, writer = [], bootstrap.candle_files()
    for symbol in symbols:
        bars = simulated_minutes(symbol)
        path = folder / f"{SOURCE}_{symbol.replace('/', '-')}_{bars.timeframe}.parquet"
        writer.write(bars, path, source=SOURCE, symbol=symbol)
        files.append(path)
    return files


async def _backtested(databases: "Transactions", source: str) -> "BacktestReport":
    from app import bootstrap
    from app.domain.backtest import EngineName
    from app.domain.rules.compile import compile_strategy
    from app.services.backtest import BacktestRequest, stored
    from app.services.periods import Period
    from app.services.strategy import strategy_named

    strategy = strategy_named(TEMPLATE)
    look_back = compile_strategy(strategy).look_back()
    _, data = await stored(
        bootstrap.market_data(databases), strategy.symbol, strategy.timeframe, Period(), look_back,
        source=source,
    )  # fmt: skip
    return bootstrap.backtests().run(
        BacktestRequest(
            strategy=strategy,
            data=data,
            source=source,
            symbol=strategy.symbol,
            engine=EngineName.BOTH,
        )
    )


def _write_results(report: "BacktestReport", folder: Path) -> None:
    from app.cli.backtest import write_files

    write_files(report, folder / "trades.csv", folder / "equity.parquet")


def _print_next(console: Console, seconds: float) -> None:
    from app.core.config import load_settings

    folder = load_settings().apex_home / "demo"
    console.print(
        f"\n[bold]Files[/]  {folder}: candles, trades.csv, equity.parquet", soft_wrap=True
    )
    console.print("[bold]Try next[/]")
    for command, story in _TRIES:
        console.print(f"  .venv/bin/apextrade {command:<37} [dim]{story}[/]", soft_wrap=True)
    console.print(f"[dim]{seconds:.1f} s in all[/]")
