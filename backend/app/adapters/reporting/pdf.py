"""The report of a backtest as PDF: A4, embedded type, nothing that leads outside.

Blocks are measured, dealt out to pages, then drawn, so a page can say how many there are. The same
report gives the same bytes: the file holds no clock, and type comes with the library.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from app.adapters.reporting.blocks import (
    SMALL,
    Block,
    Cell,
    Columns,
    Grid,
    Space,
    Tiles,
    Together,
    Words,
    caption,
    facts,
    figures,
    listing,
    section,
)
from app.adapters.reporting.charts import DrawdownChart, EquityChart, HistogramChart, MonthTable
from app.adapters.reporting.pen import ACCENT, INK, LINE, LOSS, MUTED, Pen
from app.adapters.reporting.typeface import PLAIN, STRONG, clipped, printable, register
from app.ports.reporting import Report

_A4: Final = (595.276, 841.89)
_SIDE: Final = 46.0
_WIDTH: Final = _A4[0] - 2 * _SIDE
_TOP: Final = _A4[1] - 58.0
_FOOT: Final = 54.0
_GROUP_SHARES: Final = (0.4, 0.13, 0.14, 0.15, 0.18)
_TRADE_SHARES: Final = (0.06, 0.06, 0.155, 0.155, 0.11, 0.12, 0.12, 0.1, 0.12)


@dataclass(frozen=True, slots=True)
class _NewPage:
    """What follows begins a page, unless it would be one after `last` anyway."""

    last: int


@dataclass(frozen=True, slots=True)
class _Placed:
    block: Block
    top: float


type _Item = Block | _NewPage


class PdfReporter:
    """Makes PDF reports with reportlab."""

    def pdf(self, report: Report) -> bytes:
        """Return the report as a PDF of A4 pages with selectable text."""
        register()
        pages = _pages(list(_story(report)))
        content = io.BytesIO()
        canvas = Canvas(
            content, pagesize=_A4, invariant=1, pageCompression=1, initialFontName=PLAIN
        )
        canvas.setTitle(f"{_told(report.title)}: backtest report")
        canvas.setSubject(_told(report.subtitle))
        canvas.setAuthor("ApexTrade")
        canvas.setCreator("ApexTrade")
        pen = Pen(canvas)
        for number, page in enumerate(pages, 1):
            _frame(pen, report, number, len(pages))
            for placed in page:
                placed.block.draw(pen, _SIDE, placed.top, _WIDTH)
            canvas.showPage()
        canvas.save()
        return content.getvalue()


def _told(text: str) -> str:
    """Return a text for the file's own notes, without what no reader should meet."""
    return "".join(letter for letter in text if letter.isprintable())


def _pages(items: Sequence[_Item]) -> list[list[_Placed]]:
    """Deal blocks out to pages in order; a block that does not fit begins the next page."""
    pages: list[list[_Placed]] = [[]]
    top = _TOP
    for item in items:
        if isinstance(item, _NewPage):
            if pages[-1] and len(pages) < item.last:
                pages.append([])
                top = _TOP
            continue
        high = item.height(_WIDTH)
        if pages[-1] and top - high < _FOOT:
            pages.append([])
            top = _TOP
        pages[-1].append(_Placed(item, top))
        top -= high
    return [page for page in pages if page]


def _frame(pen: Pen, report: Report, number: int, count: int) -> None:
    right, head = _A4[0] - _SIDE, _A4[1] - 36.0
    pen.words((_SIDE, head), "ApexTrade", 8.5, face=STRONG, ink=ACCENT)
    if number > 1:
        name = clipped(report.title, PLAIN, SMALL, _WIDTH - 190.0)
        pen.words((_SIDE + 62.0, head), name, SMALL, ink=MUTED)
    pen.words((right, head), "Backtest report", SMALL, ink=MUTED, side="right")
    pen.line([(_SIDE, head - 7.0), (right, head - 7.0)], LINE, 0.6)
    pen.line([(_SIDE, 42.0), (right, 42.0)], LINE, 0.6)
    pen.words((_SIDE, 31.0), printable(report.closing), 6.5, ink=MUTED)
    pen.words((right, 31.0), f"Page {number} of {count}", 6.5, ink=MUTED, side="right")


def _story(report: Report) -> Iterator[_Item]:
    yield from _summary(report)
    yield _NewPage(2)
    yield from _equity(report)
    yield from _trades(report)
    yield from _rules(report)
    yield _NewPage(5)
    yield from _terms(report)
    yield from _evidence(report)


def _summary(report: Report) -> Iterator[_Item]:
    yield Words(report.title, 19.0, STRONG, after=1.0, most=3)
    yield Words(report.subtitle, 9.0, PLAIN, MUTED, after=10.0, most=2)
    yield Tiles(report.tiles)
    half = -(-len(report.about) // 2)
    yield Columns(
        (facts(report.about[:half], 0.25), facts(report.about[half:], 0.3)),
    )
    yield Space(8.0)
    if report.warnings:
        count = len(report.warnings)
        what = "1 warning is" if count == 1 else f"{count} warnings are"
        yield Words(f"{what} listed under “Proof and warnings”; read them first.", after=4.0)
    yield section(
        "Figures and what they mean",
        figures(report.figures),
        Words(report.symbols, SMALL, ink=MUTED),
    )


def _equity(report: Report) -> Iterator[_Item]:
    curve = report.curve
    yield section("Equity and drawdown", EquityChart(curve, report.currency))
    yield Space(10.0)
    yield DrawdownChart(curve)
    yield Space(12.0)
    yield Together((caption("The deepest drawdown"), facts(report.drawdown)))
    if report.years:
        yield Space(8.0)
        yield section(
            "Monthly returns",
            MonthTable(report.years),
            Words(report.months_note, SMALL, ink=MUTED),
        )


def _trades(report: Report) -> Iterator[_Item]:
    yield section("Closed trades", figures(report.statistics), Space(10.0))
    if not report.histogram:
        yield Words("No trade was closed, so there is nothing to show by trade.")
        return
    yield Together((HistogramChart(report.histogram, report.currency), Space(12.0)))
    for table in report.breakdowns:
        yield listing(table, _GROUP_SHARES)
    for table in report.extremes:
        yield listing(table, _TRADE_SHARES)


def _rules(report: Report) -> Iterator[_Item]:
    title: tuple[str, ...] = ("The rules in words",)
    for rule in report.rules:
        told = (caption(rule.title), Words(rule.text, after=8.0))
        yield section(title[0], *told) if title else Together(told)
        title = ()
    if report.formulas:
        lines = tuple(Words(line, SMALL, ink=MUTED, after=3.0) for line in report.formulas)
        yield Together((caption("As formulas"), lines[0]))
        yield from lines[1:]


def _terms(report: Report) -> Iterator[_Item]:
    yield section(
        "Costs and configuration",
        Columns(
            (
                Together((caption("Costs"), facts(report.costs, 0.5))),
                Together((caption("Configuration"), facts(report.configuration, 0.5))),
            )
        ),
    )


def _evidence(report: Report) -> Iterator[_Item]:
    yield section("Proof and warnings", facts(report.proof, 0.25))
    hashes = tuple((Cell(line.name, ink=MUTED), Cell(line.value)) for line in report.hashes)
    note = "The same hashes and the same configuration give the same result, to the bit."
    yield Together(
        (
            Space(6.0),
            caption("Hashes"),
            Grid(hashes, (0.25, 0.75), 7.0),
            Words(note, SMALL, ink=MUTED),
        )
    )
    yield _warnings(report)


def _warnings(report: Report) -> Block:
    """Return the warnings and the last line, which would look lost on a page of its own."""
    marked: list[Block] = [_Marked(warning) for warning in report.warnings]
    marked = marked or [Words("There are none.")]
    closing = Words(report.closing, 8.5, STRONG)
    return Together((Space(6.0), caption("Warnings"), *marked, Space(8.0), closing))


@dataclass(frozen=True, slots=True)
class _Marked:
    """A paragraph behind a mark."""

    text: str

    def height(self, width: float) -> float:
        return self._words().height(width - 14.0)

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        pen.words((x + 3.0, top - 8.0), "!", 9.0, face=STRONG, ink=LOSS)
        self._words().draw(pen, x + 14.0, top, width - 14.0)

    def _words(self) -> Words:
        return Words(self.text, ink=INK)
