"""The embedded database as root, as an ordinary user, and by every way between the two."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.database import ask
from app.stack.home import Home
from app.stack.postgres import packaged_programs
from app.stack.privileges import runner_for
from tests.integration.stack.conftest import only

IS_ROOT = os.geteuid() == 0
needs_root = pytest.mark.skipif(not IS_ROOT, reason="only root can become somebody else")
NOBODY = pwd.getpwnam("nobody")

IN_A_NAMESPACE = (
    "unshare",
    "--user",
    f"--map-user={NOBODY.pw_uid}",
    f"--map-group={NOBODY.pw_gid}",
    "--",
)
AS_NOBODY = (
    "setpriv",
    f"--reuid={NOBODY.pw_uid}",
    f"--regid={NOBODY.pw_gid}",
    "--clear-groups",
    "--",
)


def works(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def user_of(pid: int) -> int:
    return Path(f"/proc/{pid}").stat().st_uid


def can_use(hold, home: Path, **how) -> dict:
    """Make, use, leave and use again; return what the second holder said."""
    first = hold(home, **how)
    assert ask(first.said()["main_url"], "CREATE TABLE kept AS SELECT 7 AS n") is None
    assert first.leave() == 0, first.complaint()
    second = hold(home, **how)
    said = second.said()
    assert ask(said["main_url"], "SELECT n FROM kept") == 7
    said["user"] = user_of(said["server"])
    assert second.leave() == 0
    return said


@pytest.fixture
def reachable() -> Iterator[Path]:
    """Return a directory that every user may enter; pytest's own are for one user alone."""
    place = Path(tempfile.mkdtemp(prefix="apextrade-test-", dir="/tmp"))
    place.chmod(0o755)
    yield place
    shutil.rmtree(place)


def test_as_whoever_runs_the_tests(home: Path, hold):
    assert can_use(hold, home)["user"] == os.geteuid()


@needs_root
@pytest.mark.skipif(not works(*IN_A_NAMESPACE, "true"), reason="no user namespaces here")
def test_as_an_ordinary_user_in_a_namespace(home: Path, hold):
    can_use(hold, home, before=IN_A_NAMESPACE)


@needs_root
@pytest.mark.skipif(
    not works(*AS_NOBODY, sys.executable, "-c", ""),
    reason="nobody may not reach this interpreter",
)
def test_as_an_ordinary_user(reachable: Path, hold):
    shutil.chown(reachable, NOBODY.pw_uid, NOBODY.pw_gid)
    said = can_use(hold, reachable / "home", before=AS_NOBODY)
    assert said["user"] == NOBODY.pw_uid


@needs_root
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv is not installed")
def test_as_root_without_namespaces_the_server_runs_as_nobody(reachable: Path, hold, tmp_path):
    home = reachable / "home"
    said = can_use(hold, home, path=only(tmp_path / "tools", "setpriv"))
    assert said["user"] == NOBODY.pw_uid
    assert (home / "postgres" / "data").stat().st_uid == NOBODY.pw_uid
    password = home / "secrets" / "postgres"
    assert (password.stat().st_uid, stat.S_IMODE(password.stat().st_mode)) == (0, 0o600)
    assert stat.S_IMODE((home / "secrets").stat().st_mode) == 0o700


@needs_root
def test_as_root_without_namespaces_a_hidden_home_is_refused(reachable: Path, hold, tmp_path):
    reachable.chmod(0o700)
    holder = hold(reachable / "home", path=only(tmp_path / "tools", "setpriv"))
    assert holder.process.wait(30) == 1
    assert holder.complaint() == (
        f"PostgreSQL cannot run as root and the user 'nobody' may not enter {reachable}: "
        f"set APEX_HOME to a directory such as /var/lib/apextrade"
    )


@needs_root
def test_as_root_without_any_way_says_so(home: Path, hold, tmp_path):
    holder = hold(home, path=only(tmp_path / "tools"))
    assert holder.process.wait(30) == 1
    assert holder.complaint() == (
        "postgres refuses to run as root and this machine allows neither `unshare --user` nor "
        "`setpriv`: start ApexTrade as an ordinary user"
    )


@needs_root
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv is not installed")
def test_programs_that_nobody_can_reach_are_copied(reachable: Path, tmp_path, monkeypatch):
    hidden = tmp_path / "pginstall"
    shutil.copytree(packaged_programs(), hidden, ignore=shutil.ignore_patterns("include"))
    monkeypatch.setenv("PATH", str(only(tmp_path / "tools", "setpriv")))
    home = Home(reachable / "home")
    home.prepare()
    runner, programs = runner_for(hidden, "postgres", home)
    assert programs == home.programs / "pginstall"
    assert runner.runs(programs / "bin" / "postgres")
    assert runner_for(hidden, "postgres", home) == (runner, programs)
