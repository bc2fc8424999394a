"""Bad input to a backtest: one clear sentence, a non-zero exit, nothing half-done."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import candle_files
from tests.integration.cli.conftest import Apextrade
from tests.markets import walk

DOCUMENT: dict[str, Any] = {
    "name": "Dip",
    "symbol": "BTC/USDT",
    "timeframe": "1h",
    "entry_rules": [
        {
            "name": "in",
            "signal": "BUY",
            "logic": "AND",
            "conditions": [
                {"indicator": "RSI", "params": {"period": 14}, "operator": "less_than", "value": 30}
            ],
        }
    ],
    "exit_rules": [],
    "risk_management": {"stop_loss_pct": 3},
}


@pytest.fixture
def candles(tmp_path: Path) -> Path:
    path = tmp_path / "mine_BTC-USDT_1h.csv"
    candle_files().write(walk(300, seed=5), path, source="mine", symbol="BTC/USDT")
    return path


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "dip.json"
    path.write_text(json.dumps(DOCUMENT))
    return path


DEEP = '{"a":' * 100_000 + "1" + "}" * 100_000
NESTED = "[" * 1_000 + "]" * 1_000


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{"name": "x",', "line 1"),
        (DEEP, "deep"),
        (NESTED, "deep"),
        (json.dumps(DOCUMENT).replace("30}", "NaN}"), "NaN"),
        (json.dumps(DOCUMENT).replace("30}", "1e400}"), "1e400"),
        (json.dumps(DOCUMENT).replace("30}", "9" * 5_000 + "}"), "digits"),
        (json.dumps({**DOCUMENT, "name": "a\0b"}), "/name"),
        (json.dumps({**DOCUMENT, "name": "\ud800"}), "/name"),
        (json.dumps({**DOCUMENT, "colour": 1}), "colour"),
        (json.dumps({**DOCUMENT, "timeframe": "7m"}), "7m"),
        (json.dumps({**DOCUMENT, "entry_rules": ["rule_001"]}), "rule_001"),
    ],
    ids=[
        "broken JSON", "100,000 deep", "1,000 deep", "NaN", "1e400", "5,000 digits", "NUL",
        "lone surrogate", "unknown key", "unknown timeframe", "unresolved rule",
    ],
)  # fmt: skip
def test_a_document_that_is_wrong_says_where(
    apextrade: Apextrade, candles: Path, tmp_path: Path, content: str, expected: str
):
    path = tmp_path / "bad.json"
    path.write_text(content)
    said = apextrade("backtest", path, "--data", candles, "--json")
    assert said.code == 2
    assert said.out == ""
    assert said.err.startswith("error: ")
    assert "Traceback" not in said.err
    assert expected in said.err


def test_text_names_line_and_column(apextrade: Apextrade, candles: Path, tmp_path: Path):
    path = tmp_path / "bad.txt"
    path.write_text('name: "x"\nsymbol: BTC/USDT\ntimeframe: 1h\nbuy entry "in": RSI(14) << 30\n')
    said = apextrade("backtest", path, "--data", candles)
    assert said.code == 2
    assert "line 4" in said.err


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--start", "2024-02-01", "--end", "2024-01-01"), "the start must be before the end"),
        (("--start", "2024-01-05", "--end", "2024-01-05"), "the start must be before the end"),
        (("--start", "2030-01-01"), "2024-01-01"),
        (("--start", "0001-01-01"), "the year must be from"),
        (("--end", "9999-12-31"), "the year must be from"),
        (("--start", "tomorrow"), "is not a date"),
        (("--commission-pct", "nan"), "commission"),
        (("--initial-capital", "inf"), "capital"),
        (("--initial-capital", "-5"), "capital"),
        (("--lot-step", "0"), "lot"),
        (("--engine", "warp"), "engine"),
        (("--intrabar-timeframe", "4h"), "finer"),
        (("--trades", "missing/folder/t.csv"), "folder"),
        (("--equity", "equity.xlsx"), ".parquet"),
    ],
)
def test_an_option_that_is_wrong_says_what_is_allowed(
    apextrade: Apextrade, candles: Path, document: Path, options: tuple[str, ...], expected: str
):
    said = apextrade("backtest", document, "--data", candles, *options)
    assert said.code in {1, 2}
    assert "Traceback" not in said.err
    assert expected in said.err


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("missing.csv", None, "missing.csv"),
        ("empty.csv", b"", "empty"),
        ("noise.parquet", b"PAR1 not really", "noise.parquet"),
        ("noise.json", b"\x00\xff\x00", "noise.json"),
        (
            "other.csv",
            b"time,price,amount\n1704067200,2,3\n1704070800,2,3\n",
            "open, high, low and close",
        ),
    ],
)
def test_a_candle_file_that_is_none_is_named(
    apextrade: Apextrade, document: Path, tmp_path: Path, name: str, content: Any, expected: str
):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    said = apextrade("backtest", document, "--data", path)
    assert said.code != 0
    assert "Traceback" not in said.err
    assert expected in said.err


def test_an_unknown_symbol_lists_near_names(apextrade: Apextrade, candles: Path, document: Path):
    assert apextrade("import", candles).code == 0
    assert "BTC/USDT" in apextrade("backtest", document, "--symbol", "BTC/USDX").sentence


def test_both_data_and_source_are_one_too_many(apextrade: Apextrade, candles: Path, document: Path):
    said = apextrade("backtest", document, "--data", candles, "--source", "mine")
    assert "--data and --source" in said.sentence


def test_coarser_candles_cannot_make_finer_bars(apextrade: Apextrade, candles: Path, tmp_path):
    path = tmp_path / "fast.json"
    path.write_text(json.dumps({**DOCUMENT, "timeframe": "5m"}))
    assert "5m" in apextrade("backtest", path, "--data", candles).sentence


def test_a_database_out_of_reach_is_one_sentence(apextrade: Apextrade, document: Path):
    nowhere = "postgresql+asyncpg://nobody:x@127.0.0.1:9/none"
    said = apextrade(
        "backtest", document, "--source", "mine", DATABASE_URL=nowhere, TIMESCALE_URL=nowhere
    )
    assert "127.0.0.1:9" in said.sentence


def test_a_refused_run_leaves_no_file(
    apextrade: Apextrade, candles: Path, document: Path, tmp_path: Path
):
    trades = tmp_path / "out" / "trades.csv"
    trades.parent.mkdir()
    said = apextrade(
        "backtest", document, "--data", candles, "--trades", trades, "--start", "2031-01-01"
    )
    assert said.code != 0
    assert list(trades.parent.iterdir()) == []
