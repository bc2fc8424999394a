"""The series an indicator reads, by the names of the rule language."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from app.domain.arrays import Floats
from app.domain.market import Bars

_MEANS: Final[Mapping[str, Callable[[Bars], Floats]]] = {
    "hl2": lambda bars: (bars.high + bars.low) / 2.0,
    "hlc3": lambda bars: (bars.high + bars.low + bars.close) / 3.0,
    "ohlc4": lambda bars: (bars.open + bars.high + bars.low + bars.close) / 4.0,
}


def column(bars: Bars, source: Floats, name: str) -> Floats:
    """Return one series: "source" is the operand the rule names, the rest are the bars' own.

    Raises: AttributeError for a name that is no series; the catalogue is checked by a test.
    """
    if name == "source":
        return source
    mean = _MEANS.get(name)
    values: Floats = mean(bars) if mean else getattr(bars, name)
    return values


def columns(bars: Bars, source: Floats, names: Sequence[str]) -> tuple[Floats, ...]:
    """Return several series in order."""
    return tuple(column(bars, source, name) for name in names)
