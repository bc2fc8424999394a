"""Rules 8b to 8d, 11 and 12: where stops and targets fill."""

from typing import Final

from tests.fill_rules.case import Case

STOP: Final = {"stop_loss_pct": 2.0}
TARGET: Final = {"take_profit_pct": 5.0}
BRACKET: Final = {**STOP, **TARGET}
TRAIL: Final = {"trailing_stop_pct": 5.0}

CASES: Final = [
    Case(
        rule="08b", name="an open beyond the stop fills at the open", mirror=True, risk=BRACKET,
        rows="""
            100 100 100 100 L
            100 101 99 100 .
            95 99 94 96 .
            96 96 96 96 .
        """,
        trades=["L 1@100 2@95 stop_loss"],
        expect={"exposed": [0, 1, 0, 0]},
    ),
    Case(
        rule="08b", name="an open at the stop fills there", mirror=True, risk=BRACKET,
        rows="""
            100 100 100 100 L
            100 101 99 100 .
            98 99 97 99 .
        """,
        trades=["L 1@100 2@98 stop_loss"],
    ),
    Case(
        rule="08b", name="an open beyond the target fills at the open", mirror=True, risk=BRACKET,
        rows="""
            100 100 100 100 L
            100 101 99 100 .
            107 108 106 107 .
        """,
        trades=["L 1@100 2@107 take_profit"],
    ),
    Case(
        rule="08b", name="an open beyond the target wins over the range at the stop", mirror=True,
        risk=BRACKET,
        rows="""
            100 100 100 100 L
            100 101 99 100 .
            107 108 90 95 .
        """,
        trades=["L 1@100 2@107 take_profit"],
    ),
    Case(
        rule="08b", name="an open beyond the stop wins over the range at the target", mirror=True,
        risk=BRACKET,
        rows="""
            100 100 100 100 L
            100 101 99 100 .
            95 110 94 100 .
        """,
        trades=["L 1@100 2@95 stop_loss"],
    ),
    Case(
        rule="08c", name="a range at the stop fills at the stop", mirror=True, risk=BRACKET,
        rows="""
            100 100 100 100 L
            100 101 99 100 .
            100 101 98 99 .
        """,
        trades=["L 1@100 2@98 stop_loss"],
    ),
    Case(
        rule="08c", name="a range at the target fills at the target", mirror=True, risk=BRACKET,
        rows="""
            100 100 100 100 L
            100 101 99 100 .
            100 105 99 101 .
        """,
        trades=["L 1@100 2@105 take_profit"],
    ),
    Case(
        rule="08c", name="a range short of both fills nothing", mirror=True, risk=BRACKET,
        rows="""
            100 100 100 100 L
            100 104.99 98.01 100 .
        """,
        expect={"open": ("L", 1, 100.0)},
    ),
    Case(
        rule="08c", name="a range at both takes the stop and counts", mirror=True, risk=BRACKET,
        rows="""
            100 100 100 100 L
            100 101 99 100 .
            100 106 97 101 .
        """,
        trades=["L 1@100 2@98 stop_loss"],
        expect={"ambiguous_bars": 1},
    ),
    Case(
        rule="08c", name="the entry bar can stop", mirror=True, risk=BRACKET,
        rows="""
            100 100 100 100 L
            100 101 97 99 .
        """,
        trades=["L 1@100 1@98 stop_loss"],
        expect={"exposed": [0, 1], "position": [0, 0], "equity": [10_000, 9_998]},
    ),
    Case(
        rule="08c", name="the entry bar can reach the target", mirror=True, risk=BRACKET,
        rows="""
            100 100 100 100 L
            100 106 99 101 .
        """,
        trades=["L 1@100 1@105 take_profit"],
    ),
    Case(
        rule="08c", name="the entry bar can be ambiguous", mirror=True, risk=BRACKET,
        rows="""
            100 100 100 100 L
            100 106 97 101 .
        """,
        trades=["L 1@100 1@98 stop_loss"],
        expect={"ambiguous_bars": 1},
    ),
    Case(
        rule="08d", name="nothing is re-entered inside the bar of an exit", mirror=True, risk=STOP,
        rows="""
            100 100 100 100 L
            100 100 97 98 L
            100 100 97 98 L
            99 99 99 99 .
        """,
        trades=["L 1@100 1@98 stop_loss", "L 2@100 2@98 stop_loss"],
        expect={"open": ("L", 3, 99.0)},
    ),
    Case(
        rule="08d", name="equity is marked before the orders of the next bar", mirror=True,
        rows="""
            100 100 100 100 L
            100 103 99 102 l
            104 104 104 104 .
        """,
        trades=["L 1@100 2@104 exit_rule"],
        expect={"equity": [10_000, 10_002, 10_004]},
    ),
    Case(
        rule="11", name="a stop that slippage puts beyond the open fills at the open", mirror=True,
        risk=STOP, config={"slippage_pct": 3.0},
        rows="""
            100 100 100 100 L
            100 100 100 100 .
        """,
        trades=["L 1@103 1@97 stop_loss"],
        # The position was held from the open on: no gap of rule 8b.
        expect={"exposed": [0, 1]},
    ),
    Case(
        rule="11", name="such a stop and a target in one bar are ambiguous", mirror=True,
        risk=BRACKET, config={"slippage_pct": 3.0},
        rows="""
            100 100 100 100 L
            100 110 100 109 .
        """,
        trades=["L 1@103 1@97 stop_loss"],
        expect={"ambiguous_bars": 1},
    ),
    Case(
        rule="11", name="stop and target come from the slipped fill", risk=BRACKET,
        config={"slippage_pct": 1.0},
        rows="""
            100 100 100 100 L
            100 106 99 100 .
            100 106.06 100 106 .
        """,
        trades=["L 1@101 2@106.05 take_profit"],
        expect={"stop_price": [98.98], "target_price": [106.05]},
    ),
    Case(
        rule="11", name="stop and target come from the slipped fill", risk=BRACKET,
        config={"slippage_pct": 1.0},
        rows="""
            100 100 100 100 S
            100 100.9 94.1 100 .
            100 100 94.04 95 .
        """,
        trades=["S 1@99 2@94.05 take_profit"],
        expect={"stop_price": [100.98], "target_price": [94.05]},
    ),
    Case(
        rule="12", name="the entry bar trails from the fill, the next from its high", risk=TRAIL,
        rows="""
            100 100 100 100 L
            100 110 96 108 .
            108 109 104 105 .
        """,
        trades=["L 1@100 2@104.5 trailing_stop"],
        expect={"stop_price": [95.0]},
    ),
    Case(
        rule="12", name="the entry bar trails from the fill, the next from its low", risk=TRAIL,
        rows="""
            100 100 100 100 S
            100 104 90 92 .
            92 95 91 94 .
        """,
        trades=["S 1@100 2@94.5 trailing_stop"],
        expect={"stop_price": [105.0]},
    ),
    Case(
        rule="12", name="the peak never falls", risk=TRAIL,
        rows="""
            100 100 100 100 L
            100 120 100 118 .
            118 119 116 117 .
            117 118 115 116 .
            112 113 111 112 .
        """,
        trades=["L 1@100 4@112 trailing_stop"],
    ),
    Case(
        rule="12", name="the peak never rises", risk=TRAIL,
        rows="""
            100 100 100 100 S
            100 100 80 82 .
            82 83.5 81 82 .
            82 83.9 81 83 .
            86 87 85 86 .
        """,
        trades=["S 1@100 4@86 trailing_stop"],
    ),
    Case(
        rule="12", name="a fixed stop as tight as the trailing one names the exit", mirror=True,
        risk={"stop_loss_pct": 5.0, **TRAIL},
        rows="""
            100 100 100 100 L
            100 100 94 95 .
        """,
        trades=["L 1@100 1@95 stop_loss"],
    ),
    Case(
        rule="12", name="the tighter of both stops holds", mirror=True, risk={**STOP, **TRAIL},
        rows="""
            100 100 100 100 L
            100 100 97 98 .
        """,
        trades=["L 1@100 1@98 stop_loss"],
        expect={"stop_price": [98.0]},
    ),
    Case(
        rule="12", name="the trailing stop takes over when it is tighter",
        risk={"stop_loss_pct": 2.0, **TRAIL},
        rows="""
            100 100 100 100 L
            100 104 99 103 .
            103 110 103 109 .
            109 109 104 105 .
        """,
        trades=["L 1@100 3@104.5 trailing_stop"],
        expect={"stop_price": [98.0]},
    ),
    Case(
        rule="12", name="the trailing stop takes over when it is tighter",
        risk={"stop_loss_pct": 2.0, **TRAIL},
        rows="""
            100 100 100 100 S
            100 101 96 97 .
            97 97 90 91 .
            91 95 91 94 .
        """,
        trades=["S 1@100 3@94.5 trailing_stop"],
        expect={"stop_price": [102.0]},
    ),
]  # fmt: skip
