"""A name for exactly these bars."""

from app.domain.market import Bars


def dataset_hash(bars: Bars, source: str, symbol: str) -> str:
    """Return the SHA-256 (hex) of the bars' canonical bytes with source, symbol and timeframe.

    The same bars give the same hash on every platform; any changed bit gives another.
    """
    raise NotImplementedError
