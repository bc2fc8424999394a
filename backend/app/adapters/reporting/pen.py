"""Lines, areas and words on one page, in points from its lower left corner."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from app.adapters.reporting.typeface import PLAIN, width_of
from app.domain.charts import Colour

type Point = tuple[float, float]
Side = Literal["left", "middle", "right"]


def colour(hexadecimal: str) -> Colour:
    """Return a colour written as rrggbb."""
    red, green, blue = (int(hexadecimal[n : n + 2], 16) / 255.0 for n in (0, 2, 4))
    return red, green, blue


INK: Final = colour("14181f")
MUTED: Final = colour("5b6472")
LINE: Final = colour("d9dde3")
CARD: Final = colour("f6f7f9")
PAPER: Final = colour("ffffff")
GREY: Final = colour("e9ebee")
GAIN: Final = colour("0f766e")
LOSS: Final = colour("c2410c")
ACCENT: Final = colour("1f5fd6")
BENCHMARK: Final = colour("7c8592")


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws on a canvas; nothing it draws can be clicked or leads anywhere."""

    canvas: Any

    def words(
        self,
        at: Point,
        text: str,
        size: float,
        *,
        face: str = PLAIN,
        ink: Colour = INK,
        side: Side = "left",
    ) -> None:
        """Write one line of printable text whose base line begins, centres or ends at a point."""
        shift = {"left": 0.0, "middle": 0.5, "right": 1.0}[side]
        self.canvas.setFillColorRGB(*ink)
        self.canvas.setFont(face, size)
        x = at[0] - shift * width_of(text, face, size) if shift else at[0]
        self.canvas.drawString(x, at[1], text)

    def box(
        self,
        at: Point,
        width: float,
        height: float,
        *,
        fill: Colour | None = None,
        edge: Colour | None = None,
        radius: float = 0.0,
    ) -> None:
        """Draw a rectangle from its lower left corner."""
        if fill is not None:
            self.canvas.setFillColorRGB(*fill)
        if edge is not None:
            self.canvas.setStrokeColorRGB(*edge)
            self.canvas.setLineWidth(0.6)
        drawn = {"fill": int(fill is not None), "stroke": int(edge is not None)}
        if radius:
            self.canvas.roundRect(*at, width, height, radius, **drawn)
        else:
            self.canvas.rect(*at, width, height, **drawn)

    def line(
        self,
        points: Sequence[Point],
        ink: Colour,
        width: float = 0.6,
        dash: tuple[float, ...] = (),
    ) -> None:
        """Draw a line through points."""
        if len(points) < 2:
            return
        self.canvas.saveState()
        self.canvas.setStrokeColorRGB(*ink)
        self.canvas.setLineWidth(width)
        self.canvas.setLineJoin(1)
        self.canvas.setDash(*dash)
        self.canvas.drawPath(self._path(points), stroke=1, fill=0)
        self.canvas.restoreState()

    def area(self, points: Sequence[Point], fill: Colour, alpha: float) -> None:
        """Fill the area that points enclose."""
        self.canvas.saveState()
        self.canvas.setFillColorRGB(*fill)
        self.canvas.setFillAlpha(alpha)
        path = self._path(points)
        path.close()
        self.canvas.drawPath(path, stroke=0, fill=1)
        self.canvas.restoreState()

    def _path(self, points: Sequence[Point]) -> Any:
        path = self.canvas.beginPath()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        return path
