"""Where orders fill inside a bar: the one fill rule (rules 8, 10 to 12, 16 and 21).

Plain scalar functions over one bar and one position: the kernel compiles these same functions,
paper and live call them as they are. `side` is +1 for a long, -1 for a short; a level that is not
set is NaN, and every comparison with NaN is false.
"""

import math
from typing import Final

from app.domain.arrays import Floats

NOT_HIT: Final = 0
STOP_HIT: Final = 1
TARGET_HIT: Final = 2
BOTH_HIT: Final = 3

# A level this close to a tick, in ticks, is on it: binary fractions must not cost a whole tick.
_ON_TICK: Final = 1e-9
# Above 2**53 every float64 is whole, and compiled code would overflow its integers.
_WHOLE_FROM: Final = 9007199254740992.0


def rounded_down(price: float, tick: float) -> float:
    """Return the highest multiple of `tick` at or below `price`; `price` where no tick is known."""
    if not tick > 0.0 or not price / tick < _WHOLE_FROM:
        return price
    return math.floor(price / tick + _ON_TICK) * tick


def rounded_up(price: float, tick: float) -> float:
    """Return the lowest multiple of `tick` at or above `price`; `price` where no tick is known."""
    if not tick > 0.0 or not price / tick < _WHOLE_FROM:
        return price
    return math.ceil(price / tick - _ON_TICK) * tick


def stop_level(side: int, reference: float, distance: float, tick: float) -> float:
    """Return the stop `distance` (a fraction) away from `reference`, NaN when distance is NaN.

    A fixed stop's reference is the fill price, a trailing stop's the peak (rules 11 and 12).
    Rounded away from the market: long down, short up (rule 16).
    """
    if math.isnan(distance):
        return math.nan
    if side > 0:
        return rounded_down(reference * (1.0 - distance), tick)
    return rounded_up(reference * (1.0 + distance), tick)


def target_level(side: int, fill: float, distance: float, tick: float) -> float:
    """Return the target `distance` (a fraction) beyond the fill price, NaN when distance is NaN.

    Rounded away from the market: long up, short down (rule 16).
    """
    if math.isnan(distance):
        return math.nan
    if side > 0:
        return rounded_up(fill * (1.0 + distance), tick)
    return rounded_down(fill * (1.0 - distance), tick)


def trailing_is_tighter(side: int, fixed: float, trailing: float) -> bool:
    """Return whether the trailing stop decides; equal levels belong to the fixed stop (rule 12)."""
    if math.isnan(trailing):
        return False
    return math.isnan(fixed) or (trailing > fixed if side > 0 else trailing < fixed)


def raised_peak(side: int, peak: float, high: float, low: float) -> float:
    """Return the best price of the position after a bar: the trailing stop follows it (rule 12)."""
    return max(peak, high) if side > 0 else min(peak, low)


def gap_hit(side: int, open_: float, stop: float, target: float) -> int:
    """Return what the open of a bar triggers for a position held before it (rule 8b).

    The stop is asked first; an open cannot be at both, so it is never ambiguous.
    """
    if side > 0:
        return STOP_HIT if open_ <= stop else TARGET_HIT if open_ >= target else NOT_HIT
    return STOP_HIT if open_ >= stop else TARGET_HIT if open_ <= target else NOT_HIT


def inside_hit(side: int, high: float, low: float, stop: float, target: float) -> int:
    """Return what the range of a bar triggers, BOTH_HIT when it reaches both levels (rule 8c)."""
    if side > 0:
        return STOP_HIT * int(low <= stop) + TARGET_HIT * int(high >= target)
    return STOP_HIT * int(high >= stop) + TARGET_HIT * int(low <= target)


def stop_price(side: int, open_: float, stop: float) -> float:
    """Return the price, before slippage, at which a stop hit inside a bar fills (rule 8c).

    The worse of open and stop: only on the entry bar can slippage have put the stop beyond the
    open, and the fill is then the open, a loss and not an error (rule 11).
    """
    return min(open_, stop) if side > 0 else max(open_, stop)


def first_touch(side: int, highs: Floats, lows: Floats, stop: float, target: float) -> int:
    """Return which level the finer bars of one bar touch first (rule 21).

    STOP_HIT or TARGET_HIT; BOTH_HIT when one finer bar reaches both, or when none reaches either
    (finer bars that contradict the bar decide nothing): then the stop counts, as ambiguous.
    """
    for k in range(highs.size):
        hit = inside_hit(side, highs[k], lows[k], stop, target)
        if hit != NOT_HIT:
            return hit
    return BOTH_HIT
