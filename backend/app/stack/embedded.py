"""One embedded part by itself, for the length of a block: what tests and single commands need."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.core.config import Settings
from app.stack.home import Home
from app.stack.objects import object_service, object_store_url
from app.stack.ports import free_port
from app.stack.services import Service
from app.stack.valkey import redis_service, redis_url

_INSTANCE = "embedded"


@contextmanager
def embedded_redis(settings: Settings) -> Iterator[str]:
    """Run Redis below APEX_HOME; lend its URL."""
    with _running(settings, redis_service(settings, _INSTANCE)) as port:
        yield redis_url(settings, port)


@contextmanager
def embedded_objects(settings: Settings) -> Iterator[str]:
    """Run the S3 server below APEX_HOME; lend the URL of its bucket."""
    with _running(settings, object_service(settings, _INSTANCE)) as port:
        yield object_store_url(settings, port)


@contextmanager
def _running(settings: Settings, service: Service) -> Iterator[int]:
    Home(settings.apex_home).prepare()
    port = free_port()
    child = service.launched(port)
    try:
        service.require_ready(child, port)
        yield port
    finally:
        child.stop()
