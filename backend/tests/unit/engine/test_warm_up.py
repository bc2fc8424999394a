"""Set-up compiles; tests/integration/test_cold_start.py shows that it is found again."""

from app.engine.compiled import compiled_walk
from app.engine.warm_up import warm_up_compiled


def test_warming_up_leaves_the_walk_compiled() -> None:
    warm_up_compiled()
    assert compiled_walk.cache_info().currsize == 1
