"""What runs, seen from any process: state, health, port, uptime, memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import psutil

from app.core.config import Settings
from app.core.private_files import stored_secret
from app.domain.errors import ApexError
from app.stack import postgres
from app.stack.frontend import Pages, frontend_service
from app.stack.home import Home
from app.stack.instance import live_record
from app.stack.plan import APPLICATION, Process, application_services
from app.stack.processes import Identity, members
from app.stack.proxy import proxy_service
from app.stack.record import Record
from app.stack.services import Place, Service
from app.stack.supervisor import data_services

_POSTGRES: Final = "postgres"


@dataclass(frozen=True, slots=True)
class ProcessStatus:
    """One program; `state` is running, starting or down, memory is proportional (PSS)."""

    name: str
    state: str
    healthy: bool
    pid: int
    port: int | None
    uptime_seconds: int
    memory_mb: float
    restarts: int


@dataclass(frozen=True, slots=True)
class PlatformStatus:
    """Everything: `state` is stopped, starting, running, degraded or database (no platform)."""

    state: str
    url: str
    pid: int | None
    processes: tuple[ProcessStatus, ...]

    @property
    def memory_mb(self) -> float:
        return round(sum(process.memory_mb for process in self.processes), 1)


def platform_status(
    settings: Settings, now: datetime, processes: Sequence[Process] = APPLICATION
) -> PlatformStatus:
    """Return what runs from this APEX_HOME; asks every program that can be asked."""
    record = live_record(Home(settings.apex_home))
    if record is None:
        return PlatformStatus("stopped", settings.base_url, None, ())
    services = {
        service.name: service
        for service in (
            *data_services(settings, record.instance),
            *application_services(settings, {}, processes),
            frontend_service(settings, record.instance, Pages(), lambda: 0),
            proxy_service(settings, record.instance, record.ports),
        )
    }
    own = record.owner
    found = (
        _status(settings, record, name, child, services.get(name), now)
        for name, child in record.children.items()
    )
    shown = (_measured("supervisor", own, None, True, "running", 0, now), *found)
    return PlatformStatus(_state(record, shown), settings.base_url, own.pid, shown)


def _state(record: Record, shown: Sequence[ProcessStatus]) -> str:
    if not record.is_platform:
        return "database"
    if not record.is_complete:
        return "starting"
    return "running" if all(process.healthy for process in shown) else "degraded"


def _status(
    settings: Settings,
    record: Record,
    name: str,
    child: Identity,
    service: Service | None,
    now: datetime,
) -> ProcessStatus:
    port = record.ports.get(name)
    is_ready = record.ready.get(name, False)
    state = ("running" if is_ready else "starting") if child.is_running else "down"
    healthy = state == "running" and _answers(settings, record, name, child, service)
    return _measured(name, child, port, healthy, state, record.restarts.get(name, 0), now)


def _answers(
    settings: Settings, record: Record, name: str, child: Identity, service: Service | None
) -> bool:
    port = record.ports.get(name)
    try:
        if name == _POSTGRES:
            password = stored_secret(Home(settings.apex_home).secrets / _POSTGRES)
            return postgres.answers_as(
                postgres.url(password, port or 0, postgres.MAIN), record.instance
            )
        # Who cannot be asked said once that it is ready, and has not ended since.
        if service is None or service.answers is None:
            return True
        return service.answers(Place(child.pid, port))
    except (ApexError, OSError):
        return False


def _measured(
    name: str,
    child: Identity,
    port: int | None,
    healthy: bool,
    state: str,
    restarts: int,
    now: datetime,
) -> ProcessStatus:
    return ProcessStatus(
        name=name,
        state=state,
        healthy=healthy,
        pid=child.pid,
        port=port,
        uptime_seconds=_uptime_seconds(child, now),
        memory_mb=_memory_mb(name, child.pid) if child.is_running else 0.0,
        restarts=restarts,
    )


def _uptime_seconds(child: Identity, now: datetime) -> int:
    try:
        begun = psutil.Process(child.pid).create_time()
    except psutil.Error:
        return 0
    return max(0, int(now.timestamp() - begun)) if child.is_running else 0


def _memory_mb(name: str, pid: int) -> float:
    """Return the proportional memory of the program and all it started."""
    if name == "supervisor":
        found = [psutil.Process(pid)]
    elif name == _POSTGRES:
        # Each of its processes begins a session of its own.
        server = psutil.Process(pid)
        found = [server, *server.children(recursive=True)]
    else:
        found = members(pid)
    return round(sum(map(_bytes, found)) / 1_048_576, 1)


def _bytes(process: psutil.Process) -> int:
    try:
        memory = process.memory_full_info()
    except (psutil.Error, OSError):
        return 0
    # Only Linux tells how much of what is shared falls to each.
    return int(getattr(memory, "pss", memory.rss))
