"""Stretches of time as people write them: ISO dates in, nanoseconds UTC inside, text out."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from app.domain.errors import InvalidInput

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NANOS_PER_MICRO: Final = 1_000
# Nanoseconds since 1970 in 64 bits reach from 1677 to 2262.
_YEARS: Final = (1700, 2200)


@dataclass(frozen=True, slots=True)
class Period:
    """[start, end) in nanoseconds UTC; None is as far as the data reaches (rule 5)."""

    start_ns: int | None = None
    end_ns: int | None = None

    def __post_init__(self) -> None:
        if self.start_ns is None or self.end_ns is None or self.start_ns < self.end_ns:
            return
        raise InvalidInput(
            f"the period starts at {utc_text(self.start_ns)} and ends at {utc_text(self.end_ns)}: "
            "the start must be before the end"
        )


def period_between(start: str | None, end: str | None) -> Period:
    """Return the period between two ISO dates or instants; a date is its 00:00 UTC."""
    return Period(instant(start, "start"), instant(end, "end"))


def instant(text: str | None, field: str) -> int | None:
    """Return an ISO date or instant as nanoseconds UTC; without an offset it is UTC."""
    if text is None:
        return None
    allowed = "an ISO date such as 2018-06-01 or an instant such as 2018-06-01T14:30Z"
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise InvalidInput(f"{field} {text!r} is not a date: must be {allowed}") from None
    if not _YEARS[0] <= moment.year < _YEARS[1]:
        raise InvalidInput(
            f"{field} {text!r} is out of range: the year must be from {_YEARS[0]} to {_YEARS[1]}"
        )
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - _EPOCH) // timedelta(microseconds=1) * _NANOS_PER_MICRO


def utc_text(nanos: int) -> str:
    """Return an instant as people read it; seconds only where there are any."""
    moment = _EPOCH + timedelta(microseconds=nanos // _NANOS_PER_MICRO)
    return moment.strftime("%Y-%m-%d %H:%M:%S" if moment.second else "%Y-%m-%d %H:%M")


def utc_iso(nanos: int) -> str:
    """Return an instant for machines: 2018-06-01T14:30:00Z."""
    moment = _EPOCH + timedelta(microseconds=nanos // _NANOS_PER_MICRO)
    return moment.isoformat().replace("+00:00", "Z")


def duration_text(nanos: int) -> str:
    """Return a length of time as people read it: 1 d 02:30, 00:05."""
    seconds = nanos // 1_000_000_000
    days, rest = divmod(seconds, 86_400)
    hours, minutes = divmod(rest // 60, 60)
    clock = f"{hours:02}:{minutes:02}" + (f":{rest % 60:02}" if rest % 60 else "")
    return f"{days} d {clock}" if days else clock
