"""No text becomes code anywhere, and the rule language never looks an attribute up by name."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

BACKEND = Path(__file__).resolve().parents[2]
APP = BACKEND / "app"
LANGUAGE = APP / "domain" / "rules"

# Calls that run a text, and modules whose loading does.
EXECUTING = {"eval", "exec", "compile", "__import__", "execfile"}
UNSAFE_MODULES = {"pickle", "cPickle", "_pickle", "marshal", "shelve", "dill", "cloudpickle",
                  "joblib", "jsonpickle"}  # fmt: skip
# Methods that evaluate a text: DataFrame.eval and .query, pandas' and numexpr's evaluate.
EVALUATING = {"eval", "query", "read_pickle", "to_pickle", "literal_eval"}
# Ways to reach an attribute whose name is a value.
REFLECTING = {"getattr", "setattr", "delattr", "hasattr", "vars", "globals", "locals"}
REFLECTING_NAMES = {"__dict__", "__class__", "__subclasses__", "__globals__", "__builtins__",
                    "__getattribute__", "attrgetter", "methodcaller"}  # fmt: skip


def breaches(source: str, in_language: bool = False) -> Iterator[str]:
    """Yield what a module does that no module may (or none of the rule language)."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield from _calls(node, in_language)
        elif isinstance(node, ast.Import):
            yield from (_module(node, alias.name) for alias in node.names if _is_unsafe(alias.name))
        elif isinstance(node, ast.ImportFrom) and _is_unsafe(node.module or ""):
            yield _module(node, node.module or "")
        elif in_language:
            yield from _reflection(node)


def _calls(call: ast.Call, in_language: bool) -> Iterator[str]:
    function = call.func
    if isinstance(function, ast.Name):
        if function.id in EXECUTING:
            yield f"line {call.lineno}: {function.id}() runs a text"
        if in_language and function.id in REFLECTING:
            yield f"line {call.lineno}: {function.id}() reaches attributes by name"
    elif isinstance(function, ast.Attribute):
        owner = function.value.id if isinstance(function.value, ast.Name) else ""
        if function.attr in EVALUATING or (owner, function.attr) == ("builtins", "exec"):
            yield f"line {call.lineno}: .{function.attr}() evaluates a text"
        if owner == "yaml" and function.attr != "safe_load":
            yield f"line {call.lineno}: yaml.{function.attr}() builds objects; use safe_load"
    for keyword in call.keywords:
        if keyword.arg == "allow_pickle" and not _is_false(keyword.value):
            yield f"line {call.lineno}: allow_pickle runs what a file says"


def _reflection(node: ast.AST) -> Iterator[str]:
    name = node.attr if isinstance(node, ast.Attribute) else ""
    name = node.id if isinstance(node, ast.Name) else name
    if name in REFLECTING_NAMES:
        yield f"line {getattr(node, 'lineno', 0)}: {name} reaches attributes by name"


def _module(node: ast.stmt, name: str) -> str:
    return f"line {node.lineno}: {name} runs what a file says"


def _is_unsafe(module: str) -> bool:
    return module.partition(".")[0] in UNSAFE_MODULES


def _is_false(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is False


def test_no_module_turns_text_into_code():
    found = [
        f"{path.relative_to(BACKEND)} {breach}"
        for path in sorted(APP.rglob("*.py"))
        for breach in breaches(path.read_text(encoding="utf-8"), path.is_relative_to(LANGUAGE))
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "eval('1')",
        "exec(code)",
        "compile(text, '', 'exec')",
        "__import__(name)",
        "import builtins\nbuiltins.exec(code)",
        "import pickle",
        "from marshal import loads",
        "import joblib.memory",
        "yaml.load(text)",
        "yaml.unsafe_load(text)",
        "frame.eval('a + b')",
        "frame.query('a > b', engine='python')",
        "pd.read_pickle(path)",
        "ast.literal_eval(text)",
        "np.load(path, allow_pickle=True)",
        "np.load(path, allow_pickle=flag)",
        "def inner():\n    if x:\n        return [eval(y) for y in z]",
    ],
)
def test_a_planted_breach_is_found_anywhere(source):
    assert list(breaches(source))


@pytest.mark.parametrize(
    "source",
    [
        "getattr(operand, name)",
        "setattr(operand, 'value', 1)",
        "vars(operand)",
        "operand.__dict__[name]",
        "().__class__.__subclasses__()",
        "from operator import attrgetter\nattrgetter(name)(operand)",
    ],
)
def test_a_planted_look_up_is_found_in_the_language_alone(source):
    assert list(breaches(source, in_language=True))
    assert not list(breaches(source))


@pytest.mark.parametrize(
    "source",
    [
        "re.compile(pattern)",
        "compile_strategy(strategy)",
        "json.loads(text)",
        "yaml.safe_load(text)",
        "np.load(path, allow_pickle=False)",
        "evaluate(rules, table)",
        "# eval(x) in a comment\n'pickle in a text'",
    ],
)
def test_what_only_looks_alike_is_let_through(source):
    assert not list(breaches(source, in_language=True))
