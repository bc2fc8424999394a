"""Running programs that refuse to run as root, also when we are root."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.domain.errors import StorageUnavailable
from app.stack.home import Home

_NOBODY: Final = "nobody"
_REACHABLE: Final = 0o001
_ENTERABLE: Final = 0o711


@dataclass(frozen=True, slots=True)
class Runner:
    """Words before a command that make it run as somebody allowed to.

    `owner` is the user and group that must own the files the command writes; None: ours do.
    """

    prefix: tuple[str, ...]
    owner: tuple[int, int] | None = None

    def __str__(self) -> str:
        return f"run through `{' '.join(self.prefix)}`" if self.prefix else "run as it is"

    def command(self, *arguments: str) -> list[str]:
        return [*self.prefix, *arguments]

    def runs(self, program: Path) -> bool:
        # setpriv may reach what the user it becomes cannot; one program later it counts.
        command = self.command("/usr/bin/env", str(program), "--version")
        try:
            done = subprocess.run(command, capture_output=True, check=False)
        except OSError:
            return False
        return done.returncode == 0


def runner_for(programs: Path, probe: str, home: Home) -> tuple[Runner, Path]:
    """Return how to run the programs in `programs`/bin, and from where.

    Programs that another user cannot reach are copied below APEX_HOME.

    Raises: StorageUnavailable when this machine offers no way.
    """
    for runner in _runners():
        if runner.runs(programs / "bin" / probe):
            _admit(runner, home)
            return runner, programs
        if runner.owner is not None:
            _admit(runner, home)
            copied = _copied(programs, home)
            if runner.runs(copied / "bin" / probe):
                return runner, copied
    raise _no_way(programs, probe)


def runner_found(programs: Path, probe: str) -> Runner:
    """Return the runner that `runner_for` would choose; writes nothing."""
    for runner in _runners():
        if runner.owner is not None or runner.runs(programs / "bin" / probe):
            return runner
    raise _no_way(programs, probe)


def _no_way(programs: Path, probe: str) -> StorageUnavailable:
    if os.geteuid() == 0:
        return StorageUnavailable(
            f"{probe} refuses to run as root and this machine allows neither `unshare --user` nor "
            f"`setpriv`: start ApexTrade as an ordinary user"
        )
    return StorageUnavailable(
        f"{programs / 'bin' / probe} does not run on this machine: "
        f"set DATABASE_URL and TIMESCALE_URL to a PostgreSQL server of your own"
    )


def _runners() -> Iterator[Runner]:
    """Yield the ways to try, the best first."""
    # util-linux's setpriv also asks the kernel to interrupt the program when its owner dies.
    dies_with_us = ("setpriv", "--pdeathsig", "INT", "--")
    has_setpriv = shutil.which("setpriv") is not None
    if os.geteuid() != 0:
        if has_setpriv:
            yield Runner(dies_with_us)
        yield Runner(())
        return
    nobody = pwd.getpwnam(_NOBODY)
    if shutil.which("unshare") is not None:
        # A user namespace in which root has another number: the files stay root's.
        mapped = (f"--map-user={nobody.pw_uid}", f"--map-group={nobody.pw_gid}")
        enter = ("unshare", "--user", *mapped, "--")
        if has_setpriv:
            yield Runner((*enter, *dies_with_us))
        yield Runner(enter)
    if has_setpriv:
        become = (f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups")
        yield Runner(
            ("setpriv", *become, "--pdeathsig", "INT", "--"), (nobody.pw_uid, nobody.pw_gid)
        )


def _admit(runner: Runner, home: Home) -> None:
    """Let the runner's user through APEX_HOME to its own directory, and nowhere else."""
    if runner.owner is None:
        return
    for parent in home.root.parents:
        if not parent.stat().st_mode & _REACHABLE:
            raise StorageUnavailable(
                f"PostgreSQL cannot run as root and the user {_NOBODY!r} may not enter {parent}: "
                f"set APEX_HOME to a directory such as /var/lib/apextrade"
            )
    home.root.chmod(_ENTERABLE)


def _copied(programs: Path, home: Home) -> Path:
    target = home.programs / programs.name
    if not target.exists():
        draft = target.with_name(f".{target.name}")
        shutil.rmtree(draft, ignore_errors=True)
        for part in ("bin", "lib", "share"):
            shutil.copytree(programs / part, draft / part, symlinks=True)
        draft.rename(target)
    return target
