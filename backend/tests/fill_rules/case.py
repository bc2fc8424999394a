"""A bar table with the fills it must give: small enough to check by hand, the same for any engine.

Rows are `open high low close [letters]`, oldest first. Letters are the rules that are true at that
bar's close; `.` is none. A row `~3` is a gap of three missing bars, the letter Z a bar without
volume.

    letter  rule
    L M     enter long   (entry_rules 0 and 2)      l m   exit long   (exit_rules 0 and 2)
    S T     enter short  (entry_rules 1 and 3)      s t   exit short  (exit_rules 1 and 3)

Trades are written `L 1@100 2@98 stop_loss`: side, bar and price in, bar and price out, reason.
The letters travel in the volume column, which no fill rule reads, so a case is an ordinary strategy
document over ordinary bars and runs on every engine through the port.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from app.domain.arrays import Floats
from app.domain.backtest import RunConfig
from app.domain.market import Bars
from app.domain.rules.spec import (
    Arithmetic,
    Condition,
    Direction,
    Expression,
    Group,
    Logic,
    Node,
    Number,
    Operator,
    Price,
    PriceField,
    Risk,
    Rule,
    Signal,
    Size,
    SizeMode,
    Strategy,
)
from app.domain.timeframes import Calendar, Timeframe
from tests.builders import START_NS

LETTERS: Final = "LSMTlsmt"
_SWAPPED: Final = str.maketrans("LSMTlsmt", "SLTMsltm")
_CENTRE: Final = 200.0

ONE: Final = Size(SizeMode.FIXED_QUANTITY, 1.0)

Trade = tuple[str, int, float, int, float, str]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One bar table. What is not named in `expect` must be absent: no counts, nothing pending.

    expect: `open` (side, bar, price); `pending` ((kind, rule, reason), …); `refused` ((bar,
            reason), …); any count of the outcome; any per-bar array; any column of the trades.
    mirror: also run the short case made by reflecting every price at 100 (costs would not reflect).
    """

    rule: str
    name: str
    rows: str
    trades: Sequence[str] = ()
    risk: Mapping[str, Any] = field(default_factory=dict)
    size: Size | None = ONE
    reverse: bool = False
    config: Mapping[str, Any] = field(default_factory=dict)
    expect: Mapping[str, Any] = field(default_factory=dict)
    finer: str | None = None
    finer_timeframe: Timeframe = Timeframe.M30
    first: int = 0
    timeframe: Timeframe = Timeframe.H1
    calendar: Calendar = Calendar.ALWAYS
    unknown_exits: bool = False
    mirror: bool = False
    reflected: bool = False

    @property
    def id(self) -> str:
        """Return the name under which a failure is reported."""
        side = "short" if self.reflected or _first_side(self) == "S" else "long"
        return f"rule_{self.rule}_{self.name.replace(' ', '_').replace(',', '')}-{side}"

    @property
    def bars(self) -> Bars:
        """Return the table as bars."""
        return _bars(self.rows, self.timeframe, self.calendar, self.reflected)

    @property
    def finer_bars(self) -> Bars | None:
        """Return the finer table of rule 21, starting with the first bar."""
        if self.finer is None:
            return None
        return _bars(self.finer, self.finer_timeframe, self.calendar, self.reflected)

    @property
    def run_config(self) -> RunConfig:
        """Return the configuration: free of costs unless the case sets some."""
        return replace(RunConfig(commission_pct=0.0, slippage_pct=0.0), **self.config)

    @property
    def strategy(self) -> Strategy:
        """Return the document whose rules are true exactly where the letters say."""
        codes = sorted({_code(letters) for *_, letters in _parsed(self.rows)} - {0})
        body = {letter: _fires(letter, codes, self.reflected) for letter in LETTERS}
        exits = {k: _UNKNOWN if self.unknown_exits else body[k] for k in "lsmt"}
        return Strategy(
            name=self.id,
            symbol="TEST",
            timeframe=self.timeframe,
            direction=Direction.BOTH,
            reverse=self.reverse,
            entry_rules=tuple(Rule(k, _SIDE[k], body[k]) for k in "LSMT"),
            exit_rules=tuple(Rule(k, _SIDE[k], exits[k]) for k in "lsmt"),
            size=self.size,
            risk=Risk(**self.risk),
        )

    @property
    def expected_trades(self) -> list[Trade]:
        """Return the trades, reflected where the case is."""
        return [_trade(line, self.reflected) for line in self.trades]


def both_sides(cases: Sequence[Case]) -> list[Case]:
    """Return the cases, each mirrored one followed by its reflection."""
    return [
        side
        for case in cases
        for side in ((case, replace(case, reflected=True)) if case.mirror else (case,))
    ]


def price[T: (float, Floats)](value: T, reflected: bool) -> T:
    """Return a price, or a column of prices, of the table as the run sees it."""
    return _CENTRE - value if reflected else value


_SIDE: Final = {k: Signal.BUY if k in "LMst" else Signal.SELL for k in LETTERS}
_VOLUME: Final = Price(PriceField.VOLUME)
_NEVER: Final = Condition(_VOLUME, Operator.LESS_THAN, Number(-1.0))
_UNKNOWN: Final = Condition(
    Expression(Arithmetic.DIV, (Price(PriceField.CLOSE), Number(0.0))),
    Operator.GREATER_THAN,
    Number(1.0),
)


def _first_side(case: Case) -> str:
    letters = "".join(row[4] for row in _parsed(case.rows))
    entries = [letter for letter in letters if letter in "LMST"]
    return "S" if entries and entries[0] in "ST" else "L"


def _code(letters: str) -> int:
    return sum(1 << LETTERS.index(letter) for letter in letters if letter in LETTERS)


def _parsed(rows: str) -> list[tuple[float, float, float, float, str]]:
    table = []
    for line in rows.strip().splitlines():
        words = line.split()
        if words and not words[0].startswith("~"):
            o, h, low, c = (float(word) for word in words[:4])
            table.append((o, h, low, c, words[4] if len(words) > 4 else ""))
    return table


def _bars(rows: str, timeframe: Timeframe, calendar: Calendar, reflected: bool) -> Bars:
    steps, step = [], 0
    for line in rows.strip().splitlines():
        word = line.split()[0]
        if word.startswith("~"):
            step += int(word[1:])
        else:
            steps.append(step)
            step += 1
    table = _parsed(rows)
    prices = np.array([row[:4] for row in table])
    if reflected:
        prices = (_CENTRE - prices)[:, [0, 2, 1, 3]]
    volume = [0.0 if "Z" in row[4] else 1.0 + _code(row[4]) for row in table]
    o, h, low, c = (prices[:, k].copy() for k in range(4))
    time = START_NS + np.array(steps, np.int64) * timeframe.nanos
    return Bars(time, o, h, low, c, np.array(volume), timeframe, calendar)


def _fires(letter: str, codes: Sequence[int], reflected: bool) -> Node:
    """Return a condition that is true on the bars that carry `letter`."""
    bit = 1 << LETTERS.index(letter.translate(_SWAPPED) if reflected else letter)
    firing = tuple(
        Condition(_VOLUME, Operator.EQUAL, Number(1.0 + code)) for code in codes if code & bit
    )
    if not firing:
        return _NEVER
    return firing[0] if len(firing) == 1 else Group(Logic.OR, firing)


def _trade(line: str, reflected: bool) -> Trade:
    side, entry, exit_, reason = line.split()
    (entry_bar, bought), (exit_bar, sold) = entry.split("@"), exit_.split("@")
    return (
        side.translate(_SWAPPED) if reflected else side,
        int(entry_bar),
        price(float(bought), reflected),
        int(exit_bar),
        price(float(sold), reflected),
        reason,
    )
