"""A finished backtest as plain JSON values: the same document on the command line and the API."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

from app.domain.backtest import ExitReason, OpenPosition, Outcome, Refusal, Trades
from app.domain.market import Bars
from app.domain.performance import Metrics
from app.domain.performance import to_json as metrics_json
from app.domain.rules.spec import Rule, RuleRef, Strategy
from app.services.backtest.run import BacktestReport, Timings
from app.services.periods import utc_iso

_REFUSALS_LISTED: Final = 100

TRADE_COLUMNS: Final = (
    "side", "entry_time", "exit_time", "entry_price", "exit_price", "quantity", "pnl",
    "return_pct", "reason", "entry_rule", "exit_rule", "entry_fee", "exit_fee", "borrow",
    "stop_price", "target_price", "mae_pct", "mfe_pct", "entry_bar", "exit_bar",
)  # fmt: skip


def as_json(report: BacktestReport, load_seconds: float) -> dict[str, Any]:
    """Return result, timing and trades; money and ratios as JSON numbers, undefined as null."""
    return {
        "result": result_json(report),
        "timing": _timing(report.timings, load_seconds),
        "trades": list(trade_rows(report.outcome.trades, report.request.strategy)),
    }


def result_json(report: BacktestReport) -> dict[str, Any]:
    """Return what is kept of a run besides its trades and its equity curve."""
    request, outcome, bars = report.request, report.outcome, report.bars
    return {
        "strategy": request.strategy.name,
        "symbol": request.symbol,
        "source": request.source,
        "timeframe": str(bars.timeframe),
        "calendar": str(bars.calendar),
        "engine": str(request.engine),
        "period": _period(bars, outcome.first),
        "config": asdict(request.config),
        **_figures(report.metrics),
        "total_trades": len(outcome.trades),
        "open_position": _open_position(outcome.open_position, request.strategy),
        "pending": _pending(outcome),
        "refused": _refused(outcome, bars),
        "ambiguous_bars": outcome.ambiguous_bars,
        "late_fills": outcome.late_fills,
        "zero_volume_fills": outcome.zero_volume_fills,
        "conflicting_entries": outcome.conflicting_entries,
        "daily_halts": outcome.daily_halts,
        "halted_at": _instant(bars, outcome.halted_bar),
        "bankrupt_at": _instant(bars, outcome.bankrupt_bar),
        "proof": _proof(report),
        "parity": None
        if report.parity is None
        else {"agrees": not report.parity, "differences": [str(d) for d in report.parity]},
        "hashes": dict(report.hashes),
        "warnings": [asdict(caution) for caution in report.cautions],
    }


def trade_rows(trades: Trades, strategy: Strategy) -> Iterator[dict[str, Any]]:
    """Yield one flat row per closed trade, in the order they closed."""
    columns = {name: getattr(trades, name).tolist() for name in Trades.__dataclass_fields__}
    for values in zip(*columns.values(), strict=True):
        row = dict(zip(columns, values, strict=True))
        row |= {
            "side": "long" if row["side"] > 0 else "short",
            "entry_time": utc_iso(row["entry_time"]),
            "exit_time": utc_iso(row["exit_time"]),
            "reason": ExitReason(row["reason"]).label,
            "entry_rule": _rule_name(strategy.entry_rules, row["entry_rule"]),
            "exit_rule": _rule_name(strategy.exit_rules, row["exit_rule"]),
            "stop_price": _number(row["stop_price"]),
            "target_price": _number(row["target_price"]),
        }
        yield {name: row[name] for name in TRADE_COLUMNS}


def _rule_name(rules: tuple[Rule | RuleRef, ...], index: int) -> str | None:
    if index < 0:
        return None
    rule = rules[index]
    return rule.name if isinstance(rule, Rule) else rule.rule_id


def _figures(metrics: Metrics) -> dict[str, Any]:
    """Return the figures with instants as the rest of the document has them."""
    figures = metrics_json(metrics)
    for name in ("max_drawdown", "max_drawdown_in_money"):
        episode = figures[name]
        if episode is not None:
            for moment in ("started_at", "trough_at", "recovered_at"):
                episode[moment] = None if episode[moment] is None else utc_iso(episode[moment])
    return figures


def _timing(timings: Timings, load_seconds: float) -> dict[str, float | None]:
    return {
        "load_seconds": load_seconds,
        "engine_seconds": timings.engine,
        "reference_seconds": timings.reference,
        "metrics_seconds": timings.metrics,
        "proof_seconds": timings.proof,
        "total_seconds": load_seconds + timings.total,
    }


def _period(bars: Bars, first: int) -> dict[str, Any]:
    return {
        "start": utc_iso(int(bars.time[first])),
        "end": utc_iso(int(bars.time[-1]) + bars.timeframe.nanos),
        "warm_up_bars": first,
    }


def _open_position(position: OpenPosition | None, strategy: Strategy) -> dict[str, Any] | None:
    if position is None:
        return None
    return {
        "side": "long" if position.side > 0 else "short",
        "entry_time": utc_iso(position.entry_time),
        "entry_price": position.entry_price,
        "quantity": position.quantity,
        "entry_fee": position.entry_fee,
        "borrow": position.borrow,
        "stop_price": _number(position.stop_price),
        "target_price": _number(position.target_price),
        "entry_rule": _rule_name(strategy.entry_rules, position.entry_rule),
        "unrealized_pnl": position.unrealized_pnl,
    }


def _pending(outcome: Outcome) -> list[dict[str, Any]]:
    return [
        {"order": kind.name.lower(), "rule": rule if rule >= 0 else None, "reason": reason}
        for kind, rule, reason in outcome.pending
    ]


def _refused(outcome: Outcome, bars: Bars) -> dict[str, Any]:
    reasons = [Refusal(code).label for code in outcome.refused_reason.tolist()]
    times = bars.time[outcome.refused_bar[:_REFUSALS_LISTED]].tolist()
    return {
        "total": len(reasons),
        "by_reason": dict(Counter(reasons)),
        "first": [
            {"time": utc_iso(time), "reason": reason}
            for time, reason in zip(times, reasons, strict=False)
        ],
    }


def _proof(report: BacktestReport) -> dict[str, Any]:
    proof = report.proof
    return {
        "passed": proof.passed,
        "cuts": [utc_iso(int(report.bars.time[cut])) for cut in proof.cuts],
        "seconds": proof.seconds,
        "first_difference": proof.first_difference,
    }


def _instant(bars: Bars, bar: int) -> str | None:
    return utc_iso(int(bars.time[bar])) if bar >= 0 else None


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
