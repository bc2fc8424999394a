"""The geometry of charts: round ticks, bins that respect zero, colours that stay readable."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np

from app.domain.arrays import Floats
from app.domain.errors import InvalidInput

type Colour = tuple[float, float, float]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_STEPS: Final = (1.0, 2.0, 5.0, 10.0)
# Below it a double tells too few values apart to put six ticks between them.
_NARROW: Final = 1e-12
_HOUR: Final = 3_600_000
_DAY: Final = 24 * _HOUR
_CLOCK_STEPS: Final = (_HOUR, 3 * _HOUR, 6 * _HOUR, 12 * _HOUR)
_DAY_STEPS: Final = (_DAY, 2 * _DAY, 7 * _DAY, 14 * _DAY)
_MONTH_STEPS: Final = (1, 2, 3, 6, 12, 24, 60, 120, 240)
_INK: Final[Colour] = (0.08, 0.09, 0.12)
_PAPER: Final[Colour] = (1.0, 1.0, 1.0)
# Beyond these shares of the values the outermost bins are open.
_TAILS: Final = (0.005, 0.995)


@dataclass(frozen=True, slots=True)
class Bin:
    """How many values lie in [low, high); the first and the last bin also hold what lies beyond."""

    low: float
    high: float
    count: int


def round_step(span: float, most: int) -> float:
    """Return the smallest 1, 2 or 5 times a power of ten that divides `span` at most `most` times.

    Raises: InvalidInput for a span that is not above 0.
    """
    if not (math.isfinite(span) and span > 0.0 and most >= 1):
        raise InvalidInput(f"a scale of {span:g} in {most} steps: must be above 0, in 1 or more")
    raw = span / most
    power = 10.0 ** math.floor(math.log10(raw))
    return next(power * step for step in _STEPS if power * step >= raw * (1.0 - 1e-9))


def ticks(low: float, high: float, most: int = 6) -> tuple[float, ...]:
    """Return round numbers within [low, high], rising, at most `most` + 1 of them.

    Edge: a range that is flat, or too narrow for its numbers to be told apart, has its one value.
    """
    if not high - low > _NARROW * max(abs(low), abs(high)):
        return (low,)
    step = round_step(high - low, most)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(n * step for n in range(first, last + 1))


def log_ticks(low: float, high: float, most: int = 6) -> tuple[float, ...]:
    """Return 1, 2 and 5 times powers of ten within [low, high], or as few of these as are allowed.

    Raises: InvalidInput for a range that is not above 0.
    """
    if not 0.0 < low <= high < math.inf:
        raise InvalidInput(f"a scale of powers from {low:g} to {high:g}: must be above 0")
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    for steps in ((1.0, 2.0, 5.0), (1.0, 3.0), (1.0,)):
        found = [s * 10.0**n for n in range(first, last + 1) for s in steps]
        inside = tuple(tick for tick in found if low <= tick <= high)
        if len(inside) <= most:
            return inside
    every = -(-len(inside) // most)
    return inside[::every]


def padded(values: Sequence[float], share: float = 0.04) -> tuple[float, float]:
    """Return a range with room around the values; a flat line lies in the middle of its own."""
    low, high = min(values), max(values)
    room = (high - low) * share or max(abs(high) * share, 1.0)
    return low - room, high + room


def time_ticks(start_ms: int, end_ms: int, most: int = 8) -> tuple[tuple[int, str], ...]:
    """Return moments on the calendar's own grid with their labels, at most `most`, UTC.

    Units: milliseconds since 1970.
    """
    for step in (*_CLOCK_STEPS, *_DAY_STEPS):
        first = -(-start_ms // step)
        if (end_ms - first * step) // step < most:
            moments = range(first * step, end_ms + 1, step)
            form = "%d %b %H:%M" if step < _DAY else "%d %b %Y"
            return tuple((moment, _label(moment, form)) for moment in moments)
    for months in _MONTH_STEPS:
        found = tuple(_months(start_ms, end_ms, months))
        if len(found) <= most:
            form = "%b %Y" if months < 12 else "%Y"
            return tuple((moment, _label(moment, form)) for moment in found)
    return ()


def histogram(values: Floats, most: int = 30) -> tuple[Bin, ...]:
    """Return bins of one round width whose edges include zero, so no bin mixes gain and loss.

    Shapes: values (n,) finite.
    Edge:   no bins for no values; equal values share one bin.
    """
    if not values.size:
        return ()
    low, high = (float(v) for v in np.quantile(values, _TAILS))
    low, high = min(low, 0.0), max(high, 0.0)
    if not high > low:
        return (Bin(0.0, 1.0, int(values.size)),)
    step = round_step(high - low, max(most - 2, 1))
    first, last = math.floor(low / step + 1e-9), math.floor(high / step + 1e-9) + 1
    places = np.clip(np.floor(values / step + 1e-9), first, last - 1).astype(np.int64) - first
    counts = np.bincount(places, minlength=last - first).tolist()
    return tuple(
        Bin((first + n) * step, (first + n + 1) * step, count) for n, count in enumerate(counts)
    )


def diverging(value: float, clamp: float, loss: Colour, middle: Colour, gain: Colour) -> Colour:
    """Return the colour of `value` between loss (-clamp and below) and gain (clamp and above)."""
    share = 0.0 if clamp <= 0.0 else min(1.0, max(-1.0, value / clamp))
    end = gain if share >= 0.0 else loss
    weight = abs(share)
    first, second, third = (m + (e - m) * weight for m, e in zip(middle, end, strict=True))
    return first, second, third


def ink_on(background: Colour) -> Colour:
    """Return near-black or white, whichever is easier to read there (WCAG contrast)."""
    dark, light = contrast(_INK, background), contrast(_PAPER, background)
    return _INK if dark >= light else _PAPER


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, 1 to 21.

    Source: WCAG 2.2, definitions of contrast ratio and relative luminance.
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def clamp_of(values: Sequence[float]) -> float:
    """Return the 95th percentile of the absolute values: one wild month does not pale the rest."""
    if not values:
        return 0.0
    return float(np.quantile(np.abs(np.asarray(values, dtype=np.float64)), 0.95))


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _months(start_ms: int, end_ms: int, step: int) -> Iterator[int]:
    start = np.datetime64(start_ms, "ms").astype("datetime64[M]").astype(np.int64)
    month = -(-int(start) // step) * step
    while True:
        moment = int(np.datetime64(month, "M").astype("datetime64[ms]").astype(np.int64))
        if moment > end_ms:
            return
        if moment >= start_ms:
            yield moment
        month += step


def _label(moment_ms: int, form: str) -> str:
    return (_EPOCH + timedelta(milliseconds=moment_ms)).strftime(form)
