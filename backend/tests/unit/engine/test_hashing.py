"""The engine's name."""

from importlib.resources import files

from app.engine.compiled import SOURCES
from app.engine.hashing import engine_hash, engine_sources


def test_the_hash_is_the_same_in_one_process() -> None:
    assert engine_hash() == engine_hash()
    assert len(engine_hash()) == 64


def test_every_source_of_the_compiled_walk_is_part_of_it() -> None:
    names = {name for name, _ in engine_sources()}
    for module in SOURCES:
        assert f"{module.__name__.removeprefix('app.').replace('.', '/')}.py" in names


def test_sources_are_read_once_each_and_are_not_empty() -> None:
    listed = list(engine_sources())
    assert len({name for name, _ in listed}) == len(listed)
    sizes = {name: len(text) for name, text in listed}
    assert sizes["engine/kernel.py"] == len(files("app").joinpath("engine/kernel.py").read_bytes())
