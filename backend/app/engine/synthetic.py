"""The simulated market: candles as a pure function of seed and minute.

Any range can be asked for without what came before it, and the past never changes: a price is found
by halving the stretch between two far points until its minute is reached, and every number on the
way is a hash of seed, symbol and place. Only additions, multiplications, divisions and square roots
are used, which IEEE 754 rounds alike on every machine, so all machines see the same market.
"""

import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

import numpy as np

from app.domain.arrays import Floats, Ints
from app.domain.errors import SymbolNotFound
from app.domain.market import Bars
from app.domain.resampling import resampled
from app.domain.sessions import is_open, schedule, trading_time
from app.domain.timeframes import NANOS_PER_DAY, NANOS_PER_SECOND, Calendar, Timeframe


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedInstrument:
    """One instrument of the simulated venue and the character of its price.

    Units: `price` is the level the price wanders around; prices are whole numbers of ticks, volumes
           of lots; `daily_volatility` is the usual size of a day's return; `minute_volume` the
           usual volume of a minute.
    """

    symbol: str
    calendar: Calendar
    price: float
    ticks_per_unit: int
    lots_per_unit: int
    daily_volatility: float
    minute_volume: float

    @property
    def tick_size(self) -> float:
        """Return the smallest difference between two prices."""
        return 1.0 / self.ticks_per_unit

    @property
    def lot_step(self) -> float:
        """Return the smallest difference between two volumes."""
        return 1.0 / self.lots_per_unit


# fmt: off
INSTRUMENTS: Final = {
    instrument.symbol: instrument
    for instrument in (
        SimulatedInstrument(
            symbol="BTC/USDT", calendar=Calendar.ALWAYS, price=60_000.0, ticks_per_unit=100,
            lots_per_unit=100_000, daily_volatility=0.028, minute_volume=12.0,
        ),
        SimulatedInstrument(
            symbol="ETH/USDT", calendar=Calendar.ALWAYS, price=3_000.0, ticks_per_unit=100,
            lots_per_unit=10_000, daily_volatility=0.036, minute_volume=150.0,
        ),
        SimulatedInstrument(
            symbol="SOL/USDT", calendar=Calendar.ALWAYS, price=150.0, ticks_per_unit=100,
            lots_per_unit=100, daily_volatility=0.05, minute_volume=2_500.0,
        ),
        SimulatedInstrument(
            symbol="AAPL", calendar=Calendar.US_STOCK, price=190.0, ticks_per_unit=100,
            lots_per_unit=1, daily_volatility=0.016, minute_volume=120_000.0,
        ),
        SimulatedInstrument(
            symbol="EUR/USD", calendar=Calendar.FOREX, price=1.09, ticks_per_unit=100_000,
            lots_per_unit=1, daily_volatility=0.0045, minute_volume=90_000.0,
        ),
    )
}
# fmt: on

_MINUTE: Final = 60 * NANOS_PER_SECOND
# Far points lie 2**17 trading minutes apart (three months of a market that never closes).
_FAR_LEVEL: Final = 17
_FAR_SPREAD: Final = 0.6  # against the spread of a free walk over the same time
# Stretches of six hours to ten days move more, shorter ones less: prices trend, then turn.
_TREND_LEVELS: Final = range(9, 15)
_TREND_STRENGTH: Final = 1.0
_CHOP_STRENGTH: Final = 0.65
# Volatility changes over days and over hours.
_MOOD_LEVELS: Final = (11, 8)
_CLOSED_MINUTES: Final = 60  # what a closed market moves, in trading minutes
_WICK: Final = 0.6
_WIDENED_DAYS: Final = {Timeframe.D1: 5, Timeframe.W1: 11}
_PIECE: Final = 182 * NANOS_PER_DAY
_BELL_SPREAD: Final = 2.0 * 65_536.0 / 12.0**0.5
_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
_MIX_1: Final = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2: Final = np.uint64(0x94D049BB133111EB)


def simulated(symbol: str) -> SimulatedInstrument:
    """Return the instrument called `symbol`.

    Raises: SymbolNotFound for an instrument the simulated venue does not list.
    """
    instrument = INSTRUMENTS.get(symbol)
    if instrument is None:
        raise SymbolNotFound(
            f"symbol {symbol} is not simulated: choose one of {', '.join(INSTRUMENTS)}"
        )
    return instrument


def candles(symbol: str, start_ns: int, stop_ns: int, timeframe: Timeframe, seed: int) -> Bars:
    """Return the bars of `symbol` whose time lies in [start_ns, stop_ns).

    Causal: a bar depends on seed, symbol and its own minutes only; any sub-range equals the same
            slice of a larger range, and larger bars equal the resampled minutes.
    Raises: SymbolNotFound for an instrument the simulated venue does not list.
    """
    instrument = simulated(symbol)
    if timeframe is Timeframe.M1:
        return _minutes(instrument, start_ns, stop_ns, seed)
    pieces = [
        _larger(instrument, begin, min(begin + _PIECE, stop_ns), timeframe, seed)
        for begin in range(start_ns, max(stop_ns, start_ns + 1), _PIECE)
    ]
    return _joined(pieces)


def _larger(
    instrument: SimulatedInstrument, start_ns: int, stop_ns: int, timeframe: Timeframe, seed: int
) -> Bars:
    """Return the larger bars of one piece; buckets cut at the edges lie outside of it."""
    widened = _WIDENED_DAYS.get(timeframe, 1) * NANOS_PER_DAY
    minutes = _minutes(instrument, start_ns - widened, stop_ns + widened, seed)
    return resampled(minutes, timeframe).between(start_ns, stop_ns)


def _joined(pieces: list[Bars]) -> Bars:
    if len(pieces) == 1:
        return pieces[0]
    names = ("time", "open", "high", "low", "close", "volume")
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(piece, name) for piece in pieces]) for name in names
    }
    return replace(pieces[0], **columns)


def _minutes(instrument: SimulatedInstrument, start_ns: int, stop_ns: int, seed: int) -> Bars:
    first = -(-start_ns // _MINUTE)
    time = np.arange(first, max(-(-stop_ns // _MINUTE), first), dtype=np.int64) * _MINUTE
    time = time[is_open(time, instrument.calendar)]
    place = _places(time, instrument.calendar)
    walk = _Walk(instrument.symbol, seed, _minute_spread(instrument))
    opens, closes = _ends(instrument, walk, place)
    mood = walk.mood(place)
    reach = walk.spread * mood * _WICK * opens
    highest = np.maximum(opens, closes) + reach * np.abs(walk.bell("high", place))
    lowest = np.minimum(opens, closes) - reach * np.abs(walk.bell("low", place))
    moved = np.abs(closes - opens) / (walk.spread * opens)
    share = (0.2 + mood) * (0.3 + 1.4 * walk.uniform("volume", place)) * (0.5 + 0.8 * moved)
    return Bars(
        time=time,
        open=_rounded(opens, instrument.ticks_per_unit),
        high=_rounded(highest, instrument.ticks_per_unit),
        low=_rounded(lowest, instrument.ticks_per_unit),
        close=_rounded(closes, instrument.ticks_per_unit),
        volume=_rounded(instrument.minute_volume * share, instrument.lots_per_unit),
        timeframe=Timeframe.M1,
        calendar=instrument.calendar,
    )


def _ends(instrument: SimulatedInstrument, walk: "_Walk", place: Ints) -> tuple[Floats, Floats]:
    """Return the price at the beginning and at the end of each minute."""
    if not place.size:
        return np.empty(0), np.empty(0)
    low = int(place[0])
    price = instrument.price * _exp(walk.between(low, int(place[-1]) + 1))
    return price[place - low], price[place - low + 1]


def _rounded(values: Floats, per_unit: int) -> Floats:
    """Round to whole ticks or lots, at least one."""
    return np.maximum(np.rint(values * per_unit), 1.0) / per_unit


def _places(time: Ints, calendar: Calendar) -> Ints:
    """Return the place of each open minute on the walk: trading time, plus a jump while closed."""
    if calendar is Calendar.ALWAYS:
        return time // _MINUTE
    stretch = np.searchsorted(schedule(calendar).opens, time, side="right")
    return trading_time(time, calendar) // _MINUTE + _CLOSED_MINUTES * stretch


def _minute_spread(instrument: SimulatedInstrument) -> float:
    minutes = 390 + _CLOSED_MINUTES if instrument.calendar is Calendar.US_STOCK else 1_440
    return float(instrument.daily_volatility / np.sqrt(np.float64(minutes)))


@dataclass(frozen=True, slots=True)
class _Walk:
    """The logarithm of a price over trading minutes, around 0.

    `spread` is the usual size of a minute's change.
    """

    symbol: str
    seed: int
    spread: float

    def between(self, low: int, high: int) -> Floats:
        """Return the walk at the minutes low … high, both included."""
        step = 1 << _FAR_LEVEL
        at = np.arange(low // step, -(-high // step) + 1, dtype=np.int64)
        far = self.spread * float(np.sqrt(np.float64(step))) * _FAR_SPREAD
        value = far * self.bell("far", at)
        for level in range(_FAR_LEVEL - 1, -1, -1):
            at, value = self._halved(at, value, level)
            first, last = low >> level, -(-high >> level)
            begin = first - int(at[0])
            at, value = (
                at[begin : begin + last - first + 1],
                value[begin : begin + last - first + 1],
            )
        return value

    def _halved(self, at: Ints, value: Floats, level: int) -> tuple[Ints, Floats]:
        """Put a new point between each two: their mean, moved as a free walk would be."""
        middle = 2 * at[:-1] + 1
        strength = _TREND_STRENGTH if level in _TREND_LEVELS else _CHOP_STRENGTH
        size = strength * self.spread * float(np.sqrt(np.float64(1 << level) / 2.0))
        moved = size * self.bell(f"level {level}", middle)
        if level < _MOOD_LEVELS[0]:
            moved = moved * self.mood(middle << level)
        places = np.arange(2 * int(at[0]), 2 * int(at[-1]) + 1, dtype=np.int64)
        values = np.empty(places.size)
        values[::2] = value
        values[1::2] = (value[:-1] + value[1:]) / 2.0 + moved
        return places, values

    def mood(self, place: Ints) -> Floats:
        """Return how lively the market is at each minute, around 1: calm and storm alternate."""
        mood = np.full(place.size, 0.25)
        for level in _MOOD_LEVELS:
            at, part = place >> level, (place & ((1 << level) - 1)) / float(1 << level)
            here, there = self.uniform(f"mood {level}", at), self.uniform(f"mood {level}", at + 1)
            level_mood = here + (there - here) * part
            mood = mood + 1.25 * level_mood * level_mood
        return mood

    def bell(self, purpose: str, at: Ints) -> Floats:
        """Return numbers of mean 0 and spread 1, bell-shaped, at most 3.5 (four uniform ones)."""
        bits = self._bits(purpose, at)
        total = np.zeros(at.size)
        for shift in (0, 16, 32, 48):
            total += ((bits >> np.uint64(shift)) & np.uint64(0xFFFF)).astype(np.float64)
        return (total - 2.0 * 65_535.0) / _BELL_SPREAD

    def uniform(self, purpose: str, at: Ints) -> Floats:
        """Return numbers spread evenly over [0, 1)."""
        return (self._bits(purpose, at) >> np.uint64(11)).astype(np.float64) / float(1 << 53)

    def _bits(self, purpose: str, at: Ints) -> "np.ndarray[tuple[int], np.dtype[np.uint64]]":
        """Hash places: a counter mixed as in SplitMix64, with a key of its own per purpose."""
        key = np.uint64(_key(self.seed, self.symbol, purpose))
        bits = (at.view(np.uint64) + key) * _GOLDEN
        bits = (bits ^ (bits >> np.uint64(30))) * _MIX_1
        bits = (bits ^ (bits >> np.uint64(27))) * _MIX_2
        return bits ^ (bits >> np.uint64(31))


@lru_cache(maxsize=512)
def _key(seed: int, symbol: str, purpose: str) -> int:
    digest = hashlib.sha256(f"{seed}/{symbol}/{purpose}".encode()).digest()
    return int.from_bytes(digest[:8], "little")


def _exp(values: Floats) -> Floats:
    """Return e to the power of small values with basic operations only.

    The library's own differs between processors in the last digit.
    """
    part = values / 256.0
    total = np.ones(values.size)
    for divisor in (7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0):
        total = 1.0 + part / divisor * total
    for _ in range(8):
        total = total * total
    return total
