"""Our figures against empyrical-reloaded and pandas, over real daily closes.

The same definition, so equal: total return, daily and monthly returns, volatility, Sharpe, Sortino,
maximum drawdown, beta. Not the same, and why:

* growth per year: empyrical counts returns divided by periods per year, we count calendar days;
  they meet on a daily series without gaps and 365 periods;
* Calmar: its growth is that one, and its drawdown is a fraction; equal where growth is;
* alpha: empyrical compounds the daily alpha, ours is A times it, as the CAPM line is drawn; so
  (1 + ours / A) ^ A - 1 is theirs.
"""

from pathlib import Path

import empyrical
import numpy as np
import pandas as pd
import pytest

from app.domain.backtest import RunConfig
from app.domain.performance import Metrics, metrics
from tests.stored import stored_bars
from tests.unit.domain.performance.outcomes import outcome

INITIAL = 10_000.0
RATE_PCT = 3.0
FILES = ["coinbase_ETH-USD_1d", "binance_BTC-USDT_1d", "us_MSFT_1d", "mt5_EUR-USD_1d"]


class Account:
    """A real series as an account that holds half of it, beside the series as its benchmark."""

    def __init__(self, shared_data: Path, name: str) -> None:
        self.bars = stored_bars(shared_data, name)
        self.benchmark = INITIAL * self.bars.close / self.bars.open[0]
        self.equity = INITIAL / 2 + self.benchmark / 2
        self.periods = self.bars.calendar.periods_per_year
        self.daily_rate = RATE_PCT / 100.0 / self.periods
        index = pd.DatetimeIndex(self.bars.time.astype("datetime64[ns]"))
        self.returns = _returns(self.equity, index)
        self.benchmark_returns = _returns(self.benchmark, index)

    def ours(self) -> Metrics:
        config = RunConfig(initial_capital=INITIAL, risk_free_pct=RATE_PCT, mar_pct=RATE_PCT)
        return metrics(outcome(self.equity.tolist()), self.bars, config, self.benchmark)


def _returns(equity: np.ndarray, index: pd.DatetimeIndex) -> pd.Series:
    return pd.Series(np.diff(equity, prepend=INITIAL) / np.append(INITIAL, equity[:-1]), index)


@pytest.fixture(scope="module", params=FILES)
def account(request, shared_data) -> Account:
    return Account(shared_data, request.param)


def same(found: float | None, expected: float, relative: float = 1e-9) -> None:
    assert found == pytest.approx(float(expected), rel=relative)


def test_total_return(account):
    same(
        account.ours()["total_return_pct"].value, empyrical.cum_returns_final(account.returns) * 100
    )


def test_volatility(account):
    theirs = empyrical.annual_volatility(account.returns, annualization=account.periods)
    same(account.ours()["volatility_pct"].value, theirs * 100)


def test_sharpe(account):
    theirs = empyrical.sharpe_ratio(
        account.returns, risk_free=account.daily_rate, annualization=account.periods
    )
    same(account.ours()["sharpe_ratio"].value, theirs)


def test_sortino(account):
    theirs = empyrical.sortino_ratio(
        account.returns, required_return=account.daily_rate, annualization=account.periods
    )
    same(account.ours()["sortino_ratio"].value, theirs)


def test_maximum_drawdown(account):
    same(account.ours()["max_drawdown_pct"].value, -empyrical.max_drawdown(account.returns) * 100)


def test_drawdown_by_pandas(account):
    equity = pd.Series(np.append(INITIAL, account.equity))
    ours = account.ours()
    same(ours["max_drawdown_pct"].value, (1.0 - equity / equity.cummax()).max() * 100)
    same(ours["max_drawdown_money"].value, (equity.cummax() - equity).max())


def test_beta(account):
    theirs = empyrical.beta(account.returns, account.benchmark_returns, account.daily_rate)
    same(account.ours()["beta"].value, theirs)


def test_alpha_is_theirs_without_compounding(account):
    theirs = empyrical.alpha(
        account.returns,
        account.benchmark_returns,
        risk_free=account.daily_rate,
        annualization=account.periods,
    )
    ours = account.ours()["alpha_pct"].value
    assert ours is not None
    same((1.0 + ours / 100.0 / account.periods) ** account.periods - 1.0, theirs, 1e-6)


def test_monthly_and_yearly_returns(account):
    ours = account.ours()
    for periods, frequency in ((ours.monthly_returns, "monthly"), (ours.yearly_returns, "yearly")):
        theirs = empyrical.aggregate_returns(account.returns, frequency).to_numpy()
        known = [period.value for period in periods if period.value is not None]
        np.testing.assert_allclose(known, theirs, rtol=1e-9, atol=1e-12)


def test_growth_agrees_where_days_and_returns_do(shared_data):
    account = Account(shared_data, "binance_BTC-USDT_1d")
    growth = empyrical.cagr(account.returns, annualization=365)
    same(account.ours()["cagr_pct"].value, growth * 100)
    same(
        account.ours()["calmar_ratio"].value,
        empyrical.calmar_ratio(account.returns, annualization=365),
    )


def test_growth_differs_where_days_are_missing(shared_data):
    account = Account(shared_data, "us_MSFT_1d")
    ours = account.ours()["cagr_pct"]
    years = (account.bars.time[-1] - account.bars.time[0]) / 86_400e9 + 1.0
    same(ours.value, ((account.equity[-1] / INITIAL) ** (365.0 / years) - 1.0) * 100)
    assert ours.value != pytest.approx(
        empyrical.cagr(account.returns, annualization=252) * 100, rel=1e-4
    )
