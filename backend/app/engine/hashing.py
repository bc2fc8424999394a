"""A name for exactly the code that computes a run."""

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

import numpy as np

from app.domain.indicators.talib.library import VERSION as TALIB_VERSION

# Everything between bars and outcome. What judges an outcome afterwards (metrics, parity, proof)
# is not part of the run.
PARTS: Final = (
    "domain/backtest.py",
    "domain/calendars.py",
    "domain/indicators",
    "domain/market.py",
    "domain/new_york.py",
    "domain/resampling.py",
    "domain/risk",
    "domain/rules/compile.py",
    "domain/rules/evaluate.py",
    "domain/rules/program.py",
    "domain/rules/series.py",
    "domain/rules/spec.py",
    "domain/sessions.py",
    "domain/signals.py",
    "domain/timeframes.py",
    "engine/backtest.py",
    "engine/compiled.py",
    "engine/costs.py",
    "engine/kernel.py",
    "engine/matching.py",
    "engine/outcome.py",
    "engine/quiet.py",
    "engine/state.py",
    "engine/tables.py",
)


@cache
def engine_hash() -> str:
    """Return the SHA-256 (hex) of the engine's sources and of the libraries that compute for it.

    Any edit, a comment included, gives another: a hash that is too careful costs a second run, one
    that is not careful enough would call two engines the same.
    """
    digest = hashlib.sha256()
    digest.update(f"numpy {np.__version__} talib {TALIB_VERSION}\n".encode())
    for name, text in engine_sources():
        digest.update(f"{name} {len(text)}\n".encode())
        digest.update(text)
    return digest.hexdigest()


def engine_sources() -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of every source file of the engine, in a fixed order.

    Reading its own sources is no input: they do not change while the process runs.
    """
    root = files("app")
    for part in PARTS:
        yield from _python_files(part, root.joinpath(part))


def _python_files(name: str, item: Traversable) -> Iterator[tuple[str, bytes]]:
    if item.is_file():
        yield name, item.read_bytes()
        return
    for child in sorted(item.iterdir(), key=lambda entry: entry.name):
        if child.name.endswith(".py") or (child.is_dir() and child.name != "__pycache__"):
            yield from _python_files(f"{name}/{child.name}", child)
