"""Which operations of the API a test calls, read from the tests themselves.

A call is `client.get("/api/v1/auth/me")` or `client.request("GET", …)`: any method of that name
whose first text is a path. Names of constants are looked up, other parts of f-strings stand for one
segment each, and the prefix of the API may be left out.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

METHODS = frozenset({"get", "post", "put", "patch", "delete"})
PREFIX = "/api/v1"


def untested(document: Mapping, folder: Path) -> list[str]:
    """Return the operations of an OpenAPI document that no test below `folder` calls."""
    seen = {call for path in folder.rglob("test_*.py") for call in calls(path.read_text("utf-8"))}
    return sorted(
        f"{method.upper()} {path}"
        for path, item in document["paths"].items()
        for method in item.keys() & METHODS
        if not any(method == verb and _fits(path, called) for verb, called in seen)
    )


def calls(text: str) -> Iterator[tuple[str, str]]:
    """Yield (method, path) of every call; `{}` stands for a part that is computed."""
    tree = ast.parse(text)
    names = _assigned(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        verbs, arguments = {node.func.attr}, list(node.args)
        if node.func.attr in {"request", "stream"} and len(arguments) > 1:
            verbs = {verb.lower() for verb in _texts(arguments.pop(0), names)}
        for verb in verbs & METHODS:
            for path in _texts(arguments[0], names) if arguments else ():
                if path.removeprefix("{}").startswith("/"):
                    yield verb, path.removeprefix("{}").partition("?")[0]


def _assigned(tree: ast.Module) -> dict[str, set[str]]:
    """Return every text that a name of the module stands for somewhere."""
    names: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            names.setdefault(node.targets[0].id, set()).update(_texts(node.value, names))
    return names


def _texts(node: ast.expr, names: Mapping[str, set[str]]) -> set[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.Name):
        return names.get(node.id, set())
    if not isinstance(node, ast.JoinedStr):
        return set()
    whole = {""}
    for part in node.values:
        value = part.value if isinstance(part, ast.FormattedValue) else part
        found = _texts(value, names) or {"{}"}
        whole = {left + right for left in whole for right in found}
    return whole


def _fits(path: str, called: str) -> bool:
    full = called if called.startswith(PREFIX) or path == called else PREFIX + called
    pattern = re.sub(r"\\\{[^}]*\\\}", r"[^/]+", re.escape(path))
    if re.fullmatch(pattern, full):
        return True
    # A computed last part may be any word: f"/auth/{path}" over a table of paths.
    loose = "".join(
        "[^/]+" if part == "{}" else re.escape(part) for part in re.split(r"(\{\})", full)
    )
    return "{}" in full and re.fullmatch(loose, re.sub(r"\{[^}]*\}", "x", path)) is not None
