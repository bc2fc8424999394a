"""What the report of a finished backtest says: which figures, in which words. Pure.

Everything a person named is cut to a length that cannot push the report out of its pages.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np

from app.domain.backtest_jobs import BacktestTrade
from app.domain.charts import histogram
from app.domain.indicators.registry import catalogue
from app.domain.performance import DEFINITIONS, Reason
from app.domain.rules.spec import Rule, Strategy
from app.domain.rules.text_printing import node_text
from app.domain.rules.words import rule_in_words, terms_in_words
from app.ports.reporting import (
    Curve,
    Fact,
    FigureLine,
    Report,
    RuleText,
    Tile,
    Tone,
    YearOfMonths,
)
from app.services.backtest_numbers import (
    DASH,
    decimals_of,
    duration,
    figure,
    formula,
    moment,
    number,
    percent,
    setting,
)
from app.services.backtest_trades import breakdowns, cost_facts, extremes

CLOSING: Final = (
    "Simulated past results do not predict future results. Nothing here is investment advice."
)
_TILES: Final = (
    ("total_return_pct", "{start} became {final}"),
    ("cagr_pct", "per year of 365 calendar days"),
    ("max_drawdown_pct", "deepest fall from a peak, at bar closes"),
    ("sharpe_ratio", "mean daily return over its deviation, per year"),
    ("buy_and_hold_return_pct", "same money and costs, bought once"),
    ("total_trades", "{winning_trades} won, {losing_trades} lost, {break_even_trades} even"),
    ("win_rate_pct", "winning trades of all closed trades"),
    ("profit_factor", "money won over money lost"),
)
_TONED: Final = frozenset({"total_return_pct", "cagr_pct", "buy_and_hold_return_pct"})
_SUMMARY: Final = (
    "final_capital", "net_profit", "total_return_pct", "buy_and_hold_return_pct", "cagr_pct",
    "volatility_pct", "sharpe_ratio", "sortino_ratio", "calmar_ratio", "max_drawdown_pct",
    "max_drawdown_money", "recovery_factor", "exposure_pct", "alpha_pct", "beta",
)  # fmt: skip
_TRADES: Final = (
    "total_trades", "win_rate_pct", "profit_factor", "expectancy", "expectancy_r", "sqn",
    "avg_trade_pct", "best_trade_pct", "worst_trade_pct", "avg_trade_duration_seconds",
    "max_trade_duration_seconds",
)  # fmt: skip
_CALENDARS: Final = {"24/7": "24/7, days in UTC", "us_stock": "US stocks", "forex": "forex"}
_ENGINES: Final = {"fast": "compiled", "backtrader": "Backtrader", "both": "compiled, Backtrader"}
_NAME_MOST: Final = 200
_WORD_MOST: Final = 60
_SENTENCE_MOST: Final = 2_600
_RULES_MOST: Final = 3_200
_FORMULAS_MOST: Final = 2_700
# What the title and the room around a rule take, in letters.
_RULE_EXTRA: Final = 200
_WARNINGS_MOST: Final = 12
_WARNING_MOST: Final = 300
_YEARS_MOST: Final = 18
_FILLS: Final = (
    "A signal at the close of a bar is filled at the next bar's open, with slippage against the "
    "trader. Stops and targets work inside the bar, the bar of entry included; where both lie "
    "inside one bar the stop is taken. A stop that the market jumps over is filled at the open, a "
    "target without slippage. Equity is marked at every bar close, without the cost of leaving."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """A finished backtest as its row keeps it; `version` and `completed_at` where they are known.

    `result` and `curve` are what the API shows: see `result_json` and `curve_of`.
    """

    name: str
    version: int | None
    strategy: Strategy
    symbol: str
    settings: Mapping[str, Any]
    result: Mapping[str, Any]
    curve: Mapping[str, Any]
    trades: Sequence[BacktestTrade]
    completed_at: datetime | None


def report_of(ran: Ran) -> Report:
    """Return everything the report of a backtest prints."""
    result, curve = ran.result, _curve(ran.curve)
    digits = decimals_of(curve.initial)
    currency = _currency(ran.symbol)
    period = f"{moment(result['period']['start'])} to {moment(result['period']['end'])} UTC"
    terms = {"slippage_pct": result["config"]["slippage_pct"], "digits": digits}
    return Report(
        title=cut(ran.name, _NAME_MOST) or "Unnamed strategy",
        subtitle=f"{cut(ran.symbol, _WORD_MOST)}, {result['timeframe']} bars, {period}",
        about=_about(ran, period, currency),
        currency=currency,
        tiles=tuple(_tile(result, name, note, digits, currency) for name, note in _TILES),
        figures=_lines(result, _SUMMARY, digits),
        curve=curve,
        drawdown=_episode(result, digits, currency),
        years=_years(result),
        months_note=_months_note(result),
        statistics=_lines(result, _TRADES, digits),
        histogram=histogram(np.array([trade.pnl for trade in ran.trades], dtype=np.float64)),
        breakdowns=breakdowns(ran.trades, _rule_names(ran.strategy), digits),
        extremes=extremes(ran.trades, digits),
        rules=_rules(ran.strategy),
        formulas=_formulas(ran.strategy),
        costs=cost_facts(ran.trades, result["config"], currency, **terms),
        configuration=_configuration(ran),
        proof=_proof(result),
        hashes=tuple(Fact(name.capitalize(), value) for name, value in result["hashes"].items()),
        warnings=tuple(
            cut(warning["message"], _WARNING_MOST)
            for warning in result["warnings"][:_WARNINGS_MOST]
        ),
        symbols=_symbols(result),
        closing=CLOSING,
    )


def cut(text: str, most: int) -> str:
    """Return `text` on one line in at most `most` characters; what was left out is an ellipsis."""
    # Cut first: splitting two megabytes to show 200 characters is work for nobody.
    line = " ".join(text[: 2 * most].split())
    is_whole = len(line) <= most and len(text) <= 2 * most
    return line if is_whole else line[: most - 1].rstrip() + "…"


def _currency(symbol: str) -> str:
    _, slash, quote = symbol.partition("/")
    word = quote.partition(":")[0]
    return cut(word, 12) if slash else ""


def _about(ran: Ran, period: str, currency: str) -> tuple[Fact, ...]:
    result = ran.result
    done = ran.completed_at
    facts = [
        Fact("Market", f"{cut(ran.symbol, _WORD_MOST)}, source {cut(result['source'], 40)}"),
        Fact("Period", period),
        Fact("Bars", f"{result['bars']:,} of {result['timeframe']}"),
        Fact("Currency", currency or "that of the prices"),
        Fact("Calendar", _CALENDARS.get(result["calendar"], result["calendar"])),
        Fact("Engine", _ENGINES.get(result["engine"], result["engine"])),
        *([] if ran.version is None else [Fact("Strategy", f"version {ran.version}")]),
        *([] if done is None else [Fact("Completed", f"{moment(done)} UTC")]),
    ]
    return tuple(facts)


def _tile(result: Mapping[str, Any], name: str, note: str, digits: int, currency: str) -> Tile:
    definition, value = DEFINITIONS[name], result.get(name)
    if value is None:
        return Tile(definition.title, DASH, _reason(result, name))
    money = {
        "start": number(result["config"]["initial_capital"], digits),
        "final": f"{number(result['final_capital'], digits)} {currency}".strip(),
    }
    counts = {n: number(result.get(f"{n}_trades") or 0, 0) for n in ("winning", "losing")}
    said = note.format(
        **money,
        winning_trades=counts["winning"],
        losing_trades=counts["losing"],
        break_even_trades=number(result.get("break_even_trades") or 0, 0),
    )
    tone = Tone.PLAIN
    if name in _TONED and value != 0.0:
        tone = Tone.GAIN if value > 0.0 else Tone.LOSS
    return Tile(definition.title, figure(definition, value, digits), said, tone)


def _reason(result: Mapping[str, Any], name: str) -> str:
    code = result.get("undefined", {}).get(name)
    if code is None:
        return "Not computed"
    return f"{Reason(code).explanation.rstrip('.')} ({code})"


def _lines(result: Mapping[str, Any], names: Sequence[str], digits: int) -> tuple[FigureLine, ...]:
    found = []
    for name in names:
        definition, value = DEFINITIONS[name], result.get(name)
        size = result.get("sample_sizes", {}).get(name)
        sample = DASH if size is None else f"{size:,} {definition.sample}"
        if value is None:
            about = f"{_reason(result, name)}. {formula(definition.formula)}"
            found.append(FigureLine(definition.title, DASH, about, sample))
        else:
            shown = figure(definition, value, digits)
            found.append(FigureLine(definition.title, shown, formula(definition.formula), sample))
    return tuple(found)


def _curve(curve: Mapping[str, Any]) -> Curve:
    benchmark = curve.get("benchmark")
    return Curve(
        time_ms=tuple(curve["time"]),
        equity=tuple(curve["equity"]),
        drawdown_pct=tuple(curve["drawdown_pct"]),
        benchmark=None if benchmark is None else tuple(benchmark),
        initial=curve["initial_capital"],
    )


def _episode(result: Mapping[str, Any], digits: int, currency: str) -> tuple[Fact, ...]:
    episode = result.get("max_drawdown")
    if episode is None:
        return (Fact("Deepest fall", "Equity never closed below an earlier peak."),)
    back = episode["recovered_at"]
    money = result.get("max_drawdown_money")
    return (
        Fact("Deepest fall", percent(episode["depth"])),
        Fact("From the peak at", f"{moment(episode['started_at'])} UTC"),
        Fact("Lowest at", f"{moment(episode['trough_at'])} UTC"),
        Fact("Back at the peak", f"{moment(back)} UTC" if back else "not within the period"),
        Fact("Time below the peak", duration(episode["duration_seconds"])),
        Fact("Deepest in money", f"{number(money or 0.0, digits)} {currency}".strip()),
    )


def _years(result: Mapping[str, Any]) -> tuple[YearOfMonths, ...]:
    months = {item["period"]: item["return"] for item in result["monthly_returns"]}
    return tuple(
        YearOfMonths(
            int(item["period"]),
            tuple(months.get(f"{item['period']}-{month:02d}") for month in range(1, 13)),
            item["return"],
        )
        for item in result["yearly_returns"][-_YEARS_MOST:]
    )


def _months_note(result: Mapping[str, Any]) -> str:
    left_out = max(0, len(result["yearly_returns"]) - _YEARS_MOST)
    note = formula(DEFINITIONS["monthly_returns"].formula)
    text = f"{note[0].upper()}{note[1:]}. Percent; the first month against the initial capital."
    return f"{text} The {left_out} earliest years are left out." if left_out else text


def _rule_names(strategy: Strategy) -> tuple[str, ...]:
    return tuple(
        cut(rule.name if isinstance(rule, Rule) else rule.rule_id, _WORD_MOST)
        for rule in strategy.entry_rules
    )


def _rules(strategy: Strategy) -> tuple[RuleText, ...]:
    known = catalogue()
    told = [
        RuleText(
            f"{place.capitalize()}: {_named(rule, n)}",
            cut(rule_in_words(rule, place, known), _SENTENCE_MOST),
        )
        for place, listed in (("entry", strategy.entry_rules), ("exit", strategy.exit_rules))
        for n, rule in enumerate(listed, 1)
    ]
    terms = cut(" ".join(terms_in_words(strategy)), _SENTENCE_MOST)
    kept = _bounded(told, [len(rule.text) + _RULE_EXTRA for rule in told], _RULES_MOST)
    rest = len(told) - len(kept)
    more = [RuleText("More rules", f"{rest} more, as in the strategy.")] if rest else []
    return (*kept, *more, RuleText("Protection and size", terms), RuleText("Fills", _FILLS))


def _named(rule: Any, place: int) -> str:
    name = rule.name if isinstance(rule, Rule) else rule.rule_id
    return cut(name, _WORD_MOST) or f"rule {place}"


def _formulas(strategy: Strategy) -> tuple[str, ...]:
    lines = [
        cut(f"{place} {n}: {node_text(rule.body, catalogue())}", _SENTENCE_MOST)
        for place, listed in (("entry", strategy.entry_rules), ("exit", strategy.exit_rules))
        for n, rule in enumerate(listed, 1)
        if isinstance(rule, Rule)
    ]
    kept = _bounded(lines, [max(len(line), 130) for line in lines], _FORMULAS_MOST)
    rest = len(lines) - len(kept)
    return (*kept, f"and {rest} more") if rest else tuple(kept)


def _bounded[T](items: Sequence[T], lengths: Sequence[int], most: int) -> list[T]:
    """Return the first items whose lengths together are at most `most`."""
    total, kept = 0, []
    for item, length in zip(items, lengths, strict=True):
        total += length
        if total > most:
            break
        kept.append(item)
    return kept


def _configuration(ran: Ran) -> tuple[Fact, ...]:
    config, result, settings = ran.result["config"], ran.result, ran.settings
    start, end = settings.get("start_date"), settings.get("end_date")
    tick = config["tick_size"]
    return (
        Fact("Asked period", f"{start or 'first bar'} until {end or 'last bar'}"),
        Fact("Warm-up before it", f"{result['period']['warm_up_bars']:,} bars"),
        Fact("Finer bars inside a bar", settings.get("intrabar_timeframe") or "none"),
        Fact("Lot step", setting(config["lot_step"])),
        Fact("Tick size", setting(tick) if tick else "not known, prices not rounded"),
        Fact("Smallest order value", setting(config["min_notional"])),
        Fact("Risk-free rate", f"{setting(config['risk_free_pct'])} % a year"),
        Fact("Minimum acceptable return", f"{setting(config['mar_pct'])} % a year"),
        Fact("Open position at the end", "closed" if config["close_at_end"] else "marked"),
        Fact("Periods per year (A)", f"{result['periods_per_year']}"),
    )


def _proof(result: Mapping[str, Any]) -> tuple[Fact, ...]:
    refused, position = result["refused"]["total"], result["open_position"]
    return (
        Fact("No look-ahead", _look_ahead(result["proof"])),
        Fact("Two engines", _agreement(result["parity"], result)),
        Fact("Bars with stop and target", f"{result['ambiguous_bars']:,}"),
        Fact("Fills across a gap", f"{result['late_fills']:,}"),
        Fact("Fills without volume", f"{result['zero_volume_fills']:,}"),
        Fact("Entries refused by size", f"{refused:,}"),
        Fact("Orders due after the end", f"{len(result['pending']):,}"),
        Fact("Open position", f"one, {position['side']}" if position else "none"),
    )


def _look_ahead(proof: Mapping[str, Any]) -> str:
    if not proof["passed"]:
        return f"FAILED: {cut(proof['first_difference'] or '', 300)}"
    if not proof["cuts"]:
        return "Nothing to prove: the period is one bar."
    cuts = ", ".join(moment(instant) for instant in proof["cuts"])
    return (
        "Passed. Everything was computed again from the raw bars before these moments (UTC), and "
        f"equals the result to the bit: {cuts}."
    )


def _agreement(parity: Mapping[str, Any] | None, result: Mapping[str, Any]) -> str:
    if parity is None:
        return "Not compared: one engine ran."
    if parity["agrees"]:
        return f"Agree on all {result['total_trades']:,} trades and on equity at every bar."
    first = cut(parity["differences"][0], 300)
    return f"DISAGREE in {len(parity['differences']):,} places, the first: {first}"


def _symbols(result: Mapping[str, Any]) -> str:
    free, minimum = (setting(result["config"][name]) for name in ("risk_free_pct", "mar_pct"))
    return (
        "E equity at a bar close, E0 initial capital, r daily return, n their number, "
        f"A {result['periods_per_year']} periods per year, rf {free} %, mar {minimum} %."
    )
