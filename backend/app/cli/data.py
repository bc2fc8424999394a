"""`apextrade import`, `coverage`, `export`, `resample`, `ticks`: candles in and out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.cli.databases import on_databases
from app.domain.errors import InvalidInput
from app.domain.timeframes import Calendar

if TYPE_CHECKING:
    from app.core.config import Settings
    from app.domain.market import Bars
    from app.persistence.unit_of_work import Transactions
    from app.ports.market_data import SeriesKey
    from app.services.data_files import DataFiles, FileBars
    from app.services.data_import import ImportProgress

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="Candle files: CSV, Parquet or JSON.")
]
OneFile = Annotated[Path, typer.Argument(metavar="FILE", help="CSV, Parquet or JSON.")]
Source = Annotated[
    str | None, typer.Option(help="Where the prices come from, such as bitfinex or fxcm-bid.")
]
Symbol = Annotated[str | None, typer.Option(help="Such as BTC/USD or AAPL.")]
TimeframeName = Annotated[str | None, typer.Option("--timeframe", help="Such as 1m, 4h or 1d.")]
CalendarName = Annotated[Calendar | None, typer.Option(help="Default: guessed from the symbol.")]
Output = Annotated[Path, typer.Option(help="A file ending in .csv or .parquet.")]
Start = Annotated[str | None, typer.Option(help="First day, such as 2018-01-01.")]
End = Annotated[str | None, typer.Option(help="The day after the last, such as 2019-01-01.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


_series = typer.Typer(help="Stored series.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add this group's commands to the console command."""
    _series.command("delete")(delete_series)
    app.add_typer(_series, name="series")
    app.command("import")(import_files)
    app.command("coverage")(coverage)
    app.command("export")(export)
    app.command("resample")(resample)
    app.command("ticks")(ticks)


def import_files(
    files: Files,
    source: Source = None,
    symbol: Symbol = None,
    timeframe: TimeframeName = None,
    calendar: CalendarName = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Store nothing of a file with one faulty row.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Store the candles of files and report on every row.

    What is not given is taken from a name like bitfinex_BTC-USD_1m.parquet. A file with faults
    that stop it does not stop the others; the exit code then is 2.
    """
    from app.cli.data_output import Failed, Imported, print_imports, print_imports_as_json
    from app.services.series_names import checked_name

    name = checked_name(source, symbol, timeframe)

    async def work(databases: "Transactions", settings: "Settings") -> "list[Imported]":
        from app import bootstrap

        service = bootstrap.data_import(databases, settings)
        done: list[Imported] = []
        with _progress() as progress:
            for path in files:
                try:
                    done.append(
                        await service.import_file(
                            path, name, calendar, strict=strict, progress=progress(path.name)
                        )
                    )
                except InvalidInput as error:
                    if len(files) == 1:
                        raise
                    done.append(Failed(path, error))
        return done

    done = on_databases(work)
    if as_json:
        print_imports_as_json(done)
    else:
        print_imports(done)
    if any(isinstance(one, Failed) for one in done):
        raise typer.Exit(2)


def coverage(as_json: Json = False) -> None:
    """Show what is stored: first and last bar, bars and gaps of every series."""
    from app import bootstrap
    from app.cli.data_output import print_coverage, print_coverage_as_json

    rows = on_databases(lambda databases, _: bootstrap.market_data(databases).coverage())
    if as_json:
        print_coverage_as_json(rows)
    else:
        print_coverage(rows)


def export(
    symbol: Annotated[str, typer.Option(help="Such as BTC/USD.")],
    timeframe: Annotated[str, typer.Option(help="Such as 1m; larger ones are built.")],
    output: Output,
    source: Source = None,
    start: Start = None,
    end: End = None,
) -> None:
    """Write a stored series to a file, whole or not at all."""
    from app import bootstrap
    from app.services.periods import period_between
    from app.services.series_names import timeframe_named

    wanted, period = timeframe_named(timeframe), period_between(start, end)
    loaded = on_databases(
        lambda databases, _: bootstrap.market_data(databases).load(
            symbol, wanted, period, source=source
        )
    )
    found = loaded.provenance
    _write(loaded.bars, output, found.source, found.symbol)
    typer.echo(f"{len(loaded.bars):,} bars of {found} written to {output}")


def delete_series(
    source: Annotated[str, typer.Option(help="Such as bitfinex.")],
    symbol: Annotated[str, typer.Option(help="Such as BTC/USD.")],
    timeframe: Annotated[str, typer.Option(help="Such as 1m.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete a shared series with all its bars; series of users are deleted by their owners."""
    from app import bootstrap
    from app.ports.market_data import SeriesKey
    from app.services.series_names import timeframe_named

    key = SeriesKey(source, symbol, timeframe_named(timeframe))
    if not yes:
        typer.confirm(f"Delete {key} with all its bars?", abort=True, err=True)
    removed = on_databases(
        lambda databases, _: bootstrap.series_catalogue(databases).remove(key, None, is_admin=True)
    )
    typer.echo(f"{key} deleted: {removed:,} bars")


def resample(
    file: OneFile,
    to: Annotated[str, typer.Option(help="The larger timeframe, such as 1h.")],
    output: Output,
    timeframe: TimeframeName = None,
    calendar: CalendarName = None,
) -> None:
    """Build larger bars from the candles of a file; needs no database."""
    from app.domain.resampling import resampled
    from app.services.data_files import UNNAMED
    from app.services.series_names import checked_name, timeframe_named

    wanted = timeframe_named(to)
    name = checked_name(None, None, timeframe)
    found = _data_files().candles(file, name, calendar, unnamed=UNNAMED)
    bars = resampled(found.bars, wanted)
    if not len(bars):
        raise InvalidInput(
            f"{file.name} holds {len(found.bars)} {found.key.timeframe} bars: too few for one "
            f"whole {wanted} bar"
        )
    _write(bars, output, found.key.source, found.key.symbol)
    _say_what_was_left_out(found)
    typer.echo(f"{len(bars):,} {wanted} bars from {len(found.bars):,} written to {output}")


def ticks(
    file: OneFile,
    timeframe: Annotated[str, typer.Option(help="Such as 1m.")],
    output: Annotated[
        Path | None, typer.Option(help="A file ending in .csv or .parquet; default: store them.")
    ] = None,
    source: Source = None,
    symbol: Symbol = None,
    calendar: CalendarName = None,
) -> None:
    """Build bars from the trades of a file, and write or store them."""
    from app.domain.calendars import guess_calendar
    from app.ports.market_data import SeriesKey
    from app.services.data_files import UNNAMED
    from app.services.series_names import checked_name, name_from_file, timeframe_named

    wanted = timeframe_named(timeframe)
    name = checked_name(source, symbol, None).filled(name_from_file(file.stem))
    if output is None and (name.source is None or name.symbol is None):
        raise InvalidInput("say where the bars go: --output FILE, or --source and --symbol")
    name = name.filled(UNNAMED)
    key = SeriesKey(name.source or "", name.symbol or "", wanted)
    chosen = calendar or guess_calendar(key.symbol)
    bars, reading = _data_files().bars_of_ticks(file, wanted, chosen)
    if not len(bars):
        raise InvalidInput(f"{file.name} holds {reading.rows} trades: too few for one {wanted} bar")
    if output is not None:
        _write(bars, output, key.source, key.symbol)
        where = f"written to {output}"
    else:
        where = _stored(key, bars, chosen)
    typer.echo(f"{len(bars):,} {wanted} bars from {reading.rows:,} trades {where}")


def _stored(key: "SeriesKey", bars: "Bars", calendar: Calendar) -> str:
    """Store bars of ticks; return what to say about it."""

    async def work(databases: "Transactions", settings: "Settings") -> str:
        from app import bootstrap
        from app.ports.market_data import RegisteredSeries

        service = bootstrap.data_import(databases, settings)
        merged = await service.store_bars(RegisteredSeries(key, calendar), bars)
        return (
            f"stored as {key}: {merged.inserted:,} inserted, {merged.duplicate:,} duplicate, "
            f"{merged.revised:,} revised"
        )

    return on_databases(work)


def _data_files() -> "DataFiles":
    from app import bootstrap
    from app.core.config import load_settings

    return bootstrap.data_files(load_settings())


def _write(bars: "Bars", output: Path, source: str, symbol: str) -> None:
    from app import bootstrap

    bootstrap.candle_files().write(bars, output, source=source, symbol=symbol)


def _say_what_was_left_out(found: "FileBars") -> None:
    from app.cli.data_output import print_left_out

    if len(found.verdict.rejected):
        print_left_out(found.verdict)


@contextmanager
def _progress() -> "Iterator[Callable[[str], ImportProgress]]":
    """Show on standard error how far the import of each file is."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns,
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bar:

        def started(name: str) -> "ImportProgress":
            task = bar.add_task(name, total=None)
            return lambda done, total: bar.update(task, completed=done, total=total)

        yield started
