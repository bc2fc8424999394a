"""What each figure means: the definition travels with the number to API, tables and reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Reason(StrEnum):
    """Why a figure has no value; an undefined figure is never 0, infinite or a magic number."""

    TOO_SHORT = "too_short"
    TOO_FEW = "too_few"
    TOO_FEW_RETURNS = "too_few_returns"
    NO_VARIATION = "no_variation"
    NO_DOWNSIDE = "no_downside"
    NO_DRAWDOWN = "no_drawdown"
    NO_TRADES = "no_trades"
    NO_LOSSES = "no_losses"
    NO_STOPS = "no_stops"
    NO_BENCHMARK = "no_benchmark"
    NO_FLOWS = "no_flows"
    NO_SINGLE_ROOT = "no_single_root"
    WIPED_OUT = "wiped_out"
    OUT_OF_RANGE = "out_of_range"

    @property
    def explanation(self) -> str:
        """Return one sentence for a person."""
        return _EXPLANATIONS[self]


_EXPLANATIONS: Final[Mapping[str, str]] = {
    Reason.TOO_SHORT: "The period is shorter than 90 days.",
    Reason.TOO_FEW: "There are too few values to compute it.",
    Reason.TOO_FEW_RETURNS: "There are fewer than 30 daily returns.",
    Reason.NO_VARIATION: "The values do not vary.",
    Reason.NO_DOWNSIDE: "No daily return was below the minimum acceptable return.",
    Reason.NO_DRAWDOWN: "Equity never fell below an earlier peak.",
    Reason.NO_TRADES: "No trade was closed.",
    Reason.NO_LOSSES: "No trade lost money.",
    Reason.NO_STOPS: "No closed trade had a stop.",
    Reason.NO_BENCHMARK: "No benchmark was computed.",
    Reason.NO_FLOWS: "There are no cash flows of both signs.",
    Reason.NO_SINGLE_ROOT: "The cash flows have no rate, or more than one.",
    Reason.WIPED_OUT: "Equity fell to zero or below.",
    Reason.OUT_OF_RANGE: "The result is larger than a number can hold.",
}


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure: its JSON name, what people call it, formula, unit and when it is undefined."""

    name: str
    title: str
    unit: str  # percent, ratio, quote, seconds, count, R, fraction
    formula: str
    sample: str  # what `sample_size` counts
    undefined: tuple[Reason, ...] = ()
    source: str | None = None


_WIPED = Reason.WIPED_OUT
_SHARPE_UNDEFINED = (_WIPED, Reason.TOO_FEW_RETURNS, Reason.NO_VARIATION)
_CAPM_UNDEFINED = (Reason.NO_BENCHMARK, _WIPED, Reason.TOO_FEW, Reason.NO_VARIATION)

_ALL: Final = (
    Definition("total_return_pct", "Total return", "percent", "(E_end / E0 - 1) * 100", "bars"),
    Definition("net_profit", "Net profit", "quote", "E_end - E0", "bars"),
    Definition("final_capital", "Final capital", "quote", "E_end, an open position marked", "bars"),
    Definition(
        "cagr_pct",
        "Annual growth (CAGR)",
        "percent",
        "((E_end / E0) ^ (365 / days) - 1) * 100, calendar days from first open to last close",
        "calendar days",
        (_WIPED, Reason.TOO_SHORT),
    ),
    Definition(
        "sharpe_ratio",
        "Sharpe ratio",
        "ratio",
        "mean(r - rf/A) / std(r, ddof 1) * sqrt(A), r daily, A periods per year",
        "daily returns",
        _SHARPE_UNDEFINED,
        "Sharpe, The Sharpe Ratio, Journal of Portfolio Management, 1994",
    ),
    Definition(
        "sortino_ratio",
        "Sortino ratio",
        "ratio",
        "mean(r - mar/A) / sqrt(mean(min(r - mar/A, 0)^2) over all n) * sqrt(A)",
        "daily returns",
        (*_SHARPE_UNDEFINED, Reason.NO_DOWNSIDE),
        "Sortino and Price, 1994",
    ),
    Definition(
        "calmar_ratio",
        "Calmar ratio",
        "ratio",
        "cagr_pct / max_drawdown_pct",
        "calendar days",
        (_WIPED, Reason.TOO_SHORT, Reason.NO_DRAWDOWN),
        "Young, 1991",
    ),
    Definition(
        "volatility_pct",
        "Volatility per year",
        "percent",
        "std(r, ddof 1) * sqrt(A) * 100",
        "daily returns",
        (_WIPED, Reason.TOO_FEW),
    ),
    Definition(
        "max_drawdown_pct",
        "Maximum drawdown",
        "percent",
        "max(1 - E / cummax(E)) * 100 over every bar close, E0 included",
        "bars",
    ),
    Definition(
        "max_drawdown_money",
        "Maximum drawdown in money",
        "quote",
        "max(cummax(E) - E) over every bar close, E0 included",
        "bars",
    ),
    Definition(
        "recovery_factor",
        "Recovery factor",
        "ratio",
        "net_profit / max_drawdown_money",
        "bars",
        (Reason.NO_DRAWDOWN,),
    ),
    Definition("total_trades", "Closed trades", "count", "number of closed trades", "trades"),
    Definition("winning_trades", "Winners", "count", "trades with P&L > 0", "trades"),
    Definition("losing_trades", "Losers", "count", "trades with P&L < 0", "trades"),
    Definition("break_even_trades", "Break-even", "count", "trades with P&L = 0", "trades"),
    Definition(
        "win_rate_pct",
        "Win rate",
        "percent",
        "trades with P&L > 0 / closed trades * 100",
        "trades",
        (Reason.NO_TRADES,),
    ),
    Definition(
        "profit_factor",
        "Profit factor",
        "ratio",
        "sum(wins) / abs(sum(losses)), money",
        "trades",
        (Reason.NO_TRADES, Reason.NO_LOSSES),
    ),
    Definition(
        "expectancy",
        "Expectancy per trade",
        "quote",
        "mean net P&L per closed trade",
        "trades",
        (Reason.NO_TRADES,),
    ),
    Definition(
        "expectancy_r",
        "Expectancy in R",
        "R",
        "mean of P&L / (quantity * abs(fill - first stop)) over trades with a stop",
        "trades with a stop",
        (Reason.NO_TRADES, Reason.NO_STOPS),
        "Van Tharp",
    ),
    Definition(
        "sqn",
        "System quality number",
        "ratio",
        "sqrt(n) * mean(P&L) / std(P&L, ddof 1)",
        "trades",
        (Reason.TOO_FEW, Reason.NO_VARIATION),
        "Van Tharp",
    ),
    Definition(
        "exposure_pct",
        "Exposure",
        "percent",
        "bars during any part of which a position was open / bars * 100",
        "bars",
    ),
    Definition(
        "mean_gross_exposure_pct",
        "Mean gross exposure",
        "percent",
        "mean(abs(quantity) * close / equity) * 100 over every bar close",
        "bars",
        (_WIPED,),
    ),
    Definition(
        "avg_trade_duration_seconds",
        "Average time in a trade",
        "seconds",
        "mean(exit time - entry time)",
        "trades",
        (Reason.NO_TRADES,),
    ),
    Definition(
        "max_trade_duration_seconds",
        "Longest trade",
        "seconds",
        "max(exit time - entry time)",
        "trades",
        (Reason.NO_TRADES,),
    ),
    Definition(
        "best_trade_pct",
        "Best trade",
        "percent",
        "max of net P&L / (quantity * entry price) * 100",
        "trades",
        (Reason.NO_TRADES,),
    ),
    Definition(
        "worst_trade_pct",
        "Worst trade",
        "percent",
        "min of net P&L / (quantity * entry price) * 100",
        "trades",
        (Reason.NO_TRADES,),
    ),
    Definition(
        "avg_trade_pct",
        "Average trade",
        "percent",
        "mean of net P&L / (quantity * entry price) * 100",
        "trades",
        (Reason.NO_TRADES,),
    ),
    Definition(
        "buy_and_hold_return_pct",
        "Buy and hold",
        "percent",
        "(B_end / E0 - 1) * 100; B bought with all of E0 at the first open a fill was possible, "
        "same costs and lot step, marked at the last close without exit cost",
        "bars",
        (Reason.NO_BENCHMARK,),
    ),
    Definition(
        "alpha_pct",
        "Alpha per year",
        "percent",
        "(mean(r) - rf/A - beta * (mean(b) - rf/A)) * A * 100, b daily returns of buy and hold",
        "daily returns",
        _CAPM_UNDEFINED,
    ),
    Definition(
        "beta",
        "Beta",
        "ratio",
        "cov(r, b) / var(b), b daily returns of buy and hold",
        "daily returns",
        _CAPM_UNDEFINED,
    ),
    Definition(
        "monthly_returns",
        "Monthly returns",
        "fraction",
        "last equity of the month / last of the previous - 1; years compound their months",
        "months",
        (_WIPED,),
    ),
)

DEFINITIONS: Final[Mapping[str, Definition]] = MappingProxyType({d.name: d for d in _ALL})
