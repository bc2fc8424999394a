"""Returns per calendar month and year."""

import numpy as np

from app.domain.arrays import Floats, Ints
from app.domain.performance.results import PeriodReturn


def monthly_returns(days: Ints, equity: Floats, initial: float) -> tuple[PeriodReturn, ...]:
    """Return one fraction per month from the first to the last, the first against `initial`.

    Shapes: days (d,) day numbers since 1970-01-01, rising; equity (d,) at each day's end.
    Edge:   a month without bars has no value; the next one is measured from the last month that
            has; after an equity of zero or less there is nothing to measure from.
    """
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return tuple(
        PeriodReturn(1970 + month // 12, month % 12 + 1, value)
        for month, value in _period_returns(months, equity, initial)
    )


def yearly_returns(days: Ints, equity: Floats, initial: float) -> tuple[PeriodReturn, ...]:
    """Return one fraction per year: what the year's months compound to.

    Shapes: as `monthly_returns`.
    """
    years = days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
    return tuple(
        PeriodReturn(1970 + year, None, value)
        for year, value in _period_returns(years, equity, initial)
    )


def _period_returns(
    periods: Ints, equity: Floats, initial: float
) -> list[tuple[int, float | None]]:
    ends = np.append(np.flatnonzero(np.diff(periods)), periods.size - 1)
    last = dict(zip(periods[ends].tolist(), equity[ends].tolist(), strict=True))
    found: list[tuple[int, float | None]] = []
    before = initial
    for period in range(int(periods[0]), int(periods[-1]) + 1):
        after = last.get(period)
        found.append((period, after / before - 1.0 if after is not None and before > 0 else None))
        before = before if after is None else after
    return found
