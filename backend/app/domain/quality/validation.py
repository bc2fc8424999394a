"""From rows as a file states them to bars that can be trusted, with every refused row named."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from app.domain.arrays import Bools, Floats, Ints, Tinies
from app.domain.calendars import bucket_end, bucket_open, bucket_start, has_session_labels
from app.domain.market import Bars
from app.domain.quality.diagnosis import diagnosed
from app.domain.quality.raw import NO_TIME, PRICES, VALUES, RawCandles, Stamp
from app.domain.quality.rejections import PRICE_MAX, Reason, Rejected
from app.domain.sessions import next_open
from app.domain.timeframes import NANOS_PER_DAY, NANOS_PER_SECOND, Calendar, Timeframe

_MINUTE: Final = 60 * NANOS_PER_SECOND


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Verdict:
    """The bars that passed, the rows that did not, and what is wrong with the file as a whole.

    read = len(bars) + duplicates + len(rejected). `row` names each bar's row; `duplicates` are rows
    that repeat an accepted row exactly; `was_sorted` is False when rows were not in order of time.
    """

    bars: Bars
    row: Ints
    read: int
    duplicates: int
    was_sorted: bool
    rejected: Rejected
    diagnoses: tuple[str, ...] = ()


def validated(raw: RawCandles, timeframe: Timeframe, calendar: Calendar, now_ns: int) -> Verdict:
    """Return the bars of `raw` that can be trusted, and why the others cannot.

    Times become bar opens in UTC; days and weeks of session calendars become session dates. The
    first broken rule in the order of `Reason` names a row. Of rows that are too close the earlier
    one stays; of equal times the row that comes first in the file.
    """
    rows = _with_bar_opens(raw, timeframe, calendar)
    reasons = _reasons(rows, timeframe, calendar, now_ns)
    known = rows.time[rows.time != NO_TIME]
    sound = np.flatnonzero(reasons == 0)
    sound = sound[np.argsort(rows.time[sound], kind="stable")]
    kept, repeated = _without_repeats(rows, sound, reasons)
    spaced, before = _far_enough(rows.time, kept, timeframe)
    reasons[kept[~spaced]] = Reason.TOO_CLOSE
    kept, refused = kept[spaced], np.flatnonzero(reasons)
    rejected = Rejected(
        rows=rows.at(refused),
        reasons=reasons[refused],
        before=before[refused],
        timeframe=timeframe,
        now_ns=now_ns,
    )
    return Verdict(
        bars=_bars_at(rows, kept, timeframe, calendar),
        row=rows.row[kept],
        read=len(raw),
        duplicates=repeated,
        was_sorted=bool(np.all(known[1:] >= known[:-1])),
        rejected=rejected,
        diagnoses=diagnosed(rows, rejected, timeframe),
    )


def _with_bar_opens(raw: RawCandles, timeframe: Timeframe, calendar: Calendar) -> RawCandles:
    """Turn the stamps of a source into the times of bars."""
    known = raw.time != NO_TIME
    stamps = raw.time[known]
    by_session = has_session_labels(timeframe, calendar)
    if raw.stamp is Stamp.CLOSE:
        # Sources that stamp the end of a bar write the next open, or up to a minute less.
        stamps = -(-stamps // _MINUTE) * _MINUTE - (1 if by_session else timeframe.nanos)
    if by_session:
        is_date = raw.time[known] % NANOS_PER_DAY == 0
        dates = bucket_open(raw.time[known], timeframe, calendar, Timeframe.D1)
        stamps = np.where(is_date, dates, bucket_open(stamps, timeframe, calendar, Timeframe.M1))
    time = raw.time.copy()
    time[known] = stamps
    return replace(raw, time=time)


def _reasons(rows: RawCandles, timeframe: Timeframe, calendar: Calendar, now_ns: int) -> Tinies:
    """Return for each row the first rule it breaks by itself, 0 for none."""
    prices = [getattr(rows, name) for name in PRICES]
    top, bottom = np.maximum(rows.open, rows.close), np.minimum(rows.open, rows.close)
    broken: tuple[tuple[Bools, Reason], ...] = (
        (rows.time == NO_TIME, Reason.TIME_UNREADABLE),
        (~np.logical_and.reduce([np.isfinite(price) for price in prices]), Reason.PRICE_MISSING),
        (np.logical_or.reduce([price <= 0.0 for price in prices]), Reason.PRICE_NOT_POSITIVE),
        (np.logical_or.reduce([price > PRICE_MAX for price in prices]), Reason.PRICE_HUGE),
        (rows.high < top, Reason.HIGH_TOO_LOW),
        (rows.low > bottom, Reason.LOW_TOO_HIGH),
        ((rows.volume < 0.0) | np.isinf(rows.volume), Reason.VOLUME_WRONG),
        (rows.time % _MINUTE != 0, Reason.OFF_MINUTE),
        (_off_grid(rows.time, timeframe, calendar), Reason.OFF_GRID),
        (bucket_start(rows.time, timeframe, calendar) > now_ns, Reason.FUTURE),
        (_unfinished(rows.time, timeframe, calendar, now_ns), Reason.UNFINISHED),
    )
    reasons = np.zeros(len(rows), np.int8)
    for rule, reason in broken:
        reasons[rule & (reasons == 0)] = reason
    return reasons


def _off_grid(time: Ints, timeframe: Timeframe, calendar: Calendar) -> Bools:
    # Bars of session instruments may start on any whole minute: brokers keep their own clocks.
    if calendar is not Calendar.ALWAYS:
        return np.zeros(time.size, np.bool_)
    off: Bools = bucket_open(time, timeframe, calendar) != time
    return off


def _unfinished(time: Ints, timeframe: Timeframe, calendar: Calendar, now_ns: int) -> Bools:
    """Return which bars do not exist yet (rule 7); a session does once its market has closed."""
    ends = bucket_end(time, timeframe, calendar)
    if has_session_labels(timeframe, calendar):
        return ends > next_open(now_ns, calendar)
    return ends > now_ns


def _without_repeats(rows: RawCandles, order: Ints, reasons: Tinies) -> tuple[Ints, int]:
    """Return the places of the first row of each time and how many others repeat it exactly.

    Rows that repeat a time with other values are refused in `reasons`.
    """
    time = rows.time[order]
    is_first = np.ones(order.size, np.bool_)
    is_first[1:] = time[1:] != time[:-1]
    if is_first.all():
        return order, 0
    first = order[is_first][np.cumsum(is_first) - 1]
    same = np.logical_and.reduce(
        [_equal(getattr(rows, name)[order], getattr(rows, name)[first]) for name in VALUES]
    )
    reasons[order[~is_first & ~same]] = Reason.TIME_REPEATED
    return order[is_first], int(np.count_nonzero(~is_first & same))


def _equal(left: Floats, right: Floats) -> Bools:
    equal: Bools = (left == right) | (np.isnan(left) & np.isnan(right))
    return equal


def _far_enough(time: Ints, kept: Ints, timeframe: Timeframe) -> tuple[Bools, Ints]:
    """Return which bars lie a timeframe after the last accepted one, and that one's time by row."""
    before = np.full(time.size, NO_TIME)
    spaced = np.ones(kept.size, np.bool_)
    ordered = time[kept]
    if not np.any(ordered[1:] - ordered[:-1] < timeframe.nanos):
        return spaced, before
    last = due = NO_TIME
    for place, opens in enumerate(ordered.tolist()):
        spaced[place] = opens >= due
        before[kept[place]] = last
        if opens >= due:
            last, due = opens, opens + timeframe.nanos
    return spaced, before


def _bars_at(rows: RawCandles, kept: Ints, timeframe: Timeframe, calendar: Calendar) -> Bars:
    accepted = rows.at(kept)
    columns = (accepted.open, accepted.high, accepted.low, accepted.close, accepted.volume)
    return Bars(accepted.time, *columns, timeframe, calendar)
