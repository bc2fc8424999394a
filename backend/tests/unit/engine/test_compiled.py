"""Machine code and plain Python are the same functions."""

import inspect
from types import ModuleType

import pytest

from app.engine import compiled, kernel
from app.engine.compiled import kernel_hash, plain_walk
from tests.engine_runs import difference, signal_run


@pytest.mark.compiled
@pytest.mark.parametrize("seed", range(12))
def test_rule_24_compiled_and_plain_give_the_same_bits(seed: int) -> None:
    drawn = signal_run(seed, count=120)
    assert difference(drawn.outcome(), drawn.outcome(plain_walk)) is None


def test_the_cache_key_covers_every_function_of_the_walk() -> None:
    names = {function.__name__ for function in compiled.plain_functions()}
    called = set(kernel.walk_over("").__code__.co_names) & set(vars(kernel))
    assert {"close_position", "inside_hit", "entry_quantity", "fee", "skip_held"} <= names
    assert {name for name in called if callable(getattr(kernel, name))} <= names


@pytest.mark.parametrize("module", compiled.SOURCES, ids=lambda module: module.__name__)
def test_the_cache_key_follows_every_source(module: ModuleType) -> None:
    edited = kernel_hash(lambda m: "pass" if m is module else inspect.getsource(m))
    assert edited != kernel_hash()
