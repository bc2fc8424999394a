"""Outputs of TA-Lib turned into what a rule can use.

TA-Lib answers some questions with a position in the array it was given, or hides two facts in one
number. A rule needs a value that means the same wherever the data starts.
"""

import numpy as np

from app.domain.arrays import Floats

Results = tuple[Floats, ...]


def bars_since(results: Results) -> Results:
    """Return how many bars ago each extreme was, from its position in the array."""
    return tuple(np.arange(r.size, dtype=np.float64) - r for r in results)


def signed_stop(results: Results) -> Results:
    """Return the stop and the direction that TA-Lib hides in its sign (negative: short)."""
    (stop,) = results
    return np.abs(stop), np.where(np.isnan(stop), np.nan, np.where(stop < 0.0, -1.0, 1.0))


def signs(results: Results) -> Results:
    """Return candlestick patterns as 100, 0 or -100: TA-Lib writes 200 for a confirmed Hikkake."""
    return tuple(100.0 * np.sign(r) for r in results)


def zero_unknown(results: Results) -> Results:
    """Return zero prices as unknown: TA-Lib's VWAP is 0 until something trades."""
    return tuple(np.where(r == 0.0, np.nan, r) for r in results)


def swapped(results: Results) -> Results:
    """Return two outputs in the other order, the one people ask for first."""
    first, second = results
    return second, first
