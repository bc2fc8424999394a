"""A name for exactly these bars."""

import hashlib
import json
from typing import Final

import numpy as np

from app.domain.market import Bars

# Part of what is hashed: another canonical form needs another number.
_FORM: Final = 1


def dataset_hash(bars: Bars, source: str, symbol: str) -> str:
    """Return the SHA-256 (hex) of the bars' canonical bytes with source, symbol and timeframe.

    The same bars give the same hash on every platform; any changed bit gives another.
    """
    names = [_FORM, source, symbol, bars.timeframe.value, len(bars)]
    digest = hashlib.sha256(json.dumps(names, separators=(",", ":")).encode("ascii") + b"\n")
    digest.update(bars.time.astype("<i8", copy=False).tobytes())
    # There are many NaNs and two zeros; they mean the same, so one form of each is hashed.
    volume = np.where(np.isnan(bars.volume), np.nan, bars.volume + 0.0)
    for prices in (bars.open, bars.high, bars.low, bars.close, volume):
        digest.update(prices.astype("<f8", copy=False).tobytes())
    return digest.hexdigest()
