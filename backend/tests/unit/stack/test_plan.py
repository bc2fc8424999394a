"""The table of processes: what exists is started, every queue has a pool, words are complete."""

import sys
from pathlib import Path

import pytest

from app.celery import QUEUES
from app.core.config import load_settings
from app.stack.plan import APPLICATION, Process, application_services, reloading
from app.stack.processes import dies_with_owner


@pytest.fixture
def settings(tmp_path: Path):
    return load_settings(
        env_file=tmp_path / "no.env", apex_home=tmp_path, trusted_proxies="127.0.0.1, 10.0.0.0/8"
    )


def words_of(settings, process: Process, environment: dict[str, str] | None = None) -> list[str]:
    (service,) = application_services(settings, environment or {}, [process])
    return list(service.program(4711).arguments)


def test_names_are_unique_and_every_process_can_be_asked_or_speaks():
    assert len({process.name for process in APPLICATION}) == len(APPLICATION)
    assert [process.name for process in APPLICATION if not (process.path or process.says)] == []


def test_every_queue_is_consumed_by_one_pool():
    consumed = [
        process.words[process.words.index("--queues") + 1]
        for process in APPLICATION
        if "--queues" in process.words
    ]
    assert sorted(consumed) == sorted(QUEUES)


def test_a_developer_s_processes_follow_the_code_where_they_can():
    followed = {
        process.name: process.words for process in reloading() if "--reload" in process.words
    }
    assert sorted(followed) == ["api", "gateway"]
    # Several workers and reloading exclude each other.
    assert "--workers" not in followed["api"]
    assert [p.name for p in reloading()] == [p.name for p in APPLICATION]
    assert [p for p in APPLICATION if "--reload" in p.words] == []


def test_a_process_without_its_module_is_left_out(settings):
    there = Process("there", "app.main", words=("app.main",), says="x")
    unwritten = Process("unwritten", "app.unwritten", words=("app.unwritten",), says="x")
    nested = Process("nested", "app.unwritten.part", words=("app.unwritten.part",), says="x")
    names = [one.name for one in application_services(settings, {}, [unwritten, there, nested])]
    assert names == ["there"]


def test_the_words_hold_port_and_proxies_and_the_owner_is_outlived_by_nobody(settings):
    (api,) = (process for process in APPLICATION if process.name == "api")
    words = words_of(settings, api)
    assert words[: len(dies_with_owner()) + 2] == [*dies_with_owner(), sys.executable, "-m"]
    assert words[words.index("--port") + 1] == "4711"
    assert words[words.index("--forwarded-allow-ips") + 1] == "127.0.0.1,10.0.0.0/8"
    assert words[words.index("--timeout-graceful-shutdown") + 1] == "5"
    assert not [word for word in words if "{" in word]


@pytest.mark.parametrize(
    ("level", "says", "heard"),
    [
        ("ERROR", "ready", "INFO"),
        ("DEBUG", "ready", "DEBUG"),
        ("INFO", "ready", "INFO"),
        ("ERROR", "", "ERROR"),
    ],
)
def test_a_process_that_is_known_by_its_log_is_heard(settings, level, says, heard):
    process = Process("one", "app.main", words=("app.main",), says=says)
    (service,) = application_services(settings, {"LOG_LEVEL": level}, [process])
    environment = service.program(None).environment
    assert environment is not None
    assert environment["LOG_LEVEL"] == heard


@pytest.mark.parametrize(("words", "listens"), [(("app.main", "{port}"), True), (("a",), False)])
def test_only_a_process_with_a_port_in_its_words_listens(settings, words, listens):
    (service,) = application_services(settings, {}, [Process("one", "app.main", words=words)])
    assert service.listens is listens


def test_what_works_on_one_thing_holds_few_connections(settings):
    most = {
        process.name: (service.program(1).environment or {}).get("DATABASE_POOL_SIZE")
        for process, service in zip(
            APPLICATION, application_services(settings, {}, APPLICATION), strict=True
        )
    }
    assert most["api"] is None
    assert {most[name] for name in most if name.startswith("pool-")} == {"3"}


def test_processes_count_together_and_the_gateway_apart(settings):
    given = {"METRICS_ADDRESS": "0.0.0.0:9100"}
    places = {
        service.name: service.program(1).environment
        for service in application_services(settings, given, APPLICATION)
    }
    folders = {
        name: Path(environment["PROMETHEUS_MULTIPROC_DIR"]).name
        for name, environment in places.items()
    }
    assert folders.pop("gateway") == "gateway"
    assert set(folders.values()) == {"platform"}
    assert not [name for name, environment in places.items() if "METRICS_ADDRESS" in environment]


def test_nothing_counts_where_metrics_are_off(settings):
    off = settings.model_copy(update={"prometheus_enabled": False})
    for service in application_services(off, {}, APPLICATION):
        assert "PROMETHEUS_MULTIPROC_DIR" not in service.program(1).environment
