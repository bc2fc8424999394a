"""Bars on the calendar: which bucket a bar belongs to, when it ends, what is late or missing."""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from app.domain.arrays import Bools, Ints
from app.domain.new_york import HOUR, local_ns, utc_ns
from app.domain.sessions import FOREX_CLOSE, next_open, session_days, sessions_before, trading_time
from app.domain.timeframes import NANOS_PER_DAY, Calendar, Timeframe

# fmt: off
_MONEY: Final = frozenset({
    "AUD", "BRL", "CAD", "CHF", "CNH", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "ILS",
    "INR", "JPY", "KRW", "MXN", "NOK", "NZD", "PLN", "RON", "RUB", "SEK", "SGD", "THB", "TRY",
    "USD", "ZAR", "XAG", "XAU", "XPD", "XPT",
})
_COINS: Final = frozenset({
    "BNB", "BTC", "BUSD", "DAI", "ETH", "FDUSD", "TUSD", "USDC", "USDT", "XBT",
})
# fmt: on
_LONGEST_TICKER: Final = 5
_DAYS_TO_MONDAY: Final = np.array([0, 0, 0, 0, 0, 2, 1], np.int64)  # from Saturday and Sunday


@dataclass(frozen=True, slots=True)
class Gaps:
    """Holes in a series, counted by its calendar.

    Units: `longest_ns` is the distance between the opens of the two bars around the longest hole,
           closed hours included; 0 when there is none.
    """

    count: int
    missing_bars: int
    longest_ns: int


def guess_calendar(symbol: str) -> Calendar:
    """Return the calendar a symbol most likely trades on: pairs of money, coins, else stocks."""
    first, second = (*re.split(r"[/_-]", symbol.upper().split(":")[0]), "")[:2]
    if second not in _MONEY | _COINS:
        first, second = _unjoined(first)
    if first in _MONEY and second in _MONEY:
        return Calendar.FOREX
    return Calendar.ALWAYS if second else Calendar.US_STOCK


def _unjoined(symbol: str) -> tuple[str, str]:
    """Split BTCUSDT into its currencies; a ticker of at most five letters stays whole."""
    if len(symbol) > _LONGEST_TICKER:
        for quote in sorted(_MONEY | _COINS, key=len, reverse=True):
            if symbol.endswith(quote):
                return symbol.removesuffix(quote), quote
    return symbol, ""


def bucket_open(
    times_ns: Ints, timeframe: Timeframe, calendar: Calendar, stamped: Timeframe | None = None
) -> Ints:
    """Return the label (`Bars.time`) of the bucket that holds each stamp (rule 4).

    Shapes:  (n,) -> (n,)
    Units:   UTC grid, weeks from Monday; 1d and 1w of stocks and forex are labelled with the
             session date (its Monday) at 00:00 UTC. A forex day ends at 17:00 New York, and what
             follows Friday's end belongs to Monday; a stock week is Saturday … Friday.
    Edge:    `stamped` is the timeframe of the bars the stamps come from: a daily bar of a session
             calendar is stamped with its date, not with an instant. Absent, stamps that all lie at
             00:00 UTC are read as dates.
    """
    if not has_session_labels(timeframe, calendar):
        if timeframe is Timeframe.W1:
            days = times_ns // NANOS_PER_DAY
            return (days - (days + 3) % 7) * NANOS_PER_DAY
        return times_ns - times_ns % timeframe.nanos
    days = trading_day(times_ns, calendar, stamped)
    if timeframe is Timeframe.W1:
        days = days + _DAYS_TO_MONDAY[(days + 3) % 7]
        days = days - (days + 3) % 7
    return days * NANOS_PER_DAY


def bucket_start(labels_ns: Ints, timeframe: Timeframe, calendar: Calendar) -> Ints:
    """Return the first instant of each bucket (for session days not its label)."""
    if not has_session_labels(timeframe, calendar):
        return labels_ns
    days = labels_ns // NANOS_PER_DAY
    is_monday = (days + 3) % 7 == 0
    if calendar is Calendar.FOREX:
        return utc_ns((days - np.where(is_monday, 3, 1)) * NANOS_PER_DAY + FOREX_CLOSE)
    return utc_ns((days - (2 if timeframe is Timeframe.W1 else 0)) * NANOS_PER_DAY)


def bucket_end(labels_ns: Ints, timeframe: Timeframe, calendar: Calendar) -> Ints:
    """Return the instant from which no later bar can belong to the bar or bucket.

    Units: open + timeframe; 1d of stocks: the end of the session date in New York (extended hours
           trade after the close); 1d of forex: 17:00 New York of its date; 1w: the end of Friday.
    """
    if not has_session_labels(timeframe, calendar):
        return labels_ns + timeframe.nanos
    last_day = labels_ns // NANOS_PER_DAY + (4 if timeframe is Timeframe.W1 else 0)
    if calendar is Calendar.FOREX:
        return utc_ns(last_day * NANOS_PER_DAY + FOREX_CLOSE)
    return utc_ns((last_day + 1) * NANOS_PER_DAY)


def trading_day(times_ns: Ints, calendar: Calendar, stamped: Timeframe | None = None) -> Ints:
    """Return the day of each bar as days since 1970-01-01.

    The UTC day (24/7), the session date (stocks: New York's date) or the day that ends at 17:00
    New York (forex; Friday evening to Sunday belongs to Monday).
    Shapes: (n,) -> (n,). Edge: `stamped` as in `bucket_open`; pass `bars.timeframe`.
    """
    days = times_ns // NANOS_PER_DAY
    if calendar is Calendar.ALWAYS or _are_dates(times_ns, calendar, stamped):
        return days
    if calendar is Calendar.US_STOCK:
        return local_ns(times_ns) // NANOS_PER_DAY
    days = (local_ns(times_ns) + (24 * HOUR - FOREX_CLOSE)) // NANOS_PER_DAY
    return days + _DAYS_TO_MONDAY[(days + 3) % 7]


def has_session_labels(timeframe: Timeframe, calendar: Calendar) -> bool:
    """Return whether bars are labelled with a session date instead of the instant they open."""
    return calendar is not Calendar.ALWAYS and timeframe in (Timeframe.D1, Timeframe.W1)


def _are_dates(times_ns: Ints, calendar: Calendar, stamped: Timeframe | None) -> bool:
    if stamped is not None:
        return has_session_labels(stamped, calendar)
    return bool(times_ns.size) and not np.any(times_ns % NANOS_PER_DAY)


def expected_next_open(time_ns: int, timeframe: Timeframe, calendar: Calendar) -> int:
    """Return the stamp of the bar that follows the one stamped `time_ns`, by the calendar.

    Units: an instant; for 1d and 1w of session calendars the next session's label.
    """
    if not has_session_labels(timeframe, calendar):
        return next_open(time_ns + timeframe.nanos, calendar)
    if timeframe is Timeframe.W1:
        return time_ns + timeframe.nanos
    days = session_days(calendar)
    index = int(np.searchsorted(days, time_ns // NANOS_PER_DAY, side="right"))
    return int(days[index]) * NANOS_PER_DAY if index < days.size else time_ns + NANOS_PER_DAY


def is_late(times_ns: Ints, timeframe: Timeframe, calendar: Calendar) -> Bools:
    """Return for each bar whether a fill at its open is late (rule 7).

    Late: it opens more than one timeframe of trading time after the close of the bar before it,
    so more than one bar is missing. Closed hours, weekends and holidays do not count.
    Shapes: (n,) -> (n,); the first bar is not late.
    """
    late = np.zeros(times_ns.size, np.bool_)
    if has_session_labels(timeframe, calendar):
        late[1:] = _missing(times_ns, timeframe, calendar) > 1
    else:
        late[1:] = _delays(times_ns, timeframe, calendar) > timeframe.nanos
    return late


def gaps(times_ns: Ints, timeframe: Timeframe, calendar: Calendar) -> Gaps:
    """Count the holes between bars, leaving out the hours in which the calendar trades nothing."""
    missing = _missing(times_ns, timeframe, calendar)
    holes = missing > 0
    count = int(np.count_nonzero(holes))
    longest = int(np.diff(times_ns)[holes].max()) if count else 0
    return Gaps(count, int(missing.sum()), longest)


def _missing(times_ns: Ints, timeframe: Timeframe, calendar: Calendar) -> Ints:
    """Return how many bars are missing before each bar but the first."""
    if not has_session_labels(timeframe, calendar):
        return -(-_delays(times_ns, timeframe, calendar) // timeframe.nanos)
    days = times_ns // NANOS_PER_DAY
    if timeframe is Timeframe.W1:
        return (days[1:] - days[:-1]) // 7 - 1
    between = sessions_before(days[1:], calendar) - sessions_before(days[:-1] + 1, calendar)
    missing: Ints = np.maximum(between, 0)
    return missing


def _delays(times_ns: Ints, timeframe: Timeframe, calendar: Calendar) -> Ints:
    """Return the trading time between each bar's open and the end of the bar before it."""
    opens = trading_time(times_ns[1:], calendar, sure=True)
    ends = trading_time(times_ns[:-1] + timeframe.nanos, calendar, sure=True)
    delays: Ints = np.maximum(opens - ends, 0)
    return delays
