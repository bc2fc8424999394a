"""A figure with its sample size or the reason it has no value, and all figures of one run."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from app.domain.performance.definitions import Reason


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure: a finite value, or None and the reason; never both, never neither."""

    value: float | None
    sample_size: int
    reason: Reason | None = None

    @classmethod
    def of(cls, value: float, sample_size: int) -> Self:
        """Return a defined figure; a result beyond float64 is undefined, not infinite."""
        if not math.isfinite(value):
            return cls(None, sample_size, Reason.OUT_OF_RANGE)
        return cls(value, sample_size)

    @classmethod
    def undefined(cls, reason: Reason, sample_size: int) -> Self:
        """Return a figure without a value."""
        return cls(None, sample_size, reason)


@dataclass(frozen=True, slots=True)
class Episode:
    """One drawdown: from the last moment at the peak to the first moment back at it.

    Units: `depth` percent or quote currency as the figure it belongs to; times int64 ns at bar
           closes (E0: the first bar's open); `recovered_at` None while still under water, and
           `duration_seconds` then ends at the last close.
    """

    depth: float
    started_at: int
    trough_at: int
    recovered_at: int | None
    duration_seconds: float


@dataclass(frozen=True, slots=True)
class PeriodReturn:
    """Return of one month or, with `month` None, one year, as a fraction.

    `value` is None for a month without bars, or when the period began with nothing left.
    """

    year: int
    month: int | None
    value: float | None

    @property
    def label(self) -> str:
        """Return "2024-03" or "2024"."""
        return f"{self.year:04d}" if self.month is None else f"{self.year:04d}-{self.month:02d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """Every figure of one run, by JSON name, in the order of the catalogue."""

    figures: Mapping[str, Metric]
    drawdown: Episode | None  # the deepest in percent
    drawdown_money: Episode | None  # the deepest in money: its own episode
    monthly_returns: tuple[PeriodReturn, ...]
    yearly_returns: tuple[PeriodReturn, ...]
    periods_per_year: int
    daily_returns: int
    bars: int

    def __getitem__(self, name: str) -> Metric:
        """Return the figure of that JSON name."""
        return self.figures[name]


def to_json(metrics: Metrics) -> dict[str, Any]:
    """Return plain JSON values: each figure by its name, null where undefined with the reason.

    `undefined` maps names to reason codes, `sample_sizes` names to counts; times are int64 ns.
    """
    found: dict[str, Any] = {name: metric.value for name, metric in metrics.figures.items()}
    found["monthly_returns"] = [_period(period) for period in metrics.monthly_returns]
    found["yearly_returns"] = [_period(period) for period in metrics.yearly_returns]
    found["max_drawdown"] = _episode(metrics.drawdown)
    found["max_drawdown_in_money"] = _episode(metrics.drawdown_money)
    found["periods_per_year"] = metrics.periods_per_year
    found["daily_returns"] = metrics.daily_returns
    found["bars"] = metrics.bars
    found["undefined"] = {
        name: str(metric.reason)
        for name, metric in metrics.figures.items()
        if metric.reason is not None
    }
    found["sample_sizes"] = {n: metric.sample_size for n, metric in metrics.figures.items()}
    return found


def _period(period: PeriodReturn) -> dict[str, Any]:
    return {"period": period.label, "return": period.value}


def _episode(episode: Episode | None) -> dict[str, Any] | None:
    if episode is None:
        return None
    return {
        "depth": episode.depth,
        "started_at": episode.started_at,
        "trough_at": episode.trough_at,
        "recovered_at": episode.recovered_at,
        "duration_seconds": episode.duration_seconds,
    }
