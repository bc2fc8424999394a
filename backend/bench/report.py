"""The PDF report of 520,499 minutes and thousands of trades."""

from collections.abc import Iterator

from app import bootstrap
from app.services.backtest import BacktestRequest, Prepared
from app.services.backtest_report import report_of_run
from bench.data import MINUTES, bars_of, rsi_strategy
from bench.measure import Figure, median_seconds

_RUNS = 5


def figures() -> Iterator[Figure]:
    """Yield what the words and what the pages take."""
    request = BacktestRequest(
        strategy=rsi_strategy(),
        data=Prepared(bars_of(MINUTES), 0),
        source="bitfinex",
        symbol="BTC/USD",
    )
    run = bootstrap.backtests().run(request)
    reporter, report = bootstrap.reporter(), report_of_run(run)
    words = median_seconds(lambda: report_of_run(run), _RUNS)
    pages = median_seconds(lambda: reporter.pdf(report), _RUNS)
    size = len(reporter.pdf(report)) / 1000
    yield Figure(f"report of {len(run.outcome.trades):,} trades: words", f"{words:.2f} s")
    taken = f"{words + pages:.2f} s ({size:.0f} kB)"
    yield Figure("words and pages", taken, "<= 3 s", words + pages <= 3.0)
