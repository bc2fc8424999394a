"""The file itself: pages, words, type, and nothing that leads outside."""

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from app.adapters.reporting import charts
from app.adapters.reporting.pdf import PdfReporter
from app.domain.charts import Bin
from app.ports.reporting import Report
from app.services.backtest_pages import CLOSING, report_of
from app.services.backtest_report import report_of_run, run_as_stored
from tests.short_runs import short_report

RAN = run_as_stored(short_report())
REPORT = report_of(RAN)
A4 = (595.28, 841.89)
HOSTILE = (
    "<b>bold</b> <font color=red>x</font>",
    '<img src="file:///etc/passwd">',
    '<link href="http://169.254.169.254/"><a href="http://evil.example">click</a>',
    "{{7*7}} ${jndi:ldap://evil} %(x)s {0}",
    "(/URI) endstream endobj <</JS (app.alert)>>",
    "שלום \u202eevil\u202c مرحبا",
    "🚀🚀 to the moon ☾",
    "NUL\x00 and \x1b[31m red \r\n",
    "策略" * 100,
    "W" * 5_000,
    "",
)


def pdf(report: Report) -> bytes:
    return PdfReporter().pdf(report)


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content), strict=True)


def text_of(content: bytes) -> str:
    # Where a line breaks is not what these tests are about.
    return " ".join(" ".join(page.extract_text() for page in read(content).pages).split())


def objects(reader: PdfReader):
    for number in range(1, len(reader.xref[0]) + 1):
        found = reader.get_object(number)
        if isinstance(found, DictionaryObject):
            yield found


@pytest.fixture(scope="module")
def content() -> bytes:
    return pdf(REPORT)


def test_it_has_four_to_eight_numbered_pages_of_a4(content):
    pages = read(content).pages
    assert 4 <= len(pages) <= 8
    for number, page in enumerate(pages, 1):
        size = float(page.mediabox.width), float(page.mediabox.height)
        assert size == pytest.approx(A4, abs=0.02)
        told = page.extract_text()
        assert f"Page {number} of {len(pages)}" in told
        assert CLOSING in told
        assert len(told) > 300


def test_it_says_everything_in_selectable_words(content):
    told = text_of(content)
    for part in (
        REPORT.title,
        REPORT.subtitle,
        "Buy when the close is below 95.",
        "Equity and drawdown",
        "Monthly returns",
        "too_few_returns",
        *(tile.value for tile in REPORT.tiles),
        *(line.value for line in REPORT.hashes),
        *(line.name for line in (*REPORT.costs, *REPORT.configuration, *REPORT.proof)),
        *REPORT.warnings,
    ):
        assert part in told


def test_the_same_report_gives_the_same_bytes(content):
    assert pdf(REPORT) == content == pdf(report_of_run(short_report()))
    assert pdf(replace(REPORT, title="Another")) != content


def test_every_face_is_embedded_as_a_subset(content):
    faces = [found for found in objects(read(content)) if found.get("/Type") == "/Font"]
    assert faces
    for face in faces:
        assert re.fullmatch(r"/[A-Z]{6}\+BitstreamVeraSans-.*", face["/BaseFont"])
        assert "/FontFile2" in face["/FontDescriptor"]
        assert "/ToUnicode" in face


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_is_text_and_leads_nowhere(name):
    made = pdf(report_of(replace(RAN, name=name, symbol=f"{name[:60]}/USD")))
    reader = read(made)
    assert 4 <= len(reader.pages) <= 8
    found = list(objects(reader))
    for forbidden in ("/Annots", "/URI", "/JS", "/JavaScript", "/OpenAction", "/AA", "/Launch"):
        assert not [entry for entry in found if forbidden in entry]
    assert not [entry for entry in found if entry.get("/Subtype") == "/Link"]
    assert "Equity and drawdown" in text_of(made)


@pytest.mark.parametrize("name", HOSTILE[:5])
def test_markup_in_a_name_is_printed_as_it_is(name):
    assert " ".join(name.split()) in text_of(pdf(report_of(replace(RAN, name=name))))


def test_letters_without_a_glyph_are_spelled_out():
    assert "[rocket] Strategiia" in text_of(pdf(report_of(replace(RAN, name="🚀 Стратегия"))))


def test_hostile_rules_costs_and_warnings_stay_within_their_pages():
    rule = RAN.strategy.entry_rules[0]
    rules = tuple(replace(rule, name=f"<para>{n}" + "ж" * 5_000) for n in range(200))
    strategy = replace(RAN.strategy, entry_rules=rules)
    trades = [replace(trade, entry_rule=n % 200) for n, trade in enumerate(RAN.trades * 9)]
    warnings = [{"code": "x", "message": "<b>wary</b> " * 20}] * 20
    yearly = [{"period": str(year), "return": 1e9} for year in range(1990, 2024)]
    result = {**RAN.result, "warnings": warnings, "yearly_returns": yearly}
    made = pdf(
        report_of(replace(RAN, name="x" * 999, strategy=strategy, trades=trades, result=result))
    )
    assert 4 <= len(read(made).pages) <= 8


@pytest.mark.parametrize("count", [0, 1])
def test_few_trades_make_a_report_too(count):
    run = short_report(60) if count else short_report(12)
    assert len(run.outcome.trades) == count
    made = pdf(report_of_run(run))
    assert 4 <= len(read(made).pages) <= 8
    assert ("No trade was closed, so there is nothing" in text_of(made)) == (count == 0)


def test_a_report_in_which_nothing_is_defined():
    names = [name for name, value in RAN.result.items() if isinstance(value, float)]
    result = RAN.result | dict.fromkeys(names) | {"max_drawdown": None}
    result |= {"final_capital": 0.0, "undefined": dict.fromkeys(names, "wiped_out")}
    assert "wiped_out" in text_of(pdf(report_of(replace(RAN, result=result))))


@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e12, 1e200])
def test_any_amount_of_money_can_be_drawn(scale):
    curve = dict(RAN.curve)
    for name in ("equity", "benchmark"):
        curve[name] = (np.array(curve[name]) * scale).tolist()
    curve["initial_capital"] *= scale
    assert text_of(pdf(report_of(replace(RAN, curve=curve))))


def test_a_curve_of_one_point_can_be_drawn():
    curve = {**RAN.curve, "time": [0], "equity": [1.0], "drawdown_pct": [0.0], "benchmark": None}
    assert pdf(report_of(replace(RAN, curve=curve)))


@pytest.mark.parametrize(
    ("value", "text"), [(0.123, "+12.3"), (-0.0001, "0.0"), (-25.0, "−2,500"), (1e9, "+1e11")]
)
def test_months_are_short(value, text):
    assert charts.percent_cell(value) == text


@pytest.mark.parametrize(
    ("value", "span", "text"),
    [
        (25_000.0, (0.0, 30_000.0), "25,000"),
        (-0.5, (-1.0, 1.0), "−0.5"),
        (2e7, (0.0, 4e7), "20M"),
        (0.0, (-5.0, 5.0), "0"),
    ],
)
def test_axes_have_round_numbers(value, span, text):
    assert charts.axis_number(value, span) == text


def test_a_histogram_of_one_bin_can_be_drawn():
    assert pdf(replace(REPORT, histogram=(Bin(0.0, 1.0, 3),)))


def test_a_benchmark_that_dwarfs_the_strategy_does_not_hide_it():
    plain, told = text_of(pdf(REPORT)), dict(RAN.curve)
    told["benchmark"] = [value * 1_000.0 for value in told["benchmark"]]
    assert "logarithmic" in text_of(pdf(report_of(replace(RAN, curve=told))))
    assert "logarithmic" not in plain
