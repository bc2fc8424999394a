"""What the core needs from files that results are written to."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol, Self

from app.domain.arrays import Floats, Ints


class ResultFiles(Protocol):
    """Write results, whole or not at all.

    Raises: InvalidInput for an ending that says no known format or a folder that is not there;
            StorageUnavailable when writing fails, with nothing left behind.
    """

    def check(self, paths: Sequence[Path]) -> None:
        """Refuse places that cannot be written to, before the work is done."""
        ...

    def together(self) -> AbstractContextManager[Self]:
        """Return a writer whose files all appear at the end of the block, or none does."""
        ...

    def write_trades(
        self, rows: Sequence[Mapping[str, Any]], names: Sequence[str], path: Path
    ) -> None:
        """Write one row per trade with the named columns, also when there is no row."""
        ...

    def write_equity(self, time_ns: Ints, equity: Floats, path: Path) -> None:
        """Write equity at each bar close."""
        ...
