"""The proportional memory (PSS) of a whole native stack that has nothing to do.

APEX_BENCH_SECONDS=60 python -m bench memory    after a minute instead of fifteen seconds
"""

import os
import time
from collections.abc import Iterator

from app.core.clock import SystemClock
from app.stack.status import platform_status
from bench.measure import Figure
from bench.stack import running_stack

SECONDS = float(os.environ.get("APEX_BENCH_SECONDS", "15"))
_MIB = 1_536


def figures() -> Iterator[Figure]:
    """Yield the memory of everything, then of each part."""
    with running_stack() as settings:
        # The simulated market is filled first: what that took must be given back.
        time.sleep(SECONDS)
        found = platform_status(settings, SystemClock().now())
    whole = found.memory_mb
    yield Figure(
        f"all, idle for {SECONDS:.0f} s", f"{whole:,.0f} MiB", f"<= {_MIB:,} MiB", whole <= _MIB
    )
    for process in sorted(found.processes, key=lambda one: -one.memory_mb):
        yield Figure(process.name, f"{process.memory_mb:.0f} MiB")
