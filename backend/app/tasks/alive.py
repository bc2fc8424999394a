"""When a worker and beat are alive: the one while its broker hears it, the other while it sends.

A process that merely runs proves nothing: one that lost its broker, or whose loop stands still,
touches its sign of life no more.
"""

from functools import cache

from celery.signals import (  # type: ignore[import-untyped]
    after_task_publish,
    beat_init,
    heartbeat_sent,
)

from app.core.alive import touch
from app.core.config import load_settings


@cache
def _file() -> str:
    return load_settings().apex_alive_file


def _touch(**_: object) -> None:
    touch(_file())


def _follow_beat(**_: object) -> None:
    _touch()
    # The sweeps leave every few seconds.
    after_task_publish.connect(_touch, weak=False)


def install() -> None:
    """Follow whichever of the two this process is."""
    heartbeat_sent.connect(_touch, weak=False)
    beat_init.connect(_follow_beat, weak=False)
