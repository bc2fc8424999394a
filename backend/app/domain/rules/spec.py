"""The strategy document in normal form: what every other module of the rule language works on.

`parse.py` turns JSON (the builder's and the specification's short forms) into these values,
`text.py` turns the text form into them and back; both go through the same normalisation, so a
document has exactly one normal form (flat form expanded, defaults dropped, one-child AND/OR
unwrapped).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from app.domain.timeframes import Timeframe

# What a document may hold at most; more is refused with the number.
MAX_DEPTH: Final = 8  # nested groups of a rule, and nested parts of an operand
MAX_CONDITIONS: Final = 64
MAX_RULES: Final = 64  # per list, references included
MAX_INDICATORS: Final = 20  # distinct computations
MAX_OPERANDS: Final = 512
MAX_ARGUMENTS: Final = 16  # of one sum, product, min or max
MAX_LOOK_BACK: Final = 5_000  # strategy bars
MAX_COST: Final = 5_000_000_000  # bars times window, summed


class PriceField(StrEnum):
    """A column of a bar, or a mean of several."""

    OPEN = "open"
    HIGH = "high"
    LOW = "low"
    CLOSE = "close"
    VOLUME = "volume"
    HL2 = "hl2"
    HLC3 = "hlc3"
    OHLC4 = "ohlc4"


class Operator(StrEnum):
    """How a condition compares its sides."""

    LESS_THAN = "less_than"
    LESS_OR_EQUAL = "less_or_equal"
    GREATER_THAN = "greater_than"
    GREATER_OR_EQUAL = "greater_or_equal"
    EQUAL = "equal"
    NOT_EQUAL = "not_equal"
    CROSSES_ABOVE = "crosses_above"
    CROSSES_BELOW = "crosses_below"
    BETWEEN = "between"
    OUTSIDE = "outside"
    RISING = "rising"
    FALLING = "falling"


class Arithmetic(StrEnum):
    """How an expression joins its arguments."""

    ADD = "add"
    SUB = "sub"
    MUL = "mul"
    DIV = "div"
    MIN = "min"
    MAX = "max"
    ABS = "abs"


class Logic(StrEnum):
    """How a group joins its children."""

    AND = "AND"
    OR = "OR"
    NOT = "NOT"


class Signal(StrEnum):
    """What a rule asks for."""

    BUY = "BUY"
    SELL = "SELL"


class Direction(StrEnum):
    """Which sides a strategy may hold."""

    LONG = "long"
    SHORT = "short"
    BOTH = "both"


class SizeMode(StrEnum):
    """What `Size.value` means (rule 15)."""

    PERCENT_EQUITY = "percent_equity"
    FIXED_AMOUNT = "fixed_amount"
    FIXED_QUANTITY = "fixed_quantity"
    RISK_PER_TRADE_PCT = "risk_per_trade_pct"


@dataclass(frozen=True, slots=True)
class Number:
    """A constant; always finite."""

    value: float


@dataclass(frozen=True, slots=True)
class Price:
    """A price column, `offset` bars of its own timeframe back (rule 3)."""

    field: PriceField
    offset: int = 0
    timeframe: Timeframe | None = None


@dataclass(frozen=True, slots=True)
class IndicatorCall:
    """One output of a catalogue indicator.

    `params` holds only values that differ from the defaults, sorted by name; `output` is None for
    the default output and `source` None for the close.
    """

    indicator: str
    params: tuple[tuple[str, float | int | str], ...] = ()
    output: str | None = None
    source: "Operand | None" = None
    offset: int = 0
    timeframe: Timeframe | None = None


@dataclass(frozen=True, slots=True)
class Expression:
    """Arithmetic over operands, evaluated bar by bar.

    add, mul, min and max take two or more arguments, folded from the left; sub and div take two,
    abs one.
    """

    op: Arithmetic
    args: "tuple[Operand, ...]"
    offset: int = 0
    timeframe: Timeframe | None = None


Operand = Number | Price | IndicatorCall | Expression


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison; `right` is an operand, [low, high] for between/outside, n for rising/falling.

    At most one of `within` and `for_bars` is set.
    """

    left: Operand
    operator: Operator
    right: Operand | tuple[Operand, Operand] | int
    within: int | None = None
    for_bars: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions joined by one logic word.

    NOT has exactly one child; AND has one only to put a second `within` or `for` around it.
    """

    logic: Logic
    conditions: "tuple[Node, ...]"
    within: int | None = None
    for_bars: int | None = None


Node = Condition | Group


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rule of an entry or exit list; `key` is the user's own name for saving it."""

    name: str
    signal: Signal
    body: Node
    key: str | None = None


@dataclass(frozen=True, slots=True)
class RuleRef:
    """A saved rule named by uuid or by the user's own key; resolved before a run."""

    rule_id: str


@dataclass(frozen=True, slots=True)
class Size:
    """How much an entry buys (rule 15)."""

    mode: SizeMode
    value: float


@dataclass(frozen=True, slots=True)
class Risk:
    """The risk section; None means not set. Percent throughout; bar counts in strategy bars."""

    stop_loss_pct: float | None = None
    take_profit_pct: float | None = None
    trailing_stop_pct: float | None = None
    max_position_size_pct: float | None = None
    max_drawdown_pct: float | None = None
    max_daily_loss_pct: float | None = None
    max_bars_in_trade: int | None = None
    cooldown_bars: int = 0
    cooldown_after_loss_bars: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """A whole strategy document in normal form."""

    name: str
    symbol: str
    timeframe: Timeframe
    entry_rules: tuple[Rule | RuleRef, ...]
    exit_rules: tuple[Rule | RuleRef, ...] = ()
    description: str = ""
    venue: str | None = None
    direction: Direction = Direction.LONG
    reverse: bool = False
    size: Size | None = None
    risk: Risk = Risk()

    @property
    def effective_size(self) -> Size:
        """Return the size in force: percent of equity at the position limit when none is given."""
        return self.size or Size(SizeMode.PERCENT_EQUITY, self.effective_max_position_pct)

    @property
    def effective_max_position_pct(self) -> float:
        """Return the position limit in force: 10 % when size is absent, else 100 %."""
        given = self.risk.max_position_size_pct
        if given is not None:
            return given
        return 10.0 if self.size is None else 100.0

    def allows(self, side: Literal["long", "short"]) -> bool:
        """Return whether `direction` permits holding `side`."""
        return self.direction is Direction.BOTH or self.direction.value == side
