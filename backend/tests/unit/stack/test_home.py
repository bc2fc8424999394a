"""The data directory: for its owner alone, and clear about why it cannot be used."""

import errno
import os
import stat

import pytest

from app.domain.errors import StorageUnavailable
from app.stack.home import Home, writing


def test_preparing_makes_private_directories(tmp_path):
    home = Home(tmp_path / "a" / "home")
    home.prepare()
    for path in (home.root, home.secrets, home.log("x").parent):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700


def test_preparing_twice_changes_nothing(tmp_path):
    home = Home(tmp_path / "home")
    home.prepare()
    (home.secrets / "kept").write_text("x")
    home.prepare()
    assert (home.secrets / "kept").read_text() == "x"


def test_a_file_in_its_place_is_named(tmp_path):
    (tmp_path / "home").write_text("")
    with pytest.raises(StorageUnavailable) as caught:
        Home(tmp_path / "home").prepare()
    assert str(caught.value) == (
        f"cannot write to {tmp_path / 'home'} ({os.strerror(errno.EEXIST)}): "
        f"make it writable for this user or set APEX_HOME to another directory"
    )


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_says_what_to_do(tmp_path, number):
    with pytest.raises(StorageUnavailable) as caught, writing(tmp_path):
        raise OSError(number, os.strerror(number))
    assert str(caught.value) == (
        f"no space left for {tmp_path}: free disk space or set APEX_HOME to another disk"
    )
