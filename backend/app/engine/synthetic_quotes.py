"""The simulated market between two closes: the price of each second, and the orders around it.

Every minute has a path of sixty prices that begins at its open, touches its high and its low and
ends at its close, so a candle never contradicts a price that was shown. Like the candles, the path
and the order book are hashes of seed, symbol and time, made with basic operations only.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from app.domain.arrays import Floats
from app.domain.calendars import bucket_end
from app.domain.errors import NoData
from app.domain.market import Bars
from app.domain.quotes import BookLevel, Listing, OrderBook, Ticker
from app.domain.sessions import last_open
from app.domain.timeframes import NANOS_PER_DAY, NANOS_PER_SECOND, Timeframe
from app.engine.synthetic import INSTRUMENTS, SimulatedInstrument, candles, simulated

type _Bits = "np.ndarray[tuple[int], np.dtype[np.uint16]]"

BOOK_LEVELS: Final = 50
_SECONDS: Final = 60
_MINUTE: Final = _SECONDS * NANOS_PER_SECOND
# The first turn lies in the first half of the minute, the second in the other.
_TURNS: Final = ((5, 20), (30, 25))
_CHOP: Final = 0.35  # how far a second strays from the way to the next turn, against the range
# Against the usual change of a minute: half the distance of bid and ask, and of two levels.
_HALF_SPREAD: Final = 1.0 / 40.0
_LEVEL_STEP: Final = 1.0 / 10.0


@dataclass(frozen=True, slots=True, eq=False)
class _Minute:
    """One minute second by second, and the day that ended when it began.

    Shapes: path and volume (60,); volume adds up from the minute's beginning.
    """

    open_ns: int
    path: Floats
    volume: Floats
    day_high: float
    day_low: float
    day_volume: float
    day_ago: float | None


def listings(source: str) -> tuple[Listing, ...]:
    """Return every instrument of the simulated venue, ordered by symbol."""
    return tuple(
        Listing(
            source=source,
            symbol=symbol,
            calendar=INSTRUMENTS[symbol].calendar,
            tick_size=INSTRUMENTS[symbol].tick_size,
            lot_step=INSTRUMENTS[symbol].lot_step,
        )
        for symbol in sorted(INSTRUMENTS)
    )


def closed(bars: Bars, now_ns: int) -> Bars:
    """Return the bars whose bucket has ended by `now_ns`."""
    ends = bucket_end(bars.time, bars.timeframe, bars.calendar)
    return bars.slice(0, int(np.searchsorted(ends, now_ns, side="right")))


def forming(symbol: str, time_ns: int, seed: int) -> Bars:
    """Return the minute under way at `time_ns` as far as it has come; no bar while shut.

    Causal: depends on the seconds up to `time_ns` only; in its last second it is the closed bar.
    Raises: SymbolNotFound for an instrument the simulated venue does not list.
    """
    instrument = simulated(symbol)
    traded_ns = last_open(time_ns, instrument.calendar)
    if traded_ns is None or traded_ns < time_ns:
        return candles(symbol, time_ns, time_ns, Timeframe.M1, seed)
    minute, second = _minute_and_second(instrument, time_ns, seed)
    seen = minute.path[: second + 1]
    columns = (seen[0], seen.max(), seen.min(), seen[-1], minute.volume[second])
    opens, highs, lows, closes, volumes = (np.array([value]) for value in columns)
    time = np.array([minute.open_ns], np.int64)
    return Bars(
        time, opens, highs, lows, closes, volumes, Timeframe.M1, calendar=instrument.calendar
    )


def ticker(source: str, symbol: str, time_ns: int, seed: int) -> Ticker:
    """Return the price in the second of `time_ns`, or the last one before the market shut.

    Units: the 24 hours are the whole minutes in them and the minute under way.
    Raises: SymbolNotFound for an instrument the simulated venue does not list; NoData before the
            first session of its calendar.
    """
    instrument = simulated(symbol)
    minute, second = _minute_and_second(instrument, _traded(instrument, time_ns), seed)
    seen, last = minute.path[: second + 1], float(minute.path[second])
    half = _in_ticks(instrument, last, _HALF_SPREAD)
    volume = minute.day_volume + float(minute.volume[second])
    return Ticker(
        source=source,
        symbol=symbol,
        time_ns=minute.open_ns + second * NANOS_PER_SECOND,
        last=last,
        bid=_moved(instrument, last, -half),
        ask=_moved(instrument, last, half),
        high_24h=max(minute.day_high, float(seen.max())),
        low_24h=min(minute.day_low, float(seen.min())),
        volume_24h=round(volume * instrument.lots_per_unit) / instrument.lots_per_unit,
        change_pct=None if minute.day_ago is None else 100.0 * (last / minute.day_ago - 1.0),
    )


def order_book(source: str, symbol: str, time_ns: int, depth: int, seed: int) -> OrderBook:
    """Return the orders around the ticker of the same second, at most `BOOK_LEVELS` a side.

    Raises: as `ticker`.
    """
    instrument = simulated(symbol)
    now = ticker(source, symbol, time_ns, seed)
    bits = _bits(seed, symbol, "book", now.time_ns, 4 * BOOK_LEVELS).reshape(4, BOOK_LEVELS)
    half = _in_ticks(instrument, now.last, _HALF_SPREAD)
    step = _in_ticks(instrument, now.last, _LEVEL_STEP)
    sides = []
    for sign, gaps, sizes in ((-1, bits[0], bits[2]), (1, bits[1], bits[3])):
        # A level lies one to two steps behind the one before it.
        behind = step + (gaps.astype(np.int64) * step >> 16)
        away = half + np.cumsum(behind) - behind[0]
        lots = _lots(instrument, sizes)
        sides.append(
            tuple(
                BookLevel(_moved(instrument, now.last, sign * int(ticks)), float(quantity))
                for ticks, quantity in zip(away[:depth], lots[:depth], strict=True)
            )
        )
    return OrderBook(
        source=source, symbol=symbol, time_ns=now.time_ns, bids=sides[0], asks=sides[1]
    )


def _traded(instrument: SimulatedInstrument, time_ns: int) -> int:
    traded_ns = last_open(time_ns, instrument.calendar)
    if traded_ns is None:
        raise NoData(f"{instrument.symbol} has no price yet: its first session begins later")
    return traded_ns


def _minute_and_second(
    instrument: SimulatedInstrument, time_ns: int, seed: int
) -> tuple[_Minute, int]:
    minute = _minute(instrument.symbol, time_ns - time_ns % _MINUTE, seed)
    return minute, time_ns % _MINUTE // NANOS_PER_SECOND


# Kept for the minute they are asked for each second, of every instrument.
@lru_cache(maxsize=4 * len(INSTRUMENTS))
def _minute(symbol: str, minute_ns: int, seed: int) -> _Minute:
    instrument = INSTRUMENTS[symbol]
    day_ago_ns = last_open(minute_ns - NANOS_PER_DAY + _MINUTE - 1, instrument.calendar)
    begin = minute_ns if day_ago_ns is None else day_ago_ns - day_ago_ns % _MINUTE
    bars = candles(symbol, begin, minute_ns + 1, Timeframe.M1, seed)
    bar = bars.slice(len(bars) - 1, len(bars))
    day = bars.between(minute_ns - NANOS_PER_DAY + _MINUTE, minute_ns)
    return _Minute(
        open_ns=minute_ns,
        path=_path(instrument, bar, seed),
        volume=_volumes(instrument, bar, seed),
        day_high=float(day.high.max(initial=0.0)),
        day_low=float(day.low.min(initial=np.inf)),
        day_volume=float(day.volume.sum()),
        day_ago=float(bars.close[0]) if len(bars) > 1 else None,
    )


def _path(instrument: SimulatedInstrument, bar: Bars, seed: int) -> Floats:
    """Return the prices of a minute's seconds: open, one extreme, the other, close."""
    opens, high = float(bar.open[0]), float(bar.high[0])
    low, close = float(bar.low[0]), float(bar.close[0])
    bits = _bits(seed, instrument.symbol, "path", int(bar.time[0]), _SECONDS + 3)
    first, second = (
        begin + int(bits[_SECONDS + turn]) * width // 65_536
        for turn, (begin, width) in enumerate(_TURNS)
    )
    extremes = (high, low) if bits[_SECONDS + 2] & np.uint16(1) else (low, high)
    at = (0, first, second, _SECONDS - 1)
    price = np.interp(np.arange(_SECONDS), at, (opens, *extremes, close))
    chop = bits[:_SECONDS].astype(np.float64) / 65_536.0 - 0.5
    strayed = np.clip(price + _CHOP * (high - low) * chop, low, high)
    path: Floats = np.rint(strayed * instrument.ticks_per_unit) / instrument.ticks_per_unit
    path[list(at)] = (opens, *extremes, close)
    return path


def _volumes(instrument: SimulatedInstrument, bar: Bars, seed: int) -> Floats:
    weights = _bits(seed, instrument.symbol, "trades", int(bar.time[0]), _SECONDS)
    share = np.cumsum(weights.astype(np.float64) + 1.0)
    lots: Floats = np.rint(bar.volume[0] * instrument.lots_per_unit * (share / share[-1]))
    volume: Floats = lots / instrument.lots_per_unit
    return volume


def _in_ticks(instrument: SimulatedInstrument, price: float, share: float) -> int:
    """Return a part of the usual change of a minute as whole ticks, at least one."""
    minute = instrument.daily_volatility / float(np.sqrt(np.float64(1_440.0)))
    return max(1, round(price * minute * share * instrument.ticks_per_unit))


def _moved(instrument: SimulatedInstrument, price: float, ticks: int) -> float:
    return (round(price * instrument.ticks_per_unit) + ticks) / instrument.ticks_per_unit


def _lots(instrument: SimulatedInstrument, bits: _Bits) -> Floats:
    """Return the sizes of a side's levels: more lies further from the price."""
    usual = instrument.minute_volume * instrument.lots_per_unit / 20.0
    growth = 1.0 + np.arange(bits.size) / 10.0
    lots = np.rint(usual * growth * (0.2 + bits.astype(np.float64) / 65_536.0))
    sizes: Floats = np.maximum(lots, 1.0) / instrument.lots_per_unit
    return sizes


def _bits(seed: int, symbol: str, purpose: str, time_ns: int, count: int) -> _Bits:
    """Return `count` evenly spread numbers of 16 bits that belong to a moment."""
    digest = hashlib.shake_256(f"{seed}/{symbol}/{purpose}/{time_ns}".encode())
    return np.frombuffer(digest.digest(2 * count), "<u2").astype(np.uint16)
