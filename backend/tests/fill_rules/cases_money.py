"""Rules 15, 17, 18 and 19: how much, what it costs to be short, what it is worth, when to stop."""

from typing import Final

from app.domain.rules.spec import Size, SizeMode
from app.domain.timeframes import Timeframe
from tests.fill_rules.case import Case

ROUND_TRIP: Final = """
    100 100 100 100 L
    100 100 100 100 l
    100 100 100 100 .
"""
TRIP: Final = ["L 1@100 2@100 exit_rule"]
SHORT_TRIP: Final = ROUND_TRIP.replace("L", "S").replace("l", "s")
NO_TRIP: Final = """
    100 100 100 100 L
    100 100 100 100 .
    100 100 100 100 .
"""
LOTS: Final = {"lot_step": 1.0}


def percent(value: float) -> Size:
    return Size(SizeMode.PERCENT_EQUITY, value)


def quantity(value: float) -> Size:
    return Size(SizeMode.FIXED_QUANTITY, value)


def amount(value: float) -> Size:
    return Size(SizeMode.FIXED_AMOUNT, value)


def risking(value: float) -> Size:
    return Size(SizeMode.RISK_PER_TRADE_PCT, value)


SIZES: Final = [
    Case(
        rule="15", name="percent of equity", mirror=True, rows=ROUND_TRIP, trades=TRIP,
        size=percent(50.0), expect={"quantity": [50.0]},
    ),
    Case(
        rule="15", name="no size means ten percent", mirror=True, rows=ROUND_TRIP, trades=TRIP,
        size=None, expect={"quantity": [10.0]},
    ),
    Case(
        rule="15", name="no size means the position limit", mirror=True, rows=ROUND_TRIP,
        trades=TRIP, size=None, risk={"max_position_size_pct": 30.0}, expect={"quantity": [30.0]},
    ),
    Case(
        rule="15", name="percent of what earlier trades left", mirror=True, size=percent(100.0),
        rows="""
            100 100 100 100 L
            100 100 100 100 l
            110 110 110 110 .
            100 100 100 100 L
            100 100 100 100 l
            100 100 100 100 .
        """,
        trades=["L 1@100 2@110 exit_rule", "L 4@100 5@100 exit_rule"],
        expect={"quantity": [100.0, 110.0]},
    ),
    Case(
        rule="15", name="fixed amount", mirror=True, rows=ROUND_TRIP, trades=TRIP,
        size=amount(1_234.0), config=LOTS, expect={"quantity": [12.0]},
    ),
    Case(
        rule="15", name="fixed amount is cut to the position limit", mirror=True, rows=ROUND_TRIP,
        trades=TRIP, size=amount(5_000.0), risk={"max_position_size_pct": 20.0},
        expect={"quantity": [20.0]},
    ),
    Case(
        rule="15", name="fixed amount is cut to the cash", mirror=True, rows=ROUND_TRIP,
        trades=TRIP, size=amount(50_000.0), expect={"quantity": [100.0]},
    ),
    Case(
        rule="15", name="the whole cash pays the commission too", rows=ROUND_TRIP, trades=TRIP,
        size=percent(100.0), config={"commission_pct": 1.0},
        expect={"quantity": [99.0099009], "entry_fee": [99.0099009]},
    ),
    Case(
        rule="15", name="the whole cash covers the commission too", rows=SHORT_TRIP,
        trades=["S 1@100 2@100 exit_rule"], size=percent(100.0), config={"commission_pct": 1.0},
        expect={"quantity": [99.0099009], "entry_fee": [99.0099009]},
    ),
    Case(
        rule="15", name="the fee per share is paid from the amount", mirror=True, rows=ROUND_TRIP,
        trades=TRIP, size=percent(100.0), config={**LOTS, "fee_per_share": 1.0},
        expect={"quantity": [99.0], "entry_fee": [99.0]},
    ),
    Case(
        rule="15", name="the minimum fee is paid from the amount", mirror=True, rows=ROUND_TRIP,
        trades=TRIP, size=percent(100.0), config={**LOTS, "min_fee": 50.0},
        expect={"quantity": [99.0], "entry_fee": [50.0]},
    ),
    Case(
        rule="15", name="the slipped price sizes", rows=ROUND_TRIP, size=percent(100.0),
        trades=["L 1@125 2@75 exit_rule"], config={"slippage_pct": 25.0},
        expect={"quantity": [80.0]},
    ),
    Case(
        rule="15", name="the slipped price sizes", rows=SHORT_TRIP, size=percent(60.0),
        trades=["S 1@75 2@125 exit_rule"], config={"slippage_pct": 25.0},
        expect={"quantity": [80.0]},
    ),
    Case(
        rule="15", name="risk over the stop distance", mirror=True, rows=ROUND_TRIP, trades=TRIP,
        size=risking(1.0), risk={"stop_loss_pct": 2.0}, expect={"quantity": [50.0]},
    ),
    Case(
        rule="15", name="risk over the tighter of stop and trailing", mirror=True, rows=ROUND_TRIP,
        trades=TRIP, size=risking(1.0), risk={"stop_loss_pct": 5.0, "trailing_stop_pct": 4.0},
        expect={"quantity": [25.0]},
    ),
    Case(
        rule="15", name="risk is capped by the position limit", mirror=True, rows=ROUND_TRIP,
        trades=TRIP, size=risking(1.0),
        risk={"stop_loss_pct": 2.0, "max_position_size_pct": 30.0}, expect={"quantity": [30.0]},
    ),
    Case(
        rule="15", name="risk is capped by the cash", mirror=True, rows=ROUND_TRIP,
        trades=TRIP, size=risking(5.0), risk={"stop_loss_pct": 2.0}, expect={"quantity": [100.0]},
    ),
    Case(
        rule="15", name="fixed quantity", mirror=True, rows=ROUND_TRIP, trades=TRIP,
        size=quantity(7.25), expect={"quantity": [7.25]},
    ),
    Case(
        rule="15", name="fixed quantity keeps to whole lots", mirror=True, rows=ROUND_TRIP,
        trades=TRIP, size=quantity(7.25), config=LOTS, expect={"quantity": [7.0]},
    ),
    Case(
        rule="15", name="fixed quantity beyond the cash is refused", mirror=True, rows=NO_TRIP,
        size=quantity(101.0), expect={"refused": [(0, "insufficient_cash")]},
    ),
    Case(
        rule="15", name="fixed quantity beyond the limit is refused", mirror=True, rows=NO_TRIP,
        size=quantity(51.0), risk={"max_position_size_pct": 50.0},
        expect={"refused": [(0, "above_max_position")]},
    ),
    Case(
        rule="15", name="less than one lot is refused", mirror=True, rows=NO_TRIP,
        size=amount(99.0), config=LOTS, expect={"refused": [(0, "below_lot_step")]},
    ),
    Case(
        rule="15", name="less than the minimum fee is refused", mirror=True, rows=NO_TRIP,
        size=amount(9.0), config={"min_fee": 10.0}, expect={"refused": [(0, "below_lot_step")]},
    ),
    Case(
        rule="15", name="less than the smallest notional is refused", mirror=True, rows=NO_TRIP,
        size=amount(500.0), config={"min_notional": 500.5},
        expect={"refused": [(0, "below_min_notional")]},
    ),
    Case(
        rule="15", name="a stop under the smallest notional is refused", rows=NO_TRIP,
        risk={"stop_loss_pct": 2.0}, config={"min_notional": 99.0},
        expect={"refused": [(0, "exit_illegal")]},
    ),
    Case(
        rule="15", name="a stop over the smallest notional is accepted", rows=SHORT_TRIP,
        trades=["S 1@100 2@100 exit_rule"], risk={"stop_loss_pct": 2.0},
        config={"min_notional": 100.0}, expect={"stop_price": [102.0]},
    ),
]  # fmt: skip

MONEY: Final = [
    Case(
        rule="17", name="a short adds its proceeds to the cash", size=quantity(10.0),
        config={"commission_pct": 1.0},
        rows="""
            100 100 100 100 S
            100 100 100 100 .
            110 110 110 110 s
            90 90 90 90 .
        """,
        trades=["S 1@100 3@90 exit_rule"],
        expect={
            "equity": [10_000, 10_000 - 10, 10_000 - 10 - 100, 10_000 - 10 + 100 - 9],
            "position": [0, -10, -10, 0],
            "gross": [0, 1_000 / 9_990, 1_100 / 9_890, 0],
            "pnl": [100.0 - 10 - 9],
            "return_pct": [8.1],
        },
    ),
    Case(
        rule="17", name="borrowing is paid at each close for the time since", size=quantity(10.0),
        config={"borrow_pct_per_year": 36.5}, timeframe=Timeframe.H12,
        # 0.1 % a day on 1,000: half a day from the fill, one and a half over the gap; the exit at
        # the open pays nothing more.
        rows="""
            100 100 100 100 S
            100 100 100 100 .
            ~2
            100 100 100 100 s
            100 100 100 100 .
        """,
        trades=["S 1@100 3@100 exit_rule"],
        expect={
            "late_fills": 0,
            "borrow": [0.5 + 1.5],
            "pnl": [-2.0],
            "equity": [10_000, 9_999.5, 9_998, 9_998],
        },
    ),
    Case(
        rule="17", name="a long pays no borrowing", size=quantity(10.0),
        config={"borrow_pct_per_year": 36.5}, timeframe=Timeframe.H12, rows=ROUND_TRIP,
        trades=TRIP, expect={"borrow": [0.0], "equity": [10_000] * 3},
    ),
    Case(
        rule="17", name="nothing left at a close ends the run", size=percent(100.0),
        rows="""
            100 100 100 100 S
            100 100 100 100 .
            150 200 150 200 .
            190 190 190 190 S
            100 100 100 100 S
            100 100 100 100 .
        """,
        trades=["S 1@100 3@190 halt"],
        expect={"bankrupt_bar": 2, "equity": [10_000, 10_000, 0, 1_000, 1_000, 1_000]},
    ),
    Case(
        rule="18", name="equity is cash and the position at the close", mirror=True,
        size=quantity(10.0),
        rows="""
            100 100 100 100 L
            100 105 95 101 .
            101 120 80 99 .
            99 99 99 99 l
            103 103 103 103 .
        """,
        trades=["L 1@100 4@103 exit_rule"],
        # No exit cost is deducted, nothing inside a bar counts.
        expect={"equity": [10_000, 10_010, 9_990, 9_990, 10_030]},
    ),
    Case(
        rule="19", name="a drawdown from the start ends the trading", mirror=True,
        size=percent(100.0), risk={"max_drawdown_pct": 10.0},
        rows="""
            100 100 100 100 L
            100 100 91 91 .
            91 91 90 90 .
            92 92 92 92 L
            100 100 100 100 L
            100 100 100 100 .
        """,
        trades=["L 1@100 3@92 halt"],
        expect={"halted_bar": 2},
    ),
    Case(
        rule="19", name="a drawdown from a peak of closes ends the trading", mirror=True,
        size=percent(100.0), risk={"max_drawdown_pct": 10.0},
        rows="""
            100 100 100 100 L
            100 101 100 101 .
            101 130 101 120 .
            120 120 109 109 .
            109 109 108 108 .
            108 108 108 108 L
        """,
        trades=["L 1@100 5@108 halt"],
        expect={"halted_bar": 4},
    ),
    Case(
        rule="19", name="a stop that takes too much halts without a position", mirror=True,
        size=percent(100.0), risk={"max_drawdown_pct": 2.0, "stop_loss_pct": 2.0},
        rows="""
            100 100 100 100 L
            100 100 97 100 L
            100 100 100 100 L
            100 100 100 100 .
        """,
        trades=["L 1@100 1@98 stop_loss"],
        expect={"halted_bar": 1},
    ),
    Case(
        rule="19", name="a day's loss halts until the first close of the next day", mirror=True,
        size=percent(100.0), risk={"max_daily_loss_pct": 5.0}, timeframe=Timeframe.H8,
        # Bars 0 to 2 are one day, 3 to 5 the next.
        rows="""
            100 100 100 100 L
            100 100 95 95 L
            96 96 96 96 L
            100 100 100 100 L
            101 101 101 101 .
        """,
        trades=["L 1@100 2@96 halt"],
        expect={"daily_halts": 1, "open": ("L", 4, 101.0)},
    ),
    Case(
        rule="19", name="the day's loss counts from the last close of the day before", mirror=True,
        size=percent(100.0), risk={"max_daily_loss_pct": 5.0}, timeframe=Timeframe.H8,
        rows="""
            100 100 100 100 L
            100 100 100 100 .
            100 110 100 110 .
            110 110 105 105 .
            105 105 104 104 .
            103 103 103 103 .
        """,
        # From 110 to 104 is more than 5 %, and to 105 is not.
        trades=["L 1@100 5@103 halt"],
        expect={"daily_halts": 1},
    ),
    Case(
        rule="19", name="a day's loss at the day's last close leaves the next day free",
        mirror=True, size=percent(100.0), risk={"max_daily_loss_pct": 5.0},
        timeframe=Timeframe.H12,
        rows="""
            100 100 100 100 L
            100 100 94 94 L
            94 94 94 94 L
            94 94 94 94 .
        """,
        trades=["L 1@100 2@94 halt"],
        expect={"daily_halts": 1, "open": ("L", 3, 94.0)},
    ),
]  # fmt: skip

CASES: Final = [*SIZES, *MONEY]
