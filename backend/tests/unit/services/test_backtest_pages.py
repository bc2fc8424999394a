"""What a report says."""

from dataclasses import replace

import numpy as np
import pytest

from app.domain.rules.spec import Rule
from app.ports.reporting import Tone
from app.services.backtest_pages import CLOSING, cut, report_of
from app.services.backtest_report import report_of_run, run_as_stored
from tests.short_runs import short_report

RUN = short_report()
RAN = run_as_stored(RUN)
REPORT = report_of_run(RUN)


def with_result(**changes):
    return report_of(replace(RAN, result={**RAN.result, **changes}))


def facts(lines):
    return {line.name: line.value for line in lines}


def test_the_figures_are_those_of_the_run_with_their_definitions():
    lines = {line.title: line for line in REPORT.figures}
    final = lines["Final capital"]
    assert final.value == f"{RUN.outcome.final_capital:,.2f}"
    assert final.definition == "E_end, an open position marked"
    assert final.sample == "400 bars"
    assert REPORT.currency == "USDT"
    assert REPORT.closing == CLOSING


def test_a_figure_without_a_value_says_why():
    # 400 hours are 17 days: too few for a Sharpe ratio.
    sharpe = next(line for line in REPORT.figures if line.title == "Sharpe ratio")
    assert sharpe.value == "–"
    assert "too_few_returns" in sharpe.definition
    tile = next(tile for tile in REPORT.tiles if tile.title == "Sharpe ratio")
    assert (tile.value, tile.tone) == ("–", Tone.PLAIN)
    assert "fewer than 30 daily returns" in tile.note


def test_the_rules_are_told_in_words_and_as_formulas():
    told = {rule.title: rule.text for rule in REPORT.rules}
    assert told["Entry: Low"] == "Buy when the close is below 95."
    assert told["Exit: High"] == "Sell when the close is above 105."
    assert "Stop the loss at 5 %." in told["Protection and size"]
    assert REPORT.formulas == ("entry 1: close < 95", "exit 1: close > 105")


def test_months_lie_under_their_names():
    monthly = [{"period": f"2023-{m:02d}", "return": m / 100} for m in (11, 12)]
    monthly += [{"period": "2024-01", "return": None}, {"period": "2024-02", "return": -0.5}]
    yearly = [{"period": "2023", "return": 0.23}, {"period": "2024", "return": -0.5}]
    first, second = with_result(monthly_returns=monthly, yearly_returns=yearly).years
    assert first.months == (*[None] * 10, 0.11, 0.12)
    assert second.months == (None, -0.5, *[None] * 10)
    assert (first.total, second.year) == (0.23, 2024)


def test_more_years_than_a_page_holds_are_left_out_and_said_so():
    yearly = [{"period": str(year), "return": 0.0} for year in range(1970, 2024)]
    report = with_result(monthly_returns=[], yearly_returns=yearly)
    assert len(report.years) == 18
    assert "The 36 earliest years are left out." in report.months_note


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"passed": True}, "Passed."),
        ({"passed": True, "cuts": []}, "Nothing to prove"),
        ({"passed": False, "first_difference": "signal differs"}, "FAILED: signal differs"),
    ],
)
def test_the_proof_is_told_as_it_ended(changes, part):
    report = with_result(proof={**RAN.result["proof"], **changes})
    assert part in facts(report.proof)["No look-ahead"]


@pytest.mark.parametrize(
    ("parity", "part"),
    [
        (None, "one engine ran"),
        ({"agrees": True, "differences": []}, "Agree on all"),
        ({"agrees": False, "differences": ["exit price"]}, "DISAGREE in 1 places"),
    ],
)
def test_the_engines_agreement_is_told_as_it_is(parity, part):
    assert part in facts(with_result(parity=parity).proof)["Two engines"]


def test_the_curve_has_its_benchmark_and_an_older_row_has_none():
    assert len(REPORT.curve.benchmark) == len(REPORT.curve.equity)
    old = {name: value for name, value in RAN.curve.items() if name != "benchmark"}
    assert report_of(replace(RAN, curve=old)).curve.benchmark is None


def test_what_people_wrote_cannot_push_the_report_out_of_its_pages():
    wide = replace(RUN.request.strategy.entry_rules[0], name="x" * 3_000)
    strategy = replace(RUN.request.strategy, entry_rules=(wide,) * 500)
    report = report_of(replace(RAN, name="n" * 2_000_000, strategy=strategy))
    assert len(report.title) == 200
    assert sum(len(rule.text) + len(rule.title) for rule in report.rules) < 7_000
    assert sum(map(len, report.formulas)) < 3_000
    assert any("more, as in the strategy" in rule.text for rule in report.rules)
    assert isinstance(wide, Rule)


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [("a\nb\x00 c", 10, "a b\x00 c"), ("abcdef", 4, "abc…"), ("abcd", 4, "abcd"), ("", 4, "")],
)
def test_texts_are_cut_on_one_line(text, most, short):
    assert cut(text, most) == short


def test_a_symbol_without_a_quote_says_so():
    report = report_of(replace(RAN, symbol="AAPL"))
    assert report.currency == ""
    assert facts(report.about)["Currency"] == "that of the prices"


def test_every_trade_is_in_the_histogram():
    assert sum(part.count for part in REPORT.histogram) == len(RUN.outcome.trades)
    assert np.isfinite([part.low for part in REPORT.histogram]).all()
