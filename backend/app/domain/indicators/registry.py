"""The catalogue: every indicator with its parameters, outputs, warm-up, memory and cost.

`talib` and `extra_*.py` fill it on import; `adapters/indicators` adds what needs pandas, through
`register`, called by bootstrap. Everything else in the system finds indicators through `find`.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from numbers import Real
from types import MappingProxyType
from typing import Any, Final, Literal

from app.domain.arrays import Floats
from app.domain.errors import Fault, InvalidInput
from app.domain.market import Bars
from app.domain.timeframes import Timeframe

Params = Mapping[str, float | int | str]

# Bars of one minute, the smallest timeframe, that an anchored indicator can look back on.
ANCHORED_MINUTES: Final[Mapping[str, float]] = MappingProxyType(
    {"session": 1_440, "week": 7 * 1_440, "month": 31 * 1_440, "start": math.inf}
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an indicator: its kind, default and the range it is allowed.

    `codes` are the numbers by which TA-Lib knows the choices; `bound` accepts them as well.
    """

    name: str
    kind: Literal["int", "float", "choice"]
    default: float | int | str
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    description: str = ""
    aliases: tuple[str, ...] = ()
    codes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One entry of the catalogue.

    inputs:   price fields it reads, in order; "source" stands for the operand the rule names
              (default close), e.g. ("source",) for RSI and ("high", "low", "close") for ATR.
    outputs:  names of its results; the first is the default output.
    warm_up:  bars before the first value, i.e. the index of the first finite value on clean data.
    memory:   bars after which the start of the data matters less than 1e-12 (math.inf: always).
              Anchored indicators answer for bars of one minute; `memory_bars` knows the timeframe.
    cost:     bars read per bar when the work grows with the window, else 0 (see the cost limit).
    compute:  (bars, source array, parameters) -> one (n,) float64 array per output, NaN in warm-up.
              Causal: out[i] depends on values up to i only.
    aliases:  other names under which `find` knows it.
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
    aliases: tuple[str, ...] = ()


_HUGE: Final = 1e300
_catalogue: Final[dict[str, Indicator]] = {}
_names: Final[dict[str, str]] = {}


def catalogue() -> Mapping[str, Indicator]:
    """Return every registered indicator by its name, a read-only view."""
    return MappingProxyType(_catalogue)


def find(name: str) -> Indicator:
    """Return the indicator called `name`; case does not matter, aliases count.

    Raises: InvalidInput naming the nearest known names.
    """
    known = _names.get(name.upper())
    if known is None:
        near = get_close_matches(name[:64].upper(), _names, n=3, cutoff=0.6)
        hint = f"did you mean {', '.join(near)}?" if near else "see the catalogue for what exists"
        raise InvalidInput(f"unknown indicator {_shown(name)}: {hint}")
    return _catalogue[known]


def register(indicator: Indicator) -> None:
    """Add an indicator to the catalogue; adding the very same one again changes nothing.

    Raises: InvalidInput when its name or an alias is taken.
    """
    if _catalogue.get(indicator.name) is indicator:
        return
    for name in (indicator.name, *indicator.aliases):
        if name != name.upper() or name in _names:
            raise InvalidInput(f"indicator name {name} is taken or not in upper case")
    _catalogue[indicator.name] = indicator
    for name in (indicator.name, *indicator.aliases):
        _names[name] = indicator.name


def bound(indicator: Indicator, params: Mapping[str, object]) -> Params:
    """Return every parameter with its value: what was given, checked, else the default.

    Raises: InvalidInput with one fault per wrong name, kind or range.
    """
    by_name = {name: p for p in indicator.parameters for name in (p.name, *p.aliases)}
    given: dict[str, float | int | str] = {}
    faults: list[Fault] = []
    for name, value in params.items():
        parameter = by_name.get(name)
        if parameter is None:
            faults.append(Fault(name, _unknown(indicator, name)))
        elif parameter.name in given:
            faults.append(Fault(name, f"{parameter.name} is given twice"))
        else:
            accepted = _accepted(parameter, value)
            given[parameter.name] = parameter.default if accepted is None else accepted
            if accepted is None:
                faults.append(Fault(name, f"{name} is {_shown(value)}, {_allowed(parameter)}"))
    if faults:
        told = "; ".join(fault.message for fault in faults)
        raise InvalidInput(f"{indicator.name}: {told}", faults)
    return {p.name: given.get(p.name, p.default) for p in indicator.parameters}


def compute(
    indicator: Indicator | str,
    bars: Bars,
    source: Floats | None = None,
    params: Mapping[str, object] | None = None,
) -> dict[str, Floats]:
    """Return the outputs of an indicator by name, in catalogue order.

    Shapes: source (n,) for n bars, default the close -> (n,) each, NaN where unknown.
    Causal: out[i] depends on values up to i only.
    Raises: InvalidInput for an unknown name, a wrong parameter or a source of another length.
    """
    chosen = find(indicator) if isinstance(indicator, str) else indicator
    values = bars.close if source is None else source
    if values.dtype != float or values.shape != (len(bars),):
        raise InvalidInput(f"the source of {chosen.name} must be {len(bars)} float64 values")
    results = chosen.compute(bars, values, bound(chosen, params or {}))
    return dict(zip(chosen.outputs, results, strict=True))


def memory_bars(indicator: Indicator, params: Params, timeframe: Timeframe) -> float:
    """Return `memory` in bars of `timeframe`; differs from it for anchored indicators only.

    Raises: InvalidInput for a wrong parameter.
    """
    values = bound(indicator, params)
    memory = indicator.memory(values)
    if "anchor" not in values or math.isinf(memory):
        return memory
    return math.ceil(memory * 60 / timeframe.seconds)


def describe(indicator: Indicator) -> dict[str, Any]:
    """Return an entry of the catalogue as JSON values, at its defaults.

    Edge: `memory` is None where the start always matters, or matters until an anchor is set.
    """
    defaults = bound(indicator, {})
    memory = indicator.memory(defaults)
    return {
        "name": indicator.name,
        "aliases": list(indicator.aliases),
        "title": indicator.title,
        "group": indicator.group,
        "description": indicator.description,
        "source": indicator.source,
        "pane": indicator.pane,
        "inputs": list(indicator.inputs),
        "outputs": list(indicator.outputs),
        "parameters": [_described(parameter) for parameter in indicator.parameters],
        "warm_up": indicator.warm_up(defaults),
        "memory": None if math.isinf(memory) else int(memory),
        "cost": indicator.cost(defaults),
    }


def _described(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "kind": parameter.kind,
        "default": parameter.default,
        "minimum": parameter.minimum,
        "maximum": parameter.maximum,
        "choices": list(parameter.choices),
        "description": parameter.description,
        "aliases": list(parameter.aliases),
    }


def _accepted(parameter: Parameter, value: Any) -> float | int | str | None:
    if parameter.kind == "choice":
        return _choice(parameter, value)
    if not _is_number(value):
        return None
    low = -_HUGE if parameter.minimum is None else parameter.minimum
    high = _HUGE if parameter.maximum is None else parameter.maximum
    if not low <= value <= high:
        return None
    number = float(value)
    if parameter.kind == "float":
        return number
    return int(number) if number.is_integer() else None


def _is_number(value: object) -> bool:
    # True is an int to Python, but nobody means a period of True.
    return isinstance(value, Real) and not isinstance(value, bool)


def _choice(parameter: Parameter, value: Any) -> str | None:
    if isinstance(value, str):
        return value.lower() if value.lower() in parameter.choices else None
    if not _is_number(value) or value not in parameter.codes:
        return None
    return parameter.choices[parameter.codes.index(value)]


def _allowed(parameter: Parameter) -> str:
    if parameter.kind == "choice":
        return "allowed: " + ", ".join(parameter.choices)
    noun = "a whole number" if parameter.kind == "int" else "a number"
    low, high = parameter.minimum, parameter.maximum
    if low is not None and high is not None:
        return f"allowed: {noun} from {low:g} to {high:g}"
    return f"allowed: {noun}"


def _unknown(indicator: Indicator, name: str) -> str:
    names = [parameter.name for parameter in indicator.parameters]
    if not names:
        return f"{_shown(name)} is unknown, {indicator.name} takes no parameters"
    return f"{_shown(name)} is unknown, allowed: {', '.join(names)}"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and abs(value) >= 10**40:
        return "a number of more than 40 digits"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return ascii(value if len(value) <= 40 else value[:40] + "...")
    return f"of type {type(value).__name__}"
