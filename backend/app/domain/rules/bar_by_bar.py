"""Rules one bar at a time, in plain Python: the second opinion on `evaluate`.

The reference engine, live trading and explanations use it. It shares with `evaluate` only the
compiled document and the indicator values; logic, arithmetic, offsets and visibility are written
again, for one bar, in three values.
"""

from app.domain.rules.compile import CompiledRules
from app.domain.rules.series import SeriesTable

Truth = bool | None


class BarByBar:
    """Evaluate one table bar by bar, remembering what `within` and `for` will ask again."""

    def __init__(self, rules: CompiledRules, table: SeriesTable) -> None:
        """Read `table`, never a value of a bar later than the one asked about."""
        raise NotImplementedError

    def at(self, i: int) -> tuple[int, int, int, int]:
        """Return the first true rule of each intent at bar i, in the order of Intent; -1: none."""
        raise NotImplementedError

    def truth(self, node: int, i: int) -> Truth:
        """Return the truth of a condition or group at bar i; None is unknown (rule 1)."""
        raise NotImplementedError

    def value(self, node: int, i: int) -> float:
        """Return what bar i reads from a series node; NaN is unknown."""
        raise NotImplementedError


def evaluate_at(rules: CompiledRules, table: SeriesTable, i: int) -> tuple[int, int, int, int]:
    """Return the first true rule of each intent at bar i, in the order of Intent; -1: none.

    For many bars of one table keep a BarByBar.
    """
    return BarByBar(rules, table).at(i)
