"""A market in which every candlestick pattern occurs.

Random candles on a coarse grid, in runs and with gaps, so that equal prices, dojis and marubozus
are common; and the rarest patterns drawn by hand among them.
"""

from typing import Final

import numpy as np

from app.domain.market import Bars
from app.domain.timeframes import Timeframe
from tests.builders import START_NS

# (open, high, low, close) around 100, on average candles of about 2.
_DRAWN: Final = {
    "mat hold": [
        (100, 110.2, 99.8, 110), (112, 112.2, 111.3, 111.5), (110.5, 110.7, 109.3, 109.5),
        (109.4, 109.6, 108.6, 108.8), (109.5, 115.2, 109.3, 115),
    ],
    "three stars in the south": [
        (110, 110.2, 94, 104), (105.5, 105.7, 96, 101.5), (101, 101, 100.2, 100.2),
    ],
    "upside gap two crows": [
        (100, 110.2, 99.8, 110), (113, 113.2, 111.8, 112), (114, 114.2, 110.8, 111),
    ],
    "concealing baby swallow": [
        (120, 120, 112, 112), (115, 115, 105, 105), (103, 107, 101, 101), (108, 108, 100, 100),
    ],
    "two crows": [
        (100, 110.2, 99.8, 110), (113, 113.2, 111.8, 112), (112.5, 112.7, 104.8, 105),
    ],
    "unique three river": [
        (110, 110.2, 99.8, 100), (107, 107.2, 97, 103), (99.5, 100.4, 99.2, 100.2),
    ],
    "breakaway": [
        (110, 110.2, 101.8, 102), (100, 100.2, 97.8, 98), (98.5, 98.7, 96.3, 96.5),
        (96, 96.2, 94, 94.5), (94.5, 101.2, 94.3, 101),
    ],
    "kicking": [(110, 110, 102, 102), (112, 120, 112, 120)],
}  # fmt: skip
_EVERY: Final = 40


def candle_market(count: int = 16_000, seed: int = 5) -> Bars:
    """Return the market."""
    chance = np.random.default_rng(seed)
    side = np.cumprod(np.where(chance.random(count) < 0.25, -1, 1))
    body = side * chance.choice(
        [0, 0.25, 0.5, 1, 2, 3, 5, 8], count, p=[0.08, 0.1, 0.17, 0.2, 0.2, 0.1, 0.1, 0.05]
    )
    gap = chance.choice([0, 0.25, 1, 3], count, p=[0.4, 0.3, 0.2, 0.1])
    gap *= chance.choice([-1, 1], count)
    shadows = chance.choice([0, 0.25, 1, 3], (2, count), p=[0.5, 0.25, 0.15, 0.1])
    rows: list[tuple[float, float, float, float]] = []
    level, drawn = 2_000.0, list(_DRAWN.values())
    while len(rows) < count:
        i = len(rows)
        if i % _EVERY == _EVERY - 1:
            rows += [
                tuple(level - 100.0 + v for v in row) for row in drawn[i // _EVERY % len(drawn)]
            ]
        else:
            start = level + gap[i]
            end = start + body[i]
            top, bottom = max(start, end) + shadows[0, i], min(start, end) - shadows[1, i]
            rows.append((start, top, bottom, end))
        level = rows[-1][3]
        # Far from zero, so that no price ever gets there.
        level = level if 500.0 < level < 4_000.0 else 2_000.0
    table = np.array(rows[:count])
    return Bars(
        time=START_NS + np.arange(count, dtype=np.int64) * Timeframe.H1.nanos,
        open=table[:, 0].copy(),
        high=table[:, 1].copy(),
        low=table[:, 2].copy(),
        close=table[:, 3].copy(),
        volume=np.ones(count),
        timeframe=Timeframe.H1,
    )
