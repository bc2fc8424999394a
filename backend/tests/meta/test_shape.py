"""The shape check sees what it is there to see."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).resolve().parents[2] / "tools" / "shape.py"


@pytest.fixture(scope="module")
def shape() -> ModuleType:
    spec = importlib.util.spec_from_file_location("shape", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_tree_keeps_its_shape(shape):
    assert shape.breaches() == []


@pytest.mark.parametrize(
    ("name", "lines", "expected"),
    [
        ("long.py", 401, "401 lines"),
        ("utils.py", 1, "missing noun"),
        ("page.tsx", 251, "251 lines"),
    ],
)
def test_a_breach_is_named(shape, name, lines, expected):
    found = list(shape.file_breaches(shape.REPOSITORY / name, "x\n" * lines))
    assert any(expected in problem for problem in found)


def test_a_core_module_without_a_test_is_named(shape, tmp_path):
    module = tmp_path / "backend/app/domain/lonely.py"
    module.parent.mkdir(parents=True)
    module.write_text("def price(): ...\n")
    assert any("test_lonely.py" in problem for problem in shape.mirror_breaches(tmp_path))
