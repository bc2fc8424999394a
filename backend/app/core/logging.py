"""Logs for machines: one JSON object per line, ids from the context, never a secret.

`get_logger(__name__).info("order sent", order_id=…)`; ids that belong to everything inside a block
are bound once: `with bound(request_id=…): …`. Records of other libraries take the same path. A
secret is hidden by the name of its field, by its value where the settings know it, and by its shape
(passwords inside URLs, bearer tokens). JSON escapes line breaks and control characters, so no text
from outside can forge a line or colour a terminal.
"""

import logging
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, TextIO, cast

import structlog
from structlog.typing import EventDict, WrappedLogger

from app.core.config import Settings

HIDDEN: Final = "[hidden]"
# Shorter values would hide ordinary words; they are still hidden by field name.
_VALUE_LENGTH_MIN: Final = 6
_SECRET_FIELD: Final = re.compile(
    r"passw|passphrase|secret|token|authori[sz]ation|cookie|(api|private|encryption)[-_ ]?key"
    r"|credential|signature|totp|otp_?seed|dsn",
    re.IGNORECASE,
)
_SECRET_SHAPES: Final = (
    (re.compile(r"(://[^\s:/@]*:)[^\s@]+@"), rf"\1{HIDDEN}@"),
    (re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]+", re.IGNORECASE), rf"\1 {HIDDEN}"),
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*"), HIDDEN),
)
# These libraries print signed requests, headers or statements below this level.
_QUIET: Final = {"ccxt": logging.INFO, "httpx": logging.WARNING, "asyncio": logging.WARNING}

_known_secrets: set[str] = set()


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return a logger whose keyword arguments become fields of the line."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


@contextmanager
def bound(**ids: object) -> Iterator[None]:
    """Add `ids` to every line logged inside the block, in this task or thread."""
    before = structlog.contextvars.get_contextvars()
    structlog.contextvars.bind_contextvars(**ids)
    try:
        yield
    finally:
        added = structlog.contextvars.get_contextvars().keys() - before.keys()
        structlog.contextvars.unbind_contextvars(*added)
        structlog.contextvars.bind_contextvars(**before)


def learned(**ids: object) -> None:
    """Add `ids` to every line from here to the end of the `bound` block around it."""
    structlog.contextvars.bind_contextvars(**ids)


def request_id() -> str | None:
    """Return the id of the request this work belongs to, if it belongs to one."""
    found = structlog.contextvars.get_contextvars().get("request_id")
    return None if found is None else str(found)


def configure_logging(settings: Settings, stream: TextIO | None = None) -> None:
    """Send every log of this process to `stream` (default: stderr) as JSON lines."""
    for secret in settings.secret_values():
        hide(secret)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    logging.captureWarnings(True)
    for name, level in _QUIET.items():
        logging.getLogger(name).setLevel(max(level, root.level))


def hide(secret: str) -> None:
    """Never show this text in a log line again."""
    if len(secret) >= _VALUE_LENGTH_MIN:
        _known_secrets.add(secret)


class _JsonLines(logging.Formatter):
    """Formats records of other libraries; ours arrive as finished lines."""

    def format(self, record: logging.LogRecord) -> str:
        if isinstance(record.msg, _Line):
            return str(record.msg)
        event: EventDict = {"event": record.getMessage(), "logger": record.name}
        if record.exc_info:
            event["exc_info"] = record.exc_info
        method = record.levelname.lower()
        for step in _STEPS:
            event = step(None, method, event)
        return str(_line(None, method, event))


class _Line(str):
    """A finished line."""

    __slots__ = ()


def _without_secrets(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    return cast(EventDict, _clean(event))


def _clean(value: Any, field: str = "") -> Any:
    if _SECRET_FIELD.search(field) and value is not None:
        return HIDDEN
    if isinstance(value, Mapping):
        return {_clean_text(str(key)): _clean(item, str(key)) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return _clean_text(value if isinstance(value, str) else repr(value))


def _clean_text(text: str) -> str:
    for secret in _known_secrets:
        text = text.replace(secret, HIDDEN)
    for shape, replacement in _SECRET_SHAPES:
        text = shape.sub(replacement, text)
    return text


def _line(logger: WrappedLogger, method: str, event: EventDict) -> _Line:
    return _Line(_render(logger, method, event))


_render = structlog.processors.JSONRenderer(ensure_ascii=True)
_STEPS: Final = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
    _without_secrets,
)
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        structlog.stdlib.add_logger_name,
        *_STEPS,
        _line,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
