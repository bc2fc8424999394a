"""What is known of every task while it runs: its ids in the logs, its figures in the metrics."""

from collections.abc import Callable, Mapping
from functools import wraps
from time import time
from typing import Any

from celery import current_task  # type: ignore[import-untyped]
from celery.exceptions import SoftTimeLimitExceeded  # type: ignore[import-untyped]

from app.celery import SENT_AT
from app.core import telemetry
from app.core.logging import bound, get_logger

_log = get_logger(__name__)


def watched(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
    """Return `work`, counted and measured, its lines marked with the ids of task and request."""

    @wraps(work)
    def run(*arguments: Any) -> Any:
        task_id, headers = _message()
        sent_at = headers.get(SENT_AT)
        waited = time() - sent_at if isinstance(sent_at, float) else None
        ids = {"task": name, "task_id": task_id, "request_id": headers.get("request_id")}
        with (
            bound(**{key: str(text) for key, text in ids.items() if text is not None}),
            telemetry.task_run(name, waited, SoftTimeLimitExceeded),
        ):
            _log.debug("task begins")
            return work(*arguments)

    return run


def _message() -> tuple[str | None, Mapping[str, Any]]:
    """Return the id and the headers of the message; nothing outside a worker."""
    request = getattr(current_task, "request", None)
    return getattr(request, "id", None), getattr(request, "headers", None) or {}
