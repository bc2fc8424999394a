"""A service is ready when it answers or says so; one that does not is one clear sentence."""

import sys
from pathlib import Path

import pytest

from app.domain.errors import StorageUnavailable
from app.stack.ports import free_port
from app.stack.processes import Program
from app.stack.services import Place, Service, bare_environment, http_answer, packaged_program

WAITS = "import signal; signal.pause()"


def service(log: Path, code: str, **given) -> Service:
    def program(_: int | None) -> Program:
        return Program("one", [sys.executable, "-S", "-c", code], log, stop_seconds=5)

    return Service("one", program, **given)


def ready(one: Service) -> None:
    child = one.launched(None)
    try:
        one.require_ready(child, None)
        assert child.is_running
    finally:
        child.stop()


def test_a_service_that_says_so_is_ready(tmp_path):
    ready(service(tmp_path / "log", f"print('all is well', flush=True); {WAITS}", says="is well"))


def test_a_service_is_asked_where_it_runs(tmp_path):
    asked: list[Place] = []

    def answers(place: Place) -> bool:
        asked.append(place)
        return len(asked) > 1

    one = service(tmp_path / "log", WAITS, answers=answers)
    child = one.launched(7)
    one.require_ready(child, 7)
    child.stop()
    assert asked == [Place(child.identity.pid, 7)] * 2


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("raise SystemExit('no room at the inn')", "one did not start: no room at the inn"),
        ("", "one did not start: it said nothing"),
    ],
)
def test_a_service_that_ends_is_quoted(tmp_path, code, said):
    with pytest.raises(StorageUnavailable) as refused:
        ready(service(tmp_path / "log", code, says="never"))
    assert str(refused.value) == f"{said} (everything it said: {tmp_path / 'log'})"


def test_a_service_that_takes_too_long_is_ended(tmp_path):
    one = service(tmp_path / "log", WAITS, says="never", start_seconds=0.0)
    child = one.launched(None)
    with pytest.raises(StorageUnavailable, match="one did not get ready"):
        one.require_ready(child, None)
    assert not child.is_running


def test_nothing_answers_on_a_free_port():
    assert http_answer(free_port(), "/") == (0, b"")


def test_a_program_that_no_wheel_brought_is_one_sentence():
    with pytest.raises(StorageUnavailable, match="the package nowhere-bin is not installed"):
        packaged_program("apextrade-has-no-such-program", "nowhere-bin")


def test_programs_that_need_no_secret_get_none(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "canary")
    assert set(bare_environment("f00d", tmp_path)) == {"PATH", "HOME", "APEX_INSTANCE"}
