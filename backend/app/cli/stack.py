"""`apextrade up`, `stop` and `status`: the whole platform on embedded parts."""

import json
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from app.core.config import Settings
    from app.stack.status import PlatformStatus

_ENDINGS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_FOREGROUND: Final = (sys.executable, "-c", "from app.cli import main; main()", "up")
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_STATES: Final = {"running": "green", "starting": "yellow", "down": "red"}

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Detach = Annotated[
    bool, typer.Option("--detach", help="Return once everything answers, and leave it running.")
]
Reload = Annotated[
    bool, typer.Option("--reload", help="API and gateway start again when their code changes.")
]
Name = Annotated[str, typer.Argument(metavar="NAME", help="A process, as status names it.")]


def register(app: typer.Typer) -> None:
    """Add this group's commands to the console command."""
    app.command("up")(up)
    app.command("stop")(stop)
    app.command("restart")(restart)
    app.command("status")(status)


def up(detach: Detach = False, reload: Reload = False) -> None:
    """Run the whole platform until Ctrl-C, or in the background."""
    from app.core.config import load_settings

    settings = load_settings()
    console, begun = Console(highlight=False, soft_wrap=True), time.monotonic()
    if detach:
        with started_in_background(settings, is_reloading=reload):
            console.print(f"running at {settings.base_url} after {time.monotonic() - begun:.1f} s")
            console.print("[dim]apextrade status shows it, apextrade stop ends it[/]")
        return
    run_in_foreground(settings, console, begun, is_reloading=reload)


def stop() -> None:
    """Stop the platform that `up` started; nothing of it is left running."""
    from app.core.config import load_settings
    from app.stack.remote import stop_platform

    begun = time.monotonic()
    if stop_platform(load_settings()):
        typer.echo(f"stopped after {time.monotonic() - begun:.1f} s")
    else:
        typer.echo("nothing was running")


def restart(name: Name) -> None:
    """End one process; the supervisor starts it again, with the code of now."""
    from app.core.config import load_settings
    from app.stack.remote import restart as restarted

    begun = time.monotonic()
    restarted(load_settings(), name)
    typer.echo(f"{name} works again after {time.monotonic() - begun:.1f} s")


def status(as_json: Json = False) -> None:
    """Show every process: state, health, port, uptime, memory, restarts."""
    from app.core.clock import SystemClock
    from app.core.config import load_settings
    from app.stack.status import platform_status

    found = platform_status(load_settings(), SystemClock().now())
    if as_json:
        typer.echo(json.dumps(asdict(found) | {"memory_mb": found.memory_mb}, indent=2))
    else:
        _print_status(found)
    raise typer.Exit(0 if found.state == "running" else 1)


def run_in_foreground(
    settings: "Settings",
    console: Console,
    begun: float,
    once_up: "Callable[[Settings], None]" = lambda _: None,
    *,
    is_reloading: bool = False,
) -> None:
    """Run the platform until Ctrl-C; `once_up` is called with its settings when all answers."""
    from app.stack.frontend import built_pages, followed_pages
    from app.stack.plan import APPLICATION, reloading
    from app.stack.supervisor import running_platform

    processes = reloading() if is_reloading else APPLICATION
    pages = followed_pages() if is_reloading else built_pages()

    def tell(step: str) -> None:
        console.print(f"[dim]{time.monotonic() - begun:5.1f} s[/]  {step}")

    # Every wish to end is alike, whatever we inherited.
    for number in _ENDINGS:
        signal.signal(number, signal.default_int_handler)
    with running_platform(settings, tell, processes, pages) as running:
        try:
            once_up(running)
            tell(f"[bold]{settings.base_url}[/] (Ctrl-C stops everything)")
            threading.Event().wait()
        except KeyboardInterrupt:
            console.print("stopping")
    console.print("stopped")


@contextmanager
def started_in_background(
    settings: "Settings",
    environment: "Mapping[str, str]" = _NOTHING,
    *,
    is_reloading: bool = False,
) -> "Iterator[None]":
    """Start the platform, and leave it running unless the block fails."""
    from app.stack.remote import start_in_background, stop_platform

    command = [*_FOREGROUND, "--reload"] if is_reloading else _FOREGROUND
    start_in_background(settings, command, environment)
    try:
        yield
    except BaseException:
        stop_platform(settings)
        raise


def _print_status(found: "PlatformStatus") -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"{found.state}  {found.url if found.processes else ''}")
    if not found.processes:
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("process", "state", "health"):
        table.add_column(name)
    for name in ("port", "uptime", "memory", "restarts"):
        table.add_column(name, justify="right")
    for one in found.processes:
        table.add_row(
            one.name,
            f"[{_STATES[one.state]}]{one.state}[/]",
            "ok" if one.healthy else "[red]failing[/]",
            str(one.port or ""),
            f"{one.uptime_seconds} s",
            f"{one.memory_mb:.0f} MB",
            str(one.restarts),
        )
    console.print(table)
    console.print(f"{found.memory_mb:,.0f} MB in all")
