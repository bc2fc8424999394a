"""A request and the task it started are found by one id; what a worker counts can be read."""

import asyncio
import json
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from app.core.logging import bound
from app.domain.backtest_jobs import JobStatus
from app.services.backtest_jobs import RUN_TASK
from app.stack.ports import LOOPBACK, free_port

REQUEST = "a-request-to-find-1"


def lines_of(log: Path) -> list[dict]:
    found = [line for line in log.read_text("utf-8").splitlines() if line.startswith("{")]
    return [json.loads(line) for line in found]


async def said(log: Path, event: str) -> dict:
    """Return the log's one line of `event`; the row is written a moment before it."""
    async with asyncio.timeout(30):
        while not (found := [one for one in lines_of(log) if one["event"] == event]):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    (line,) = found
    return line


async def test_one_id_finds_the_request_and_its_task(
    ask, workers, until, tmp_path, environment, user_id
):
    port = free_port()
    workers._environment |= {
        "METRICS_ADDRESS": f"{LOOPBACK}:{port}",
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "metrics"),
    }
    workers.start("--queues", "backtest_queue", "--concurrency", "1", "--loglevel", "INFO")
    with bound(request_id=REQUEST):
        job = await ask()
    await until(job.id, lambda found: found.status is JobStatus.COMPLETED)
    async with httpx.AsyncClient() as client:
        page = await client.get(f"http://{LOOPBACK}:{port}/metrics")
    seen = {
        (sample.name, sample.labels.get("task"), sample.labels.get("outcome")): sample.value
        for family in text_string_to_metric_families(page.text)
        for sample in family.samples
    }
    log = tmp_path / "worker-0.log"
    line = await said(log, "backtest_completed")
    assert {name: line[name] for name in ("request_id", "task", "backtest_id", "user_id")} == {
        "request_id": REQUEST,
        "task": RUN_TASK,
        "backtest_id": str(job.id),
        "user_id": str(user_id),
    }
    assert line["task_id"]
    # The row is written before the task is over, so only what came before is surely counted.
    assert seen["apextrade_task_wait_seconds_count", RUN_TASK, None] == 1
    assert 0 <= seen["apextrade_task_wait_seconds_sum", RUN_TASK, None] < 60
    password = environment["DATABASE_URL"].partition("://")[2].partition("@")[0].split(":")[1]
    assert password not in log.read_text("utf-8")
