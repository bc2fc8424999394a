"""Market data over HTTP: instruments, prices, candles, stored series."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from app.api.schemas.conventions import Answer, Request, Text
from app.domain.accounts import Watched
from app.domain.calendars import Gaps
from app.domain.quotes import BookLevel, OrderBook
from app.domain.timeframes import Calendar, Timeframe
from app.services.data_import import ImportReport
from app.services.instruments import Instrument, Quote
from app.services.periods import utc_iso
from app.services.series_catalogue import Covered

NANOS_PER_SECOND = 1_000_000_000
_REJECTIONS_LISTED = 100
# A price and a quantity; OpenAPI's validators do not all know tuples.
Level = Annotated[list[float], Field(min_length=2, max_length=2)]


class Symbol(Answer):
    """An instrument: listed by a venue, stored, or both."""

    source: str = Field(examples=["sim"])
    symbol: str = Field(examples=["BTC/USDT"])
    calendar: Calendar
    is_live: bool = Field(description="its venue answers with prices now")
    is_own: bool = Field(description="imported by you, seen by nobody else")
    timeframes: list[Timeframe] = Field(
        description="stored ones; larger ones are built", examples=[["1m", "1h", "1d"]]
    )
    tick_size: float | None = Field(examples=[0.01])
    lot_step: float | None = Field(examples=[0.00001])

    @classmethod
    def of(cls, found: Instrument) -> "Symbol":
        return cls.model_validate(found)


class Ticker(Answer):
    """The price of an instrument; null where its source does not say."""

    source: str = Field(examples=["sim"])
    symbol: str = Field(examples=["BTC/USDT"])
    origin: Literal["venue", "bars"] = Field(
        description="`bars`: the close of the last stored bar, at `time`"
    )
    time: datetime
    last: float = Field(examples=[64_250.5])
    bid: float | None
    ask: float | None
    high_24h: float | None
    low_24h: float | None
    volume_24h: float | None
    change_pct: float | None = Field(description="percent against 24 hours ago", examples=[1.5])

    @classmethod
    def of(cls, quote: Quote) -> "Ticker":
        found = quote.ticker
        return cls(
            source=found.source,
            symbol=found.symbol,
            origin="venue" if quote.is_live else "bars",
            time=moment(found.time_ns),
            last=found.last,
            bid=found.bid,
            ask=found.ask,
            high_24h=found.high_24h,
            low_24h=found.low_24h,
            volume_24h=found.volume_24h,
            change_pct=found.change_pct,
        )


class Tickers(Answer):
    """Prices of several instruments, in the order asked for."""

    items: list[Ticker]
    missing: list[str] = Field(description="those that nobody knows", examples=[[]])


class Book(Answer):
    """The orders on both sides, the best price first: [price, quantity]."""

    source: str = Field(examples=["sim"])
    symbol: str = Field(examples=["BTC/USDT"])
    time: datetime
    bids: list[Level] = Field(examples=[[[64_250.0, 0.5]]])
    asks: list[Level] = Field(examples=[[[64_251.0, 0.7]]])

    @classmethod
    def of(cls, found: OrderBook) -> "Book":
        return cls(
            source=found.source,
            symbol=found.symbol,
            time=moment(found.time_ns),
            bids=_levels(found.bids),
            asks=_levels(found.asks),
        )


class Candle(Answer):
    """One bar; `time` is its open. A volume that is not known is null."""

    time: datetime = Field(examples=["2024-01-01T00:00:00Z"])
    open: float = Field(examples=[42_280.0])
    high: float = Field(examples=[42_350.5])
    low: float = Field(examples=[42_261.0])
    close: float = Field(examples=[42_314.25])
    volume: float | None = Field(examples=[12.5])


class Candles(Answer):
    """A page of bars, oldest first."""

    source: str = Field(examples=["sim"])
    symbol: str = Field(examples=["BTC/USDT"])
    timeframe: Timeframe = Field(examples=["1h"])
    stored_timeframe: Timeframe = Field(
        description="the stored bars they come from", examples=["1m"]
    )
    items: list[Candle]
    next_cursor: str | None = Field(
        description="asks for the next page of the walk; null on the last one"
    )


class IndicatorSeries(Answer):
    """One indicator on the bars of the page."""

    indicator: str = Field(examples=["RSI"])
    title: str = Field(examples=["Relative strength index"])
    params: dict[str, float | int | str] = Field(examples=[{"period": 14}])
    source: str = Field(description="the price it is computed from", examples=["close"])
    pane: Literal["overlay", "pane"]
    outputs: dict[str, list[float | None]] = Field(
        description="a value per bar, null in the warm-up", examples=[{"rsi": [None, 48.2]}]
    )


class Indicators(Answer):
    """Indicators aligned with the bars that `ohlcv` answers to the same question."""

    source: str = Field(examples=["sim"])
    symbol: str = Field(examples=["BTC/USDT"])
    timeframe: Timeframe = Field(examples=["1h"])
    stored_timeframe: Timeframe = Field(examples=["1m"])
    history: int = Field(description="bars before the page that were read to warm up")
    time: list[datetime]
    items: list[IndicatorSeries]
    next_cursor: str | None


class Holes(Answer):
    """What is missing inside a series, by its calendar."""

    count: int
    missing_bars: int
    longest_seconds: int

    @classmethod
    def of(cls, gaps: Gaps) -> "Holes":
        return cls(
            count=gaps.count,
            missing_bars=gaps.missing_bars,
            longest_seconds=gaps.longest_ns // NANOS_PER_SECOND,
        )


class Series(Answer):
    """One stored series; `first` and `last` are bar opens."""

    source: str = Field(examples=["sim"])
    symbol: str = Field(examples=["BTC/USDT"])
    timeframe: Timeframe = Field(examples=["1m"])
    calendar: Calendar
    is_own: bool
    first: datetime
    last: datetime
    bars: int = Field(examples=[129_600])
    gaps: Holes

    @classmethod
    def of(cls, found: Covered) -> "Series":
        series = found.series
        return cls(
            source=series.key.source,
            symbol=series.key.symbol,
            timeframe=series.key.timeframe,
            calendar=series.calendar,
            is_own=series.owner is not None,
            first=moment(series.extent.first_ns),
            last=moment(series.extent.last_ns),
            bars=series.extent.bars,
            gaps=Holes.of(found.gaps),
        )


class Rejection(Answer):
    """A row that was refused, as the file counts it."""

    row: int = Field(examples=[17])
    reason: str = Field(examples=["high 99 is below the close 100"])


class Import(Answer):
    """What an import found and did: read = inserted + revised + duplicate + rejected."""

    source: str = Field(examples=["u-1b4e28ba-mine"])
    symbol: str = Field(examples=["BTC/USD"])
    timeframe: Timeframe
    calendar: Calendar
    format: str = Field(examples=["CSV"])
    read: int
    inserted: int
    revised: int
    duplicate: int
    rejected: int
    rejections: list[Rejection] = Field(description="the first hundred")
    first: datetime
    last: datetime
    gaps: Holes
    dataset_hash: str
    findings: list[str] = Field(description="sentences about the file as a whole")
    assumed: list[str] = Field(description="what was not given but guessed")
    columns: dict[str, str] = Field(examples=[{"time": "Date", "open": "Open"}])
    ignored_columns: list[str]
    time_unit: str
    notes: list[str]

    @classmethod
    def of(cls, report: ImportReport) -> "Import":
        refused = report.rejected.first(_REJECTIONS_LISTED)
        return cls(
            source=report.key.source,
            symbol=report.key.symbol,
            timeframe=report.key.timeframe,
            calendar=report.calendar,
            format=report.reading.format,
            read=report.read,
            inserted=report.inserted,
            revised=report.revised,
            duplicate=report.duplicate,
            rejected=len(report.rejected),
            rejections=[Rejection(row=one.row, reason=one.reason) for one in refused],
            first=moment(report.first_ns),
            last=moment(report.last_ns),
            gaps=Holes.of(report.gaps),
            dataset_hash=report.dataset_hash,
            findings=list(report.findings),
            assumed=list(report.assumed),
            columns=dict(report.reading.columns),
            ignored_columns=list(report.reading.ignored),
            time_unit=report.reading.time_unit,
            notes=list(report.reading.notes),
        )


class Removed(Answer):
    """How much went away with a series."""

    bars: int


class WatchedName(Request):
    """An instrument to watch."""

    source: Annotated[Text, Field(min_length=1, max_length=64, examples=["sim"])]
    symbol: Annotated[Text, Field(min_length=1, max_length=64, examples=["BTC/USDT"])]


class WatchedNames(Request):
    """The whole watch list, in order."""

    items: Annotated[list[WatchedName], Field(max_length=1_000)]


class WatchedItem(Answer):
    """An instrument on the watch list."""

    source: str = Field(examples=["sim"])
    symbol: str = Field(examples=["BTC/USDT"])
    position: int
    added_at: datetime

    @classmethod
    def of(cls, found: Watched) -> "WatchedItem":
        return cls.model_validate(found)


class Watchlist(Answer):
    """What the user watches, in the order the user gave it."""

    items: list[WatchedItem]


def moment(nanos: int) -> datetime:
    """Return an instant as JSON's models carry it."""
    return datetime.fromisoformat(utc_iso(nanos))


def _levels(levels: tuple[BookLevel, ...]) -> list[Level]:
    return [[level.price, level.quantity] for level in levels]
