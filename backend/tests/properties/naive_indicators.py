"""Indicators written the slow and obvious way, straight from their definitions.

They share nothing with the catalogue: windows are numpy views or pandas rolling sums, recursions
are Python loops. Each takes bars and returns the outputs in catalogue order, at the defaults.
"""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view

from app.domain.arrays import Floats
from app.domain.market import Bars

Outputs = tuple[Floats, ...]


def rolled(values: Floats, window: int, what: Callable[[Floats], float]) -> Floats:
    out = np.full(values.size, np.nan)
    out[window - 1 :] = [what(view) for view in sliding_window_view(values, window)]
    return out


def mean(values: Floats, window: int) -> Floats:
    return rolled(values, window, np.mean)


def total(values: Floats, window: int) -> Floats:
    return rolled(values, window, np.sum)


def highest(values: Floats, window: int) -> Floats:
    return rolled(values, window, np.max)


def lowest(values: Floats, window: int) -> Floats:
    return rolled(values, window, np.min)


def before(values: Floats, bars: int = 1) -> Floats:
    return np.concatenate((np.full(bars, np.nan), values[:-bars]))


def smoothed(values: Floats, weight: float) -> Floats:
    """Exponential mean from the first known value on; where it began is forgotten when compared."""
    return pd.Series(values).ewm(alpha=weight, adjust=False).mean().to_numpy()


def ema(values: Floats, window: int) -> Floats:
    return smoothed(values, 2.0 / (window + 1))


def rma(values: Floats, window: int) -> Floats:
    return smoothed(values, 1.0 / window)


def true_range(b: Bars) -> Floats:
    last = before(b.close)
    return np.fmax(b.high, last) - np.fmin(b.low, last)


def line(values: Floats, window: int, at: float) -> Floats:
    """Value at position `at` of the straight line fitted to each window."""
    return rolled(values, window, lambda w: float(np.polyval(np.polyfit(range(window), w, 1), at)))


def slope(values: Floats, window: int) -> Floats:
    return line(values, window, 1.0) - line(values, window, 0.0)


def stochastic(b: Bars, window: int) -> Floats:
    low = lowest(b.low, window)
    return 100.0 * (b.close - low) / (highest(b.high, window) - low)


def money_flow(b: Bars) -> Floats:
    return (2.0 * b.close - b.high - b.low) / (b.high - b.low) * b.volume


def volume_index(b: Bars, rises: bool) -> Floats:
    changes = np.diff(b.volume) > 0 if rises else np.diff(b.volume) < 0
    factors = np.where(changes, b.close[1:] / b.close[:-1], 1.0)
    return 1_000.0 * np.cumprod(np.concatenate(([1.0], factors)))


def smi(b: Bars) -> Outputs:
    top, bottom = highest(b.high, 13), lowest(b.low, 13)
    distance = ema(ema(b.close - (top + bottom) / 2.0, 25), 2)
    index = 200.0 * distance / ema(ema(top - bottom, 25), 2)
    return index, ema(index, 9)


def keltner(b: Bars) -> Outputs:
    middle = ema((b.high + b.low + b.close) / 3.0, 20)
    width = 2.0 * rma(true_range(b), 10)
    return middle + width, middle, middle - width


def acceleration(b: Bars) -> Outputs:
    wide = 4.0 * (b.high - b.low) / (b.high + b.low)
    return mean(b.high * (1 + wide), 20), mean(b.close, 20), mean(b.low * (1 - wide), 20)


def relative_volatility(b: Bars) -> Floats:
    spread, change = rolled(b.close, 10, np.std), np.diff(b.close, prepend=np.nan)
    up = rma(np.where(change > 0, spread, 0.0)[9:], 14)
    down = rma(np.where(change < 0, spread, 0.0)[9:], 14)
    return np.concatenate((np.full(9, np.nan), 100.0 * up / (up + down)))


def nearest_rank(values: Floats, window: int, percent: float) -> Floats:
    rank = max(int(np.ceil(percent / 100.0 * window)), 1)
    return rolled(values, window, lambda w: float(np.sort(w)[rank - 1]))


def fractal(b: Bars) -> Outputs:
    highs, lows = np.zeros(len(b)), np.zeros(len(b))
    for i in range(4, len(b)):
        around_high, around_low = np.delete(b.high[i - 4 : i + 1], 2), b.low[i - 4 : i + 1]
        highs[i] = 100.0 * (b.high[i - 2] > around_high.max())
        lows[i] = 100.0 * (b.low[i - 2] < np.delete(around_low, 2).min())
    return highs, lows


def supertrend(b: Bars) -> Outputs:
    middle, width = (b.high + b.low) / 2.0, 3.0 * rma(true_range(b), 10)
    upper, lower = middle + width, middle - width
    stop, side = np.full(len(b), np.nan), np.ones(len(b))
    for i in range(30, len(b)):
        if not (upper[i] < upper[i - 1] or b.close[i - 1] > upper[i - 1]):
            upper[i] = upper[i - 1]
        if not (lower[i] > lower[i - 1] or b.close[i - 1] < lower[i - 1]):
            lower[i] = lower[i - 1]
        crossed = b.close[i] > upper[i] if side[i - 1] < 0 else b.close[i] < lower[i]
        side[i] = -side[i - 1] if crossed else side[i - 1]
        stop[i] = lower[i] if side[i] > 0 else upper[i]
    return stop, side


def heikin_ashi(b: Bars) -> Outputs:
    close, start = (b.open + b.high + b.low + b.close) / 4.0, b.open.copy()
    for i in range(1, len(b)):
        start[i] = (start[i - 1] + close[i - 1]) / 2.0
    top, bottom = np.maximum(start, close), np.minimum(start, close)
    return start, np.maximum(b.high, top), np.minimum(b.low, bottom), close


def macd_simple(b: Bars) -> Outputs:
    gap = mean(b.close, 12) - mean(b.close, 26)
    signal = np.concatenate((np.full(25, np.nan), mean(gap[25:], 9)))
    return gap, signal, gap - signal


def macd_fixed(b: Bars) -> Outputs:
    gap = smoothed(b.close, 0.15) - smoothed(b.close, 0.075)
    return gap, ema(gap, 9), gap - ema(gap, 9)


def triangular(values: Floats, window: int) -> Floats:
    first = (window + 1) // 2
    inner = mean(values, first)[first - 1 :]
    return np.concatenate((np.full(first - 1, np.nan), mean(inner, window // 2 + 1)))


def returns(values: Floats) -> Floats:
    return np.concatenate(([np.nan], np.diff(values) / values[:-1]))


def beta(b: Bars) -> Floats:
    x, y = returns(b.close), returns(b.open)
    out = np.full(len(b), np.nan)
    for i in range(5, len(b)):
        out[i] = np.polyfit(x[i - 4 : i + 1], y[i - 4 : i + 1], 1)[0]
    return out


def correlation(b: Bars) -> Floats:
    out = np.full(len(b), np.nan)
    for i in range(29, len(b)):
        out[i] = np.corrcoef(b.close[i - 29 : i + 1], b.volume[i - 29 : i + 1])[0, 1]
    return out


def rank(b: Bars) -> Floats:
    return rolled(b.close, 101, lambda w: float(100.0 * np.mean(w[:-1] < w[-1])))


def midpoint(high: Floats, low: Floats, window: int) -> Floats:
    return (highest(high, window) + lowest(low, window)) / 2.0


def ichimoku(b: Bars) -> Outputs:
    tenkan, kijun, far = (midpoint(b.high, b.low, window) for window in (9, 26, 52))
    return tenkan, kijun, before((tenkan + kijun) / 2.0, 25), before(far, 25)


def vwap_of_days(b: Bars) -> Floats:
    price = (b.high + b.low + b.close) / 3.0
    frame = pd.DataFrame({"money": price * b.volume, "volume": b.volume})
    sums = frame.groupby(b.time // 86_400_000_000_000).cumsum()
    return (sums["money"] / sums["volume"]).to_numpy()


def chaikin_gap(b: Bars) -> Floats:
    accumulation = np.cumsum(money_flow(b))
    return ema(accumulation, 3) - ema(accumulation, 10)


def forecast_gap(b: Bars) -> Floats:
    return 100.0 * (b.close - before(line(b.close, 5, 5.0))) / b.close


def since_highest(values: Floats) -> Floats:
    return rolled(values, 30, lambda w: float(29 - np.argmax(w)))


def since_lowest(values: Floats) -> Floats:
    return rolled(values, 30, lambda w: float(29 - np.argmin(w)))


def hull(values: Floats, window: int) -> Floats:
    def weighted(series: Floats, bars: int) -> Floats:
        return rolled(series, bars, lambda w: float(np.average(w, weights=range(1, bars + 1))))

    raw = 2.0 * weighted(values, window // 2) - weighted(values, window)
    known = np.isfinite(raw)
    return np.concatenate((raw[~known], weighted(raw[known], int(np.sqrt(window)))))


def single(formula: Callable[[Bars], Floats]) -> Callable[[Bars], Outputs]:
    return lambda b: (formula(b),)


Formulas = Mapping[str, Callable[[Bars], Outputs]]
UNARY: Final[Mapping[str, np.ufunc]] = {
    "ATAN": np.arctan, "CEIL": np.ceil, "COS": np.cos, "COSH": np.cosh, "EXP": np.exp,
    "FLOOR": np.floor, "LN": np.log, "LOG10": np.log10, "SIN": np.sin, "SINH": np.sinh,
    "SQRT": np.sqrt, "TAN": np.tan, "TANH": np.tanh,
}  # fmt: skip
