"""A stored series goes away through the console command."""

import pytest

CSV = "time,open,high,low,close\n" + "".join(
    f"2024-01-01T{hour:02}:00Z,1,2,1,2\n" for hour in range(24)
)
NAME = ("--source", "mine", "--symbol", "BTC/USD", "--timeframe", "1h")


@pytest.fixture
def stored(apextrade, tmp_path):
    path = tmp_path / "hours.csv"
    path.write_text(CSV)
    assert apextrade("import", path, *NAME).code == 0


def series(apextrade):
    return apextrade("coverage", "--json").document["series"]


def test_a_series_is_deleted_with_its_bars(apextrade, stored):
    said = apextrade("series", "delete", *NAME, "--yes")
    assert (said.code, said.out) == (0, "mine BTC/USD 1h deleted: 24 bars\n")
    assert series(apextrade) == []
    assert "no series mine BTC/USD 1h" in apextrade("series", "delete", *NAME, "--yes").sentence


def test_without_a_yes_nothing_is_deleted(apextrade, stored):
    assert apextrade("series", "delete", *NAME).code != 0
    assert len(series(apextrade)) == 1
