"""Values in a strategy document by pointer: what a sweep turns."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from app.domain.errors import Fault, InvalidInput
from app.domain.rules.spec import IndicatorCall, Number, Strategy

Value = float | int | str
Pointers = Mapping[str, Sequence[str]]

# These belong to the walk, everything else to the rules.
_OF_TERMS = ("/risk/", "/size/")


def of_rules(parameters: Pointers) -> dict[str, tuple[str, ...]]:
    """Return the pointers into rules, which `compile_strategy` declares."""
    return _kept(parameters, False)


def of_terms(parameters: Pointers) -> dict[str, tuple[str, ...]]:
    """Return the pointers into size and risk."""
    return _kept(parameters, True)


def _kept(parameters: Pointers, wanted: bool) -> dict[str, tuple[str, ...]]:
    kept = {
        name: tuple(p for p in pointers if p.startswith(_OF_TERMS) is wanted)
        for name, pointers in parameters.items()
    }
    return {name: pointers for name, pointers in kept.items() if pointers}


def with_values(strategy: Strategy, parameters: Pointers, values: Mapping[str, Value]) -> Strategy:
    """Return the document with each named value at each of its pointers.

    A pointer follows the fields of the normal form (domain.rules.spec):
    `/entry_rules/0/body/left/params/period`, `/entry_rules/0/body/right`, `/risk/stop_loss_pct`.

    Raises: InvalidInput for a name without pointers or a pointer that leads to no value.
    """
    for name, value in values.items():
        if name not in parameters:
            known = ", ".join(parameters) or "none"
            raise InvalidInput(f"{name} is not a parameter of this sweep; declared: {known}")
        for pointer in parameters[name]:
            try:
                strategy = _set(strategy, pointer.strip("/").split("/"), value)
            except (LookupError, ValueError, TypeError) as error:
                message = f"{pointer} leads to no value that could be set to {value}"
                raise InvalidInput(message, [Fault(pointer, message)]) from error
    return strategy


def _set(node: Any, path: Sequence[str], value: Value) -> Any:
    if not path:
        return _leaf(node, value)
    head, *rest = path
    if isinstance(node, tuple):
        index = int(head)
        return (*node[:index], _set(node[index], rest, value), *node[index + 1 :])
    if isinstance(node, IndicatorCall) and head == "params":
        (name,) = rest
        return replace(node, params=tuple(sorted({**dict(node.params), name: value}.items())))
    if not is_dataclass(node) or head not in {field.name for field in fields(node)}:
        raise LookupError(head)
    return replace(node, **{head: _set(getattr(node, head), rest, value)})  # type: ignore[type-var]


def _leaf(node: Any, value: Value) -> Any:
    if isinstance(node, Number):
        return Number(float(value))
    if node is None or isinstance(node, int | float):
        return value
    raise LookupError(type(node).__name__)
