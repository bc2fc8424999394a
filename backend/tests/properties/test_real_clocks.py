"""Every pair of real series of one market that overlap: no clock is called wrong that is right."""

from itertools import permutations
from pathlib import Path

from app.domain.quality import clock_shift
from tests.stored import stored_bars

SHIFTED = "dirty_tzshift_coinbase_BTC-USD_1h"


def names_by_market(shared_data: Path) -> dict[str, list[str]]:
    markets: dict[str, list[str]] = {}
    for path in sorted((shared_data / "ohlcv").glob("*.parquet")):
        if "funding" not in path.stem:
            market = path.stem.split("_")[1].replace("USDT", "USD")
            markets.setdefault(market, []).append(path.stem)
    return markets


def test_no_right_clock_is_called_wrong(shared_data: Path) -> None:
    compared, flagged = 0, []
    for names in names_by_market(shared_data).values():
        series = {name: stored_bars(shared_data, name) for name in names}
        for one, other in permutations(names, 2):
            begin = max(series[one].time[0], series[other].time[0])
            if begin < min(series[one].time[-1], series[other].time[-1]):
                compared += 1
                flagged += [(one, other, str(s)) for s in clock_shift(series[one], series[other])]
    assert flagged == []
    assert compared >= 48


def test_the_wrong_clock_is_found_by_every_series_that_overlaps_it(shared_data: Path) -> None:
    shifted = stored_bars(shared_data, SHIFTED, "dirty")
    for name in ("coinbase_BTC-USD_4h", "bitstamp_BTC-USD_1d", "binance_BTC-USDT_1d"):
        hours = [shift.hours for shift in clock_shift(shifted, stored_bars(shared_data, name))]
        assert hours[0] == -4
