"""A long curve in few points that still looks, and measures, like itself."""

import numpy as np

from app.domain.arrays import Floats, Ints
from app.domain.errors import InvalidInput


def extremes_kept(values: Floats, most: int) -> Ints:
    """Return indices of at most `most` points: both ends, and every stretch's lowest and highest.

    Shapes: values (n,) -> (k,), rising, k <= min(n, most).
    Edge:   a curve that is short enough is kept whole; of equal extremes the first is kept.
    Raises: InvalidInput for fewer than 4 points, which cannot hold two ends and two extremes.
    """
    size = values.size
    if most < 4:
        raise InvalidInput(f"a curve of {most} points: must be 4 or more")
    if size <= most:
        return np.arange(size, dtype=np.int64)
    stretches = (most - 2) // 2
    bounds = 1 + (size - 2) * np.arange(stretches + 1) // stretches
    inner = np.concatenate(
        [
            first + np.array([values[first:last].argmin(), values[first:last].argmax()])
            for first, last in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
        ]
    )
    return np.unique(np.concatenate(([0], inner, [size - 1]))).astype(np.int64)


def drawdown_pct(equity: Floats, initial: float) -> Floats:
    """Return how far below its highest value so far the curve is, in percent, 0 or less.

    Shapes: equity (n,) -> (n,).
    Causal: out[i] depends on equity[: i + 1] and `initial`, which comes before the first value.
    """
    peak = np.maximum(np.maximum.accumulate(equity), initial)
    out: Floats = (equity / peak - 1.0) * 100.0
    return out
