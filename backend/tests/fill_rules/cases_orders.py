"""Rules 5, 7, 8a, 9 and 10: which orders are due, and which of them fill."""

from typing import Final

from app.domain.timeframes import Calendar, Timeframe
from tests.fill_rules.case import Case

STOP: Final = {"stop_loss_pct": 2.0}

CASES: Final = [
    Case(
        rule="05", name="bars before the period decide nothing", mirror=True, first=2,
        rows="""
            100 100 100 100 L
            100 100 100 100 L
            100 100 100 100 .
            100 100 100 100 L
            100 100 100 100 .
        """,
        expect={"open": ("L", 4, 100.0), "equity": [10_000] * 3, "exposed": [0, 0, 1]},
    ),
    Case(
        rule="07", name="the next stored bar fills, two missing bars make it late", mirror=True,
        rows="""
            100 100 100 100 L
            ~2
            100 101 99 100 l
            ~1
            101 101 101 101 .
        """,
        trades=["L 1@100 2@101 exit_rule"],
        expect={"late_fills": 1},
    ),
    Case(
        rule="07", name="a stop after a gap has no signal to be late for", mirror=True, risk=STOP,
        rows="""
            100 100 100 100 L
            100 100 100 100 .
            ~5
            97 97 97 97 .
        """,
        trades=["L 1@100 2@97 stop_loss"],
    ),
    Case(
        rule="07", name="a weekend is not late for a stock", mirror=True,
        timeframe=Timeframe.D1, calendar=Calendar.US_STOCK,
        # The table starts on Monday 2024-01-01; the signal is Friday's, the fill Monday's.
        rows="""
            100 100 100 100 .
            100 100 100 100 .
            100 100 100 100 .
            100 100 100 100 .
            100 100 100 100 L
            ~2
            100 100 100 100 l
            101 101 101 101 .
        """,
        trades=["L 5@100 6@101 exit_rule"],
    ),
    Case(
        rule="07", name="bars without volume fill and are counted", mirror=True,
        rows="""
            100 100 100 100 L
            100 100 100 100 Z
            100 100 100 100 l
            101 101 101 101 Z
        """,
        trades=["L 1@100 3@101 exit_rule"],
        expect={"zero_volume_fills": 2},
    ),
    Case(
        rule="08a", name="market orders fill at the next open", mirror=True,
        rows="""
            100 101 99 100 L
            100 103 98 102 .
            102 104 101 103 l
            105 106 104 105 .
        """,
        trades=["L 1@100 3@105 exit_rule"],
        # The exit bar is held for no part of it.
        expect={"exposed": [0, 1, 1, 0], "position": [0, 1, 1, 0]},
    ),
    Case(
        rule="08a", name="the exit fills before the entry of a reversal", mirror=True, reverse=True,
        rows="""
            100 100 100 100 L
            100 100 100 100 S
            102 103 101 102 .
        """,
        trades=["L 1@100 2@102 reverse"],
        expect={"open": ("S", 2, 102.0), "exposed": [0, 1, 1], "position": [0, 1, -1]},
    ),
    Case(
        rule="09", name="a true exit rule of its side blocks the entry", mirror=True,
        rows="""
            100 100 100 100 Ll
            100 100 100 100 Lm
            100 100 100 100 .
        """,
    ),
    Case(
        rule="09", name="an unknown exit rule does not block", mirror=True, unknown_exits=True,
        rows="""
            100 100 100 100 L
            100 100 100 100 .
        """,
        expect={"open": ("L", 1, 100.0)},
    ),
    Case(
        rule="09", name="both sides true while flat is a conflict and no entry", mirror=True,
        rows="""
            100 100 100 100 LS
            100 100 100 100 LSl
            100 100 100 100 .
        """,
        expect={"conflicting_entries": 2},
    ),
    Case(
        rule="09", name="the first true rule names the signal", mirror=True,
        rows="""
            100 100 100 100 LM
            100 100 100 100 lm
            100 100 100 100 M
            100 100 100 100 m
            100 100 100 100 .
        """,
        trades=["L 1@100 2@100 exit_rule", "L 3@100 4@100 exit_rule"],
    ),
    Case(
        rule="09", name="without reverse the opposite entry does nothing", mirror=True,
        rows="""
            100 100 100 100 L
            100 100 100 100 S
            100 100 100 100 s
            100 100 100 100 .
        """,
        expect={"open": ("L", 1, 100.0)},
    ),
    Case(
        rule="09", name="with reverse a true exit of the new side only exits", mirror=True,
        reverse=True,
        rows="""
            100 100 100 100 L
            100 100 100 100 Ss
            101 101 101 101 .
            101 101 101 101 .
        """,
        trades=["L 1@100 2@101 reverse"],
    ),
    Case(
        rule="09", name="the own entry still true means no reversal", mirror=True, reverse=True,
        rows="""
            100 100 100 100 L
            100 100 100 100 LS
            100 100 100 100 LSl
            101 101 101 101 .
        """,
        trades=["L 1@100 3@101 exit_rule"],
    ),
    Case(
        rule="09", name="an exit rule of the other side is not asked", mirror=True,
        rows="""
            100 100 100 100 L
            100 100 100 100 s
            100 100 100 100 .
        """,
        expect={"open": ("L", 1, 100.0)},
    ),
    Case(
        rule="10", name="a due exit and a gapped stop are one fill", mirror=True, risk=STOP,
        rows="""
            100 100 100 100 L
            100 100 100 100 l
            95 96 94 95 .
        """,
        trades=["L 1@100 2@95 exit_rule"],
    ),
    Case(
        rule="10", name="a due exit at an open beyond the target is the exit", mirror=True,
        risk={"take_profit_pct": 5.0},
        rows="""
            100 100 100 100 L
            100 100 100 100 l
            106 106 106 106 .
        """,
        trades=["L 1@100 2@106 exit_rule"],
    ),
    Case(
        rule="10", name="the one fill slips", risk=STOP, config={"slippage_pct": 1.0},
        rows="""
            100 100 100 100 L
            100 101 100 100 l
            95 96 94 95 .
        """,
        trades=["L 1@101 2@94.05 exit_rule"],
    ),
    Case(
        rule="10", name="the one fill slips", risk=STOP, config={"slippage_pct": 1.0},
        rows="""
            100 100 100 100 S
            100 100 99 100 s
            105 106 104 105 .
        """,
        trades=["S 1@99 2@106.05 exit_rule"],
    ),
    Case(
        rule="10", name="reverse comes before exit rule", mirror=True, reverse=True,
        rows="""
            100 100 100 100 L
            100 100 100 100 Sl
            101 101 101 101 .
        """,
        trades=["L 1@100 2@101 reverse"],
        expect={"open": ("S", 2, 101.0)},
    ),
    Case(
        rule="10", name="exit rule comes before time stop", mirror=True,
        risk={"max_bars_in_trade": 1},
        rows="""
            100 100 100 100 L
            100 100 100 100 l
            101 101 101 101 .
        """,
        trades=["L 1@100 2@101 exit_rule"],
    ),
    Case(
        rule="10", name="reverse comes before time stop", mirror=True, reverse=True,
        risk={"max_bars_in_trade": 1},
        rows="""
            100 100 100 100 L
            100 100 100 100 S
            101 101 101 101 .
        """,
        trades=["L 1@100 2@101 reverse"],
        expect={"open": ("S", 2, 101.0), "pending": [("exit", -1, "time_stop")]},
    ),
    Case(
        rule="10", name="halt comes before reverse and enters nothing", mirror=True, reverse=True,
        size=None, risk={"max_drawdown_pct": 0.5, "max_position_size_pct": 100.0},
        rows="""
            100 100 100 100 L
            100 100 99 99 Sl
            99 99 99 99 .
            99 99 99 99 S
            99 99 99 99 .
        """,
        trades=["L 1@100 2@99 halt"],
        expect={"halted_bar": 1},
    ),
]  # fmt: skip
