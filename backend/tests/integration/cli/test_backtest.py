"""`apextrade backtest` and `apextrade strategy` as a terminal sees them."""

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from pypdf import PdfReader

from app.bootstrap import candle_files
from tests.integration.cli.conftest import Apextrade
from tests.markets import walk

TEXT = """
name: "Average cross"
symbol: BTC/USDT
timeframe: 1h
risk.stop_loss_pct: 3

buy entry "in": SMA(5) crosses above SMA(20)
sell exit "out": SMA(5) crosses below SMA(20)
"""


@pytest.fixture
def candles(tmp_path: Path) -> Path:
    path = tmp_path / "mine_BTC-USDT_1h.csv"
    candle_files().write(walk(900, seed=5), path, source="mine", symbol="BTC/USDT")
    return path


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "cross.txt"
    path.write_text(TEXT)
    return path


def test_a_file_alone_is_enough(apextrade: Apextrade, candles: Path, document: Path):
    nowhere = "postgresql+asyncpg://nobody:x@127.0.0.1:9/none"
    said = apextrade(
        "backtest", document, "--data", candles, "--json",
        DATABASE_URL=nowhere, TIMESCALE_URL=nowhere,
    )  # fmt: skip
    assert said.code == 0
    assert set(said.document) == {"result", "timing", "trades"}
    assert said.document["result"]["total_trades"] == len(said.document["trades"]) > 5


def test_the_database_gives_the_same_result(apextrade: Apextrade, candles: Path, document: Path):
    of_file = apextrade("backtest", document, "--data", candles, "--json").document["result"]
    assert apextrade("import", candles).code == 0
    stored = apextrade("backtest", document, "--source", "mine", "--json").document["result"]
    assert stored["final_capital"] == of_file["final_capital"]
    assert stored["hashes"] == of_file["hashes"]


def test_both_engines_agree_and_say_so(apextrade: Apextrade, candles: Path, document: Path):
    said = apextrade("backtest", document, "--data", candles, "--engine", "both")
    assert said.code == 0
    assert "two engines agree" in said.out
    assert "no look-ahead" in said.out


def test_the_reference_engine_alone_gives_the_same_trades(
    apextrade: Apextrade, candles: Path, document: Path
):
    fast, other = (
        apextrade("backtest", document, "--data", candles, "--engine", name, "--json").document
        for name in ("fast", "backtrader")
    )
    assert [t["entry_time"] for t in fast["trades"]] == [t["entry_time"] for t in other["trades"]]


def test_a_report_is_written(apextrade: Apextrade, candles: Path, document: Path, tmp_path: Path):
    path = tmp_path / "cross.pdf"
    said = apextrade("backtest", document, "--data", candles, "--report", path)
    assert said.code == 0
    pages = PdfReader(path).pages
    assert "Average cross" in pages[0].extract_text()
    assert 4 <= len(pages) <= 8
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.parametrize(
    ("name", "wrong"), [("cross.docx", "must end in .pdf"), ("no/cross.pdf", "does not exist")]
)
def test_a_report_has_its_place_before_the_run(
    apextrade: Apextrade, candles: Path, document: Path, tmp_path: Path, name: str, wrong: str
):
    said = apextrade("backtest", document, "--data", candles, "--report", tmp_path / name)
    assert said.code == 2
    assert wrong in said.err


def test_trades_and_equity_are_written(
    apextrade: Apextrade, candles: Path, document: Path, tmp_path: Path
):
    trades, equity = tmp_path / "trades.csv", tmp_path / "equity.parquet"
    said = apextrade(
        "backtest", document, "--data", candles, "--trades", trades, "--equity", equity, "--json"
    )
    with trades.open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == said.document["result"]["total_trades"]
    assert float(rows[0]["pnl"]) == pytest.approx(said.document["trades"][0]["pnl"])
    curve = pq.ParquetFile(equity).read()
    assert curve.num_rows == said.document["result"]["bars"]
    assert curve["equity"][-1].as_py() == said.document["result"]["final_capital"]


def test_a_period_and_costs_change_the_run(apextrade: Apextrade, candles: Path, document: Path):
    whole, part = (
        apextrade("backtest", document, "--data", candles, "--json", *options).document["result"]
        for options in ((), ("--start", "2024-01-20", "--commission-pct", "0.5"))
    )
    assert part["bars"] < whole["bars"]
    assert part["period"]["warm_up_bars"] > 0
    assert part["config"]["commission_pct"] == 0.5


def test_finer_candles_become_the_strategys_bars(apextrade: Apextrade, candles: Path, tmp_path):
    slow = tmp_path / "slow.txt"
    slow.write_text(TEXT.replace("timeframe: 1h", "timeframe: 4h"))
    said = apextrade("backtest", slow, "--data", candles, "--intrabar-timeframe", "1h", "--json")
    assert said.document["result"]["timeframe"] == "4h"
    assert said.document["result"]["bars"] == 225


def test_every_figure_can_be_explained(apextrade: Apextrade, candles: Path, document: Path):
    said = apextrade("backtest", document, "--data", candles, "--definitions")
    assert "mean(r - rf/A)" in said.out


@pytest.mark.parametrize("template", ["rsi_dip", "donchian-breakout"])
def test_a_template_passes_its_test(apextrade: Apextrade, candles: Path, template: str):
    said = apextrade("strategy", "test", template, "--data", candles, "--json")
    assert said.code == 0
    assert [check["passed"] for check in said.document["checks"]] == [True] * 5


@pytest.mark.slow
def test_every_template_passes_on_the_simulated_market(apextrade: Apextrade):
    listed = apextrade("strategy", "templates").out
    for template in (
        "rsi_dip", "ema_cross", "bollinger_reversion", "macd_momentum", "donchian_breakout",
        "dip_accumulation",
    ):  # fmt: skip
        assert template in listed
        assert apextrade("strategy", "test", template, "--json").code == 0


def test_text_and_json_show_the_same_document(apextrade: Apextrade, document: Path, tmp_path: Path):
    shown = apextrade("strategy", "show", document, "--as", "json")
    again = tmp_path / "again.json"
    again.write_text(shown.out)
    assert json.loads(shown.out)["name"] == "Average cross"
    assert apextrade("strategy", "show", again).out == apextrade("strategy", "show", document).out
