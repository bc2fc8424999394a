"""The loops of the catalogue that are too slow in numpy, compiled and cached on disk."""

import numba
import numpy as np

from app.domain.arrays import Floats


@numba.njit(cache=True)
def fullest_slice(
    price: Floats, volume: Floats, low: Floats, high: Floats, window: int, slices: int
) -> Floats:
    """Return for every bar the middle price of the slice of its window that traded most.

    Shapes: (n,) -> (n,); `low` and `high` are the extremes of `price` over each window; the first
            window - 1 values are NaN.
    Causal: out[i] depends on price[i - window + 1 : i + 1] and the same volumes.
    Edge:   no volume in the window -> NaN; all prices equal -> that price; ties -> the lower slice.
    """
    out = np.full(price.size, np.nan)
    held = np.zeros(slices)
    for i in range(window - 1, price.size):
        held[:] = 0.0
        step = (high[i] - low[i]) / slices
        scale = 1.0 / step if step > 0.0 else 0.0
        for j in range(i - window + 1, i + 1):
            held[min(int((price[j] - low[i]) * scale), slices - 1)] += volume[j]
        best = 0
        for k in range(1, slices):
            if held[k] > held[best]:
                best = k
        if held[best] > 0.0:
            out[i] = low[i] + (best + 0.5) * step if step > 0.0 else price[i]
    return out
