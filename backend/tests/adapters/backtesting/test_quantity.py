"""Levels and sizes of the reference engine, by hand."""

import pytest

from app.adapters.backtesting.backtrader.quantity import Protection, Sizing
from app.domain.backtest import Refusal, RunConfig
from app.domain.rules.spec import Risk, Size, SizeMode, Strategy
from app.domain.timeframes import Timeframe

FREE = {"commission_pct": 0.0, "slippage_pct": 0.0, "lot_step": 1.0}


def sizing(size: Size | None = None, risk: Risk | None = None, **config: float) -> Sizing:
    strategy = Strategy(
        name="test", symbol="TEST", timeframe=Timeframe.H1, entry_rules=(),
        size=size, risk=risk or Risk(),
    )  # fmt: skip
    return Sizing(strategy, RunConfig(**{**FREE, **config}))


def of(mode: SizeMode, value: float) -> Size:
    return Size(mode, value)


@pytest.mark.parametrize(
    ("risk", "side", "peak", "tick", "expected"),
    [
        (Risk(), 1, 100.0, 0.0, Protection(None, None, trailing=False)),
        (Risk(stop_loss_pct=5.0), 1, 100.0, 0.0, Protection(95.0, None, trailing=False)),
        (Risk(stop_loss_pct=5.0), -1, 100.0, 0.0, Protection(105.0, None, trailing=False)),
        (Risk(take_profit_pct=5.0), -1, 100.0, 0.0, Protection(None, 95.0, trailing=False)),
        (Risk(trailing_stop_pct=10.0), 1, 120.0, 0.0, Protection(108.0, None, trailing=True)),
        (Risk(trailing_stop_pct=10.0), -1, 80.0, 0.0, Protection(88.0, None, trailing=True)),
        # Equal stops belong to the fixed one; the tighter one decides.
        (
            Risk(stop_loss_pct=10.0, trailing_stop_pct=10.0), 1, 100.0, 0.0,
            Protection(90.0, None, trailing=False),
        ),
        (
            Risk(stop_loss_pct=5.0, trailing_stop_pct=10.0), 1, 104.0, 0.0,
            Protection(95.0, None, trailing=False),
        ),
        # Away from the market: a long's stop down, its target up; a short's the other way.
        (
            Risk(stop_loss_pct=5.5, take_profit_pct=5.5), 1, 100.0, 1.0,
            Protection(94.0, 106.0, trailing=False),
        ),
        (
            Risk(stop_loss_pct=5.5, take_profit_pct=5.5), -1, 100.0, 1.0,
            Protection(106.0, 94.0, trailing=False),
        ),
        # A level on the grid stays there although its binary fraction is a hair below.
        (Risk(stop_loss_pct=5.01), 1, 100.0, 0.01, Protection(94.99, None, trailing=False)),
    ],
)  # fmt: skip
def test_levels(risk, side, peak, tick, expected):
    found = sizing(risk=risk, tick_size=tick).protection(side, 100.0, peak)
    assert found.stop == pytest.approx(expected.stop)
    assert found.target == pytest.approx(expected.target)
    assert found.trailing is expected.trailing


STOP = Risk(stop_loss_pct=10.0)
TIGHTER = Risk(stop_loss_pct=10.0, trailing_stop_pct=5.0)


@pytest.mark.parametrize(
    ("size", "risk", "config", "quantity", "refusal"),
    [
        (None, None, {}, 10.0, None),  # no size: a tenth of equity
        (of(SizeMode.PERCENT_EQUITY, 50.0), None, {}, 50.0, None),
        (of(SizeMode.PERCENT_EQUITY, 100.0), None, {"commission_pct": 1.0}, 99.0, None),
        (of(SizeMode.PERCENT_EQUITY, 100.0), None, {"fee_per_share": 1.0}, 99.0, None),
        (of(SizeMode.PERCENT_EQUITY, 100.0), None, {"min_fee": 101.0}, 98.0, None),
        (of(SizeMode.FIXED_AMOUNT, 2_550.0), None, {}, 25.0, None),
        (of(SizeMode.FIXED_AMOUNT, 25_000.0), None, {}, 100.0, None),
        (of(SizeMode.FIXED_QUANTITY, 7.0), None, {}, 7.0, None),
        (of(SizeMode.FIXED_QUANTITY, 101.0), None, {}, 0.0, Refusal.INSUFFICIENT_CASH),
        (
            of(SizeMode.FIXED_QUANTITY, 60.0), Risk(max_position_size_pct=50.0), {},
            0.0, Refusal.ABOVE_MAX_POSITION,
        ),
        (of(SizeMode.FIXED_QUANTITY, 0.5), None, {}, 0.0, Refusal.BELOW_LOT_STEP),
        (of(SizeMode.RISK_PER_TRADE_PCT, 1.0), STOP, {}, 10.0, None),
        (of(SizeMode.RISK_PER_TRADE_PCT, 1.0), TIGHTER, {}, 20.0, None),
        (of(SizeMode.RISK_PER_TRADE_PCT, 50.0), STOP, {}, 100.0, None),
        (of(SizeMode.PERCENT_EQUITY, 0.5), None, {}, 0.0, Refusal.BELOW_LOT_STEP),
        (
            of(SizeMode.FIXED_QUANTITY, 1.0), None, {"min_notional": 101.0},
            0.0, Refusal.BELOW_MIN_NOTIONAL,
        ),
        (
            of(SizeMode.FIXED_QUANTITY, 1.0), STOP, {"min_notional": 95.0},
            0.0, Refusal.EXIT_ILLEGAL,
        ),
    ],
)  # fmt: skip
def test_sizes(size, risk, config, quantity, refusal):
    """Size an entry at 100 with 10,000 in cash."""
    rules = sizing(size, risk, **config)
    stop = rules.protection(1, 100.0, 100.0).stop
    assert rules.entry(100.0, 10_000.0, stop) == (pytest.approx(quantity), refusal)


def test_all_cash_is_spent_but_never_more():
    rules = sizing(of(SizeMode.PERCENT_EQUITY, 100.0), commission_pct=0.1, lot_step=1e-8)
    quantity, _ = rules.entry(3.0, 10_000.0, None)
    cost = quantity * 3.0 + rules.fee(quantity, 3.0)
    assert 10_000.0 - 1e-7 < cost <= 10_000.0 * (1.0 + 1e-12)


@pytest.mark.parametrize(("buying", "expected"), [(True, 101.0), (False, 99.0)])
def test_slippage_is_against_the_trader(buying, expected):
    assert sizing(slippage_pct=1.0).market_price(100.0, buying=buying) == pytest.approx(expected)
