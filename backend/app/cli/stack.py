"""`apextrade up`, `stop` and `status`: the whole platform on embedded parts."""

import json
import signal
import sys
import threading
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from app.core.config import Settings
    from app.stack.status import PlatformStatus

_ENDINGS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_FOREGROUND: Final = (sys.executable, "-c", "from app.cli import main; main()", "up")
_STATES: Final = {"running": "green", "starting": "yellow", "down": "red"}

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Detach = Annotated[
    bool, typer.Option("--detach", help="Return once everything answers, and leave it running.")
]


def register(app: typer.Typer) -> None:
    """Add this group's commands to the console command."""
    app.command("up")(up)
    app.command("stop")(stop)
    app.command("status")(status)


def up(detach: Detach = False) -> None:
    """Run the whole platform until Ctrl-C, or in the background."""
    from app.core.config import load_settings

    settings = load_settings()
    console, begun = Console(highlight=False, soft_wrap=True), time.monotonic()
    if detach:
        from app.stack.remote import start_in_background

        start_in_background(settings, _FOREGROUND)
        console.print(f"running at {settings.base_url} after {time.monotonic() - begun:.1f} s")
        console.print("[dim]apextrade status shows it, apextrade stop ends it[/]")
        return
    _in_foreground(settings, console, begun)


def stop() -> None:
    """Stop the platform that `up` started; nothing of it is left running."""
    from app.core.config import load_settings
    from app.stack.remote import stop_platform

    begun = time.monotonic()
    if stop_platform(load_settings()):
        typer.echo(f"stopped after {time.monotonic() - begun:.1f} s")
    else:
        typer.echo("nothing was running")


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


def _in_foreground(settings: "Settings", console: Console, begun: float) -> None:
    from app.stack.supervisor import running_platform

    def tell(step: str) -> None:
        console.print(f"[dim]{time.monotonic() - begun:5.1f} s[/]  {step}")

    # Every wish to end is alike, whatever we inherited.
    for number in _ENDINGS:
        signal.signal(number, signal.default_int_handler)
    with running_platform(settings, tell):
        tell(f"[bold]{settings.base_url}[/] (Ctrl-C stops everything)")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            console.print("stopping")
    console.print("stopped")


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
