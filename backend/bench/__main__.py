"""Run every figure, or those of the sections named: python -m bench [engine sweep candles ...]."""

import importlib
import sys
from collections.abc import Iterable

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from bench.measure import Figure, machine

SECTIONS = {
    "engine": "engine",
    "sweep": "sweep",
    "candles": "candles",
    "rules": "rules_worst_case",
    "startup": "startup",
    "gateway": "gateway",
    "report": "report",
    "api": "api",
    "backtests": "backtest_queue",
    "memory": "memory",
    "web": "web",
}


def main(names: list[str]) -> int:
    """Print a table per section; return 1 when a goal is missed."""
    console = Console(width=120)
    if unknown := [name for name in names if name not in SECTIONS]:
        console.print(f"no section {', '.join(unknown)}: there are {', '.join(SECTIONS)}")
        return 2
    console.print(machine(), soft_wrap=True, highlight=False)
    missed = 0
    for name in names or SECTIONS:
        figures = measured(name)
        console.print(table_of(name, figures))
        missed += sum(figure.kept is False for figure in figures)
    if missed:
        console.print(f"{missed} goals missed")
    return int(missed > 0)


def measured(section: str) -> list[Figure]:
    """Return the figures of one section; which one is being measured shows on a terminal."""
    found: list[Figure] = []
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    errors = Console(stderr=True)
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar:
        task = bar.add_task(section)
        figures: Iterable[Figure] = importlib.import_module(f"bench.{SECTIONS[section]}").figures()
        for figure in figures:
            found.append(figure)
            bar.update(task, description=f"{section}: {figure.name}")
    return found


def table_of(section: str, figures: list[Figure]) -> Table:
    """Return one section as a table."""
    table = Table("figure", "measured", "goal", "kept", title=section, title_justify="left")
    for figure in figures:
        mark = {True: "yes", False: "NO", None: ""}[figure.kept]
        table.add_row(figure.name, figure.measured, figure.goal, mark)
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
