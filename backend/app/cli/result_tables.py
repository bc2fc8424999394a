"""A finished backtest as tables a trader reads."""

from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.domain.backtest import RunConfig
from app.domain.performance import DEFINITIONS, Metric
from app.services.periods import duration_text, utc_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.engine.parity import Difference
    from app.engine.proof import Proof
    from app.services.backtest import BacktestReport

# What is shown, in the order a trader asks; the JSON holds every figure.
_SHOWN: Final = (
    ("final_capital", "total_return_pct", "buy_and_hold_return_pct", "cagr_pct"),
    ("max_drawdown_pct", "volatility_pct", "sharpe_ratio", "sortino_ratio", "calmar_ratio"),
    ("total_trades", "win_rate_pct", "profit_factor", "expectancy", "expectancy_r", "sqn"),
    ("best_trade_pct", "worst_trade_pct", "avg_trade_pct", "avg_trade_duration_seconds"),
    ("exposure_pct", "alpha_pct", "beta"),
)
_WIDTH: Final = 100
_DIFFERENCES_SHOWN: Final = 10
_RIGHT: Final = Text("ok", style="green")
_WARY: Final = Text(" !", style="yellow")
_WRONG: Final = Text("NO", style="bold red")


def print_result(
    console: Console,
    report: "BacktestReport",
    described: str,
    load_seconds: float | None,
    *,
    definitions: bool = False,
) -> None:
    """Print the figures, what was proven, what to be wary of, and how long it took."""
    console.print(Text(report.request.strategy.name, style="bold"))
    console.print(Text(described))
    console.print(Text(_period(report)))
    console.print(Text(_terms(report.request.config)))
    console.print()
    console.print(_figures(report, definitions=definitions))
    if definitions:
        console.print(Text(_symbols(report), style="dim"))
    console.print()
    console.print(_findings(report))
    console.print(Text(_seconds(report, load_seconds), style="dim"))
    hashes = ", ".join(f"{name} {value[:12]}" for name, value in report.hashes.items())
    console.print(Text(hashes, style="dim"))


def _period(report: "BacktestReport") -> str:
    bars, first = report.bars, report.outcome.first
    begin, end = int(bars.time[first]), int(bars.time[-1]) + bars.timeframe.nanos
    return f"{utc_text(begin)} to {utc_text(end)} UTC, {len(bars) - first:,} bars"


def _terms(config: RunConfig) -> str:
    return (
        f"{config.initial_capital:,.2f} to begin with, {config.commission_pct:g} % commission, "
        f"{config.slippage_pct:g} % slippage"
    )


def _figures(report: "BacktestReport", *, definitions: bool) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column("figure", no_wrap=True)
    table.add_column("value", justify="right", no_wrap=True)
    table.add_column("definition or reason", style="dim", max_width=_WIDTH)
    for group in _SHOWN:
        if table.rows:
            table.add_row()
        for name in group:
            metric = report.metrics[name]
            about = [DEFINITIONS[name].formula] if definitions else []
            if metric.reason is not None:
                about.append(metric.reason.explanation)
            table.add_row(DEFINITIONS[name].title, shown(name, metric), Text("\n".join(about)))
    return table


def _symbols(report: "BacktestReport") -> str:
    return (
        "\nE equity at a bar close, E0 the capital to begin with, r returns of a day, "
        f"A {report.metrics.periods_per_year} days of trading in a year, rf and mar the rates of "
        "--risk-free-pct and --mar-pct"
    )


def shown(name: str, metric: Metric) -> str:
    """Return a figure as people read it; an undefined one is a dash."""
    if metric.value is None:
        return "-"
    if name == "total_trades":
        return f"{int(metric.value):,}"
    if name.endswith("_pct"):
        return f"{metric.value:,.2f} %"
    if name.endswith("_seconds"):
        return duration_text(int(metric.value) * 1_000_000_000)
    return f"{metric.value:,.2f}"


def _findings(report: "BacktestReport") -> Table:
    """Return what was proven and what to be wary of, each with its mark and a hanging indent."""
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column()
    table.add_row(*_look_ahead(report.proof))
    if report.parity is not None:
        table.add_row(*_agreement(report, report.parity))
    for caution in report.cautions:
        table.add_row(_WARY, Text(caution.message))
    return table


def _look_ahead(proof: "Proof") -> tuple[Text, Text]:
    if not proof.passed:
        return _WRONG, Text(f"LOOK-AHEAD: {proof.first_difference}", style="bold red")
    if not proof.cuts:
        return _WARY, Text("look-ahead: a period of one bar leaves nothing to prove")
    seen = f"recomputed from raw bars at {len(proof.cuts)} cuts, equal to the bit"
    return _RIGHT, Text(f"no look-ahead: {seen}")


def _agreement(report: "BacktestReport", found: "Sequence[Difference]") -> tuple[Text, Text]:
    if found:
        lines = [
            f"ENGINES DISAGREE in {len(found):,} places",
            *map(str, found[:_DIFFERENCES_SHOWN]),
        ]
        return _WRONG, Text("\n".join(lines), style="bold red")
    trades, bars = len(report.outcome.trades), report.outcome.equity.size
    seen = f"closed trades {trades:,}, bars of equity {bars:,}, compiled engine and Backtrader"
    return _RIGHT, Text(f"two engines agree: {seen}")


def _seconds(report: "BacktestReport", load_seconds: float | None) -> str:
    timings = report.timings
    parts = [] if load_seconds is None else [f"data {load_seconds:.2f} s"]
    parts.append(f"engine {timings.engine * 1000:.1f} ms")
    if timings.reference is not None:
        parts.append(f"Backtrader {timings.reference:.2f} s")
    parts += [f"metrics {timings.metrics:.2f} s", f"proof {timings.proof:.2f} s"]
    return ", ".join(parts)
