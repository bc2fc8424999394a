"""The whole platform: started in order, kept running, stopped in order."""

import asyncio
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import Final

from pydantic import SecretStr

from app.core.config import Settings
from app.domain.errors import StorageUnavailable
from app.stack.environment import child_environment
from app.stack.frontend import Pages, frontend_service
from app.stack.home import Home
from app.stack.instance import Owner, live_record, owned_instance
from app.stack.keeper import Keeper
from app.stack.migration import bring_up_to_date
from app.stack.objects import NAME as OBJECTS
from app.stack.objects import object_service, object_store_url
from app.stack.plan import APPLICATION, Process, application_services
from app.stack.processes import Child, shorten
from app.stack.proxy import proxy_service, require_front_port
from app.stack.services import Place, Service
from app.stack.valkey import NAME as REDIS
from app.stack.valkey import redis_service, redis_url
from app.stack.vigil import Vigil

Tell = Callable[[str], None]
_LOGS_SECONDS: Final = 60.0


@contextmanager
def running_platform(
    settings: Settings,
    tell: Tell,
    processes: Sequence[Process] = APPLICATION,
    pages: Pages | None = None,
) -> Iterator[Settings]:
    """Run everything for the length of the block; lend the settings that name what was started.

    Order: databases, migrations, Redis and objects, our own processes together, the front door. The
    reverse at the end. `tell` hears about each step. Without `pages` only the API is served.

    Raises: StorageUnavailable with one sentence when something does not start; what had started
            is stopped again.
    """
    # A platform of ours is told apart from a stranger: whoever owns this home is named below.
    if live_record(Home(settings.apex_home)) is None:
        require_front_port(settings)
    with ExitStack() as stack:
        owner, endpoints = stack.enter_context(owned_instance(settings))
        tell("databases")
        asyncio.run(bring_up_to_date(settings, endpoints))
        tell("migrations")
        settings = settings.model_copy(
            update={
                "database_url": SecretStr(endpoints.main_url),
                "timescale_url": SecretStr(endpoints.timeseries_url),
            }
        )
        settings = stack.enter_context(_data_services(settings, owner))
        tell("redis, objects")
        # Counters begin with the platform; nothing of ours that counts runs yet.
        shutil.rmtree(owner.home.metrics, ignore_errors=True)
        environment = child_environment(settings, owner.instance, {})
        application = application_services(settings, environment, processes)
        if pages is not None:
            api_port = partial(owner.port, "api")
            served = frontend_service(settings, owner.instance, pages, api_port)
            application = (*application, served)
        stack.enter_context(_kept(owner, application))
        tell(", ".join(service.name for service in application))
        door = proxy_service(settings, owner.instance, owner.ports, pages)
        stack.enter_context(_kept(owner, [door]))
        stack.enter_context(_short_logs(owner))
        owner.complete()
        yield settings


def data_services(settings: Settings, instance: str) -> tuple[Service, ...]:
    """Return the embedded parts that no setting replaces, PostgreSQL aside."""
    parts = []
    if not settings.redis_url.get_secret_value():
        parts.append(redis_service(settings, instance))
    if not settings.object_store_url.get_secret_value():
        parts.append(object_service(settings, instance))
    return tuple(parts)


@contextmanager
def _data_services(settings: Settings, owner: Owner) -> Iterator[Settings]:
    """Run what is embedded; lend settings with its addresses."""
    services = data_services(settings, owner.instance)
    with _kept(owner, services):
        names = {service.name for service in services}
        started = {}
        if REDIS in names:
            started["redis_url"] = SecretStr(redis_url(settings, owner.port(REDIS)))
        if OBJECTS in names:
            started["object_store_url"] = SecretStr(object_store_url(settings, owner.port(OBJECTS)))
        yield settings.model_copy(update=started)


@contextmanager
def _kept(owner: Owner, services: Sequence[Service]) -> Iterator[None]:
    """Start these together, keep each running, stop them together."""
    kept = [_Kept(owner, service) for service in services]
    try:
        for one in kept:
            one.launch()
        for one in kept:
            one.keep()
        yield
    finally:
        _together([one.stop for one in kept])


@contextmanager
def _short_logs(owner: Owner) -> Iterator[None]:
    """Look after the logs now and then: a platform runs for months."""
    is_over = threading.Event()

    def look() -> None:
        while not is_over.wait(_LOGS_SECONDS):
            for log in owner.home.logs():
                # A disk that is full shows elsewhere; this looks again in a minute.
                with suppress(OSError):
                    shorten(log)

    thread = threading.Thread(target=look, name="short-logs", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


class _Kept:
    """One service of a running platform."""

    def __init__(self, owner: Owner, service: Service) -> None:
        self._owner = owner
        self._service = service
        self._port = owner.free_port(service.name) if service.listens else None
        self._child: Child | None = None
        self._ready: Child | None = None
        self._keeper: Keeper | None = None
        self._vigil: Vigil | None = None
        self._changing = threading.Lock()
        self._is_over = False

    def launch(self) -> Child:
        with self._changing:
            if self._is_over:
                raise StorageUnavailable(f"{self._service.name} is being stopped")
            self._ready = None
            self._child = self._service.launched(self._port)
            self._owner.running(self._service.name, self._child, self._port)
            return self._child

    def keep(self) -> None:
        """Wait until it does its work, and start it again whenever it dies."""
        child = self._child or self.launch()
        self._require_ready(child)
        self._keeper = Keeper(self._service.name, child, self._again, deaths_max=None)
        if self._service.ends_when_hung:
            self._vigil = Vigil(self._service.name, lambda: self._ready, self._answers)

    def stop(self) -> None:
        with self._changing:
            self._is_over = True
            child = self._child
        if self._vigil is not None:
            self._vigil.leave()
        if self._keeper is not None:
            self._keeper.leave()
        # The keeper may be waiting for a child that is not ready yet.
        if child is not None:
            child.stop()
        if self._keeper is not None:
            self._keeper.stop()
        if self._vigil is not None:
            self._vigil.stop()

    def _answers(self, child: Child) -> bool:
        asked = self._service.answers
        return asked is None or asked(Place(child.identity.pid, self._port))

    def _again(self) -> Child:
        child = self.launch()
        self._require_ready(child)
        return child

    def _require_ready(self, child: Child) -> None:
        self._service.require_ready(child, self._port)
        self._ready = child
        self._owner.answering(self._service.name)


def _together(works: Sequence[Callable[[], None]]) -> None:
    if works:
        with ThreadPoolExecutor(max_workers=len(works)) as pool:
            for done in [pool.submit(work) for work in works]:
                done.result()
