"""What is wrong with a file as a whole, in one sentence each."""

from typing import Final

import numpy as np

from app.domain.quality.raw import NO_TIME, RawCandles
from app.domain.quality.rejections import Reason, Rejected
from app.domain.timeframes import NANOS_PER_DAY, NANOS_PER_SECOND, Timeframe

_MOST: Final = 0.9
_RANGE_FAULTS: Final = (Reason.HIGH_TOO_LOW, Reason.LOW_TOO_HIGH)
# Which bars break which rule when one column is a copy of another.
_COPIES: Final = (
    ("high", "close", "every falling bar breaks high >= open"),
    ("high", "open", "every rising bar breaks high >= close"),
    ("low", "close", "every rising bar breaks low <= open"),
    ("low", "open", "every falling bar breaks low <= close"),
)


def diagnosed(rows: RawCandles, rejected: Rejected, timeframe: Timeframe) -> tuple[str, ...]:
    """Return one sentence for each fault that explains many rows at once.

    Units: `rows` are all rows of the file with bar opens as times.
    """
    found: list[str] = []
    if rejected.count(*_RANGE_FAULTS):
        found += _copied_columns(rows)
        found += _swapped_range(rows)
    if rejected.count(Reason.OFF_GRID):
        found += _shifted_grid(rejected, timeframe)
    return (*found, *_other_spacing(rows, timeframe))


def _copied_columns(rows: RawCandles) -> list[str]:
    moving = np.count_nonzero(rows.open != rows.close)
    found = []
    for copy, original, consequence in _COPIES:
        same = np.count_nonzero(getattr(rows, copy) == getattr(rows, original))
        if same >= _MOST * len(rows) and moving >= len(rows) / 2:
            found.append(
                f"the {copy} column repeats the {original} in {same} of {len(rows)} rows, "
                f"so {consequence}"
            )
    return found


def _swapped_range(rows: RawCandles) -> list[str]:
    inverted = np.count_nonzero(rows.high < rows.low)
    if inverted < _MOST * len(rows):
        return []
    return [f"high is below low in {inverted} of {len(rows)} rows: the two columns are swapped"]


def _shifted_grid(rejected: Rejected, timeframe: Timeframe) -> list[str]:
    """Name one distance from the grid that all rows off it share."""
    off = rejected.rows.time[rejected.reasons == Reason.OFF_GRID] % timeframe.nanos
    if off.size < 10 or np.any(off != off[0]):
        return []
    minutes = int(off[0]) // (60 * NANOS_PER_SECOND)
    return [
        f"{off.size} bars open {minutes // 60}:{minutes % 60:02} h after the UTC grid of "
        f"{timeframe}: local time, or days that do not begin at 00:00 UTC"
    ]


def _other_spacing(rows: RawCandles, timeframe: Timeframe) -> list[str]:
    """Name the timeframe the rows are really apart when it is not the one they came with."""
    times = np.sort(rows.time[rows.time != NO_TIME])
    distances = times[1:] - times[:-1]
    distances = distances[distances > 0]
    if distances.size < 10:
        return []
    # A distance that most rows share is the median.
    usual = int(np.partition(distances, distances.size // 2)[distances.size // 2])
    share = np.count_nonzero(distances == usual) / distances.size
    # Daily bars of a session market are at most 4/5 of all one day apart.
    if usual == timeframe.nanos or share < (0.6 if usual == NANOS_PER_DAY else _MOST):
        return []
    names = [name for name in Timeframe if name.nanos == usual]
    return [f"the rows are {name} apart: bars of {name}, not of {timeframe}?" for name in names]
