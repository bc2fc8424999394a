"""A lock is held alone or shared, and never outlives its holder."""

import pytest

from app.domain.errors import StorageUnavailable
from app.stack.lock import FileLock


@pytest.fixture
def path(tmp_path):
    return tmp_path / "lock"


def test_one_takes_it_and_the_second_does_not(path):
    with FileLock(path) as first, FileLock(path) as second:
        assert first.take()
        assert not second.take()
        assert not second.share()


def test_it_is_free_again_after_the_block(path):
    with FileLock(path) as first:
        assert first.take()
    with FileLock(path) as second:
        assert second.take()


def test_many_share_it_and_nobody_takes_it_alone_meanwhile(path):
    with FileLock(path) as one, FileLock(path) as two, FileLock(path) as alone:
        assert one.share()
        assert two.share()
        assert not alone.take()
        one.release()
        assert not alone.take()
        two.release()
        assert alone.take()


def test_waiting_ends_at_once_when_nobody_holds_it(path):
    with FileLock(path) as guest, FileLock(path) as owner, FileLock(path) as late:
        assert guest.share()
        guest.release()
        owner.wait_alone()
        assert not late.share()


def test_a_lock_that_cannot_be_made_is_one_sentence(tmp_path):
    with pytest.raises(StorageUnavailable, match="cannot write to"):
        FileLock(tmp_path / "missing" / "lock").take()
