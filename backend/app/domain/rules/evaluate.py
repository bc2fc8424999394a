"""Rules over whole arrays: for every bar and intent the first true rule."""

from app.domain.rules.compile import CompiledRules
from app.domain.rules.series import SeriesTable
from app.domain.signals import Signals


def evaluate(rules: CompiledRules, table: SeriesTable) -> Signals:
    """Return for every bar the first true rule of each intent (rules 1-3).

    Causal: entry i depends on bars up to i only.
    """
    raise NotImplementedError
