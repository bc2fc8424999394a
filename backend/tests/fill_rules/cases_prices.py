"""Rules 16, 21 and 23: slippage, ticks and fees, finer bars, excursions."""

from typing import Final

from app.domain.timeframes import Timeframe
from tests.fill_rules.case import Case

STOP: Final = {"stop_loss_pct": 2.0}
TARGET: Final = {"take_profit_pct": 5.0}
BRACKET: Final = {**STOP, **TARGET}

CASES: Final = [
    Case(
        rule="16", name="slippage works against the trader", config={"slippage_pct": 1.0},
        rows="""
            100 100 100 100 L
            100 100 100 100 l
            100 100 100 100 .
        """,
        # Neither price was traded in its bar: slippage is not capped by the range.
        trades=["L 1@101 2@99 exit_rule"],
    ),
    Case(
        rule="16", name="slippage works against the trader", config={"slippage_pct": 1.0},
        rows="""
            100 100 100 100 S
            100 100 100 100 s
            100 100 100 100 .
        """,
        trades=["S 1@99 2@101 exit_rule"],
    ),
    Case(
        rule="16", name="a stop slips and a target does not", risk=BRACKET,
        config={"slippage_pct": 1.0},
        rows="""
            100 100 100 100 L
            100 101 98.98 100 L
            100 107 100 106 .
        """,
        trades=["L 1@101 1@97.9902 stop_loss", "L 2@101 2@106.05 take_profit"],
    ),
    Case(
        rule="16", name="a stop slips and a target does not", risk=BRACKET,
        config={"slippage_pct": 1.0},
        rows="""
            100 100 100 100 S
            100 100.98 99 100 S
            100 100 93 94 .
        """,
        trades=["S 1@99 1@101.9898 stop_loss", "S 2@99 2@94.05 take_profit"],
    ),
    Case(
        rule="16", name="a gapped stop slips and a gapped target does not", risk=BRACKET,
        config={"slippage_pct": 1.0},
        rows="""
            100 100 100 100 L
            100 101 100 100 .
            90 90 90 90 L
            100 101 100 100 .
            110 110 110 110 .
        """,
        trades=["L 1@101 2@89.1 stop_loss", "L 3@101 4@110 take_profit"],
    ),
    Case(
        rule="16", name="a gapped stop slips and a gapped target does not", risk=BRACKET,
        config={"slippage_pct": 1.0},
        rows="""
            100 100 100 100 S
            100 100 99 100 .
            110 110 110 110 S
            100 100 99 100 .
            90 90 90 90 .
        """,
        trades=["S 1@99 2@111.1 stop_loss", "S 3@99 4@90 take_profit"],
    ),
    Case(
        rule="16", name="levels round to the tick away from the market, fills do not", mirror=True,
        risk={"stop_loss_pct": 2.3, "take_profit_pct": 5.3}, config={"tick_size": 0.5},
        rows="""
            100 100 100 100 L
            100 100 97.6 99 .
            99 99 97.5 98 L
            100 105.4 100 105 .
            105 105.5 105 105 L
            100 101 99 100 l
            100.3 101 100 101 .
        """,
        trades=[
            "L 1@100 2@97.5 stop_loss",
            "L 3@100 4@105.5 take_profit",
            "L 5@100 6@100.3 exit_rule",
        ],
    ),
    Case(
        rule="16", name="a level on the tick stays on it", mirror=True, risk=STOP,
        config={"tick_size": 0.01},
        rows="""
            100 100 100 100 L
            100 100 97 98 .
        """,
        trades=["L 1@100 1@98 stop_loss"],
    ),
    Case(
        rule="16", name="the trailing stop rounds too", mirror=True,
        risk={"trailing_stop_pct": 2.3}, config={"tick_size": 0.5},
        rows="""
            100 100 100 100 L
            100 100 97.6 99 .
            98 98 97 97 .
        """,
        trades=["L 1@100 2@97.5 trailing_stop"],
    ),
    Case(
        rule="16", name="fees are the largest of rate per share and minimum",
        config={"commission_pct": 1.0, "fee_per_share": 0.5, "min_fee": 1.55},
        rows="""
            100 100 100 100 L
            100 100 100 100 l
            110 110 110 110 .
        """,
        trades=["L 1@100 2@110 exit_rule"],
        expect={"entry_fee": [1.55], "exit_fee": [1.6], "pnl": [10 - 1.55 - 1.6]},
    ),
    Case(
        rule="16", name="fees are the largest of rate per share and minimum",
        config={"commission_pct": 1.0, "fee_per_share": 0.5, "min_fee": 1.45},
        rows="""
            100 100 100 100 S
            100 100 100 100 s
            90 90 90 90 .
        """,
        trades=["S 1@100 2@90 exit_rule"],
        expect={"entry_fee": [1.5], "exit_fee": [1.45], "pnl": [10 - 1.5 - 1.45]},
    ),
    Case(
        rule="21", name="finer bars tell that the target came first", mirror=True, risk=BRACKET,
        rows="""
            100 100 100 100 .
            100 100 100 100 L
            100 106 97 100 .
        """,
        finer="""
            100 100 100 100
            100 100 100 100
            100 100 100 100
            100 100 100 100
            100 106 99 105
            105 105 97 100
        """,
        trades=["L 2@100 2@105 take_profit"],
    ),
    Case(
        rule="21", name="finer bars tell that the stop came first", mirror=True, risk=BRACKET,
        rows="""
            100 100 100 100 L
            100 101 99 100 .
            100 106 96 100 .
        """,
        finer="""
            100 100 100 100
            100 100 100 100
            100 101 99 100
            100 100 99 100
            97 97 96 96
            96 106 96 100
        """,
        # The finer gap to 97 decides that the stop was first; its price stays rule 8's.
        trades=["L 1@100 2@98 stop_loss"],
    ),
    Case(
        rule="21", name="both in one finer bar stay ambiguous", mirror=True, risk=BRACKET,
        rows="""
            100 100 100 100 L
            100 106 97 100 .
        """,
        finer="""
            100 100 100 100
            100 100 100 100
            100 106 97 100
            100 100 100 100
        """,
        trades=["L 1@100 1@98 stop_loss"],
        expect={"ambiguous_bars": 1},
    ),
    Case(
        rule="21", name="a bar without finer bars stays ambiguous", mirror=True, risk=BRACKET,
        rows="""
            100 100 100 100 L
            100 106 97 100 .
            100 106 99 105 .
        """,
        finer="""
            100 100 100 100
            100 100 100 100
            ~2
            100 106 99 105
            105 106 100 105
        """,
        trades=["L 1@100 1@98 stop_loss"],
        expect={"ambiguous_bars": 1},
    ),
    Case(
        rule="21", name="finer bars do not change a bar that reaches one level", mirror=True,
        risk=BRACKET, finer_timeframe=Timeframe.M30,
        rows="""
            100 100 100 100 L
            100 106 99 100 .
        """,
        finer="""
            100 100 100 100
            100 100 100 100
            100 100 90 100
            100 106 99 100
        """,
        trades=["L 1@100 1@105 take_profit"],
    ),
    Case(
        rule="23", name="the worst and best prices of all its bars count",
        rows="""
            100 100 100 100 L
            100 104 98 101 .
            101 110 99 105 l
            103 112 97 104 .
        """,
        # The exit bar counts whole, as the rule counts bars.
        trades=["L 1@100 3@103 exit_rule"],
        expect={"mae_pct": [-3.0], "mfe_pct": [12.0]},
    ),
    Case(
        rule="23", name="the worst and best prices of all its bars count",
        rows="""
            100 100 100 100 S
            100 104 98 101 .
            101 110 99 105 s
            103 112 97 104 .
        """,
        trades=["S 1@100 3@103 exit_rule"],
        expect={"mae_pct": [-12.0], "mfe_pct": [3.0]},
    ),
    Case(
        rule="23", name="against the fill price", config={"slippage_pct": 25.0},
        rows="""
            100 100 100 100 L
            100 100 100 100 l
            100 150 100 100 .
        """,
        trades=["L 1@125 2@75 exit_rule"],
        expect={"mae_pct": [-20.0], "mfe_pct": [20.0]},
    ),
]  # fmt: skip
