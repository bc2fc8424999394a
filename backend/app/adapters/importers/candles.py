"""Candles out of CSV, Parquet and JSON files, unchecked, with an account of how they were read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from app.adapters.files.columns import CANDLES, CLOSES, OPENS, first_of, matched, plain_name
from app.adapters.files.opening import open_sheet
from app.adapters.files.reading import Plan, Table, read_table
from app.adapters.files.sheets import Sheet, shown
from app.adapters.files.stamps import StampReader
from app.domain.errors import InvalidImport
from app.domain.quality import RawCandles, Stamp
from app.ports.candle_files import CandleFile, Reading

_PRICES: Final = ("open", "high", "low", "close")
_CLOCK: Final = re.compile(r"^\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
# How exchanges order the prices of a candle in a list; the usual order wins a tie.
_ORDERS: Final = (_PRICES, ("open", "close", "high", "low"), ("low", "high", "open", "close"))
_WIDTH_WITH_MEAN: Final = 8  # time, four prices, mean price, volume, count


@dataclass(frozen=True, slots=True)
class _Found:
    plan: Plan
    stamp: Stamp
    notes: tuple[str, ...]


def read_candles(path: Path, max_mb: int) -> CandleFile:
    """Read a file of candles; raise InvalidImport when it holds none."""
    sheet = open_sheet(path, max_mb)
    found = _by_position(sheet, path) if sheet.is_positional else _by_name(sheet, path)
    reader = StampReader(path.name)
    table = read_table(sheet, found.plan, reader)
    if not table.row.size:
        raise InvalidImport(f"{path.name} has a header but no rows")
    zone = ("times carry no zone and were read as UTC",) if reader.is_zoneless else ()
    clock = (("time of day", found.plan.clock),) if found.plan.clock else ()
    reading = Reading(
        format=sheet.format,
        rows=int(table.row.size),
        columns=(("time", found.plan.time), *clock, *found.plan.values.items()),
        ignored=tuple(name for name in sheet.names if name not in found.plan.used),
        time_unit=", ".join(sorted(reader.units)) or "unknown",
        notes=(*found.notes, *zone),
    )
    return CandleFile(_raw(table, found.stamp), reading)


def _raw(table: Table, stamp: Stamp) -> RawCandles:
    nothing = np.full(table.row.size, np.nan)
    return RawCandles(
        time=table.time,
        open=table.values["open"],
        high=table.values["high"],
        low=table.values["low"],
        close=table.values["close"],
        volume=table.values.get("volume", nothing),
        row=table.row,
        stamp=stamp,
        unreadable=table.unreadable,
    )


def _by_name(sheet: Sheet, path: Path) -> _Found:
    values = matched(sheet.names, CANDLES)
    time, clock, stamp = _time_columns(sheet)
    missing = [role for role in _PRICES if role not in values]
    if time is None:
        missing = ["time", *missing]
    if missing or time is None:
        raise InvalidImport(
            f"{path.name} has no column for {_listed(missing)}: candles need time, open, high, low "
            f"and close, its columns are {shown(sheet.names)}"
        )
    notes = () if "volume" in values else ("no volume column: the volume is unknown",)
    if stamp is Stamp.CLOSE:
        notes = (*notes, f"{time} is the end of a bar: moved to its open")
    return _Found(Plan(time, values, clock), stamp, notes)


def _time_columns(sheet: Sheet) -> tuple[str | None, str | None, Stamp]:
    """Return the column of times, one with the time of day beside it, and which end they name."""
    plain = {plain_name(name): name for name in sheet.names}
    if {"date", "time"} <= set(plain) and _holds_clocks(sheet, plain["time"]):
        return plain["date"], plain["time"], Stamp.OPEN
    opens = first_of(sheet.names, OPENS)
    if opens is not None:
        return opens, None, Stamp.OPEN
    return first_of(sheet.names, CLOSES), None, Stamp.CLOSE


def _by_position(sheet: Sheet, path: Path) -> _Found:
    """Read lists as exchanges write them: time, four prices, then the volume."""
    names = sheet.names
    clock = names[1] if len(names) > 1 and _holds_clocks(sheet, names[1]) else None
    rest = names[2 if clock else 1 :]
    if len(rest) < len(_PRICES):
        raise InvalidImport(
            f"{path.name} has {len(names)} columns without names: candles need at least time, "
            "open, high, low and close"
        )
    order = min(
        _ORDERS, key=lambda roles: _faults(sheet.head, dict(zip(roles, rest, strict=False)))
    )
    placed = dict(zip(order, rest, strict=False))
    values = {role: placed[role] for role in _PRICES}
    if len(rest) > len(_PRICES):
        values["volume"] = rest[5 if len(names) == _WIDTH_WITH_MEAN else 4]
    note = f"columns without names, read as time, {', '.join(order)}"
    return _Found(Plan(names[0], values, clock), Stamp.OPEN, (note,))


def _faults(head: Sequence[Mapping[str, str]], columns: Mapping[str, str]) -> int:
    """Count the first rows whose high and low do not enclose open and close in an order."""
    faults = 0
    for row in head:
        try:
            price = {role: float(row[columns[role]].replace(",", ".")) for role in _PRICES}
        except (KeyError, ValueError):
            continue
        top, bottom = max(price["open"], price["close"]), min(price["open"], price["close"])
        faults += price["high"] < top or price["low"] > bottom
    return faults


def _holds_clocks(sheet: Sheet, name: str) -> bool:
    cells = [row[name].strip() for row in sheet.head if row.get(name)]
    return bool(cells) and all(_CLOCK.match(cell) for cell in cells)


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
