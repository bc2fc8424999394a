"""Rules 13, 14, 20 and 22: cool-down, time stop, the ends of the data, reversals."""

from typing import Final

from tests.fill_rules.case import Case

STOP: Final = {"stop_loss_pct": 2.0}

CASES: Final = [
    Case(
        rule="13", name="no cool-down allows a signal at the close of the exit bar", mirror=True,
        risk=STOP,
        rows="""
            100 100 100 100 L
            100 100 97 98 L
            99 99 99 99 .
        """,
        trades=["L 1@100 1@98 stop_loss"],
        expect={"open": ("L", 2, 99.0)},
    ),
    Case(
        rule="13", name="two bars of cool-down count the exit bar", mirror=True,
        risk={**STOP, "cooldown_bars": 2},
        rows="""
            100 100 100 100 L
            100 100 97 98 L
            100 100 100 100 L
            100 100 100 100 L
            101 101 101 101 .
        """,
        trades=["L 1@100 1@98 stop_loss"],
        expect={"open": ("L", 4, 101.0)},
    ),
    Case(
        rule="13", name="after a loss the longer cool-down holds", mirror=True,
        risk={**STOP, "cooldown_bars": 1, "cooldown_after_loss_bars": 3},
        rows="""
            100 100 100 100 L
            100 100 97 98 L
            100 100 100 100 L
            100 100 100 100 L
            100 100 100 100 L
            101 101 101 101 .
        """,
        trades=["L 1@100 1@98 stop_loss"],
        expect={"open": ("L", 5, 101.0)},
    ),
    Case(
        rule="13", name="after a win only the ordinary cool-down holds", mirror=True,
        risk={"take_profit_pct": 5.0, "cooldown_bars": 1, "cooldown_after_loss_bars": 3},
        rows="""
            100 100 100 100 L
            100 106 100 104 L
            100 100 100 100 L
            101 101 101 101 .
        """,
        trades=["L 1@100 1@105 take_profit"],
        expect={"open": ("L", 3, 101.0)},
    ),
    Case(
        rule="13", name="a win on paper that costs turn into a loss is a loss",
        risk={"cooldown_after_loss_bars": 2}, config={"commission_pct": 1.0},
        rows="""
            100 100 100 100 L
            100 100 100 100 l
            101 101 101 101 L
            101 101 101 101 L
            101 101 101 101 L
        """,
        trades=["L 1@100 2@101 exit_rule"],
        expect={"pnl": [1.0 - 1.0 - 1.01], "pending": [("entry_long", 0, "entry_rule")]},
    ),
    Case(
        rule="13", name="breaking even is no loss", mirror=True,
        risk={"cooldown_after_loss_bars": 3},
        rows="""
            100 100 100 100 L
            100 100 100 100 l
            100 100 100 100 L
            101 101 101 101 .
        """,
        trades=["L 1@100 2@100 exit_rule"],
        expect={"open": ("L", 3, 101.0)},
    ),
    Case(
        rule="13", name="of two exits in one bar the longer cool-down holds", reverse=True,
        risk={"take_profit_pct": 5.0, "cooldown_after_loss_bars": 2},
        rows="""
            100 100 100 100 L
            100 100 90 90 S
            80 80 75 76 L
            76 76 76 76 L
            76 76 76 76 L
            77 77 77 77 .
        """,
        # The long loses at the open of bar 2, the short entered there wins inside it.
        trades=["L 1@100 2@80 reverse", "S 2@80 2@76 take_profit"],
        expect={"open": ("L", 5, 77.0)},
    ),
    Case(
        rule="13", name="of two exits in one bar the longer cool-down holds", reverse=True,
        risk={"take_profit_pct": 5.0, "cooldown_after_loss_bars": 2},
        rows="""
            100 100 100 100 S
            100 110 100 110 L
            120 126 120 125 S
            124 124 124 124 S
            124 124 124 124 S
            123 123 123 123 .
        """,
        trades=["S 1@100 2@120 reverse", "L 2@120 2@126 take_profit"],
        expect={"open": ("S", 5, 123.0)},
    ),
    Case(
        rule="13", name="the entry half of a reversal is exempt", mirror=True, reverse=True,
        risk={"cooldown_bars": 3},
        rows="""
            100 100 100 100 L
            100 100 100 100 S
            101 101 101 101 s
            100 100 100 100 L
            100 100 100 100 L
            100 100 100 100 L
            102 102 102 102 L
        """,
        trades=["L 1@100 2@101 reverse", "S 2@101 3@100 exit_rule"],
        expect={"pending": [("entry_long", 0, "entry_rule")]},
    ),
    Case(
        rule="14", name="entered at the open of e it leaves at the open of e plus n", mirror=True,
        risk={"max_bars_in_trade": 3},
        rows="""
            100 100 100 100 L
            100 100 100 100 .
            101 101 101 101 .
            ~4
            102 102 102 102 .
            103 103 103 103 .
        """,
        trades=["L 1@100 4@103 time_stop"],
    ),
    Case(
        rule="14", name="one bar in trade", mirror=True, risk={"max_bars_in_trade": 1},
        rows="""
            100 100 100 100 L
            100 100 100 100 .
            103 103 103 103 .
        """,
        trades=["L 1@100 2@103 time_stop"],
    ),
    Case(
        rule="14", name="zero bars means no time stop", mirror=True, risk={"max_bars_in_trade": 0},
        rows="""
            100 100 100 100 L
            100 100 100 100 .
            103 103 103 103 .
        """,
        expect={"open": ("L", 1, 100.0)},
    ),
    Case(
        rule="20", name="nothing fills at the first bar", mirror=True,
        rows="""
            100 100 100 100 L
        """,
        expect={"pending": [("entry_long", 0, "entry_rule")], "equity": [10_000]},
    ),
    Case(
        rule="20", name="an exit due after the last bar is pending", mirror=True,
        rows="""
            100 100 100 100 L
            100 100 100 100 .
            103 103 103 103 m
        """,
        expect={
            "open": ("L", 1, 100.0),
            "pending": [("exit", 2, "exit_rule")],
            "equity": [10_000, 10_000, 10_003],
        },
    ),
    Case(
        rule="20", name="both halves of a reversal are pending", mirror=True, reverse=True,
        rows="""
            100 100 100 100 L
            100 100 100 100 S
        """,
        expect={
            "open": ("L", 1, 100.0),
            "pending": [("exit", -1, "reverse"), ("entry_short", 1, "reverse")],
        },
    ),
    Case(
        rule="20", name="close at end sells at the last close with costs",
        config={"close_at_end": True, "slippage_pct": 1.0, "commission_pct": 1.0},
        rows="""
            100 100 100 100 L
            100 101 100 100 .
            103 110 103 110 l
        """,
        trades=["L 1@101 2@108.9 end_of_data"],
        expect={
            "exit_fee": [1.089],
            "equity": [10_000, 10_000 - 1.01 - 1.0, 10_000 + 108.9 - 101.0 - 1.01 - 1.089],
            "position": [0, 1, 0],
            "exposed": [0, 1, 1],
            "gross": [0, 100 / 9_997.99, 0],
        },
    ),
    Case(
        rule="20", name="close at end buys back at the last close with costs",
        config={"close_at_end": True, "slippage_pct": 1.0, "commission_pct": 1.0},
        rows="""
            100 100 100 100 S
            100 100 99 100 .
            90 90 80 80 s
        """,
        trades=["S 1@99 2@80.8 end_of_data"],
        expect={
            "exit_fee": [0.808],
            "equity": [10_000, 10_000 - 1.0 - 0.99, 10_000 + 99.0 - 80.8 - 0.99 - 0.808],
        },
    ),
    Case(
        rule="20", name="close at end leaves a due entry pending", mirror=True,
        config={"close_at_end": True},
        rows="""
            100 100 100 100 .
            100 100 100 100 L
        """,
        expect={"pending": [("entry_long", 0, "entry_rule")]},
    ),
    Case(
        rule="22", name="both halves pay their own costs", reverse=True,
        config={"slippage_pct": 1.0, "commission_pct": 1.0},
        rows="""
            100 100 100 100 L
            100 101 100 100 S
            100 101 99 100 .
        """,
        trades=["L 1@101 2@99 reverse"],
        expect={"open": ("S", 2, 99.0), "entry_fee": [1.01], "exit_fee": [0.99]},
    ),
    Case(
        rule="22", name="both halves pay their own costs", reverse=True,
        config={"slippage_pct": 1.0, "commission_pct": 1.0},
        rows="""
            100 100 100 100 S
            100 101 99 100 L
            100 101 99 100 .
        """,
        trades=["S 1@99 2@101 reverse"],
        expect={"open": ("L", 2, 101.0), "entry_fee": [0.99], "exit_fee": [1.01]},
    ),
    Case(
        rule="22", name="an entry half refused by size leaves it flat", reverse=True,
        config={"min_notional": 98.0},
        rows="""
            100 100 100 100 L
            100 100 97 97 S
            97 97 97 97 .
            97 97 97 97 .
        """,
        trades=["L 1@100 2@97 reverse"],
        expect={"refused": [(1, "below_min_notional")]},
    ),
    Case(
        rule="22", name="an entry half refused by size leaves it flat", reverse=True,
        # One sold at 100 and bought back at 103 leaves 98: not enough to buy one.
        config={"initial_capital": 101.0},
        rows="""
            100 100 100 100 S
            100 103 100 103 L
            103 103 103 103 .
            103 103 103 103 .
        """,
        trades=["S 1@100 2@103 reverse"],
        expect={"refused": [(1, "insufficient_cash")]},
    ),
    Case(
        rule="22", name="stopped inside the bar it is flat at the close", mirror=True, reverse=True,
        risk={**STOP, "cooldown_bars": 2},
        rows="""
            100 100 100 100 L
            100 100 97 98 S
            99 99 99 99 S
            98 98 98 98 S
            97 97 97 97 .
        """,
        trades=["L 1@100 1@98 stop_loss"],
        expect={"open": ("S", 4, 97.0)},
    ),
]  # fmt: skip
