"""Where the bars of a run come from: a file alone, the database, or the simulated market."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesWanted:
    """What a command said about its bars: `data` is a file, without it they are stored ones."""

    data: Path | None = None
    source: str | None = None
    symbol: str | None = None
    timeframe: Timeframe | None = None
    calendar: Calendar | None = None
    intrabar: Timeframe | None = None

    def __post_init__(self) -> None:
        """Refuse what belongs to a file beside a stored series, and the other way round."""
        if self.data is not None and self.source is not None:
            raise InvalidInput("--data and --source are both given: name a file or a stored series")
        if self.data is None and (self.timeframe is not None or self.calendar is not None):
            raise InvalidInput("--timeframe and --calendar say how to read a file: give --data too")


def series_for(strategy: "Strategy", period: "Period", wanted: SeriesWanted) -> Series:
    """Return the bars a strategy runs on, from the file or the stored series that is wanted."""
    if wanted.data is None:
        return _from_database(strategy, period, wanted)
    return _from_file(strategy, period, wanted, wanted.data)


def simulated_series(strategy: "Strategy", period: "Period") -> Series:
    """Return bars of the simulated market for a strategy, without file or database."""
    from app.services.backtest import prepared
    from app.services.simulation import simulated_history

    instrument, minutes = simulated_history(strategy.symbol)
    data = prepared(minutes, strategy.timeframe, period, _look_back(strategy))
    return Series(data, "sim", instrument, f"simulated {instrument} {strategy.timeframe}")


def _from_file(strategy: "Strategy", period: "Period", wanted: SeriesWanted, path: Path) -> Series:
    from app import bootstrap
    from app.core.config import load_settings
    from app.services.backtest import prepared
    from app.services.data_files import UNNAMED
    from app.services.series_names import PartialName, checked_name

    name = checked_name(None, wanted.symbol, wanted.timeframe)
    unnamed = PartialName(symbol=strategy.symbol).filled(UNNAMED)
    files = bootstrap.data_files(load_settings())
    found = files.candles(path, name, wanted.calendar, unnamed=unnamed)
    look_back = _look_back(strategy)
    data = prepared(found.bars, strategy.timeframe, period, look_back, wanted.intrabar)
    refused = len(found.verdict.rejected)
    notes = [f"{found.key} from {path.name}"]
    if refused:
        notes.append(f"{refused:,} of {found.verdict.read:,} rows refused")
    if found.key.timeframe is not strategy.timeframe:
        notes.append(f"resampled to {strategy.timeframe}")
    described = ", ".join([*notes, str(found.calendar)])
    return Series(data, found.key.source, found.key.symbol, described)


def _from_database(strategy: "Strategy", period: "Period", wanted: SeriesWanted) -> Series:
    from app.cli.databases import on_databases
    from app.services.backtest import stored

    async def load(databases: "Transactions", settings: "Settings") -> Series:
        from app import bootstrap

        found, data = await stored(
            bootstrap.market_data(databases),
            wanted.symbol or strategy.symbol,
            strategy.timeframe,
            period,
            _look_back(strategy),
            source=wanted.source,
            intrabar=wanted.intrabar,
        )
        described = f"{found}, {data.bars.calendar}"
        return Series(data, found.source, found.symbol, described)

    return on_databases(load)


def _look_back(strategy: "Strategy") -> float:
    from app.domain.rules.compile import compile_strategy

    return compile_strategy(strategy).look_back()
