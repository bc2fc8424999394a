"""Seconds of several runs, the peak memory of a process, and what machine this is."""

import contextlib
import io
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

RUNS = 7
APEXTRADE = str(Path(sys.executable).with_name("apextrade"))
_MAXRSS_PER_MIB = 1024**2 if sys.platform == "darwin" else 1024  # bytes there, KiB elsewhere
VERSIONS = (
    "numpy", "numba", "ta-lib", "pandas", "pyarrow", "asyncpg", "vectorbt", "vectorbt-rust",
    "backtesting", "backtrader",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number beside the number it is held against."""

    name: str
    measured: str
    goal: str = ""
    kept: bool | None = None  # None: no goal, or a part that is not installed


def missing(name: str) -> Figure:
    """Return the row of a peer that is not there."""
    return Figure(name, "not installed: make peers")


class Pair(NamedTuple):
    """Median seconds of two things run in turns, and the median ratio of second to first."""

    first: float
    second: float
    ratio: float


def timed(run: Callable[[], object]) -> float:
    """Return the wall seconds of one call."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def median_seconds(run: Callable[[], object], runs: int = RUNS, warm: int = 1) -> float:
    """Return the median wall seconds of `runs` calls after `warm` uncounted ones."""
    for _ in range(warm):
        run()
    return statistics.median(timed(run) for _ in range(runs))


def in_turns(
    first: Callable[[], object],
    second: Callable[[], object],
    runs: int = RUNS,
    *,
    warm: bool = True,
) -> Pair:
    """Return the medians of two calls that alternate, so that a busy machine slows down both.

    With `warm` each timed call follows an untimed one of its own, so that neither pays for what the
    other did to memory.
    """
    one = _second_of_two if warm else timed
    taken = [(one(first), one(second)) for _ in range(runs)]
    return Pair(
        statistics.median(a for a, _ in taken),
        statistics.median(b for _, b in taken),
        statistics.median(b / a for a, b in taken),
    )


def _second_of_two(run: Callable[[], object]) -> float:
    run()
    return timed(run)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Swallow the warnings and progress bars of other people's packages."""
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def peak_mib_of(command: list[str], environment: Mapping[str, str] = MappingProxyType({})) -> float:
    """Return the peak resident memory of the largest process of a command, in MiB.

    A small process in between starts the command, or its peak would begin with ours.
    """
    code = (
        "import resource, subprocess, sys; "
        "done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(done.returncode)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code, *command],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return int(answer.stdout.split()[-1]) / _MAXRSS_PER_MIB


def own_peak_mib() -> float:
    """Return this process's peak resident memory in MiB."""
    # getrusage counts what the parent held when it started us; the kernel's own mark does not.
    with contextlib.suppress(OSError), open("/proc/self/status", encoding="ascii") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MAXRSS_PER_MIB


def machine() -> str:
    """Return one line about the processor, the cores, how busy they are, and the versions."""
    processor = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            processor = next(line.split(":")[1].strip() for line in lines if "model name" in line)
    except (OSError, StopIteration):
        pass
    found = []
    for name in VERSIONS:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} not installed")
    busy = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    return f"{processor}, {busy}; Python {platform.python_version()}; {', '.join(found)}"
