"""What the rules concluded at each bar."""

from dataclasses import dataclass

from app.domain.arrays import Shorts


@dataclass(frozen=True, slots=True, eq=False)
class Signals:
    """For each bar and each of the four intents, the first rule that is true.

    Shapes: four (n,) int16 arrays: index of the first true rule within its list
            (`entry_rules` or `exit_rules`, counted over the whole list), -1 where none is true.
            Unknown counts as not true.
    """

    entry_long: Shorts
    exit_long: Shorts
    entry_short: Shorts
    exit_short: Shorts
