"""A wrong `.env`: every process says one sentence per variable and ends."""

import subprocess
import sys

import pytest

from tests.integration.bad_days.conftest import BACKEND

PROCESSES = {
    "api": ("uvicorn", "app.main:create_app", "--factory", "--port", "1"),
    "gateway": ("app.gateway", "--port", "1"),
    "streamer": ("app.streamer",),
    "worker": ("celery", "-A", "app.celery", "worker", "-Q", "backtest_queue", "-c", "1"),
    "beat": ("celery", "-A", "app.celery", "beat", "--pidfile", ""),
    "cli": ("app.cli", "db", "status"),
}
WRONG = {
    "DATABASE_URL": "mysql://root:hunter2@db/apex",
    "DATABASE_POOL_SIZE": "many",
    "APP_ENV": "prod",
}


@pytest.mark.parametrize("name", PROCESSES)
def test_a_wrong_environment_is_said_and_ends_it(name, environment):
    module, *words = PROCESSES[name]
    call = [sys.executable, "-m", module, *words]
    if module == "app.cli":
        call = [sys.executable, "-c", "from app.cli import main; main()", *words]
    ended = subprocess.run(
        call, cwd=BACKEND, env=environment | WRONG, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode not in {0, -9}
    said = ended.stdout + ended.stderr
    for variable in WRONG:
        assert said.count(f"{variable} is ") == 1, said
    assert "Traceback" not in said
    assert "hunter2" not in said
