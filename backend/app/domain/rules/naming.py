"""How faults name things: values shown safely, the nearest known name, what is allowed."""

from collections.abc import Collection
from difflib import get_close_matches
from typing import Final

_SHOWN: Final = 40
_LISTED: Final = 16
_COMPARED: Final = 64  # the distance is quadratic in the length of a stranger's name


def shown(value: object) -> str:
    """Return a short printable rendering of any JSON value, safe in every encoding.

    Edge: an integer of thousands of digits, a lone surrogate or a page of text is cut and escaped.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, int):
        return str(value) if abs(value) < 10**_SHOWN else "a number of more than 40 digits"
    if isinstance(value, float):
        return repr(value)
    return {"dict": "an object", "list": "a list", "tuple": "a list"}.get(
        type(value).__name__, "something else"
    )


def nearest(name: str, known: Collection[str]) -> str | None:
    """Return the known name closest to `name`, or None when none is close."""
    by_folded = {candidate.casefold(): candidate for candidate in known}
    folded = name[:_COMPARED].casefold()
    found = get_close_matches(folded, by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


def unknown(what: str, name: str, known: Collection[str]) -> str:
    """Return "unknown <what> <name>" with the nearest known name and, when few, all of them."""
    parts = [f"unknown {what} {shown(name)}"]
    close = nearest(name, known)
    if close is not None:
        parts.append(f"did you mean {close}?")
    if not known:
        parts.append("none is known here")
    elif len(known) <= _LISTED:
        parts.append("allowed: " + ", ".join(known))
    return "; ".join(parts)


def _quoted(text: str) -> str:
    cut = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    printable = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in cut)
    return f'"{printable}"'
