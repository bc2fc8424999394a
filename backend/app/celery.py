"""The task queue: its four queues, which task goes where, and what happens to a lost worker.

A message is a hint: the row it names is the job (execution.md 5). So every task may run twice or
never, and beat's schedule finds what a lost message left behind.

    celery -A app.celery worker -Q backtest_queue -c 2
    celery -A app.celery beat
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from time import time
from typing import Any, Final, NamedTuple

from celery import Celery  # type: ignore[import-untyped]
from celery.schedules import crontab, schedstate, schedule  # type: ignore[import-untyped]
from celery.signals import before_task_publish, setup_logging  # type: ignore[import-untyped]
from kombu.entity import Queue

from app.core.config import Settings, load_settings, settings_or_exit
from app.core.logging import configure_logging
from app.core.redis import RedisArea, redis_url


class Limits(NamedTuple):
    """Seconds after which a task is asked to stop, and after which its process is killed."""

    soft: int
    hard: int


# The engine ends a backtest by itself after 600 s (code 3002); these are for one that cannot.
LIMITS: Final[Mapping[str, Limits]] = {
    "backtest_queue": Limits(610, 630),
    "strategy_queue": Limits(25, 30),
    "execution_queue": Limits(45, 60),
    "market_data_queue": Limits(270, 300),
}
QUEUES: Final = tuple(LIMITS)
# Three times the longest hard limit: a message is handed out again only when its worker is dead.
VISIBILITY_SECONDS: Final = 1_800
_SWEEP_SECONDS: Final = 4.0
# Timeframe, period, seconds late. Session days end at many hours, so each hour asks for them; where
# no day has ended that asks no venue.
_SYNCS: Final = (("1m", 60, 1), ("1h", 3_600, 6), ("1d", 3_600, 12))
# A header of every message: seconds since 1970.
SENT_AT: Final = "apex_sent_at"
# The first match wins; a task that none matches cannot be sent (decision 31).
ROUTES: Final[Mapping[str, Mapping[str, str]]] = {
    "app.tasks.backtest.*": {"queue": "backtest_queue"},
    "app.tasks.strategy.*": {"queue": "strategy_queue"},
    "app.tasks.portfolio.*": {"queue": "strategy_queue"},
    "app.tasks.execution.*": {"queue": "execution_queue"},
    "app.tasks.market_data.*": {"queue": "market_data_queue"},
    "app.tasks.maintenance.*": {"queue": "market_data_queue"},
}
TASK_MODULES: Final = (
    "app.tasks.backtest",
    "app.tasks.strategy",
    "app.tasks.execution",
    "app.tasks.market_data",
    "app.tasks.maintenance",
)
CANARIES: Final[Mapping[str, str]] = {
    queue: f"app.tasks.{queue.removesuffix('_queue')}.canary" for queue in QUEUES
}


class Aligned(schedule):  # type: ignore[misc]
    """Every whole period of the clock, some seconds late, so that venues have closed their bars."""

    def __init__(self, period_seconds: int, late_seconds: int, **options: Any) -> None:
        super().__init__(timedelta(seconds=period_seconds), **options)
        self.late_seconds = late_seconds

    def is_due(self, last_run_at: datetime) -> Any:
        """Return whether a mark passed since the last run, and the seconds until the next look."""
        now = self.now().timestamp()
        left = self._mark_after(self.maybe_make_aware(last_run_at).timestamp()) - now
        if left > 0:
            return schedstate(is_due=False, next=left)
        return schedstate(is_due=True, next=self._mark_after(now) - now)

    def __reduce__(self) -> Any:
        return type(self), (int(self.seconds), self.late_seconds)

    def _mark_after(self, seconds: float) -> float:
        period = self.seconds
        return float((seconds - self.late_seconds) // period * period + period + self.late_seconds)


def beat_schedule() -> dict[str, dict[str, Any]]:
    """Return what runs by the clock; an entry that nobody took within its period is dropped."""
    canaries = {
        f"canary of {queue}": {
            "task": name,
            "schedule": crontab(),
            "options": {"expires": 60},
        }
        for queue, name in CANARIES.items()
    }
    candles = {
        f"sync candles {timeframe}": {
            "task": "app.tasks.market_data.sync_candles",
            "args": (timeframe,),
            "schedule": Aligned(period, late),
            "options": {"expires": period - 5},
        }
        for timeframe, period, late in _SYNCS
    }
    return {
        **canaries,
        **candles,
        "sweep backtests": {
            "task": "app.tasks.maintenance.sweep_backtests",
            "schedule": schedule(_SWEEP_SECONDS),
            "options": {"expires": 2 * _SWEEP_SECONDS},
        },
        "keep artefacts": {
            "task": "app.tasks.maintenance.keep_artefacts",
            "schedule": crontab(),
            "options": {"expires": 60},
        },
        "trim candles": {
            "task": "app.tasks.market_data.trim_candles",
            "schedule": crontab(minute="37", hour="3"),
            "options": {"expires": 3_600},
        },
        "clean": {
            "task": "app.tasks.maintenance.clean",
            "schedule": crontab(minute="7"),
            "options": {"expires": 3_600},
        },
    }


def configuration(settings: Settings) -> dict[str, Any]:
    """Return Celery's settings (execution.md 5.2)."""
    transport = {
        "visibility_timeout": VISIBILITY_SECONDS,
        # By default a sweep for the messages of dead workers takes place every 100 s.
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_keepalive": True,
        "socket_connect_timeout": 2,
        "health_check_interval": 25,
    }
    return {
        "broker_url": redis_url(settings, RedisArea.BROKER),
        "broker_transport_options": transport,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "visibility_timeout": VISIBILITY_SECONDS,
        "result_backend": None,
        "result_backend_transport_options": {"visibility_timeout": VISIBILITY_SECONDS},
        "result_expires": None,
        "task_ignore_result": True,
        "task_queues": [_queue(name) for name in QUEUES],
        "task_create_missing_queues": False,
        "task_routes": ROUTES,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_serializer": "json",
        "result_serializer": "json",
        "accept_content": ["json"],
        "worker_prefetch_multiplier": 1,
        "worker_max_tasks_per_child": 500,
        "worker_max_memory_per_child": 1_500_000,
        "worker_cancel_long_running_tasks_on_connection_loss": True,
        "worker_soft_shutdown_timeout": 20.0,
        "worker_hijack_root_logger": False,
        "beat_schedule": beat_schedule(),
        # In memory: the schedule is code, and the rows say what is still to be done.
        "beat_scheduler": "celery.beat:Scheduler",
        "beat_max_loop_interval": 5,
        "timezone": "UTC",
        "enable_utc": True,
        "include": TASK_MODULES,
    }


def _queue(name: str) -> Any:
    made: Any = Queue
    return made(name, routing_key=name)


def queue_of(task: str) -> str:
    """Return the queue of a task's name.

    Raises: ValueError for a name without a route.
    """
    for pattern, route in ROUTES.items():
        if task.startswith(pattern.removesuffix("*")):
            return route["queue"]
    raise ValueError(f"the task {task!r} has no queue")


def celery_for(settings: Settings) -> Any:
    """Return an application for these settings, to send with or to test with."""
    made = Celery("apextrade", set_as_current=False)
    chosen = configuration(settings)
    # A sender does not wait for a broker that is away: the sweep finds what was not sent.
    chosen["broker_transport_options"] |= {"max_retries": 0}
    made.conf.update(chosen)
    return made


celery_app: Any = Celery("apextrade")
# Asked for when first needed: importing this module reads no environment.
celery_app.add_defaults(lambda: configuration(settings_or_exit()))


def _log(**_: Any) -> None:
    """Log as every process does: JSON lines without secrets, instead of Celery's own format."""
    configure_logging(load_settings())


def _stamp(headers: dict[str, Any] | None = None, **_: Any) -> None:
    """Say on each message when it was sent: how long it waited is measured where it is read."""
    if headers is not None:
        headers.setdefault(SENT_AT, time())


setup_logging.connect(_log, weak=False)
before_task_publish.connect(_stamp, weak=False)
