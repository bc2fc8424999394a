"""Trades out of CSV, Parquet and JSON files."""

from pathlib import Path

import numpy as np

from app.adapters.files.columns import TICKS, TRADE_TIMES, first_of, matched
from app.adapters.files.opening import open_sheet
from app.adapters.files.reading import Plan, Table, read_table
from app.adapters.files.sheets import Sheet, shown
from app.adapters.files.stamps import StampReader
from app.domain.errors import InvalidImport
from app.domain.quality import NO_TIME
from app.ports.candle_files import Reading, TickFile


def read_ticks(path: Path, max_mb: int) -> TickFile:
    """Read a file of trades; raise InvalidImport when it holds none or one cannot be read."""
    sheet = open_sheet(path, max_mb)
    plan = _planned(sheet, path)
    reader = StampReader(path.name)
    table = read_table(sheet, plan, reader)
    _refuse_unreadable(path, table)
    positions = ("columns without names, read as time, price, amount",)
    zone = ("times carry no zone and were read as UTC",)
    reading = Reading(
        format=sheet.format,
        rows=int(table.row.size),
        columns=(("time", plan.time), *plan.values.items()),
        ignored=tuple(name for name in sheet.names if name not in plan.used),
        time_unit=", ".join(sorted(reader.units)) or "unknown",
        notes=(
            *(positions if sheet.is_positional else ()),
            *(zone if reader.is_zoneless else ()),
        ),
    )
    return TickFile(table.time, table.values["price"], table.values["amount"], reading)


def _planned(sheet: Sheet, path: Path) -> Plan:
    names = sheet.names
    if sheet.is_positional:
        time, values = names[0] if names else None, dict(zip(TICKS, names[1:], strict=False))
    else:
        time, values = first_of(names, TRADE_TIMES), matched(names, TICKS)
    if time is None or len(values) < len(TICKS):
        raise InvalidImport(
            f"{path.name} holds no trades: they need time, price and amount, its columns are "
            f"{shown(names)}"
        )
    return Plan(time, values)


def _refuse_unreadable(path: Path, table: Table) -> None:
    if not table.row.size:
        raise InvalidImport(f"{path.name} has a header but no rows")
    wrong = (table.time == NO_TIME) | np.isnan(table.values["price"])
    if wrong.any():
        row = int(table.row[np.argmax(wrong)])
        reason = table.unreadable.get(row, "time or price is missing")
        raise InvalidImport(f"{path.name}: row {row}: {reason}")
