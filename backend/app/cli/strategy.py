"""`apextrade strategy`: the templates, a document in every form, and its test."""

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.cli import options
from app.cli.backtest import run_progress
from app.domain.backtest import RunConfig

if TYPE_CHECKING:
    from app.services.strategy import Check

_strategy = typer.Typer(help="Templates, documents, and their test.", no_args_is_help=True)


class Form(StrEnum):
    """How to print a document."""

    TEXT = "text"
    JSON = "json"
    WORDS = "words"


def register(app: typer.Typer) -> None:
    """Add this group's commands to the console command."""
    app.add_typer(_strategy, name="strategy")


@_strategy.command("templates")
def list_templates() -> None:
    """List the templates that come with ApexTrade."""
    from app.domain.indicators.registry import catalogue
    from app.domain.rules.templates import templates

    console = Console(highlight=False)
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column("name", no_wrap=True, style="bold")
    table.add_column("story")
    for template in templates(catalogue()):
        table.add_row(template.key, template.story)
    console.print(table)
    console.print("\n[dim]As a file to change: apextrade strategy show NAME > mine.txt[/]")


@_strategy.command("show")
def show(
    strategy: options.StrategyName,
    form: Annotated[Form, typer.Option("--as", help="The form to print.")] = Form.TEXT,
) -> None:
    """Print a document as text, as JSON, or in plain words."""
    from app.domain.indicators.registry import catalogue
    from app.domain.rules.printing import to_json
    from app.domain.rules.text_printing import print_text
    from app.domain.rules.words import in_words
    from app.services.strategy import strategy_named

    document = strategy_named(strategy)
    if form is Form.JSON:
        typer.echo(json.dumps(to_json(document), indent=2, ensure_ascii=False))
    elif form is Form.WORDS:
        typer.echo(in_words(document, catalogue()))
    else:
        typer.echo(print_text(document, catalogue()))


@_strategy.command("test")
def put_to_test(
    strategy: options.StrategyName,
    data: options.DataFile = None,
    source: options.Source = None,
    symbol: options.Symbol = None,
    timeframe: options.DataTimeframe = None,
    calendar: options.CalendarName = None,
    start: options.Start = None,
    end: options.End = None,
    as_json: options.Json = False,
) -> None:
    """Test a document: validation, signals, look-ahead, determinism, parity.

    Without --data or --source it runs on the simulated market, offline.
    """
    from app import bootstrap
    from app.cli.series import SeriesWanted, series_for, simulated_series
    from app.services.periods import period_between
    from app.services.strategy import StrategyTests, strategy_named

    wanted = SeriesWanted(
        data=data, source=source, symbol=symbol, timeframe=timeframe, calendar=calendar
    )
    period = period_between(start, end)
    document = strategy_named(strategy)
    if data is None and source is None and symbol is None:
        series = simulated_series(document, period)
    else:
        series = series_for(document, period, wanted)
    config = RunConfig(lot_step=series.data.bars.calendar.default_lot_step)
    tests = StrategyTests(bootstrap.backtests())
    with run_progress() as hooks:
        checks = tests.run(document, series.data, series.source, config, hooks)
    _print_checks(checks, document.name, series.described, as_json=as_json)
    raise typer.Exit(0 if all(check.passed for check in checks) else 1)


def _print_checks(checks: tuple["Check", ...], name: str, described: str, *, as_json: bool) -> None:
    if as_json:
        rows = [{"check": c.name, "passed": c.passed, "seen": c.seen} for c in checks]
        typer.echo(json.dumps({"strategy": name, "data": described, "checks": rows}))
        return
    console = Console(highlight=False)
    console.print(Text(name, style="bold"))
    console.print(described, markup=False)
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column("check", no_wrap=True)
    table.add_column("result", no_wrap=True)
    table.add_column("seen")
    for check in checks:
        mark = "[green]passed[/]" if check.passed else "[bold red]FAILED[/]"
        table.add_row(check.name, mark, Text(check.seen))
    console.print(table)
    failed = sum(not check.passed for check in checks)
    if failed:
        console.print(f"[bold red]{failed} of {len(checks)} checks failed[/]")
