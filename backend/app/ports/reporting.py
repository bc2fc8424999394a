"""What a report of a finished backtest says, and who makes a file of it.

Everything here is already worded and rounded for people: a reporter chooses type, place and
colour, never content.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.domain.charts import Bin


class Tone(StrEnum):
    """What a figure means for the owner of the money; colour is never the only sign of it."""

    PLAIN = "plain"
    GAIN = "gain"
    LOSS = "loss"


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a table: what it is, and what it is here."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the figures people look at first; `note` says what it means, or why it is missing."""

    title: str
    value: str
    note: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure with its definition (or the reason it has no value) and what it was taken over."""

    title: str
    value: str
    definition: str
    sample: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Equity at bar closes, drawdown in percent (0 or less), buy and hold where it is known.

    Units: `time_ms` milliseconds since 1970; money in the quote currency.
    """

    time_ms: tuple[int, ...]
    equity: tuple[float, ...]
    drawdown_pct: tuple[float, ...]
    benchmark: tuple[float, ...] | None
    initial: float


@dataclass(frozen=True, slots=True)
class YearOfMonths:
    """One row of the monthly table: twelve fractions and the year's; None where there is none."""

    year: int
    months: tuple[float | None, ...]
    total: float | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of short texts; all columns after the first `left` are numbers, set to the right.

    `tones` has one entry per row, for the cells of the column `toned`.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left: int = 1
    toned: int | None = None
    tones: tuple[Tone, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleText:
    """One rule: what it is called and what it says, in words."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that is printed, in the order of printing."""

    title: str
    subtitle: str
    about: tuple[Fact, ...]
    currency: str  # of all money; "" where the symbol does not say
    tiles: tuple[Tile, ...]
    figures: tuple[FigureLine, ...]
    curve: Curve
    drawdown: tuple[Fact, ...]
    years: tuple[YearOfMonths, ...]
    months_note: str
    statistics: tuple[FigureLine, ...]
    histogram: tuple[Bin, ...]
    breakdowns: tuple[Listing, ...]
    extremes: tuple[Listing, ...]
    rules: tuple[RuleText, ...]
    formulas: tuple[str, ...]
    costs: tuple[Fact, ...]
    configuration: tuple[Fact, ...]
    proof: tuple[Fact, ...]
    hashes: tuple[Fact, ...]
    warnings: tuple[str, ...]
    symbols: str
    closing: str


class Reporter(Protocol):
    """Makes a file of a report: the same bytes for the same report, without asking anybody."""

    def pdf(self, report: Report) -> bytes:
        """Return the report as a PDF of A4 pages with selectable text."""
        ...
