"""Rows of a file, written short."""

import numpy as np

from app.domain.quality import NO_TIME, RawCandles, Stamp

NAN = float("nan")
Row = tuple[str, float, float, float, float, float]


def at(text: str) -> int:
    """Return a time as nanoseconds; "" is a time that could not be read."""
    return int(np.datetime64(text, "ns").astype(np.int64)) if text else NO_TIME


def raw(
    *rows: Row, stamp: Stamp = Stamp.OPEN, unreadable: dict[int, str] | None = None
) -> RawCandles:
    """Return rows of (time, open, high, low, close, volume), numbered from 1."""
    table = np.array([row[1:] for row in rows], np.float64).reshape(-1, 5)
    return RawCandles(
        time=np.array([at(row[0]) for row in rows], np.int64),
        open=table[:, 0].copy(),
        high=table[:, 1].copy(),
        low=table[:, 2].copy(),
        close=table[:, 3].copy(),
        volume=table[:, 4].copy(),
        row=np.arange(1, len(rows) + 1),
        stamp=stamp,
        unreadable=unreadable or {},
    )


def flat(*times: str, price: float = 10.0) -> RawCandles:
    """Return rows that stand still at one price."""
    return raw(*((time, price, price, price, price, 1.0) for time in times))
