"""What the core needs from files that results are written to."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from app.domain.arrays import Floats, Ints


class ResultFiles(Protocol):
    """Write results, whole or not at all.

    Raises: InvalidInput for an ending that says no known format; StorageUnavailable when writing
            fails, with nothing left behind.
    """

    def write_trades(
        self, rows: Sequence[Mapping[str, Any]], names: Sequence[str], path: Path
    ) -> None:
        """Write one row per trade with the named columns, also when there is no row."""
        ...

    def write_equity(self, time_ns: Ints, equity: Floats, path: Path) -> None:
        """Write equity at each bar close."""
        ...
