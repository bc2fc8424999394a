"""Where the bars of a run come from: a file alone, or the database."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import InvalidInput
from app.domain.timeframes import Calendar, Timeframe

if TYPE_CHECKING:
    from app.core.config import Settings
    from app.domain.rules.spec import Strategy
    from app.persistence.unit_of_work import Transactions
    from app.services.backtest import Prepared
    from app.services.periods import Period


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """The bars of a run, whose they are, and one line that says so."""

    data: "Prepared"
    source: str
    symbol: str
    described: str


def series_for(
    strategy: "Strategy",
    period: "Period",
    data: Path | None,
    source: str | None,
    symbol: str | None,
    calendar: Calendar | None,
    intrabar: Timeframe | None,
) -> Series:
    """Return the bars a command named by --data, or by --source and --symbol.

    Raises: InvalidInput when both or neither are given.
    """
    if data is not None and source is not None:
        raise InvalidInput("--data and --source are both given: name a file or a stored series")
    if data is not None:
        return _from_file(strategy, period, data, symbol, calendar, intrabar)
    return _from_database(strategy, period, source, symbol, intrabar)


def _from_file(
    strategy: "Strategy",
    period: "Period",
    path: Path,
    symbol: str | None,
    calendar: Calendar | None,
    intrabar: Timeframe | None,
) -> Series:
    from app import bootstrap
    from app.core.config import load_settings
    from app.services.backtest import prepared
    from app.services.data_files import UNNAMED
    from app.services.series_names import checked_name

    name = checked_name(None, symbol, None)
    found = bootstrap.data_files(load_settings()).candles(path, name, calendar, unnamed=UNNAMED)
    data = prepared(found.bars, strategy.timeframe, period, _look_back(strategy), intrabar)
    refused = len(found.verdict.rejected)
    note = f", {refused} rows refused" if refused else ""
    described = f"{found.key} from {path.name}{note}"
    if found.bars.timeframe is not strategy.timeframe:
        described += f", resampled to {strategy.timeframe}"
    return Series(data, found.key.source, found.key.symbol, f"{described}, {found.calendar}")


def _from_database(
    strategy: "Strategy",
    period: "Period",
    source: str | None,
    symbol: str | None,
    intrabar: Timeframe | None,
) -> Series:
    from app.cli.databases import on_databases
    from app.services.backtest import stored

    async def load(databases: "Transactions", settings: "Settings") -> Series:
        from app import bootstrap

        found, data = await stored(
            bootstrap.market_data(databases),
            symbol or strategy.symbol,
            strategy.timeframe,
            period,
            _look_back(strategy),
            source=source,
            intrabar=intrabar,
        )
        described = f"{found}, {data.bars.calendar}"
        return Series(data, found.source, found.symbol, described)

    return on_databases(load)


def simulated_series(strategy: "Strategy", period: "Period") -> Series:
    """Return bars of the simulated market for a strategy, without file or database."""
    from app.services.backtest import prepared
    from app.services.simulation import simulated_history

    instrument, minutes = simulated_history(strategy.symbol)
    data = prepared(minutes, strategy.timeframe, period, _look_back(strategy))
    return Series(data, "sim", instrument, f"simulated {instrument} {strategy.timeframe}")


def _look_back(strategy: "Strategy") -> float:
    from app.domain.rules.compile import compile_strategy

    return compile_strategy(strategy).look_back()
