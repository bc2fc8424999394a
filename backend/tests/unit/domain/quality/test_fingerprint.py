"""The name of exactly these bars."""

from dataclasses import replace

import numpy as np
import pytest

from app.domain.market import Bars
from app.domain.quality import dataset_hash
from app.domain.timeframes import Timeframe
from tests.builders import bars


def with_volume(*volumes: float) -> Bars:
    return replace(bars("1 2 3"), volume=np.array(volumes, np.float64))


def test_the_hash_of_known_bars_never_changes() -> None:
    known = dataset_hash(bars("100 101 99"), "bitfinex", "BTC/USD")
    assert known == "aeb41ff1090f7338c9eacb9f7142034bf9b83fc27fab83db9040d6876ff13033"


@pytest.mark.parametrize(
    "other",
    [
        dataset_hash(bars("1 2 3.0000000000000004"), "a", "B"),
        dataset_hash(bars("1 2"), "a", "B"),
        dataset_hash(bars("1 2 3", Timeframe.H4), "a", "B"),
        dataset_hash(bars("1 2 3"), "b", "B"),
        dataset_hash(bars("1 2 3"), "a", "C"),
        dataset_hash(with_volume(1, 1, 2), "a", "B"),
        dataset_hash(with_volume(1, 1, float("nan")), "a", "B"),
    ],
    ids=["last digit", "length", "timeframe", "source", "symbol", "volume", "unknown volume"],
)
def test_any_change_gives_another_hash(other: str) -> None:
    assert other != dataset_hash(bars("1 2 3"), "a", "B")


def test_what_means_the_same_hashes_the_same() -> None:
    other_nan = np.array([0x7FF8000000000001], np.uint64).view(np.float64)[0]
    assert dataset_hash(with_volume(-0.0, 1, other_nan), "a", "B") == dataset_hash(
        with_volume(0.0, 1, float("nan")), "a", "B"
    )
    reversed_memory = replace(bars("1 2 3"), close=np.array([3.0, 2.0, 1.0])[::-1])
    assert dataset_hash(reversed_memory, "a", "B") == dataset_hash(bars("1 2 3"), "a", "B")
