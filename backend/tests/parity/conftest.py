"""The long parity run is for `make parity`: it is left out unless `-m` names its marker."""

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "parity" in config.getoption("markexpr"):
        return
    kept = [item for item in items if item.get_closest_marker("parity") is None]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept
