"""Pay the compiler once, at set-up: `python -m app.engine.warm_up`.

Machine code goes into numba's cache: beside the sources, or where NUMBA_CACHE_DIR says. Either must
be writable for the user who later runs the engine, or numba passes it over. NUMBA_CPU_NAME=generic
makes code that any machine of the same architecture finds and runs.
"""

from app.domain.indicators import extra_volume
from app.engine.compiled import compiled_walk


def warm_up_compiled() -> None:
    """Compile everything the engine runs, or load it where an earlier process compiled it."""
    compiled_walk()
    extra_volume.warm_up_compiled()


if __name__ == "__main__":
    warm_up_compiled()
