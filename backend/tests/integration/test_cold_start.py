"""Cold start is paid at set-up: a later process finds machine code and compiles nothing."""

import json
import subprocess
import sys
from pathlib import Path

BACKEND = Path(__file__).resolve().parents[2]

# What the compiler does between the start of a process and the end of its first run.
_WATCH = """
import json
from numba.core import event
with event.install_recorder("numba:compile") as record:
    from app.engine.compiled import dispatcher
    from tests.engine_runs import signal_run
    signal_run(1).outcome()
stats = dispatcher().stats
print(json.dumps([len(record.buffer), sum(stats.cache_misses.values()),
                  sum(stats.cache_hits.values()), len(dispatcher().signatures)]))
"""


def test_a_new_process_compiles_nothing() -> None:
    subprocess.run([sys.executable, "-m", "app.engine.warm_up"], cwd=BACKEND, check=True)
    told = subprocess.run(
        [sys.executable, "-c", _WATCH], cwd=BACKEND, capture_output=True, text=True, check=True
    )
    compiles, misses, hits, signatures = json.loads(told.stdout)
    assert (compiles, misses) == (0, 0)
    assert hits == signatures == 1


def test_an_empty_cache_is_filled_and_found(tmp_path: Path) -> None:
    # The negative control: where nothing was compiled before, the watch sees the compiler.
    environment = {"NUMBA_CACHE_DIR": str(tmp_path), "PATH": "", "NUMBA_CPU_NAME": "generic"}
    counts = []
    for _ in range(2):
        told = subprocess.run(
            [sys.executable, "-c", _WATCH],
            cwd=BACKEND, env=environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        counts.append(json.loads(told.stdout)[:2])
    assert counts[0][0] > 0
    assert counts == [[counts[0][0], 1], [0, 0]]
