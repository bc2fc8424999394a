"""The queue's settings, and that nothing is sent where nobody listens."""

from datetime import UTC, datetime

import pytest
from celery.beat import Scheduler
from celery.exceptions import QueueNotFound

from app.celery import CANARIES, LIMITS, QUEUES, Aligned, beat_schedule, celery_for, queue_of
from app.core.config import load_settings


@pytest.fixture(scope="module")
def application(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    settings = load_settings(
        env_file=home / "no.env", apex_home=home, redis_url="redis://127.0.0.1:6399/0"
    )
    made = celery_for(settings)
    made.loader.import_default_modules()
    return made


@pytest.fixture(scope="module")
def names():
    """Every task that the modules named in the settings register."""
    from app.celery import TASK_MODULES, celery_app

    for module in TASK_MODULES:
        __import__(module)
    return sorted(name for name in celery_app.tasks if name.startswith("app."))


def test_every_task_goes_to_a_queue_that_a_pool_consumes(application, names):
    assert names
    routed = {name: application.amqp.router.route({}, name)["queue"].name for name in names}
    assert routed == {name: queue_of(name) for name in names}
    assert set(routed.values()) == set(QUEUES)


def test_every_beat_entry_is_a_task_that_exists(names):
    planned = {entry["task"] for entry in beat_schedule().values()}
    assert planned <= set(names)


def test_no_other_entry_slips_into_the_schedule(application):
    scheduler = Scheduler(app=application, lazy=False)
    assert set(scheduler.schedule) == set(beat_schedule())


def test_a_task_without_a_route_is_not_sent_anywhere(application):
    with pytest.raises(QueueNotFound):
        application.send_task("app.tasks.elsewhere.work", args=["1"], retry=False)


@pytest.mark.parametrize(
    ("last_run", "now", "is_due", "next_look"),
    [
        (0.0, 0.5, False, 0.5),
        (0.0, 1.0, True, 60.0),
        (1.0, 60.9, False, 0.1),
        (1.2, 61.25, True, 59.75),
        (61.0, 400.0, True, 21.0),
    ],
    ids=["before the first mark", "on it", "before the next", "after it", "after a pause"],
)
def test_what_is_aligned_runs_at_the_marks_of_the_clock(last_run, now, is_due, next_look):
    def at(seconds):
        return datetime.fromtimestamp(1_780_000_020 // 60 * 60 + seconds, UTC)

    due = Aligned(60, 1, nowfun=lambda: at(now)).is_due(at(last_run))
    assert due.is_due is is_due
    assert due.next == pytest.approx(next_look)


def test_candles_are_fetched_a_second_after_each_minute():
    entries = {
        entry["args"]: entry
        for entry in beat_schedule().values()
        if entry["task"] == "app.tasks.market_data.sync_candles"
    }
    assert set(entries) == {("1m",), ("1h",), ("1d",)}
    minute = entries["1m",]
    assert (minute["schedule"].seconds, minute["schedule"].late_seconds) == (60, 1)
    assert minute["options"]["expires"] < 60


@pytest.mark.parametrize("queue", QUEUES)
def test_every_queue_has_a_canary_of_its_own(names, queue):
    assert CANARIES[queue] in names
    assert queue_of(CANARIES[queue]) == queue


def test_every_task_stops_before_its_queue_kills_it(names):
    from app.celery import celery_app

    for name in names:
        task, limits = celery_app.tasks[name], LIMITS[queue_of(name)]
        assert (task.soft_time_limit, task.time_limit) == limits
        assert task.acks_late


def test_a_message_outlives_the_longest_task(application):
    longest = max(limits.hard for limits in LIMITS.values())
    options = application.conf.broker_transport_options
    assert options["visibility_timeout"] >= 3 * longest - 90
    assert application.conf.visibility_timeout == options["visibility_timeout"]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("task_acks_late", True),
        ("task_reject_on_worker_lost", True),
        ("worker_prefetch_multiplier", 1),
        ("accept_content", ["json"]),
        ("task_serializer", "json"),
        ("task_ignore_result", True),
        ("result_backend", None),
        ("task_create_missing_queues", False),
        ("worker_cancel_long_running_tasks_on_connection_loss", True),
        ("broker_connection_max_retries", None),
    ],
)
def test_a_setting_is_as_execution_needs_it(application, setting, value):
    assert getattr(application.conf, setting) == value


def test_the_broker_has_a_database_number_of_its_own(application):
    assert application.conf.broker_url.endswith("/1")
