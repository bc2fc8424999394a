"""Labels that run early or late, found by comparing returns with another series."""

from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np

from app.domain.arrays import Bools, Floats, Ints
from app.domain.calendars import bucket_end
from app.domain.market import Bars
from app.domain.new_york import HOUR
from app.domain.quality.rejections import text_of
from app.domain.timeframes import NANOS_PER_DAY, Timeframe

_LAGS: Final = tuple(range(-12, 13))
_WINDOW_DAYS: Final = 7
_RETURNS_MIN: Final = 20
# A window speaks for a lag when returns agree closely there and much better than at lag 0.
_AGREEMENT_MIN: Final = 0.85
_DISAGREEMENT_SHARE_MAX: Final = 0.5
# A return that a lag explains costs about 1, one that it does not explain at most 9.
_FORGIVEN: Final = 0.1
_LEAST_DIFFERENCE: Final = 1e-9
_COST_MAX: Final = 9.0
_COST_UNKNOWN: Final = 2.0
_COST_OF_CHANGE: Final = 20.0


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch whose labels are `hours` away from the truth: negative early, positive late.

    Units: [start_ns, stop_ns) in the candidate's own labels.
    """

    hours: int
    start_ns: int
    stop_ns: int

    def __str__(self) -> str:
        """Return one sentence for a person."""
        direction = "early" if self.hours < 0 else "late"
        return (
            f"labels run {abs(self.hours)} h {direction} "
            f"from {text_of(self.start_ns)} to {text_of(self.stop_ns)}"
        )


def clock_shift(candidate: Bars, reference: Bars) -> tuple[Shift, ...]:
    """Return the stretches in which `candidate` is a whole number of hours off `reference`.

    Returns are compared per 7-day window at lags -12 ... +12 h; the coarser timeframe gives the
    returns, the finer one the hours (of daily bars 20 returns make a window). Where windows speak
    for a lag, the path of lags with the smallest squared differences dates it. Empty when nothing
    is shifted or the overlap is too short or too coarse to tell.
    """
    grid = _grid(candidate, reference)
    if grid.size <= _RETURNS_MIN:
        return ()
    ours, theirs = _returns(candidate, reference, grid)
    lags = _suspected(ours, theirs, grid)
    if not lags:
        return ()
    chosen = [0, *lags]
    places = [_LAGS.index(lag) for lag in chosen]
    ours, theirs = ours[places], theirs[places]
    found, start = [], 0
    for state, run in groupby(_path(_costs(ours, theirs))):
        stop = start + len(list(run))
        if state and _speaks_for(state, ours[:, start:stop], theirs[:, start:stop]):
            moved = chosen[state] * HOUR
            found.append(Shift(chosen[state], int(grid[start]) + moved, int(grid[stop]) + moved))
        start = stop
    return tuple(found)


def _grid(candidate: Bars, reference: Bars) -> Ints:
    """Return the instants whose prices are compared: the coarser series' closes, or full hours."""
    ends = [bucket_end(bars.time, bars.timeframe, bars.calendar) for bars in (candidate, reference)]
    if min(end.size for end in ends) < 2:
        return np.empty(0, np.int64)
    first, last = max(int(end[0]) for end in ends), min(int(end[-1]) for end in ends)
    coarse = max((candidate, reference), key=lambda bars: bars.timeframe.seconds)
    if coarse.timeframe.seconds < Timeframe.H1.seconds:
        return np.arange(-(-first // HOUR) * HOUR, last + 1, HOUR, dtype=np.int64)
    grid = ends[0] if coarse is candidate else ends[1]
    return grid[(grid >= first) & (grid <= last)]


def _returns(candidate: Bars, reference: Bars, grid: Ints) -> tuple[Floats, Floats]:
    """Return log returns of both series at every lag.

    Shapes: two (25, n - 1) arrays, NaN where either price is not known. At lag h the candidate's
            label T + h is taken for the instant T.
    """
    step = max(candidate.timeframe.nanos, reference.timeframe.nanos, HOUR)
    candidate_gives_grid = candidate.timeframe.seconds > reference.timeframe.seconds
    ours, theirs = np.empty((2, len(_LAGS), grid.size))
    for place, lag in enumerate(_LAGS):
        moved = lag * HOUR
        ours[place] = _log_prices(candidate, grid if candidate_gives_grid else grid + moved)
        theirs[place] = _log_prices(reference, grid - moved if candidate_gives_grid else grid)
    known = np.diff(grid) == step
    ours, theirs = np.diff(ours), np.diff(theirs)
    ours[:, ~known] = np.nan
    ours[np.isnan(theirs)] = np.nan
    theirs[np.isnan(ours)] = np.nan
    return ours, theirs


def _log_prices(bars: Bars, instants: Ints) -> Floats:
    """Return the log close known at each instant; one older than a quarter of an hour is not."""
    ends = bucket_end(bars.time, bars.timeframe, bars.calendar)
    place = np.searchsorted(ends, instants, side="right") - 1
    price = np.log(bars.close)[np.maximum(place, 0)]
    is_known = (place >= 0) & (instants - ends[np.maximum(place, 0)] <= HOUR // 4)
    return np.where(is_known, price, np.nan)


def _suspected(ours: Floats, theirs: Floats, grid: Ints) -> list[int]:
    """Return the lags other than 0 for which at least one window speaks."""
    days = (grid[1:] - grid[0]) // NANOS_PER_DAY
    longest = int(np.diff(grid).min()) * (_RETURNS_MIN + 2)
    width = max(_WINDOW_DAYS, -(-longest // NANOS_PER_DAY))
    agreement = _agreement(ours, theirs, days, width)
    best = np.argmax(agreement, axis=0)
    speaks = _convinces(np.max(agreement, axis=0), agreement[_LAGS.index(0)])
    return sorted({_LAGS[int(place)] for place in best[speaks]} - {0})


def _convinces(agreement: Floats, at_zero: Floats) -> Bools:
    disagreement_max = _DISAGREEMENT_SHARE_MAX * (1.0 - np.maximum(at_zero, 0.0))
    return (agreement >= _AGREEMENT_MIN) & (1.0 - agreement <= disagreement_max)


def _speaks_for(state: int, ours: Floats, theirs: Floats) -> bool:
    """Return whether one stretch as a whole agrees with its lag and not with lag 0."""
    days = np.zeros(ours.shape[1], np.int64)
    agreement = _agreement(ours, theirs, days, 1, returns_min=1)[:, 0]
    return bool(_convinces(agreement[state : state + 1], agreement[:1])[0])


def _agreement(
    ours: Floats, theirs: Floats, days: Ints, width: int, returns_min: int = _RETURNS_MIN
) -> Floats:
    """Return the correlation of both series at each lag in windows of `width` days.

    Shapes: (lags, number of days); a window ends with its day; -1 with too few returns.
    """
    known = ~np.isnan(ours)
    sums = [
        _windowed(np.where(known, values, 0.0), days, width)
        for values in (ours * theirs, ours * ours, theirs * theirs, known.astype(np.float64))
    ]
    product, own, other, count = sums
    scale = np.sqrt(own * other)
    enough = (count >= returns_min) & (scale > 0.0)
    return np.where(enough, product / np.where(enough, scale, 1.0), -1.0)


def _windowed(values: Floats, days: Ints, width: int) -> Floats:
    """Return sums over each day and the `width` - 1 days before it."""
    total = np.zeros((values.shape[0], int(days[-1]) + 1 + width))
    for place in range(values.shape[0]):
        by_day = np.bincount(days, values[place], minlength=int(days[-1]) + 1)
        total[place, width:] = np.cumsum(by_day)
    return total[:, width:] - total[:, :-width]


def _costs(ours: Floats, theirs: Floats) -> Floats:
    """Return how badly each lag explains each return, in squares of the usual difference."""
    apart = np.abs(ours - theirs)
    known = ~np.isnan(apart).any(axis=0)
    usual = np.median(apart[:, known].min(axis=0)) if known.any() else 0.0
    # Two copies of one source differ by nothing; a tenth of a typical return is always forgiven.
    least = max(_FORGIVEN * np.nanmedian(np.abs(theirs)), _LEAST_DIFFERENCE)
    cost = np.minimum((apart / max(usual, least)) ** 2, _COST_MAX)
    return np.where(np.isnan(cost), _COST_UNKNOWN, cost)


def _path(costs: Floats) -> list[int]:
    """Return the cheapest lag at each return when every change of lag costs extra (Viterbi)."""
    states, count = costs.shape
    total = costs[:, 0].copy()
    came_from = np.zeros((count, states), np.int64)
    for step in range(1, count):
        best = int(np.argmin(total))
        changes = total > total[best] + _COST_OF_CHANGE
        came_from[step] = np.where(changes, best, np.arange(states))
        total = np.where(changes, total[best] + _COST_OF_CHANGE, total) + costs[:, step]
    path = [int(np.argmin(total))]
    for step in range(count - 1, 0, -1):
        path.append(int(came_from[step, path[-1]]))
    return path[::-1]
