"""How long the start of the data is remembered (rule 6): the memory of smoothed values.

A recursive mean keeps a share (1 - a)^m of its start after m bars; means of means keep more. The
factories return what the catalogue's `memory` is built from: parameters -> bars until 1e-12.
"""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from app.domain.indicators.registry import ANCHORED_MINUTES, Params

SHARE: Final = 1e-12
Decay = Callable[[Params], float]

# Smoothing steps of each moving average: how many in a chain, and the weight of a new value.
_AVERAGES: Final[dict[str, tuple[int, str]]] = {
    "sma": (0, ""),
    "ema": (1, "ema"),
    "wma": (0, ""),
    "dema": (2, "ema"),
    "tema": (3, "ema"),
    "trima": (0, ""),
    "kama": (1, "kama"),
    "t3": (6, "ema"),
    "hma": (0, ""),
    "zlema": (1, "ema"),
    "rma": (1, "rma"),
}
# The slowest Kaufman's average gets: the square of an exponential mean over 30 bars.
_KAMA_WEIGHT: Final = (2 / 31) ** 2


@lru_cache(maxsize=4096)
def decay_bars(*weights: float) -> int:
    """Return the bars after which a chain of exponential means forgets its start to 1e-12.

    Units: `weights` are those of a new value, 0 < a <= 1; the slowest stands for the whole chain,
           so unequal chains are overestimated, never underestimated.
    Edge:  no weights, or only 1 (no smoothing) -> 0; one weight -> ln(1e-12) / ln(1 - a).
    """
    steps = [weight for weight in weights if weight < 1.0]
    if not steps:
        return 0
    low, high = 1, 1
    while _remembered(high, len(steps), min(steps)) > SHARE:
        low, high = high, high * 2
    while low < high:
        middle = (low + high) // 2
        if _remembered(middle, len(steps), min(steps)) > SHARE:
            low = middle + 1
        else:
            high = middle
    return high


def _remembered(bars: int, steps: int, weight: float) -> float:
    """Return the share of the start left after `bars`: P(fewer than `steps` hits in `bars`)."""
    total, term = 0.0, bars * math.log1p(-weight)
    for hits in range(min(steps, bars + 1)):
        total += math.exp(term)
        term += math.log((bars - hits) / (hits + 1) * weight / (1.0 - weight)) if hits < bars else 0
    return total


def finite(params: Params) -> float:
    """Return 0: the value depends on its window only."""
    return 0.0


def ema(*names: str) -> Decay:
    """Return the memory of exponential means over the parameters `names`, chained."""
    return lambda params: decay_bars(*(2.0 / (float(params[name]) + 1.0) for name in names))


def rma(*names: str) -> Decay:
    """Return the memory of Wilder's means over the parameters `names`, chained."""
    return lambda params: decay_bars(*(1.0 / float(params[name]) for name in names))


def averages(*pairs: tuple[str, str]) -> Decay:
    """Return the memory of chained averages, each (period parameter, parameter of its kind)."""

    def decay(params: Params) -> float:
        weights: list[float] = []
        for period, kind in pairs:
            weights += average_weights(str(params[kind]), float(params[period]))
        return decay_bars(*weights)

    return decay


def average_weights(kind: str, period: float) -> list[float]:
    """Return the weights of a new value in the chain that makes up one kind of average."""
    count, family = _AVERAGES[kind]
    if period <= 1.0:
        return []
    weight = {"ema": 2.0 / (period + 1.0), "rma": 1.0 / period}.get(family, _KAMA_WEIGHT)
    return [weight] * count


def longest(*decays: Decay) -> Decay:
    """Return the longest of several memories that run side by side."""
    return lambda params: max(decay(params) for decay in decays)


def fixed(bars: int) -> Decay:
    """Return a memory that no parameter changes."""
    return lambda params: float(bars)


def anchored(params: Params) -> float:
    """Return the bars of one minute between anchors: endless for the start of the data."""
    return ANCHORED_MINUTES[str(params["anchor"])]
