"""One database for everybody: the configured one, the live one, or one of our own for a while."""

import os
import secrets
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Final

from app.core.config import Settings
from app.core.database import Endpoints
from app.core.logging import get_logger
from app.core.private_files import stored_secret
from app.domain.errors import StorageUnavailable
from app.stack import postgres
from app.stack.home import Home
from app.stack.keeper import Keeper
from app.stack.lock import FileLock
from app.stack.ports import free_port
from app.stack.processes import (
    Child,
    Identity,
    end_leftover,
    end_leftovers,
    started_at,
)
from app.stack.record import Record, State

_JOIN_SECONDS: Final = 60.0
_POLL_SECONDS: Final = 0.05
_LEFTOVER_SECONDS: Final = 30.0
_SERVICE_SECONDS: Final = 8.0
_PORTS_TRIED: Final = 5

_log = get_logger(__name__)


@contextmanager
def database_for(settings: Settings) -> Iterator[Endpoints]:
    """Lend the two databases for the length of the block.

    Configured URLs are used as they are. Otherwise the embedded server of APEX_HOME: the one a live
    process already runs, else one that is started here and stopped when the block is left and no
    other process uses it any more.

    Raises: StorageUnavailable with one sentence that says what to do.
    """
    main = settings.database_url.get_secret_value()
    timeseries = settings.timescale_url.get_secret_value()
    if main and timeseries:
        yield Endpoints(main, timeseries)
        return
    with _embedded(Home(settings.apex_home)) as own:
        yield Endpoints(main or own.main_url, timeseries or own.timeseries_url)


@contextmanager
def owned_database(settings: Settings) -> Iterator[Endpoints]:
    """Start the embedded server here; refuse when another process already owns this APEX_HOME."""
    home = Home(settings.apex_home)
    with _sole_owner(home), _own(home) as (_, endpoints):
        yield endpoints


@contextmanager
def owned_instance(settings: Settings) -> Iterator[tuple["Owner", Endpoints]]:
    """Own this APEX_HOME for a whole platform, with the embedded server where none is configured.

    Raises: StorageUnavailable when another process owns it, or with what else is in the way.
    """
    home = Home(settings.apex_home)
    main = settings.database_url.get_secret_value()
    timeseries = settings.timescale_url.get_secret_value()
    with _sole_owner(home), ExitStack() as stack:
        if main and timeseries:
            yield stack.enter_context(_own_without_server(home)), Endpoints(main, timeseries)
        else:
            owner, own = stack.enter_context(_own(home, is_platform=True))
            yield owner, Endpoints(main or own.main_url, timeseries or own.timeseries_url)


@contextmanager
def _sole_owner(home: Home) -> Iterator[None]:
    home.prepare()
    with FileLock(home.lock) as lock:
        if not lock.take():
            raise StorageUnavailable(_owned_elsewhere(home))
        yield


def live_record(home: Home) -> Record | None:
    """Return what a living owner wrote down, or None when nobody owns the instance."""
    record = Record.read(home.record)
    if record is None or record.state is State.STOPPED or not record.owner.is_running:
        return None
    return record


def end_what_was_left(home: Home) -> bool:
    """End what a killed owner left running; return whether there was anything."""
    with FileLock(home.lock) as lock:
        record = Record.read(home.record)
        if record is None or record.state is State.STOPPED or not lock.take():
            return False
        was_running = any(child.is_running for child in record.children.values())
        _end_leftovers(record)
        record.moved(State.STOPPED).write(home.record)
        return was_running


@contextmanager
def _embedded(home: Home) -> Iterator[Endpoints]:
    home.prepare()
    deadline = time.monotonic() + _JOIN_SECONDS
    with FileLock(home.lock) as lock, FileLock(home.guests) as guests:
        # The owner may be starting, or stopping because its work is done: then we come after it.
        while time.monotonic() < deadline:
            if lock.take():
                with _own(home) as (_, endpoints):
                    yield endpoints
                return
            if (joined := _joined(home, guests)) is not None:
                yield joined
                return
            time.sleep(_POLL_SECONDS)
    raise StorageUnavailable(
        f"{_owned_elsewhere(home)} (its database did not answer within {_JOIN_SECONDS:.0f} s)"
    )


def _joined(home: Home, guests: FileLock) -> Endpoints | None:
    """Return the live owner's databases, held up for us until `guests` is released."""
    if not guests.share():
        return None
    # Read after taking the guests' lock: an owner that is closing said so before it waits for it.
    record = Record.read(home.record)
    if record is not None and record.state is State.READY:
        postgres.require_ours(home)
        password = stored_secret(home.secrets / "postgres")
        endpoints = _endpoints(password, record.ports["postgres"])
        if postgres.answers_as(endpoints.main_url, record.instance):
            return endpoints
    guests.release()
    return None


@contextmanager
def _own(home: Home, *, is_platform: bool = False) -> Iterator[tuple["Owner", Endpoints]]:
    """Run the server for the length of the block; the lock on `home` is ours."""
    cluster = postgres.prepared_cluster(home)
    owner = Owner(home, is_platform=is_platform)
    postgres.end_leftover_server(cluster)
    keeper = Keeper("postgres", _first_server(cluster, owner), lambda: _server(cluster, owner))
    try:
        postgres.create_databases(cluster, owner.port("postgres"))
        owner.announce(State.READY)
        yield owner, _endpoints(cluster.password, owner.port("postgres"))
    finally:
        try:
            owner.part(State.CLOSING)
            _wait_for_guests(home)
        finally:
            keeper.stop()
            owner.part(State.STOPPED)


@contextmanager
def _own_without_server(home: Home) -> Iterator["Owner"]:
    owner = Owner(home, is_platform=True)
    owner.announce(State.READY)
    try:
        yield owner
    finally:
        owner.part(State.STOPPED)


class Owner:
    """Writes down what everybody else needs to know; what the one before left behind is ended."""

    def __init__(self, home: Home, *, is_platform: bool) -> None:
        self.home = home
        self._before = Record.read(home.record)
        if self._before is not None:
            _end_leftovers(self._before)
        # The keepers of several programs write at the same time.
        self._writing = threading.Lock()
        self._record = Record(
            instance=secrets.token_hex(8),
            owner=Identity(os.getpid(), started_at(os.getpid()) or ""),
            is_platform=is_platform,
        )
        self._record.write(home.record)

    @property
    def instance(self) -> str:
        return self._record.instance

    @property
    def ports(self) -> dict[str, int]:
        return dict(self._record.ports)

    def port(self, name: str) -> int:
        return self._record.ports[name]

    def free_port(self, name: str) -> int:
        """Return the port of last time, or another one while that is taken."""
        taken = set(self._record.ports.values())
        port = free_port(self._before.ports.get(name) if self._before else None)
        while port in taken:
            port = free_port()
        with self._writing:
            self._record.ports[name] = port
        return port

    def running(self, name: str, child: Child, port: int | None) -> None:
        self._change(lambda record: record.running(name, child.identity, port))

    def answering(self, name: str) -> None:
        self._change(lambda record: record.answering(name))

    def complete(self) -> None:
        self._change(Record.completed)

    def announce(self, state: State) -> None:
        self._change(lambda record: record.moved(state))

    def part(self, state: State) -> None:
        """Say that the end is near, if there is still room on the disk to say it.

        The locks decide who may come in; the next owner notices a full disk by itself.
        """
        with suppress(StorageUnavailable):
            self.announce(state)

    def _change(self, changed: Callable[[Record], Record]) -> None:
        with self._writing:
            self._record = changed(self._record)
            self._record.write(self.home.record)


def _first_server(cluster: postgres.Cluster, owner: Owner) -> Child:
    """Start on the port of last time, or on another one while that is taken."""
    for _ in range(_PORTS_TRIED):
        owner.free_port("postgres")
        try:
            return _server(cluster, owner)
        except postgres.PortTaken:
            continue
    raise StorageUnavailable(
        f"{_PORTS_TRIED} free ports were taken by other programs before PostgreSQL could use "
        f"them: run the command again"
    )


def _server(cluster: postgres.Cluster, owner: Owner) -> Child:
    """Start where everybody knows it to be."""
    port = owner.port("postgres")
    child = postgres.started_server(cluster, owner.instance, port)
    owner.running("postgres", child, port)
    owner.answering("postgres")
    return child


def _end_leftovers(before: Record) -> None:
    services = [child for name, child in before.children.items() if name != "postgres"]
    if services:
        end_leftovers(services, before.instance, _SERVICE_SECONDS)
    if server := before.children.get("postgres"):
        end_leftover(server, signal.SIGINT, _LEFTOVER_SECONDS)


def _wait_for_guests(home: Home) -> None:
    with FileLock(home.guests) as guests:
        if not guests.take():
            _log.warning("another command uses the database: waiting for it (Ctrl-C stops both)")
            guests.wait_alone()


def _endpoints(password: str, port: int) -> Endpoints:
    return Endpoints(
        main_url=postgres.url(password, port, postgres.MAIN),
        timeseries_url=postgres.url(password, port, postgres.TIMESERIES),
    )


def _owned_elsewhere(home: Home) -> str:
    record = Record.read(home.record)
    owner = f"process {record.owner.pid}" if record else "another process"
    return (
        f"{owner} already runs ApexTrade from {home.root}: "
        f"stop it, or set APEX_HOME to another directory"
    )
