"""Candle files that users send: each lands in a source of its own, seen by nobody else."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from uuid import UUID

from app.domain.errors import Fault, Forbidden, InvalidInput
from app.domain.timeframes import Calendar
from app.services.data_import import DataImport, ImportReport
from app.services.series_names import (
    PartialName,
    is_private_source,
    name_from_file,
    private_source,
)

_NAMELESS: Final = "upload"


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadOrder:
    """What a user said about a file; `shared` makes it everybody's, which admins may."""

    name: PartialName
    calendar: Calendar | None = None
    strict: bool = False
    shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CandleUploads:
    """Imports what users send."""

    importing: DataImport

    async def take(
        self, path: Path, order: UploadOrder, user_id: UUID, *, is_admin: bool
    ) -> ImportReport:
        """Store the candles of a file and report on every row.

        Raises: Forbidden for a shared import by another than an admin; InvalidInput, InvalidImport.
        """
        if order.shared and not is_admin:
            raise Forbidden("only an administrator imports for everybody")
        name = order.name.filled(name_from_file(path.stem))
        if name.symbol is None:
            message = (
                f"{path.name} does not say its symbol: give it as a field such as BTC/USD, or "
                "name the file like bitfinex_BTC-USD_1m.csv"
            )
            raise InvalidInput(message, [Fault("symbol", message)])
        source = name.source or _NAMELESS
        if order.shared and is_private_source(source):
            message = f"source {source} is a private one: a shared series needs another name"
            raise InvalidInput(message, [Fault("source", message)])
        if not order.shared:
            source = private_source(user_id, source)
        return await self.importing.import_file(
            path,
            # Only what the file is asked to tell may be assumed: the timeframe.
            replace(name, source=source),
            order.calendar,
            strict=order.strict,
            owner=None if order.shared else user_id,
        )
