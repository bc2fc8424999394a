"""A process that is stopped in its tracks is replaced by one that answers."""

import os
import signal
import sys
import threading

import psutil
import pytest

from app.stack.keeper import Keeper
from app.stack.ports import LOOPBACK, free_port
from app.stack.processes import Child, Program
from app.stack.services import Place, Service, answers_http
from app.stack.vigil import Vigil
from tests.integration.stack.conftest import PATIENCE_SECONDS, eventually, is_gone


@pytest.fixture
def service(tmp_path) -> Service:
    def program(port: int | None) -> Program:
        words = ("-m", "http.server", str(port), "--bind", LOOPBACK, "--directory", str(tmp_path))
        return Program(
            name="one",
            arguments=[sys.executable, *words],
            log=tmp_path / "one.log",
            stop_seconds=0.2,
        )

    return Service("one", program, answers=answers_http("/"), ends_when_hung=True)


def test_a_stopped_process_is_replaced(service: Service):
    port, ready = free_port(), threading.Event()
    children: list[Child] = []

    def start() -> Child:
        child = service.launched(port)
        service.require_ready(child, port)
        children.append(child)
        if len(children) > 1:
            ready.set()
        return child

    def answers(child: Child) -> bool:
        assert service.answers is not None
        return service.answers(Place(child.identity.pid, port))

    keeper = Keeper("one", start(), start)
    watch = Vigil("one", lambda: children[-1], answers, hung_seconds=0.5, look_seconds=0.05)
    try:
        first = children[0].identity
        os.kill(first.pid, signal.SIGSTOP)
        eventually(lambda: _stands_still(first.pid), "it stands still")
        assert ready.wait(PATIENCE_SECONDS)
        assert is_gone(first.pid)
        assert answers(children[-1])
    finally:
        watch.stop()
        keeper.stop()
    assert len(children) == 2


def _stands_still(pid: int) -> bool:
    return psutil.Process(pid).status() == psutil.STATUS_STOPPED
