"""The trades of a backtest in tables: by side, by way out, the best and the worst, their costs."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from app.domain.backtest import ExitReason
from app.domain.backtest_jobs import BacktestTrade
from app.ports.reporting import Fact, Listing, Tone
from app.services.backtest_numbers import DASH, moment, number, percent, price, setting

_SHOWN: Final = 8
_GROUPS_MOST: Final = 8
_NO_SLIPPAGE: Final = ExitReason.TAKE_PROFIT.label
_COLUMNS: Final = (
    "#", "Side", "Entry (UTC)", "Exit (UTC)", "Closed by", "Entry price", "Exit price", "Return",
    "P&L",
)  # fmt: skip


def breakdowns(
    trades: Sequence[BacktestTrade], rules: Sequence[str], digits: int
) -> tuple[Listing, ...]:
    """Return the trades grouped by side, by what closed them and by the rule that opened them."""

    def opened_by(trade: BacktestTrade) -> str:
        known = trade.entry_rule is not None and trade.entry_rule < len(rules)
        return rules[trade.entry_rule or 0] if known else DASH

    if not trades:
        return ()
    return (
        _grouped("By side", trades, lambda trade: trade.side, digits),
        _grouped("By what closed them", trades, lambda t: t.reason.replace("_", " "), digits),
        _grouped("By entry rule", trades, opened_by, digits),
    )


def extremes(trades: Sequence[BacktestTrade], digits: int) -> tuple[Listing, ...]:
    """Return the best and the worst trades by return; where they are few, all of them."""
    if not trades:
        return ()
    if len(trades) <= 2 * _SHOWN:
        return (_listed("All trades, in the order of closing", trades, digits),)
    ranked = sorted(trades, key=lambda trade: trade.return_pct)
    return (
        _listed(f"The {_SHOWN} best of {len(trades):,} trades", ranked[: -_SHOWN - 1 : -1], digits),
        _listed(f"The {_SHOWN} worst", ranked[:_SHOWN], digits),
    )


def cost_facts(
    trades: Sequence[BacktestTrade],
    config: Mapping[str, Any],
    currency: str,
    *,
    slippage_pct: float,
    digits: int,
) -> tuple[Fact, ...]:
    """Return the rates that were charged and what they came to over the closed trades."""
    fees = sum(trade.entry_fee + trade.exit_fee for trade in trades)
    borrow = sum(trade.borrow for trade in trades)
    slipped = sum(slippage_of(trade, slippage_pct / 100.0) for trade in trades)
    net = sum(trade.pnl for trade in trades)

    def money(value: float, *, signed: bool = False) -> str:
        return f"{number(value, digits, signed=signed)} {currency}".strip()

    return (
        Fact("Initial capital", money(config["initial_capital"])),
        Fact("Commission", f"{setting(config['commission_pct'])} % of each fill"),
        Fact("Slippage", f"{setting(slippage_pct)} % against the trader, none on targets"),
        Fact("Smallest fee of a fill", money(config["min_fee"]) if config["min_fee"] else "none"),
        Fact(
            "Fee per unit", setting(config["fee_per_share"]) if config["fee_per_share"] else "none"
        ),
        Fact("Borrow on shorts", f"{setting(config['borrow_pct_per_year'])} % a year"),
        Fact("Commission paid", money(fees)),
        Fact("Slippage, in the prices", money(slipped)),
        Fact("Borrow paid", money(borrow)),
        Fact("Closed trades before costs", money(net + fees + borrow + slipped, signed=True)),
        Fact("Closed trades after costs", money(net, signed=True)),
    )


def slippage_of(trade: BacktestTrade, share: float) -> float:
    """Return what the slippage of both fills cost: the open they came from is price / (1 ± s)."""
    is_long = trade.side == "long"
    paid = _slipped(trade.entry_price, share if is_long else -share)
    if trade.reason != _NO_SLIPPAGE:
        paid += _slipped(trade.exit_price, -share if is_long else share)
    return paid * trade.quantity


def _slipped(fill: float, share: float) -> float:
    return abs(fill - fill / (1.0 + share))


def _grouped(
    title: str,
    trades: Sequence[BacktestTrade],
    name_of: Callable[[BacktestTrade], str],
    digits: int,
) -> Listing:
    groups: dict[str, list[BacktestTrade]] = {}
    for trade in trades:
        groups.setdefault(name_of(trade), []).append(trade)
    ranked = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    shown = ranked[:_GROUPS_MOST]
    sums = [sum(trade.pnl for trade in group) for _, group in shown]
    rows = tuple(
        (
            name,
            f"{len(group):,}",
            percent(100.0 * sum(trade.pnl > 0.0 for trade in group) / len(group)),
            percent(sum(trade.return_pct for trade in group) / len(group), signed=True),
            number(total, digits, signed=True),
        )
        for (name, group), total in zip(shown, sums, strict=True)
    )
    left = len(ranked) - len(shown)
    return Listing(
        f"{title} (the {len(shown)} largest of {len(ranked)})" if left else title,
        ("", "Trades", "Won", "Mean return", "P&L"),
        rows,
        toned=4,
        tones=tuple(_tone(total) for total in sums),
    )


def _listed(title: str, trades: Sequence[BacktestTrade], digits: int) -> Listing:
    rows = tuple(
        (
            f"{trade.number:,}",
            trade.side,
            moment(trade.entry_time),
            moment(trade.exit_time),
            trade.reason.replace("_", " "),
            price(trade.entry_price),
            price(trade.exit_price),
            percent(trade.return_pct, signed=True),
            number(trade.pnl, digits, signed=True),
        )
        for trade in trades
    )
    tones = tuple(_tone(trade.pnl) for trade in trades)
    return Listing(title, _COLUMNS, rows, left=5, toned=7, tones=tones)


def _tone(value: float) -> Tone:
    return Tone.GAIN if value > 0.0 else Tone.LOSS if value < 0.0 else Tone.PLAIN
