"""Holes in the data: what is unknown stays unknown, and never leaks into a later value.

An input can be unknown (NaN): the warm-up of an indicator that feeds another, a volume the source
does not report, a division by zero. Formulas that carry a state would be poisoned for good, or
would quietly skip the bar. Here every formula sees unbroken runs only:

* `over_runs`: each run of known bars is computed by itself, with its own warm-up. For a window this
  means "unknown while the window sees a hole"; a recursive mean starts again after one.
* `over_segments`, for totals: unknown from the first hole to the next anchor, because nobody knows
  what the missing bar would have added. Unknown bars before the first known one are skipped.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from app.domain.arrays import Bools, Floats, Ints

Formula = Callable[..., tuple[Floats, ...]]


def over_runs(
    formula: Formula, inputs: Sequence[Floats], outputs: int, warm_up: int
) -> tuple[Floats, ...]:
    """Return `formula` computed on every unbroken run of known inputs, NaN elsewhere.

    Shapes: inputs (n,) each -> `outputs` arrays (n,); `formula` maps equally long arrays to
            `outputs` arrays of their length.
    Edge:   runs of at most `warm_up` bars hold no value and are not computed.
    """
    known = known_bars(inputs)
    size = inputs[0].size
    if known is None:
        return formula(*inputs) if size > warm_up else _unknown(outputs, size)
    edges = np.diff(known.astype(np.int8), prepend=0, append=0)
    starts, stops = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    long = stops - starts > warm_up
    results = _unknown(outputs, size)
    for start, stop in zip(starts[long].tolist(), stops[long].tolist(), strict=True):
        _fill(results, formula, inputs, start, stop)
    return results


def over_segments(
    formula: Formula, inputs: Sequence[Floats], outputs: int, starts: Ints
) -> tuple[Floats, ...]:
    """Return `formula` computed afresh from each start, unknown after a hole in its segment.

    Shapes: as `over_runs`; `starts` are rising bar indices, the first is 0.
    """
    known = known_bars(inputs)
    size = inputs[0].size
    if known is None and starts.size == 1 and size:
        return formula(*inputs)
    results = _unknown(outputs, size)
    for start, stop in _known_heads(known, starts, size):
        _fill(results, formula, inputs, start, stop)
    return results


def known_bars(inputs: Sequence[Floats]) -> Bools | None:
    """Return where every input is finite, or None when all are everywhere."""
    known: Bools | None = None
    for values in inputs:
        finite = np.isfinite(values)
        if not finite.all():
            known = finite if known is None else known & finite
    return known


def _known_heads(known: Bools | None, starts: Ints, size: int) -> Iterator[tuple[int, int]]:
    """Yield the first unbroken run of known bars of every segment."""
    bounds = [*starts.tolist(), size]
    if known is None:
        yield from ((a, b) for a, b in pairwise(bounds) if a < b)
        return
    positions = np.arange(size)
    # For every bar, the next known and the next unknown bar at or after it.
    next_known = np.append(_next(np.where(known, positions, size)), size)
    next_hole = np.append(_next(np.where(known, size, positions)), size)
    for start, stop in pairwise(bounds):
        first = int(next_known[start])
        if first < stop:
            yield first, min(int(next_hole[first]), stop)


def _next(marked: Ints) -> Ints:
    return np.minimum.accumulate(marked[::-1])[::-1]


def _fill(
    results: tuple[Floats, ...], formula: Formula, inputs: Sequence[Floats], start: int, stop: int
) -> None:
    parts = formula(*(values[start:stop] for values in inputs))
    for result, part in zip(results, parts, strict=True):
        result[start:stop] = part


def _unknown(outputs: int, size: int) -> tuple[Floats, ...]:
    return tuple(np.full(size, np.nan) for _ in range(outputs))
