"""Private files: whole or not at all, and for their owner only."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.core.private_files import private_directory, stored_secret, write_private


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(autouse=True)
def _open_umask():
    before = os.umask(0)
    yield
    os.umask(before)


def test_a_private_file_is_for_its_owner_whatever_the_umask(tmp_path):
    write_private(tmp_path / "file", "text")
    assert ((tmp_path / "file").read_text(), mode(tmp_path / "file")) == ("text", 0o600)


def test_a_private_directory_is_for_its_owner(tmp_path):
    assert mode(private_directory(tmp_path / "a" / "b")) == 0o700


def test_writing_leaves_nothing_beside_the_file(tmp_path):
    write_private(tmp_path / "file", "1")
    write_private(tmp_path / "file", "2")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_failed_write_keeps_the_old_text(tmp_path):
    (tmp_path / "file").mkdir()
    with pytest.raises(OSError, match="director"):
        write_private(tmp_path / "file", "new")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_askers_at_the_same_time_get_the_same_secret(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: stored_secret(tmp_path / "s" / "key"), range(32)))
    assert len(secrets) == 1
    assert len(secrets.pop()) >= 32
