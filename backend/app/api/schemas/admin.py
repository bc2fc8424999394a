"""The installation and its people in JSON, for administrators."""

from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from app.api.reachability import Reached, State
from app.api.schemas.conventions import Answer, Request
from app.core.config import Profile, Registration
from app.domain.backtest_jobs import JobStatus
from app.domain.calendars import Gaps
from app.services.admin import AccountChange, SeenSeries, ServiceState


class Instance(Answer):
    """One process of a service; silent: its sign of life is overdue."""

    instance: str = Field(examples=["host:4711"])
    state: Literal["ok", "silent"]
    started_at: datetime
    beat_at: datetime
    detail: dict[str, Any] = Field(examples=[{"version": "0.1.0"}])


class Service(Answer):
    """One service; missing: it never gave a sign of life. A queue is known by its canary."""

    service: str = Field(examples=["backtest_queue"])
    state: Literal["ok", "silent", "missing"]
    instances: list[Instance]

    @classmethod
    def of(cls, found: ServiceState) -> "Service":
        state: Literal["ok", "silent"] = "ok" if found.is_ok else "silent"
        return cls(
            service=found.service,
            state=state if found.instances else "missing",
            instances=[
                Instance(
                    instance=beat.instance,
                    state=state,
                    started_at=beat.started_at,
                    beat_at=beat.beat_at,
                    detail=dict(beat.detail),
                )
                for beat in found.instances
            ],
        )


class Part(Answer):
    """One thing the installation stands on; off: it is not configured."""

    name: str = Field(examples=["database"])
    state: State
    version: str | None = Field(examples=["16.10"])
    milliseconds: float | None = Field(examples=[1.2])

    @classmethod
    def of(cls, found: Reached) -> "Part":
        return cls(
            name=found.name,
            state=found.state,
            version=found.version,
            milliseconds=found.milliseconds,
        )


class Services(Answer):
    """Everything that runs."""

    version: str = Field(examples=["0.1.0"])
    python: str = Field(examples=["3.12.11"])
    services: list[Service]
    parts: list[Part]


class Job(Answer):
    """A backtest of any user, without its content; `worker` holds it now."""

    id: UUID
    user_id: UUID
    email: str
    strategy_id: UUID | None
    strategy_name: str
    symbol: str
    timeframe: str
    status: JobStatus
    progress_pct: float
    attempts: int
    worker: str | None
    error_code: int | None
    error_name: str | None
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None


class SeriesGaps(Answer):
    """Missing bars by the calendar of the series."""

    count: int
    missing_bars: int
    longest_seconds: float

    @classmethod
    def of(cls, found: Gaps) -> "SeriesGaps":
        return cls(
            count=found.count,
            missing_bars=found.missing_bars,
            longest_seconds=found.longest_ns / 1e9,
        )


class Series(Answer):
    """A stored series; `gaps` as counted last, and whether bars were written since."""

    source: str = Field(examples=["sim"])
    symbol: str = Field(examples=["BTC/USDT"])
    timeframe: str = Field(examples=["1m"])
    calendar: str
    owner_id: UUID | None = Field(description="null: everybody sees it")
    first: datetime | None
    last: datetime | None
    bars: int
    gaps: SeriesGaps | None
    is_current: bool

    @classmethod
    def of(cls, found: SeenSeries) -> "Series":
        key, extent = found.series.key, found.extent
        return cls(
            source=key.source,
            symbol=key.symbol,
            timeframe=str(key.timeframe),
            calendar=found.series.calendar.value,
            owner_id=found.series.owner,
            first=None if extent is None else _moment(extent.first_ns),
            last=None if extent is None else _moment(extent.last_ns),
            bars=0 if extent is None else extent.bars,
            gaps=None if found.gaps is None else SeriesGaps.of(found.gaps),
            is_current=found.is_current,
        )


class Coverage(Answer):
    """Every series of everybody."""

    items: list[Series]


class User(Answer):
    """An account."""

    id: UUID
    email: str
    first_name: str | None
    last_name: str | None
    is_active: bool
    is_verified: bool
    is_admin: bool
    created_at: datetime
    last_login_at: datetime | None


class UserChange(Request):
    """What to change; at least one of them."""

    is_active: bool | None = Field(None, examples=[False])
    is_admin: bool | None = None

    def change(self) -> AccountChange:
        return AccountChange(is_active=self.is_active, is_admin=self.is_admin)


class Features(Answer):
    """What this installation may do beyond the core."""

    live_trading: bool
    multi_exchange: bool


class Flags(Answer):
    """Settings as they are; they change in the environment, with a restart."""

    environment: Profile
    registration: Registration
    features: Features
    mail_configured: bool = Field(description="false: letters stay in the outbox")
    metrics: bool
    requests_per_minute: int
    import_max_mb: int
    candle_retention_years: int = Field(description="0: every candle is kept")


def _moment(nanos: int) -> datetime:
    return datetime.fromtimestamp(nanos / 1e9, UTC)
