"""`apextrade demo`: the whole platform with an account, a market and an example to look at."""

import time
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console
from rich.text import Text

from app.cli.demo_core import demo_core
from app.cli.demo_steps import Steps
from app.cli.stack import Detach, Reload, run_in_foreground, started_in_background

if TYPE_CHECKING:
    from app.cli.demo_example import Shown
    from app.core.config import Settings

_FIGURES: Final = (
    ("total_return_pct", "return {:+.1f} %"),
    ("max_drawdown_pct", "drawdown {:.1f} %"),
    ("sharpe_ratio", "Sharpe {:.2f}"),
    ("total_trades", "{:.0f} trades"),
)

Core = Annotated[
    bool, typer.Option("--core", help="Only the core: candles in, both engines, no services.")
]


def register(app: typer.Typer) -> None:
    """Add this group's commands to the console command."""
    app.command("demo")(demo)


def demo(detach: Detach = False, reload: Reload = False, core: Core = False) -> None:
    """Run the whole platform with a market, a login and an example, offline."""
    from app.stack.remote import running_record

    if core:
        demo_core()
        return
    console, begun = Console(highlight=False, soft_wrap=True), time.monotonic()
    settings = _demo_settings()
    if running_record(settings) is not None:
        console.print(f"the platform already runs at {settings.base_url}: make stop ends it")
        return

    def show(running: "Settings") -> None:
        _show(running, console, begun)

    if not detach:
        run_in_foreground(settings, console, begun, show, is_reloading=reload)
        return
    registration = {"REGISTRATION": settings.registration.value}
    with started_in_background(settings, registration, is_reloading=reload):
        show(settings)


def _demo_settings() -> "Settings":
    """Return the settings; anybody may register here unless it is said otherwise (decision 38)."""
    from app.core.config import Registration, load_settings

    settings = load_settings()
    if "registration" in settings.model_fields_set or settings.app_env.is_guarded:
        return settings
    return settings.model_copy(update={"registration": Registration.OPEN})


def _show(settings: "Settings", console: Console, begun: float) -> None:
    from app.cli.demo_example import example

    steps = Steps(console)
    try:
        shown = example(settings, steps)
    finally:
        steps.drop()
    console.print()
    if shown.backtest is not None:
        console.print(_result(shown), soft_wrap=True)
    _print_entrance(settings, shown, console)
    console.print(f"[dim]{time.monotonic() - begun:.1f} s in all[/]")


def _result(shown: "Shown") -> Text:
    backtest = shown.backtest or {}
    result = backtest["result"]
    figures = [
        words.format(result[name]) for name, words in _FIGURES if result.get(name) is not None
    ]
    engines = (result.get("parity") or {}).get("agrees")
    proof = (result.get("proof") or {}).get("passed")
    claims = (
        "no look-ahead: proven" if proof else "no look-ahead: NOT proven",
        "compiled engine and Backtrader agree" if engines else "the engines DISAGREE",
    )
    name = f"{backtest['strategy_name']} on {backtest['symbol']} {backtest['timeframe']}"
    return Text.assemble((name, "bold"), f"\n{', '.join(figures)}\n{', '.join(claims)}\n")


def _print_entrance(settings: "Settings", shown: "Shown", console: Console) -> None:
    api = f"{settings.base_url}/api/v1"
    password = shown.password or "the one you chose"
    console.print(f"[bold]Open[/]      {settings.base_url}")
    console.print(Text(f"Login     {shown.email}\nPassword  {password}\n"))
    lines = [
        (
            f"""TOKEN=$(curl -s {api}/auth/login --json '{{"email":"{shown.email}","""
            f""""password":"{password}"}}' | cut -d'"' -f4)""",
            "a token for the next ones, good for some minutes",
        ),
        (f'curl -H "Authorization: Bearer $TOKEN" {api}/strategies', "the example's strategy"),
        (f'curl -H "Authorization: Bearer $TOKEN" {api}/backtests', "its backtest"),
        (f'curl -X POST -H "Authorization: Bearer $TOKEN" {api}/ws/ticket', "a ticket for"),
        (f"{settings.base_url.replace('http', 'ws', 1)}/ws", "live prices: docs/websocket.md"),
        (".venv/bin/apextrade status", "every process, its health and memory"),
        (".venv/bin/apextrade strategy templates", "more strategies, the same core on the console"),
        (".venv/bin/apextrade demo --core", "both engines side by side, without services"),
    ]
    console.print("[bold]Try[/]")
    for command, story in lines:
        console.print(Text.assemble(f"  {command}", (f"  # {story}", "dim")), soft_wrap=True)
    if described := _description_url(settings):
        console.print(Text.assemble(f"  {described}", ("  # the API, described", "dim")))


def _description_url(settings: "Settings") -> str | None:
    """Return where the API describes itself: behind the front door, on this machine only."""
    from app.stack.remote import running_record

    record = running_record(settings)
    if record is None or settings.app_env.is_guarded or "api" not in record.ports:
        return None
    return f"http://127.0.0.1:{record.ports['api']}/docs"
