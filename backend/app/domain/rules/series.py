"""The values the rules compare: every distinct indicator once, over whole arrays."""

from dataclasses import dataclass

from app.domain.arrays import Floats, Ints
from app.domain.market import Bars
from app.domain.rules.compile import CompiledRules


@dataclass(frozen=True, slots=True, eq=False)
class SeriesTable:
    """Bars of every frame, outputs of every run, and who sees what.

    Only raw material is kept: prices are views of the bars, higher timeframes stay as short as
    they are, and arithmetic, offsets and visibility are applied when read. Every stored value is
    finite or NaN.

    bars:    per frame; frame 0 is the strategy's.
    outputs: per run, its arrays (len(bars[frame]),).
    seen:    (frame, from frame) -> for each bar of `frame` the last visible bar of the other, -1
             before the first.
    """

    bars: tuple[Bars, ...]
    outputs: tuple[tuple[Floats, ...], ...]
    seen: dict[tuple[int, int], Ints]

    def __len__(self) -> int:
        """Return the number of strategy bars."""
        return len(self.bars[0])


def compute_series(
    rules: CompiledRules, bars: Bars, complete_until_ns: int | None = None
) -> SeriesTable:
    """Return everything `rules` reads, computed from `bars` (the strategy's own timeframe) alone.

    Causal: what bar i reads depends on bars up to i only.
    Raises: InvalidInput when the bars' timeframe is not the strategy's.
    """
    raise NotImplementedError


def aligned(rules: CompiledRules, table: SeriesTable, node: int) -> Floats:
    """Return one series node as the bars of its frame read it, (n,), NaN where unknown."""
    raise NotImplementedError
