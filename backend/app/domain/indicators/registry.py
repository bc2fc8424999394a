"""The catalogue: every indicator with its parameters, outputs, warm-up, memory and cost.

`talib.py` and `extra*.py` fill it on import; `adapters/indicators` adds what needs pandas, through
`register`, called by bootstrap. Everything else in the system finds indicators through `find`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.domain.arrays import Floats
from app.domain.market import Bars

Params = Mapping[str, float | int | str]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an indicator: its kind, default and the range it is allowed."""

    name: str
    kind: Literal["int", "float", "choice"]
    default: float | int | str
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    description: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One entry of the catalogue.

    inputs:   price fields it reads, in order; "source" stands for the operand the rule names
              (default close), e.g. ("source",) for RSI and ("high", "low", "close") for ATR.
    outputs:  names of its results; the first is the default output.
    warm_up:  bars before the first value, i.e. the index of the first finite value on clean data.
    memory:   bars after which the start of the data matters less than 1e-12 (math.inf: always).
    cost:     window length when the work per bar grows with it, else 0 (see the cost limit).
    compute:  (bars, source array, parameters) -> one (n,) float64 array per output, NaN in warm-up.
              Causal: out[i] depends on values up to i only.
    """

    name: str
    title: str
    group: str
    description: str
    source: str
    parameters: tuple[Parameter, ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    pane: Literal["overlay", "pane"]
    warm_up: Callable[[Params], int]
    memory: Callable[[Params], float]
    cost: Callable[[Params], int]
    compute: Callable[[Bars, Floats, Params], tuple[Floats, ...]] = field(repr=False)
