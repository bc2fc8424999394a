"""A finished backtest as tables a trader reads."""

from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.domain.performance import DEFINITIONS, Metric
from app.services.periods import duration_text, utc_text

if TYPE_CHECKING:
    from app.services.backtest import BacktestReport

# What is shown, in the order a trader asks; the JSON holds every figure.
_SHOWN: Final = (
    "final_capital", "total_return_pct", "buy_and_hold_return_pct", "cagr_pct",
    "max_drawdown_pct", "sharpe_ratio", "sortino_ratio", "calmar_ratio", "volatility_pct",
    "total_trades", "win_rate_pct", "profit_factor", "expectancy", "expectancy_r", "sqn",
    "best_trade_pct", "worst_trade_pct", "avg_trade_pct", "avg_trade_duration_seconds",
    "exposure_pct", "alpha_pct", "beta",
)  # fmt: skip
_WIDTH: Final = 100


def print_result(
    console: Console,
    report: "BacktestReport",
    described: str,
    load_seconds: float | None,
    *,
    definitions: bool = False,
) -> None:
    """Print the figures, what was proven, what to be wary of, and how long it took."""
    request, bars = report.request, report.bars
    first, last = int(bars.time[report.outcome.first]), int(bars.time[-1])
    console.print(Text(request.strategy.name, style="bold"))
    console.print(f"{described}, {utc_text(first)} to {utc_text(last)} UTC", highlight=False)
    console.print(_figures(report, definitions=definitions))
    _print_proof(console, report)
    for caution in report.cautions:
        console.print(Text.assemble(("! ", "yellow"), caution.message))
    _print_timing(console, report, load_seconds)


def _figures(report: "BacktestReport", *, definitions: bool) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column("figure")
    table.add_column("value", justify="right")
    if definitions:
        table.add_column("definition", style="dim", max_width=_WIDTH)
    for name in _SHOWN:
        metric = report.metrics[name]
        row = [DEFINITIONS[name].title, shown(name, metric)]
        if definitions:
            row.append(DEFINITIONS[name].formula)
        table.add_row(*row)
    return table


def shown(name: str, metric: Metric) -> str:
    """Return a figure as people read it; an undefined one with its reason."""
    if metric.value is None:
        return f"- ({str(metric.reason).replace('_', ' ')})"
    if name == "total_trades":
        return f"{int(metric.value)}"
    if name.endswith("_pct"):
        return f"{metric.value:,.2f} %"
    if name.endswith("_seconds"):
        return duration_text(int(metric.value) * 1_000_000_000)
    return f"{metric.value:,.2f}"


def _print_proof(console: Console, report: "BacktestReport") -> None:
    proof, trades = report.proof, len(report.outcome.trades)
    if proof.passed:
        console.print(
            Text.assemble(
                ("no look-ahead: ", "green"),
                f"proven at {len(proof.cuts)} cuts, recomputed from raw bars, equal to the bit",
            )
        )
    else:
        console.print(Text(f"LOOK-AHEAD: {proof.first_difference}", style="bold red"))
    if report.parity is None:
        return
    if not report.parity:
        console.print(
            Text.assemble(
                ("two engines agree: ", "green"),
                f"{trades} trades and {report.outcome.equity.size} bars of equity, "
                "the compiled engine and Backtrader",
            )
        )
        return
    console.print(Text(f"ENGINES DISAGREE in {len(report.parity)} places", style="bold red"))
    for difference in report.parity[:10]:
        console.print(f"  {difference}", highlight=False, markup=False)


def _print_timing(console: Console, report: "BacktestReport", load_seconds: float | None) -> None:
    timings = report.timings
    parts = [] if load_seconds is None else [f"data {load_seconds:.2f} s"]
    parts.append(f"engine {timings.engine * 1000:.1f} ms")
    if timings.reference is not None:
        parts.append(f"Backtrader {timings.reference:.2f} s")
    parts += [f"metrics {timings.metrics:.2f} s", f"proof {timings.proof:.2f} s"]
    console.print(Text(", ".join(parts), style="dim"))
    hashes = ", ".join(f"{name} {value[:12]}" for name, value in report.hashes.items())
    console.print(Text(hashes, style="dim"))
