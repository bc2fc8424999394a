"""The values the rules compare: every distinct indicator once, over whole arrays."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.domain.arrays import Floats, Ints
from app.domain.errors import InvalidInput
from app.domain.market import Bars
from app.domain.resampling import resampled, visible_index
from app.domain.rules.program import (
    Column,
    Combined,
    CompiledRules,
    Constant,
    Seen,
    Shifted,
)
from app.domain.rules.spec import Arithmetic, PriceField


@dataclass(frozen=True, slots=True, eq=False)
class SeriesTable:
    """What the rules read, as raw material: bars of every frame, indicator values, visibility.

    Prices are views of the bars and higher timeframes stay as short as they are; arithmetic,
    offsets and visibility are applied when a node is read (`aligned`), so a document with many
    operands needs little memory. Every stored value is finite or NaN.

    bars:   per frame; frame 0 is the strategy's.
    stored: per node, its values over the bars of its frame; None for nodes made when read.
    seen:   (frame, origin) -> for each bar of `frame` the last bar of `origin` it may see (rule 4),
            -1 where there is none.
    """

    bars: tuple[Bars, ...]
    stored: tuple[Floats | None, ...]
    seen: dict[tuple[int, int], Ints]

    def __len__(self) -> int:
        """Return the number of strategy bars."""
        return len(self.bars[0])


def compute_series(
    rules: CompiledRules,
    bars: Bars,
    *,
    complete_from_ns: int | None = None,
    complete_until_ns: int | None = None,
) -> SeriesTable:
    """Return everything `rules` reads, computed from `bars` (the strategy's own timeframe) alone.

    `complete_…` declare that the data reaches further than its first and last bar show (rule 4).

    Causal: what bar i reads depends on bars up to i only.
    Raises: InvalidInput when the bars' timeframe is not the strategy's.
    """
    table = priced(
        rules, bars, complete_from_ns=complete_from_ns, complete_until_ns=complete_until_ns
    )
    for run in range(len(rules.runs)):
        table = with_run(rules, table, run)
    return table


def priced(
    rules: CompiledRules,
    bars: Bars,
    *,
    complete_from_ns: int | None = None,
    complete_until_ns: int | None = None,
) -> SeriesTable:
    """Return the table before any indicator is computed: frames, prices, visibility.

    Raises: InvalidInput when the bars' timeframe is not the strategy's.
    """
    own = rules.frames[0]
    if bars.timeframe is not own:
        raise InvalidInput(f"the rules want bars of {own}, not of {bars.timeframe}")
    reach = {"complete_from_ns": complete_from_ns, "complete_until_ns": complete_until_ns}
    frames = (bars, *(resampled(bars, larger, **reach) for larger in rules.frames[1:]))
    stored: list[Floats | None] = [None] * len(rules.nodes)
    seen: dict[tuple[int, int], Ints] = {}
    for index, node in enumerate(rules.nodes):
        if isinstance(node, Column):
            stored[index] = _price(frames[node.frame], node.field)
        elif isinstance(node, Seen) and (node.frame, node.origin) not in seen:
            index_of = visible_index(frames[node.frame], frames[node.origin])
            seen[node.frame, node.origin] = index_of
    return SeriesTable(frames, tuple(stored), seen)


def with_run(rules: CompiledRules, table: SeriesTable, run: int) -> SeriesTable:
    """Return the table with the outputs of one more run; what its source reads must be stored."""
    asked = rules.runs[run]
    bars = table.bars[asked.frame]
    source = bars.close if asked.source is None else aligned(rules, table, asked.source)
    outputs = asked.indicator.compute(bars, source, asked.params)
    stored = list(table.stored)
    for output, node in asked.outputs:
        stored[node] = finite(outputs[output])
    return SeriesTable(table.bars, tuple(stored), table.seen)


def without(table: SeriesTable, nodes: Sequence[int]) -> SeriesTable:
    """Return the table with the values of `nodes` dropped."""
    stored = list(table.stored)
    for node in nodes:
        stored[node] = None
    return SeriesTable(table.bars, tuple(stored), table.seen)


def aligned(rules: CompiledRules, table: SeriesTable, node: int) -> Floats:
    """Return one node as the bars of its frame read it, NaN where unknown.

    Shapes: (bars of the frame,); stored arrays are returned as they are, not copied.
    """
    made = read(rules, table, node)
    if isinstance(made, float):
        return np.full(len(table.bars[rules.nodes[node].frame]), made)
    return made


def read(rules: CompiledRules, table: SeriesTable, index: int) -> Floats | float:
    """Return one node like `aligned`, but a constant as the number it is."""
    node = rules.nodes[index]
    match node:
        case Constant():
            return node.value
        case Shifted():
            return _shifted(aligned(rules, table, node.node), node.offset)
        case Seen():
            values = aligned(rules, table, node.node)
            return _visible(values, table.seen[node.frame, node.origin])
        case Combined():
            return _combined(rules, table, node)
        case _:
            values_or_none = table.stored[index]
            assert values_or_none is not None  # noqa: S101 -- prices and outputs are stored
            return values_or_none


def finite(values: Floats) -> Floats:
    """Return `values` with NaN for infinities: both are unknown (rule 1)."""
    infinite = np.isinf(values)
    return np.where(infinite, np.nan, values) if infinite.any() else values


_MEANS: dict[PriceField, tuple[str, ...]] = {
    PriceField.HL2: ("high", "low"),
    PriceField.HLC3: ("high", "low", "close"),
    PriceField.OHLC4: ("open", "high", "low", "close"),
}


def _price(bars: Bars, field: PriceField) -> Floats:
    columns = {
        "open": bars.open,
        "high": bars.high,
        "low": bars.low,
        "close": bars.close,
        "volume": bars.volume,
    }
    if field not in _MEANS:
        return columns[field.value]
    names = _MEANS[field]
    with np.errstate(over="ignore"):
        total = columns[names[0]] + columns[names[1]]
        for name in names[2:]:
            total += columns[name]
    total /= len(names)
    return finite(total)


def _shifted(values: Floats, offset: int) -> Floats:
    out = np.empty_like(values)
    out[:offset] = np.nan  # before the series: unknown (rule 1)
    out[offset:] = values[: max(0, values.size - offset)]
    return out


def _visible(values: Floats, seen: Ints) -> Floats:
    first = int(np.searchsorted(seen, 0))  # -1 until the first bar is visible, then rising
    out = np.empty(seen.size)
    out[:first] = np.nan
    np.take(values, seen[first:], out=out[first:], mode="clip")
    return out


_UFUNCS: dict[Arithmetic, Callable[..., Any]] = {
    Arithmetic.ADD: np.add,
    Arithmetic.SUB: np.subtract,
    Arithmetic.MUL: np.multiply,
    Arithmetic.DIV: np.divide,
    Arithmetic.MIN: np.minimum,
    Arithmetic.MAX: np.maximum,
}


def _combined(rules: CompiledRules, table: SeriesTable, node: Combined) -> Floats:
    total = aligned(rules, table, node.args[0])
    if node.op is Arithmetic.ABS:
        return np.abs(total)
    with np.errstate(all="ignore"):
        for arg in node.args[1:]:
            # Checked after every step: min(1/0, 5) is unknown, not 5.
            total = finite(_UFUNCS[node.op](total, read(rules, table, arg)))
    return total
