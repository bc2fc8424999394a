"""`apextrade`: the console command. One file per group of commands; errors become one line."""

import sys
from typing import Annotated

import typer

from app.cli import accounts, backtest, data, demo, init, platform, stack, strategy
from app.cli.endings import run

app = typer.Typer(
    name="apextrade",
    help="Self-hosted algorithmic trading: one rule document for backtest, paper and live.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for group in (init, data, backtest, strategy, platform, accounts, stack, demo):
    group.register(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"apextrade {version('apextrade')}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_print_version, help="Print the version and stop."
        ),
    ] = False,
) -> None:
    from app import bootstrap

    bootstrap.complete_catalogue()


def main() -> None:
    """Run the command line; print a failure as one clear sentence and exit non-zero."""
    sys.exit(run(app))
