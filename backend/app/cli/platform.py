"""`apextrade doctor` and `apextrade db`: the machine and the two databases."""

import asyncio
import json
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from app.persistence.migrations import TreeStatus
    from app.stack.doctor import Finding

_MARKS: Final = {
    "ok": "[green]ok     [/]",
    "warning": "[yellow]warning[/]",
    "broken": "[red]broken [/]",
}

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Revision = Annotated[str, typer.Option("--to", metavar="REV", help="The revision to end at.")]


class Tree(StrEnum):
    """Which database."""

    BOTH = "both"
    MAIN = "main"
    TIMESERIES = "timeseries"

    @property
    def names(self) -> tuple[str, ...]:
        return ("main", "timeseries") if self is Tree.BOTH else (self.value,)


TreeOption = Annotated[Tree, typer.Option("--tree", help="Which of the two databases.")]

_db = typer.Typer(help="Bring the two databases up to date, or down.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add this group's commands to the console command."""
    app.command("doctor")(doctor)
    app.add_typer(_db, name="db")


def doctor(as_json: Json = False) -> None:
    """Look at versions, ports, disk, clock and permissions; say what to do about each problem."""
    from app.core.clock import SystemClock
    from app.core.config import load_settings
    from app.stack.doctor import Verdict, examined

    findings = examined(load_settings(), SystemClock())
    is_well = all(finding.verdict is not Verdict.BROKEN for finding in findings)
    if as_json:
        document = {"ok": is_well, "findings": [asdict(finding) for finding in findings]}
        typer.echo(json.dumps(document, indent=2))
    else:
        _print_findings(findings)
    raise typer.Exit(0 if is_well else 1)


@_db.command("up")
def db_up(to: Revision = "head", tree: TreeOption = Tree.BOTH) -> None:
    """Create or upgrade the tables of both databases."""
    _migrate("upgrade", to, tree)


@_db.command("down")
def db_down(
    to: Revision = "base",
    tree: TreeOption = Tree.BOTH,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Take the tables of both databases down; their rows are gone."""
    if not yes:
        which = "both databases" if tree is Tree.BOTH else f"the {tree} database"
        typer.confirm(f"Delete every table and row of {which} above {to!r}?", abort=True)
    _migrate("downgrade", to, tree)


@_db.command("status")
def db_status(as_json: Json = False) -> None:
    """Show where both databases are."""
    from app.core.config import load_settings
    from app.persistence import migrations
    from app.stack import database_for

    with database_for(load_settings()) as endpoints:
        trees = asyncio.run(migrations.status(endpoints))
    if as_json:
        typer.echo(json.dumps([asdict(tree) | {"is_current": tree.is_current} for tree in trees]))
    else:
        _print_trees(trees)


def _migrate(direction: str, to: str, tree: Tree) -> None:
    from app.core.config import load_settings
    from app.persistence import migrations
    from app.stack import database_for

    work = {"upgrade": migrations.upgrade, "downgrade": migrations.downgrade}[direction]
    with database_for(load_settings()) as endpoints:
        asyncio.run(work(endpoints, to, tree.names))
        trees = asyncio.run(migrations.status(endpoints))
    _print_trees(trees)


def _print_trees(trees: "tuple[TreeStatus, ...]") -> None:
    for tree in trees:
        newest = "up to date" if tree.is_current else f"newest is {tree.head or 'none'}"
        typer.echo(f"{tree.tree:<11} {tree.current or 'empty':<6} {newest}")


def _print_findings(findings: "tuple[Finding, ...]") -> None:
    console = Console(soft_wrap=True, highlight=False)
    for finding in findings:
        name, detail = escape(f"{finding.name:<14}"), escape(finding.detail)
        console.print(f"{_MARKS[finding.verdict]} {name} {detail}")
        if finding.advice:
            console.print(f"{'':<23}[bold]{escape(finding.advice)}[/]")
