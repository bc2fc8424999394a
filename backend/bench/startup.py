"""What a new process costs: nothing is compiled, and a command answers at once."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench.data import MINUTES, REPOSITORY, RSI_DOCUMENT
from bench.measure import APEXTRADE, Figure, median_seconds

RUNS = 5
_DEMO_SECONDS = 10.0

# Runs inside a new process: what numba compiled, and what it found in its cache.
_CENSUS = """
import json
from numba.core import event
with event.install_recorder("numba:compile") as compiled:
    from app.domain.backtest import RunConfig
    from app.engine.backtest import FastEngine
    from app.engine.compiled import dispatcher
    from bench.data import MINUTES, bars_of, rsi_strategy
    bars = bars_of(MINUTES)
    FastEngine().run(rsi_strategy(), bars, RunConfig())
hits = sum(dispatcher().stats.cache_hits.values())
print(json.dumps({"compiled": len(compiled.buffer), "hits": hits}))
"""


def figures() -> Iterator[Figure]:
    """Yield what is compiled in a new process, and the seconds of whole commands."""
    census = json.loads(_output([sys.executable, "-c", _CENSUS]))
    yield Figure(
        "functions a new process compiles to backtest",
        f"{census['compiled']} ({census['hits']} found in the cache)",
        "0",
        census["compiled"] == 0 and census["hits"] > 0,
    )
    yield from _backtest()
    seconds = median_seconds(partial(_output, [APEXTRADE, "--help"]), RUNS)
    yield Figure("apextrade --help", f"{seconds:.2f} s")
    yield _demo()


def _backtest() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as place:
        strategy = Path(place) / "rsi.json"
        strategy.write_text(json.dumps(RSI_DOCUMENT), encoding="utf-8")
        command = [APEXTRADE, "backtest", str(strategy), "--data", str(MINUTES), "--json"]
        seconds = median_seconds(partial(_output, command), RUNS)
        timing = json.loads(_output(command))["timing"]
    parts = ", ".join(
        f"{name} {timing[f'{name}_seconds']:.3f}" for name in ("load", "engine", "metrics", "proof")
    )
    yield Figure("apextrade backtest of the year, whole process", f"{seconds:.2f} s ({parts})")


def _demo() -> Figure:
    """Time `make demo` after a first run that set everything up, in a home of its own."""
    with tempfile.TemporaryDirectory(prefix="apextrade-bench-") as place:
        Path(place).chmod(0o755)  # the server runs as another user when this runs as root
        environment = {**os.environ, "APEX_HOME": str(Path(place) / "home")}
        demo = partial(
            _output, ["make", "--no-print-directory", "-C", str(REPOSITORY), "demo"], environment
        )
        seconds = median_seconds(demo, RUNS)
    return Figure(
        "make demo, every run but the first", f"{seconds:.1f} s", "< 10 s", seconds < _DEMO_SECONDS
    )


def _output(command: list[str], environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:2])} failed:\n{done.stderr[-2000:]}")
    return done.stdout
