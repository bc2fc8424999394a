"""Charts as blocks: drawn with the page's own lines, so they stay sharp and small."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.adapters.reporting.pen import (
    ACCENT,
    BENCHMARK,
    GAIN,
    GREY,
    LINE,
    LOSS,
    MUTED,
    Pen,
    Point,
)
from app.adapters.reporting.typeface import PLAIN, STRONG, clipped, width_of
from app.domain.charts import (
    Bin,
    clamp_of,
    diverging,
    ink_on,
    log_ticks,
    padded,
    ticks,
    time_ticks,
)
from app.ports.reporting import Curve, YearOfMonths

_LABEL: Final = 7.0
_LEFT: Final = 52.0
_FOOT: Final = 16.0
_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Year",
)  # fmt: skip
_DWARFS: Final = 20.0
_DASHED: Final = (3.0, 2.0)


@dataclass(frozen=True, slots=True)
class Plane:
    """Where values of x and y lie on the page."""

    left: float
    foot: float
    width: float
    high: float
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    is_log: bool = False

    def x(self, value: float) -> float:
        low, high = self.x_range
        return self.left + (value - low) / ((high - low) or 1.0) * self.width

    def y(self, value: float) -> float:
        low, high = self.y_range
        if self.is_log:
            value, low, high = math.log10(value), math.log10(low), math.log10(high)
        return self.foot + (value - low) / ((high - low) or 1.0) * self.high

    def points(self, xs: Sequence[float], ys: Sequence[float]) -> list[Point]:
        return [(self.x(x), self.y(y)) for x, y in zip(xs, ys, strict=True)]


@dataclass(frozen=True, slots=True)
class EquityChart:
    """Equity and, dashed, buy and hold at bar closes; the initial capital as a thin line."""

    curve: Curve
    currency: str
    high: float = 232.0

    def height(self, width: float) -> float:
        return self.high

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        curve = self.curve
        held = curve.benchmark or ()
        shown = (*curve.equity, *held, curve.initial)
        # A curve that dwarfs the other would hide it; growth by a factor is what both share.
        is_log = min(shown) > 0.0 and max(shown) >= _DWARFS * min(shown)
        plane = Plane(
            x + _LEFT,
            top - self.high + _FOOT,
            width - _LEFT - 4.0,
            self.high - _FOOT - 24.0,
            _span(curve),
            (min(shown) / 1.1, max(shown) * 1.1) if is_log else padded(shown),
            is_log,
        )
        self._keys(pen, x, top - 9.0, has_benchmark=bool(held), is_log=is_log)
        steps = log_ticks(*plane.y_range, 7) if is_log else _steps(plane, 6)
        _y_axis(pen, plane, steps)
        _x_axis(pen, plane)
        start = (plane.left, plane.y(curve.initial))
        pen.line([start, (plane.left + plane.width, start[1])], MUTED, 0.4)
        times = [float(time) for time in curve.time_ms]
        if held:
            pen.line([start, *plane.points(times, held)], BENCHMARK, 0.9, _DASHED)
        pen.line([start, *plane.points(times, curve.equity)], ACCENT, 1.1)

    def _keys(self, pen: Pen, x: float, y: float, *, has_benchmark: bool, is_log: bool) -> None:
        unit = clipped(self.currency, PLAIN, _LABEL, 60.0) or "currency of the prices"
        scale = ", logarithmic" if is_log else ""
        pen.words((x, y), f"Equity, {unit}{scale}", _LABEL, ink=MUTED)
        left = x + 190.0
        pen.line([(left, y + 2.5), (left + 18.0, y + 2.5)], ACCENT, 1.4)
        pen.words((left + 23.0, y), "Strategy", _LABEL)
        if has_benchmark:
            left += 80.0
            pen.line([(left, y + 2.5), (left + 18.0, y + 2.5)], BENCHMARK, 1.2, _DASHED)
            pen.words((left + 23.0, y), "Buy and hold, same costs", _LABEL)


@dataclass(frozen=True, slots=True)
class DrawdownChart:
    """How far equity is below its highest close so far, in percent."""

    curve: Curve
    high: float = 122.0

    def height(self, width: float) -> float:
        return self.high

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        curve = self.curve
        deepest = min(*curve.drawdown_pct, -0.5)
        plane = Plane(
            x + _LEFT,
            top - self.high + _FOOT,
            width - _LEFT - 4.0,
            self.high - _FOOT - 22.0,
            _span(curve),
            (deepest * 1.06, 0.0),
        )
        pen.words((x, top - 9.0), "Drawdown, percent below the peak so far", _LABEL, ink=MUTED)
        _y_axis(pen, plane, _steps(plane, 4))
        _x_axis(pen, plane)
        times = [float(time) for time in curve.time_ms]
        line = [(plane.left, plane.y(0.0)), *plane.points(times, curve.drawdown_pct)]
        pen.area([*line, (line[-1][0], plane.y(0.0))], LOSS, 0.25)
        pen.line(line, LOSS, 0.7)


@dataclass(frozen=True, slots=True)
class HistogramChart:
    """How many trades won or lost how much."""

    bins: tuple[Bin, ...]
    currency: str
    high: float = 168.0

    def height(self, width: float) -> float:
        return self.high

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        bins = self.bins
        most = max(part.count for part in bins)
        plane = Plane(
            x + _LEFT,
            top - self.high + _FOOT,
            width - _LEFT - 4.0,
            self.high - _FOOT - 24.0,
            (bins[0].low, bins[-1].high),
            (0.0, most * 1.05),
        )
        unit = clipped(self.currency, PLAIN, _LABEL, 80.0)
        title = f"Trades by net P&L{', ' + unit if unit else ''}; outermost bars hold the rest"
        pen.words((x, top - 9.0), title, _LABEL, ink=MUTED)
        counts = [tick for tick in _steps(plane, 4) if tick == int(tick)]
        _y_axis(pen, plane, counts)
        for part in bins:
            left, right = plane.x(part.low), plane.x(part.high)
            fill = LOSS if part.high <= 0.0 else GAIN
            high = plane.y(part.count) - plane.foot
            if part.count:
                pen.box((left + 0.6, plane.foot), max(right - left - 1.2, 0.6), high, fill=fill)
        pen.line([(plane.left, plane.foot), (plane.left + plane.width, plane.foot)], MUTED, 0.5)
        for tick in ticks(*plane.x_range, 8):
            _x_label(pen, plane, tick, axis_number(tick, plane.x_range))


@dataclass(frozen=True, slots=True)
class MonthTable:
    """Returns of months and years, coloured around zero; every number has its sign."""

    years: tuple[YearOfMonths, ...]

    _row = 17.0

    def height(self, width: float) -> float:
        return (len(self.years) + 1) * self._row + 8.0

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        first = 34.0
        each = (width - first) / 13
        base = top - self._row + 5.0
        for n, name in enumerate(_MONTHS):
            at = (x + first + (n + 0.5) * each, base)
            pen.words(at, name, _LABEL, ink=MUTED, side="middle")
        clamps = (
            clamp_of([v for year in self.years for v in year.months if v is not None]),
            clamp_of([year.total for year in self.years if year.total is not None]),
        )
        for row, year in enumerate(self.years, 1):
            foot = top - (row + 1) * self._row
            pen.words((x, foot + 5.0), str(year.year), 7.5, face=STRONG)
            for n, value in enumerate((*year.months, year.total)):
                self._cell(pen, value, clamps[n == 12], (x + first + n * each, foot), each)

    def _cell(self, pen: Pen, value: float | None, clamp: float, at: Point, width: float) -> None:
        if value is None:
            return
        fill = diverging(value, clamp, LOSS, GREY, GAIN)
        pen.box((at[0] + 0.8, at[1] + 0.8), width - 1.6, self._row - 1.6, fill=fill)
        middle = (at[0] + width / 2, at[1] + 5.0)
        pen.words(middle, percent_cell(value), 6.6, ink=ink_on(fill), side="middle")


def percent_cell(fraction: float) -> str:
    """Return a fraction as a signed percentage short enough for its cell."""
    value = fraction * 100.0
    size = abs(value)
    if size >= 1e5:
        text = f"{size:.0e}".replace("+0", "").replace("+", "")
    else:
        text = f"{size:.1f}" if size < 1_000.0 else f"{size:,.0f}"
    if not text.strip("0.,"):
        return text
    return ("+" if value > 0.0 else "−") + text


def axis_number(value: float, span: tuple[float, float]) -> str:
    """Return a round number as the axis of a range shows it."""
    size = max(abs(span[0]), abs(span[1]))
    step = (span[1] - span[0]) / 8
    if size >= 1e15:
        text = f"{abs(value):.3g}"
    elif size >= 10_000_000.0:
        text = f"{abs(value) / 1e6:,.{0 if step >= 1e6 else 2}f}M"
    else:
        digits = next((n for n in range(9) if step * 10**n >= 1.0), 9)
        text = f"{abs(value):,.{digits}f}"
    return "−" + text if value < 0.0 and text.strip("0.,M") else text


def _span(curve: Curve) -> tuple[float, float]:
    first, last = curve.time_ms[0], curve.time_ms[-1]
    return (float(first), float(last)) if last > first else (float(first) - 1.0, float(last))


def _steps(plane: Plane, most: int) -> tuple[float, ...]:
    return ticks(*plane.y_range, most)


def _y_axis(pen: Pen, plane: Plane, steps: Sequence[float]) -> None:
    for tick in steps:
        y = plane.y(tick)
        pen.line([(plane.left, y), (plane.left + plane.width, y)], LINE, 0.4)
        label = f"{tick:,.9g}" if plane.is_log else axis_number(tick, plane.y_range)
        pen.words((plane.left - 5.0, y - 2.4), label, _LABEL, ink=MUTED, side="right")


def _x_axis(pen: Pen, plane: Plane) -> None:
    pen.line([(plane.left, plane.foot), (plane.left + plane.width, plane.foot)], MUTED, 0.5)
    first, last = (int(value) for value in plane.x_range)
    for moment, label in time_ticks(first, last, 8):
        x = plane.x(moment)
        pen.line([(x, plane.foot), (x, plane.foot - 2.5)], MUTED, 0.5)
        _x_label(pen, plane, moment, label)


def _x_label(pen: Pen, plane: Plane, value: float, label: str) -> None:
    """Write a label below the axis, moved inwards where it would stick out."""
    half = width_of(label, PLAIN, _LABEL) / 2
    middle = min(max(plane.x(value), plane.left + half), plane.left + plane.width - half)
    pen.words((middle, plane.foot - 11.0), label, _LABEL, ink=MUTED, side="middle")
