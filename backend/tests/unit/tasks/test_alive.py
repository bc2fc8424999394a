"""A worker is alive while its broker hears it, beat while it sends."""

from pathlib import Path

import pytest
from celery.signals import after_task_publish, beat_init, heartbeat_sent

from app.tasks import alive


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "alive"
    monkeypatch.setenv("APEX_ALIVE_FILE", str(path))
    before = {
        signal: signal.receivers for signal in (after_task_publish, beat_init, heartbeat_sent)
    }
    for signal in before:
        signal.receivers = []
        signal.sender_receivers_cache.clear()
    alive._file.cache_clear()
    alive.install()
    yield path
    alive._file.cache_clear()
    for signal, receivers in before.items():
        signal.receivers = receivers
        signal.sender_receivers_cache.clear()


def test_a_heartbeat_the_broker_took_is_a_sign_of_life(file: Path):
    heartbeat_sent.send(sender=None)
    assert file.exists()


def test_beat_shows_life_from_its_start_and_with_every_message(file: Path):
    beat_init.send(sender=None)
    assert file.exists()
    file.unlink()
    after_task_publish.send(sender="app.tasks.maintenance.clean")
    assert file.exists()


def test_a_message_that_another_process_sends_is_none(file: Path):
    after_task_publish.send(sender="app.tasks.maintenance.clean")
    assert not file.exists()
