"""What the data commands print: tables for people, one document for machines."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.domain.calendars import Gaps
from app.domain.errors import InvalidInput
from app.domain.quality import Verdict
from app.domain.timeframes import NANOS_PER_SECOND
from app.services.data_import import ImportReport
from app.services.market_data import Coverage
from app.services.periods import duration_text, utc_iso, utc_text

_ROWS_SHOWN: Final = 10
_WIDTH_PIPED: Final = 200


@dataclass(frozen=True, slots=True)
class Failed:
    """A file that was not imported, and why."""

    path: Path
    error: InvalidInput


type Imported = ImportReport | Failed


def print_imports(done: Sequence[Imported]) -> None:
    """Print what became of every file."""
    console = _console()
    for one in done:
        if isinstance(one, Failed):
            console.print(f"[red]not imported[/] {escape(str(one.error))}")
            for fault in one.error.faults:
                console.print(f"  {escape(fault.pointer)}: {escape(fault.message)}")
        else:
            _print_report(console, one, is_only=len(done) == 1)


def print_imports_as_json(done: Sequence[Imported]) -> None:
    """Print the report of one file, or {"files": …, "failed": …} of several."""
    reports = [import_document(one) for one in done if isinstance(one, ImportReport)]
    if len(done) == 1:
        _print_json(reports[0])
        return
    failed = [
        {
            "file": str(one.path),
            "error": str(one.error),
            "faults": [
                {"pointer": fault.pointer, "message": fault.message} for fault in one.error.faults
            ],
        }
        for one in done
        if isinstance(one, Failed)
    ]
    _print_json({"files": reports, "failed": failed})


def import_document(report: ImportReport) -> dict[str, Any]:
    """Return an import report as JSON values; every refused row is in it."""
    return {
        "file": str(report.path),
        "source": report.key.source,
        "symbol": report.key.symbol,
        "timeframe": report.key.timeframe.value,
        "calendar": report.calendar.value,
        "format": report.reading.format,
        "columns": dict(report.reading.columns),
        "ignored_columns": list(report.reading.ignored),
        "time_unit": report.reading.time_unit,
        "read": report.read,
        "inserted": report.inserted,
        "duplicate": report.duplicate,
        "revised": report.revised,
        "rejected": [{"row": row.row, "reason": row.reason} for row in report.rejected],
        "first": utc_iso(report.first_ns),
        "last": utc_iso(report.last_ns),
        "gaps": _gaps_document(report.gaps),
        "dataset_hash": report.dataset_hash,
        "findings": list(report.findings),
        "assumed": [*report.assumed, *report.reading.notes],
    }


def print_coverage(rows: Sequence[Coverage]) -> None:
    """Print one line per stored series."""
    console = _console()
    if not rows:
        console.print("no candles are stored yet: apextrade import FILE")
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    # Words may wrap on a narrow terminal, numbers never do.
    table.add_column("series", overflow="fold", min_width=18)
    for name in ("first", "last"):
        table.add_column(name, min_width=10)
    for name in ("bars", "gaps", "longest"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(
            str(row.key),
            utc_text(row.first_ns),
            utc_text(row.last_ns),
            f"{row.bars:,}",
            f"{row.gaps.count:,}",
            duration_text(row.gaps.longest_ns) if row.gaps.count else "",
        )
    console.print(table)


def print_coverage_as_json(rows: Sequence[Coverage]) -> None:
    """Print {"series": […]}."""
    series = [
        {
            "source": row.key.source,
            "symbol": row.key.symbol,
            "timeframe": row.key.timeframe.value,
            "calendar": row.calendar.value,
            "first": utc_iso(row.first_ns),
            "last": utc_iso(row.last_ns),
            "bars": row.bars,
            "gaps": _gaps_document(row.gaps),
            "dataset_hash": row.dataset_hash,
        }
        for row in rows
    ]
    _print_json({"series": series})


def print_left_out(verdict: Verdict) -> None:
    """Say on standard error which rows of a file were not used."""
    console = _console(stderr=True)
    console.print(f"{len(verdict.rejected):,} of {verdict.read:,} rows were left out:")
    _print_rows(console, verdict.rejected.first(_ROWS_SHOWN), len(verdict.rejected))
    for sentence in verdict.diagnoses:
        console.print(f"  [yellow]{escape(sentence)}[/]")


def _print_report(console: Console, report: ImportReport, *, is_only: bool) -> None:
    """Print the counts, and with a single file also how it was read."""
    first, last = utc_text(report.first_ns), utc_text(report.last_ns)
    counts = (
        f"{report.inserted:,} inserted, {report.duplicate:,} duplicate, "
        f"{report.revised:,} revised, {len(report.rejected):,} rejected"
    )
    console.print(f"[bold]{escape(str(report.key))}[/]  {first} → {last}")
    console.print(f"  {report.read:,} rows read: {counts}")
    if report.gaps.count:
        console.print(
            f"  {report.gaps.count:,} gaps, {report.gaps.missing_bars:,} bars missing, "
            f"the longest gap {duration_text(report.gaps.longest_ns)}"
        )
    if is_only:
        columns = ", ".join(f"{role} = {name}" for role, name in report.reading.columns)
        console.print(f"  {escape(columns)}; time read as {escape(report.reading.time_unit)}")
        if report.reading.ignored:
            console.print(f"  columns not used: {escape(', '.join(report.reading.ignored))}")
        for sentence in (*report.assumed, *report.reading.notes):
            console.print(f"  {escape(sentence)}")
        console.print(f"  dataset {report.dataset_hash}")
    for sentence in report.findings:
        console.print(f"  [yellow]{escape(sentence)}[/]")
    _print_rows(console, report.rejected.first(_ROWS_SHOWN), len(report.rejected))


def _print_rows(console: Console, rows: Sequence[Any], total: int) -> None:
    for row in rows:
        console.print(f"  row {row.row}: {escape(row.reason)}")
    if total > len(rows):
        console.print(f"  … and {total - len(rows):,} more")


def _gaps_document(gaps: Gaps) -> dict[str, int]:
    return {
        "count": gaps.count,
        "missing_bars": gaps.missing_bars,
        "longest_seconds": gaps.longest_ns // NANOS_PER_SECOND,
    }


def _console(*, stderr: bool = False) -> Console:
    console = Console(stderr=stderr, highlight=False, soft_wrap=True)
    # Into a file or a pipe there is no edge to wrap at.
    return (
        console
        if console.is_terminal
        else Console(stderr=stderr, highlight=False, soft_wrap=True, width=_WIDTH_PIPED)
    )


def _print_json(document: dict[str, Any]) -> None:
    typer.echo(json.dumps(document, allow_nan=False))
