"""One database for everybody: the configured one, the live one, or one of our own for a while."""

import os
import secrets
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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
from app.stack.processes import Child, Identity, end_leftover, started_at
from app.stack.record import Record, State

_JOIN_SECONDS: Final = 60.0
_POLL_SECONDS: Final = 0.05
_LEFTOVER_SECONDS: Final = 30.0
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
    home.prepare()
    with FileLock(home.lock) as lock:
        if not lock.take():
            raise StorageUnavailable(_owned_elsewhere(home))
        with _own(home) as endpoints:
            yield endpoints


def live_record(home: Home) -> Record | None:
    """Return what a living owner wrote down, or None when nobody owns the instance."""
    record = Record.read(home.record)
    if record is None or record.state is State.STOPPED or not record.owner.is_running:
        return None
    return record


@contextmanager
def _embedded(home: Home) -> Iterator[Endpoints]:
    home.prepare()
    deadline = time.monotonic() + _JOIN_SECONDS
    with FileLock(home.lock) as lock, FileLock(home.guests) as guests:
        # The owner may be starting, or stopping because its work is done: then we come after it.
        while time.monotonic() < deadline:
            if lock.take():
                with _own(home) as endpoints:
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
def _own(home: Home) -> Iterator[Endpoints]:
    """Run the server for the length of the block; the lock on `home` is ours."""
    cluster = postgres.prepared_cluster(home)
    before = Record.read(home.record)
    if before is not None:
        _end_leftovers(before)
    postgres.end_leftover_server(cluster)
    owner = _Owner(cluster)
    keeper = Keeper("postgres", owner.start(before), owner.restart)
    try:
        postgres.create_databases(cluster, owner.port)
        owner.announce(State.READY)
        yield _endpoints(cluster.password, owner.port)
    finally:
        try:
            owner.part(State.CLOSING)
            _wait_for_guests(home)
        finally:
            keeper.stop()
            owner.part(State.STOPPED)


class _Owner:
    """Starts the server, and writes down what everybody else needs to know."""

    def __init__(self, cluster: postgres.Cluster) -> None:
        self._cluster = cluster
        self._record = Record(
            instance=secrets.token_hex(8),
            owner=Identity(os.getpid(), started_at(os.getpid()) or ""),
        )

    @property
    def port(self) -> int:
        return self._record.ports["postgres"]

    def start(self, before: Record | None) -> Child:
        """Start on the port of last time, or on another one while that is taken."""
        self._write(self._record)
        preferred = before.ports.get("postgres") if before else None
        for _ in range(_PORTS_TRIED):
            port = free_port(preferred)
            try:
                return self._start_on(port)
            except postgres.PortTaken:
                preferred = None
        raise StorageUnavailable(
            f"{_PORTS_TRIED} free ports were taken by other programs before PostgreSQL could use "
            f"them: run the command again"
        )

    def restart(self) -> Child:
        """Start where everybody knows it to be."""
        return self._start_on(self.port)

    def announce(self, state: State) -> None:
        self._write(self._record.moved(state))

    def part(self, state: State) -> None:
        """Say that the end is near, if there is still room on the disk to say it.

        The locks decide who may come in; the next owner notices a full disk by itself.
        """
        with suppress(StorageUnavailable):
            self.announce(state)

    def _start_on(self, port: int) -> Child:
        child = postgres.started_server(self._cluster, self._record.instance, port)
        self._write(self._record.running("postgres", child.identity, port))
        return child

    def _write(self, record: Record) -> None:
        self._record = record
        record.write(self._cluster.home.record)


def _end_leftovers(before: Record) -> None:
    for identity in before.children.values():
        end_leftover(identity, signal.SIGINT, _LEFTOVER_SECONDS)


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
