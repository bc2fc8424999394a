"""Which rows become bars, and why the others do not."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.calendars import guess_calendar
from app.domain.quality import RawCandles, Stamp, Verdict, validated
from app.domain.timeframes import Calendar, Timeframe
from tests.stored import stored_columns
from tests.unit.domain.quality.rows import NAN, Row, at, flat, raw

H1, H4, D1, W1, M1 = (Timeframe(t) for t in ("1h", "4h", "1d", "1w", "1m"))
ALWAYS, STOCK, FOREX = Calendar.ALWAYS, Calendar.US_STOCK, Calendar.FOREX
NOW = at("2024-06-01T12:30")
TIMES = ["", *(f"2024-01-01T0{hour}:{minute}" for hour in range(5) for minute in (30, 31, "00"))]
SOUND: Row = ("2024-01-01T00:00", 10, 12, 9, 11, 5)


def checked(rows: RawCandles, timeframe: Timeframe = H1, calendar: Calendar = ALWAYS) -> Verdict:
    verdict = validated(rows, timeframe, calendar, NOW)
    assert verdict.read == len(verdict.bars) + verdict.duplicates + len(verdict.rejected)
    return verdict


def reasons(verdict: Verdict) -> list[tuple[int, str]]:
    return [(rejection.row, rejection.reason) for rejection in verdict.rejected]


def labels(verdict: Verdict) -> list[str]:
    return [str(t) for t in verdict.bars.time.astype("datetime64[ns]").astype("datetime64[m]")]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("", 10, 12, 9, 11, 5), "time is missing"),
        (("2024-01-01T01:00", NAN, 12, 9, 11, 5), "open is nan, a price is needed"),
        (("2024-01-01T01:00", 10, float("inf"), 9, 11, 5), "high is inf, a price is needed"),
        (("2024-01-01T01:00", 10, 12, -9, 11, 5), "low -9 is not above zero"),
        (("2024-01-01T01:00", 10, 12, 0, 11, 5), "low 0 is not above zero"),
        (("2024-01-01T01:00", 10, 2e15, 9, 11, 5), "high 2e+15 is above 1e+15"),
        (("2024-01-01T01:00", 10, 10.5, 9, 11, 5), "high 10.5 is below close 11"),
        (("2024-01-01T01:00", 11, 10.5, 9, 10, 5), "high 10.5 is below open 11"),
        (("2024-01-01T01:00", 10, 12, 10.5, 11, 5), "low 10.5 is above open 10"),
        (("2024-01-01T01:00", 11, 12, 10.5, 10, 5), "low 10.5 is above close 10"),
        (("2024-01-01T01:00", 10, 12, 9, 11, -1), "volume -1 is neither zero, positive nor absent"),
        (("2024-01-01T01:00", 10, 12, 9, 11, float("inf")),
         "volume inf is neither zero, positive nor absent"),
        (("2024-01-01T01:00:30", 10, 12, 9, 11, 5),
         "time 2024-01-01T01:00:30Z is not on a whole minute"),
        (("2024-01-01T01:05", 10, 12, 9, 11, 5),
         "time 2024-01-01T01:05:00Z is not on the UTC grid of 1h"),
        (("2024-06-01T13:00", 10, 12, 9, 11, 5),
         "the bar of 2024-06-01T13:00:00Z lies in the future, now is 2024-06-01T12:30:00Z"),
        (("2024-06-01T12:00", 10, 12, 9, 11, 5),
         "the bar of 2024-06-01T12:00:00Z is not finished, now is 2024-06-01T12:30:00Z"),
        (("2024-01-01T00:00", 10, 12, 9, 11, 6),
         "time 2024-01-01T00:00:00Z repeats an earlier row with other values"),
    ],
)  # fmt: skip
def test_a_faulty_row_is_refused_with_its_values_and_the_rest_is_kept(
    row: Row, reason: str
) -> None:
    verdict = checked(raw(SOUND, row))
    assert reasons(verdict) == [(2, reason)]
    assert labels(verdict) == ["2024-01-01T00:00"]
    assert verdict.row.tolist() == [1]


def test_an_unknown_volume_and_a_zero_volume_are_fine() -> None:
    verdict = checked(
        raw(SOUND, ("2024-01-01T01:00", 1, 1, 1, 1, NAN), ("2024-01-01T02:00", 1, 1, 1, 1, 0))
    )
    assert len(verdict.bars) == 3
    assert np.isnan(verdict.bars.volume).tolist() == [False, True, False]


def test_what_the_file_said_is_quoted() -> None:
    rows = raw(
        ("2024-01-01T01:00", NAN, 12, 9, 11, 5),
        ("", 10, 12, 9, 11, 5),
        unreadable={1: "open 'n/a' is not a number", 2: "time 'soon' is not a time"},
    )
    assert reasons(checked(rows)) == [
        (1, "open 'n/a' is not a number"),
        (2, "time 'soon' is not a time"),
    ]


def test_exact_repeats_are_counted_not_refused() -> None:
    twice = ("2024-01-01T01:00", 10, 12, 9, 11, NAN)
    verdict = checked(raw(SOUND, twice, twice, SOUND))
    assert (verdict.duplicates, len(verdict.rejected), len(verdict.bars)) == (2, 0, 2)


def test_the_first_row_of_a_repeated_time_stays() -> None:
    other = ("2024-01-01T00:00", 20.0, 22.0, 19.0, 21.0, 5.0)
    verdict = checked(raw(SOUND, other, SOUND))
    assert verdict.bars.close.tolist() == [11.0]
    assert (verdict.duplicates, len(verdict.rejected)) == (1, 1)


def test_rows_out_of_order_are_sorted_and_that_is_said() -> None:
    verdict = checked(flat("2024-01-01T02:00", "2024-01-01T00:00", "2024-01-01T01:00"))
    assert verdict.was_sorted is False
    assert verdict.row.tolist() == [2, 3, 1]
    assert labels(verdict) == ["2024-01-01T00:00", "2024-01-01T01:00", "2024-01-01T02:00"]
    assert checked(flat("2024-01-01T00:00", "2024-01-01T01:00")).was_sorted is True


def test_session_bars_may_start_on_any_minute_but_not_too_close() -> None:
    rows = flat("2024-01-02T14:30", "2024-01-02T15:30", "2024-01-02T16:29", "2024-01-02T16:31")
    verdict = checked(rows, H1, STOCK)
    assert labels(verdict) == ["2024-01-02T14:30", "2024-01-02T15:30", "2024-01-02T16:31"]
    assert reasons(verdict) == [
        (3, "time 2024-01-02T16:29:00Z is less than 1h after the bar of 2024-01-02T15:30:00Z")
    ]


@pytest.mark.parametrize(
    ("calendar", "timeframe", "stamp", "label"),
    [
        (STOCK, D1, "2024-01-05T00:00", "2024-01-05T00:00"),
        (STOCK, D1, "2024-01-05T05:00", "2024-01-05T00:00"),
        (STOCK, D1, "2024-01-05T14:30", "2024-01-05T00:00"),
        (STOCK, D1, "2024-01-05T21:00", "2024-01-05T00:00"),
        (FOREX, D1, "2024-01-04T22:00", "2024-01-05T00:00"),
        (FOREX, D1, "2024-01-07T22:00", "2024-01-08T00:00"),
        (FOREX, D1, "2024-01-05T00:00", "2024-01-05T00:00"),
        (STOCK, W1, "2024-01-02T05:00", "2024-01-01T00:00"),
        (FOREX, W1, "2024-01-07T22:00", "2024-01-08T00:00"),
    ],
)
def test_days_of_sessions_become_their_date(
    calendar: Calendar, timeframe: Timeframe, stamp: str, label: str
) -> None:
    assert labels(checked(flat(stamp), timeframe, calendar)) == [label]


@pytest.mark.parametrize(
    ("calendar", "timeframe", "closes", "opens"),
    [
        (ALWAYS, H1, "2024-01-05T02:00", "2024-01-05T01:00"),
        (ALWAYS, H1, "2024-01-05T01:59:59.999", "2024-01-05T01:00"),
        (ALWAYS, M1, "2024-01-05T01:59:59", "2024-01-05T01:59"),
        (ALWAYS, D1, "2024-01-06T00:00", "2024-01-05T00:00"),
        (STOCK, D1, "2024-01-05T21:00", "2024-01-05T00:00"),
        (STOCK, D1, "2024-01-06T05:00", "2024-01-05T00:00"),
        (FOREX, D1, "2024-01-05T22:00", "2024-01-05T00:00"),
        (STOCK, W1, "2024-01-05T21:00", "2024-01-01T00:00"),
    ],
)
def test_closing_stamps_become_bar_opens(
    calendar: Calendar, timeframe: Timeframe, closes: str, opens: str
) -> None:
    rows = raw((closes, 10, 12, 9, 11, 5), stamp=Stamp.CLOSE)
    assert labels(checked(rows, timeframe, calendar)) == [opens]


@pytest.mark.parametrize(
    ("now", "is_finished"), [("2024-07-03T16:59", False), ("2024-07-03T17:00", True)]
)
def test_a_session_is_finished_when_its_market_has_closed(now: str, is_finished: bool) -> None:
    verdict = validated(flat("2024-07-03"), D1, STOCK, at(now))
    assert len(verdict.bars) == int(is_finished)


def test_no_rows_give_no_bars() -> None:
    assert len(checked(flat()).bars) == 0


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(TIMES),
            *[st.sampled_from([NAN, -1.0, 0.0, 9.0, 10.0, 11.0, 12.0, 1e16, float("inf")])] * 5,
        ),
        max_size=25,
    ),
    st.sampled_from(Calendar),
)  # fmt: skip
def test_every_row_is_a_bar_a_repeat_or_refused_with_a_reason(
    rows: list[Row], calendar: Calendar
) -> None:
    verdict = checked(raw(*rows), H1, calendar)  # `Bars` checks what remains once more
    assert np.all(np.diff(verdict.bars.time) >= H1.nanos)
    refused = [rejection.row for rejection in verdict.rejected]
    assert refused == sorted(set(refused))
    assert not set(refused) & set(verdict.row.tolist())
    assert all(rejection.reason for rejection in verdict.rejected)


@pytest.mark.parametrize(
    ("name", "count"),
    [("bitfinex_ETH-USD_1m", 258_179), ("mt5_EUR-USD_4h", 14_400), ("us_AAPL_1h", 40_831),
     ("us_MSFT_1d", 8_111), ("fxcm_GBP-USD_1m_bid", 30_117)],
)  # fmt: skip
def test_real_series_pass_whole(shared_data: Path, name: str, count: int) -> None:
    rows = RawCandles(**stored_columns(shared_data, name), row=np.arange(1, count + 1))
    symbol, timeframe = name.split("_")[1:3]
    verdict = checked(rows, Timeframe(timeframe), guess_calendar(symbol))
    assert (len(verdict.bars), verdict.diagnoses) == (count, ())
