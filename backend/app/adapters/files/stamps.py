"""Cells of a column as times: numbers since 1970 in four units, and text in the usual forms."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from app.adapters.files.cells import as_floats, as_ints, is_absent, quoted
from app.domain.arrays import Floats, Ints
from app.domain.errors import InvalidImport
from app.domain.quality import NO_TIME

# Seconds, milliseconds … of 1973 to 2286 do not overlap, so each number tells its own unit.
_UNITS: Final = ((10**8, 10**10, "s"), (10**11, 10**13, "ms"), (10**14, 10**16, "us"))
_NANOS_FROM: Final = 10**17
_NANOS_MAX: Final = 92 * 10**17
_NANOS_PER: Final = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}
_DATES: Final = (19_000_101, 22_001_231)
_LONG_DATES: Final = (190_001_010_000, 220_012_312_359)
_LONGEST_DATES: Final = (19_000_101_000_000, 22_001_231_235_959)

# Each form is rewritten to what pyarrow reads; the patterns are written for RE2 and for Python.
_REWRITES: Final = (
    (r"^(\d{4})[./](\d\d)[./](\d\d)", r"\1-\2-\3"),
    (r"^(\d\d)\.(\d\d)\.(\d{4})", r"\3-\2-\1"),
    (r"^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$", r"\1-\2-\3 \4:\5:\6"),
    (r"^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)$", r"\1-\2-\3 \4:\5"),
    (r"^(\d{4})(\d\d)(\d\d)($|[ T])", r"\1-\2-\3\4"),
    (r"^(\d{4}-\d\d-\d\d)[ T](\d\d)(\d\d)(\d\d)$", r"\1 \2:\3:\4"),
    (r"^(\d{4}-\d\d-\d\d)[ T](\d\d)(\d\d)$", r"\1 \2:\3"),
    (r"^(\d{4}-\d\d-\d\d)[ T](\d):", r"\1 0\2:"),
    (r"(?:GMT|UTC)?([+-]\d\d):?(\d\d)$", r"\1:\2"),
    (r"\s+([+-]\d\d:\d\d)$", r"\1"),
    (r"\s*(?:[zZ]|UTC|GMT|[+-]00:00)$", ""),
)
_DATE_FIRST: Final = re.compile(r"^\d{4}-\d\d-\d\d")
_ZONE: Final = re.compile(r"(?:[zZ]|UTC|GMT|(?:UTC|GMT|\d| )[+-]\d\d:?\d\d)$")
_PLAIN_NUMBER: Final = r"^[+-]?\d+(\.\d*)?([eE][+]?\d+)?$"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_HALF_DAY: Final = re.compile(r"^(\d{4}-\d\d-\d\d)[ T](\d\d)(?::(\d\d))?[- ]([AaPp])[Mm]$")
_SLASHED: Final = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})(.*)$")


@dataclass(slots=True)
class StampReader:
    """Reads the time column of one file piece by piece and remembers how it was written.

    `units` are the forms met so far; `is_zoneless` says that text without a zone was read as UTC.
    Slashed dates are read day first or month first as the first piece decides.
    """

    name: str
    units: set[str] = field(default_factory=set)
    is_zoneless: bool = False
    is_day_first: bool | None = None

    def read(self, column: Any) -> tuple[Ints, dict[int, str]]:
        """Return times in ns UTC, NO_TIME where a cell is empty or no time, and quote the latter.

        Raises InvalidImport when days and months cannot be told apart.
        """
        kind = column.type
        if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
            return self._from_typed(column)
        if pa.types.is_integer(kind):
            return self._from_numbers(
                _as_ints(column.cast(pa.int64(), safe=False)), is_absent(column)
            )
        if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
            return self._from_floats(column.cast(pa.float64(), safe=False))
        return self._from_text(column.cast(pa.string()))

    def _from_typed(self, column: Any) -> tuple[Ints, dict[int, str]]:
        self.units.add("timestamps")
        zone = getattr(column.type, "tz", None)
        self.is_zoneless |= zone is None and pa.types.is_timestamp(column.type)
        try:
            return _as_ints(column.cast(pa.timestamp("ns", zone)).cast(pa.int64())), {}
        except pa.ArrowException as error:
            raise InvalidImport(f"{self.name} holds times before 1678 or after 2262") from error

    def _from_text(self, column: Any) -> tuple[Ints, dict[int, str]]:
        try:
            return self._from_numbers(_as_ints(column.cast(pa.int64())), is_absent(column))
        except pa.ArrowException:
            text = pc.utf8_trim_whitespace(column)
        matches = pc.match_substring_regex(text, _PLAIN_NUMBER)
        is_number = as_ints(matches.cast(pa.int64()), 0).astype(np.bool_)
        if not is_number.any():
            return self._from_words(text)
        times = np.full(len(text), NO_TIME)
        bad: dict[int, str] = {}
        for chosen, read in ((is_number, self._from_digits), (~is_number, self._from_words)):
            places = np.flatnonzero(chosen)
            times[places], wrong = read(text.filter(pa.array(chosen)))
            bad |= {int(places[place]): cell for place, cell in wrong.items()}
        return times, bad

    def _from_digits(self, column: Any) -> tuple[Ints, dict[int, str]]:
        return self._from_floats(column.cast(pa.float64()))

    def _from_floats(self, column: Any) -> tuple[Ints, dict[int, str]]:
        values = as_floats(column)
        fits = np.abs(values) < _NANOS_MAX
        return self._from_numbers(np.where(fits, values, np.inf), np.isnan(values))

    def _from_numbers(self, values: "Ints | Floats", unknown: Any) -> tuple[Ints, dict[int, str]]:
        """Tell each number's unit by its size; whole numbers like 20240131 are dates."""
        times = np.full(values.size, NO_TIME)
        for low, high, unit in (*_UNITS, (_NANOS_FROM, _NANOS_MAX, "ns")):
            inside = (values >= low) & (values <= high) & ~_written_dates(values) & ~unknown
            if inside.any():
                self.units.add(unit)
                times[inside] = _in_nanos(values[inside], unit)
        dates = np.flatnonzero(_written_dates(values) & ~unknown)
        if dates.size:
            words = pa.array([str(int(value)) for value in values[dates]], pa.string())
            times[dates], _ = self._from_words(words)
        missed = np.flatnonzero((times == NO_TIME) & ~unknown)
        return times, {int(place): quoted(f"{values[place]:g}") for place in missed}

    def _from_words(self, column: Any) -> tuple[Ints, dict[int, str]]:
        """Read text: as it stands, else rewritten like its first cell, else cell by cell."""
        if column.null_count == len(column):
            return np.full(len(column), NO_TIME), {}
        self.units.add("text")
        written = self._unslashed(column)
        for needs_rewriting in (False, True):
            text = _rewritten_like_first(written) if needs_rewriting else written
            for kind in (pa.timestamp("ns"), pa.timestamp("ns", "UTC")):
                try:
                    times = _as_ints(text.cast(kind).cast(pa.int64()))
                except pa.ArrowException:
                    continue
                self.is_zoneless |= _has_no_zone(pc.drop_null(column)[0].as_py())
                return times, {}
        return self._word_by_word(column.to_pylist(), written.to_pylist())

    def _word_by_word(
        self, cells: list[str | None], written: list[str | None]
    ) -> tuple[Ints, dict[int, str]]:
        times = np.full(len(cells), NO_TIME)
        bad: dict[int, str] = {}
        for place, (cell, text) in enumerate(zip(cells, written, strict=True)):
            time = _parsed(text) if text else None
            if time is not None:
                times[place] = time
                self.is_zoneless |= _has_no_zone(cell or "")
            elif cell:
                bad[place] = quoted(cell)
        return times, bad

    def _unslashed(self, column: Any) -> Any:
        """Rewrite 31/01/2024 and 01/31/2024 once it is clear which of the two is meant."""
        cells = [_SLASHED.match(cell or "") for cell in column.to_pylist()[:1]]
        if not any(cells):
            return column
        if self.is_day_first is None:
            self.is_day_first = self._days_come_first(column.to_pylist())
        order = r"\3-\2-\1\4" if self.is_day_first else r"\3-\1-\2\4"
        padded = pc.replace_substring_regex(column, pattern=r"^(\d)/", replacement=r"0\1/")
        padded = pc.replace_substring_regex(padded, pattern=r"/(\d)/", replacement=r"/0\1/")
        return pc.replace_substring_regex(
            padded, pattern=r"^(\d\d)/(\d\d)/(\d{4})(.*)$", replacement=order
        )

    def _days_come_first(self, cells: list[str | None]) -> bool:
        found = [match for cell in cells if (match := _SLASHED.match(cell or ""))]
        if any(int(match[1]) > 12 for match in found):
            return True
        if any(int(match[2]) > 12 for match in found):
            return False
        example = found[0][0]
        raise InvalidImport(
            f"{self.name}: {example} may be two days, as no date tells which number is the month: "
            "write dates as 2024-01-31"
        )


def _as_ints(column: Any) -> Ints:
    return as_ints(column, NO_TIME)


def _written_dates(values: Any) -> Any:
    """Return which numbers are dates written without separators: 20240131, 202401311530 …"""
    inside = [
        (values >= low) & (values <= high) for low, high in (_DATES, _LONG_DATES, _LONGEST_DATES)
    ]
    return inside[0] | inside[1] | inside[2]


def _in_nanos(values: Any, unit: str) -> Ints:
    if values.dtype == np.int64:
        return np.asarray(values * _NANOS_PER[unit], np.int64)
    # A double holds a time of today to about 0.2 us: digits beyond the microsecond are noise.
    micros = np.rint(values * (_NANOS_PER[unit] / 1_000)).astype(np.int64)
    return np.asarray(micros * 1_000, np.int64)


def _has_no_zone(text: str) -> bool:
    return not _ZONE.search(text)


def _rewritten_like_first(column: Any) -> Any:
    """Apply to every cell the rewrites that the first one needs."""
    sample = pc.drop_null(column)[0].as_py()
    for pattern, replacement in _REWRITES:
        rewritten = re.sub(pattern, replacement, sample)
        if rewritten != sample:
            column = pc.replace_substring_regex(column, pattern=pattern, replacement=replacement)
            sample = rewritten
    return column


def _parsed(text: str) -> int | None:
    """Return one cell as ns UTC, None when it is no time."""
    for pattern, replacement in _REWRITES:
        text = re.sub(pattern, replacement, text)
    half = _HALF_DAY.match(text)
    if half:
        hour = int(half[2]) % 12 + (12 if half[4] in "pP" else 0)
        text = f"{half[1]} {hour:02}:{half[3] or '00'}"
    if not _DATE_FIRST.match(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    since = moment - _EPOCH
    nanos = (since.days * 86_400 + since.seconds) * 10**9 + since.microseconds * 1_000
    return nanos if abs(nanos) < 2**63 else None
