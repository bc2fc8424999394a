"""What a page is made of: blocks that know how tall they are and are never torn apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from app.adapters.reporting.pen import (
    CARD,
    GAIN,
    INK,
    LINE,
    LOSS,
    MUTED,
    Pen,
)
from app.adapters.reporting.typeface import PLAIN, STRONG, clipped, printable, wrapped
from app.domain.charts import Colour
from app.ports.reporting import Fact, FigureLine, Listing, Tile, Tone

TONES: Final = {Tone.PLAIN: INK, Tone.GAIN: GAIN, Tone.LOSS: LOSS}
BODY: Final = 8.0
SMALL: Final = 7.0
_GAP: Final = 8.0


class Block(Protocol):
    """Something to put on a page; `top` is the distance of its upper edge from the page's foot."""

    def height(self, width: float) -> float: ...

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None: ...


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    text: str
    size: float = BODY
    face: str = PLAIN
    ink: Colour = INK
    after: float = 4.0
    most: int = 60

    def height(self, width: float) -> float:
        return len(self._lines(width)) * self.size * 1.4 + self.after

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        for n, line in enumerate(self._lines(width)):
            base = top - self.size - n * self.size * 1.4
            pen.words((x, base), line, self.size, face=self.face, ink=self.ink)

    def _lines(self, width: float) -> tuple[str, ...]:
        return wrapped(self.text, self.face, self.size, width, self.most)


@dataclass(frozen=True, slots=True)
class Space:
    """Nothing."""

    size: float

    def height(self, width: float) -> float:
        return self.size

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None: ...


@dataclass(frozen=True, slots=True)
class Together:
    """Blocks one below the other that stay on one page."""

    blocks: tuple[Block, ...]

    def height(self, width: float) -> float:
        return sum(block.height(width) for block in self.blocks)

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        for block in self.blocks:
            block.draw(pen, x, top, width)
            top -= block.height(width)


@dataclass(frozen=True, slots=True)
class Columns:
    """Blocks side by side, in equal widths."""

    blocks: tuple[Block, ...]
    gap: float = 18.0

    def height(self, width: float) -> float:
        return max(block.height(self._each(width)) for block in self.blocks)

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        each = self._each(width)
        for n, block in enumerate(self.blocks):
            block.draw(pen, x + n * (each + self.gap), top, each)

    def _each(self, width: float) -> float:
        count = len(self.blocks)
        return (width - self.gap * (count - 1)) / count


def heading(text: str) -> Block:
    """Return the title of a section."""
    return Words(text, 12.5, STRONG, after=6.0, most=2)


def caption(text: str) -> Block:
    """Return the title of a table or a chart."""
    return Words(text, 8.5, STRONG, after=4.0, most=2)


def section(title: str, *blocks: Block) -> Block:
    """Return blocks under a title that does not stay behind alone."""
    return Together((Space(6.0), heading(title), *blocks))


@dataclass(frozen=True, slots=True)
class Tiles:
    """Figures in large type, four in a row."""

    tiles: tuple[Tile, ...]

    _each_high = 68.0

    def height(self, width: float) -> float:
        rows = -(-len(self.tiles) // 4)
        return rows * (self._each_high + _GAP) + 4.0

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        each = (width - 3 * _GAP) / 4
        for n, tile in enumerate(self.tiles):
            row, column = divmod(n, 4)
            left = x + column * (each + _GAP)
            foot = top - (row + 1) * self._each_high - row * _GAP
            self._tile(pen, tile, left, foot, each)

    def _tile(self, pen: Pen, tile: Tile, left: float, foot: float, width: float) -> None:
        high, inner = self._each_high, width - 16.0
        pen.box((left, foot), width, high, fill=CARD, edge=LINE, radius=4.0)
        title = clipped(tile.title, PLAIN, SMALL, inner)
        pen.words((left + 8.0, foot + high - 14.0), title, SMALL, ink=MUTED)
        size = 15.0
        value = clipped(tile.value, STRONG, size, inner)
        ink = TONES[tile.tone]
        pen.words((left + 8.0, foot + high - 34.0), value, size, face=STRONG, ink=ink)
        for n, line in enumerate(wrapped(tile.note, PLAIN, 6.2, inner, 3)):
            pen.words((left + 8.0, foot + high - 44.0 - n * 8.0), line, 6.2, ink=MUTED)


@dataclass(frozen=True, slots=True)
class Cell:
    """A text in a table."""

    text: str
    is_number: bool = False
    ink: Colour = INK
    face: str = PLAIN


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: rows of cells, `shares` of the width per column, texts wrapped in their column."""

    rows: tuple[tuple[Cell, ...], ...]
    shares: tuple[float, ...]
    size: float = 7.5
    head: tuple[Cell, ...] = ()
    cell_lines: int = 8

    _pad = 3.2

    def height(self, width: float) -> float:
        return sum(self._row_height(row, width) for row in self._all()) + 6.0

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        for n, row in enumerate(self._all()):
            high = self._row_height(row, width)
            self._row(pen, row, x, top, width)
            top -= high
            is_head = bool(self.head) and n == 0
            ink = MUTED if is_head else LINE
            pen.line(((x, top), (x + width, top)), ink, 0.7 if is_head else 0.4)

    def _all(self) -> tuple[tuple[Cell, ...], ...]:
        return (self.head, *self.rows) if self.head else self.rows

    def _row(self, pen: Pen, row: tuple[Cell, ...], x: float, top: float, width: float) -> None:
        for cell, share in zip(row, self.shares, strict=True):
            column = share * width
            at, side = (x + column - 4.0, "right") if cell.is_number else (x, "left")
            for n, line in enumerate(self._lines(cell, column)):
                base = top - self._pad - self.size * 0.9 - n * self.size * 1.32
                pen.words(
                    (at, base), line, self.size, face=cell.face, ink=cell.ink,
                    side="right" if side == "right" else "left",
                )  # fmt: skip
            x += column

    def _row_height(self, row: tuple[Cell, ...], width: float) -> float:
        counts = [
            len(self._lines(cell, share * width))
            for cell, share in zip(row, self.shares, strict=True)
        ]
        return max(counts) * self.size * 1.32 + 2 * self._pad - self.size * 0.2

    def _lines(self, cell: Cell, column: float) -> tuple[str, ...]:
        return wrapped(cell.text, cell.face, self.size, column - 6.0, self.cell_lines)


def facts(lines: Sequence[Fact], share: float = 0.4, size: float = 7.5) -> Grid:
    """Return facts as a table of two columns."""
    rows = tuple((Cell(line.name, ink=MUTED), Cell(line.value)) for line in lines)
    return Grid(rows, (share, 1.0 - share), size)


def figures(lines: Sequence[FigureLine]) -> Grid:
    """Return figures with their definitions beside them."""
    rows = tuple(
        (
            Cell(line.title),
            Cell(line.value, is_number=True, face=STRONG),
            Cell(""),
            Cell(line.definition, ink=MUTED),
            Cell(line.sample, is_number=True, ink=MUTED),
        )
        for line in lines
    )
    figure, value, over = _head(("Figure", "Value", "Taken over"), left=1)
    head = (figure, value, Cell(""), Cell("Definition", ink=MUTED), over)
    return Grid(rows, (0.2, 0.14, 0.02, 0.47, 0.17), 7.0, head)


def listing(table: Listing, shares: tuple[float, ...]) -> Block:
    """Return a titled table of short texts."""
    grid = Grid(
        tuple(_listed(table, n) for n in range(len(table.rows))),
        shares,
        7.0,
        _head(table.columns, table.left),
        cell_lines=2,
    )
    return Together((caption(table.title), grid, Space(6.0)))


def _listed(table: Listing, n: int) -> tuple[Cell, ...]:
    tone = table.tones[n] if table.tones else Tone.PLAIN
    return tuple(
        Cell(
            printable(text),
            is_number=column >= table.left,
            ink=TONES[tone] if column == table.toned else INK,
        )
        for column, text in enumerate(table.rows[n])
    )


def _head(names: Sequence[str], left: int) -> tuple[Cell, ...]:
    return tuple(Cell(name, is_number=n >= left, ink=MUTED) for n, name in enumerate(names))
