"""`apextrade init` and `prepare`: a new installation, and what it needs before it runs."""

import os
import secrets
from pathlib import Path
from typing import Annotated, Final

import typer

from app.core.config import Profile

_SECRET_BYTES: Final = 36
_BACKUPS_MAX: Final = 1_000

Directory = Annotated[
    Path,
    typer.Option("--directory", help="Where docker-compose.yml lies; .env and secrets/ go there."),
]
PublicUrl = Annotated[
    str, typer.Option("--public-url", help="Where people reach it: http(s)://HOST[:PORT].")
]
Port = Annotated[int, typer.Option("--port", help="The one published port.")]
Env = Annotated[Profile, typer.Option("--env", help="How strict it is about secrets.")]
Force = Annotated[
    bool, typer.Option("--force", help="Begin anew; what is there is kept beside it as .bak.")
]


def register(app: typer.Typer) -> None:
    """Add this group's commands to the console command."""
    app.command("init")(init)
    app.command("prepare")(prepare)


def init(
    directory: Directory = Path(),
    public_url: PublicUrl = "",
    port: Port = 8080,
    env: Env = Profile.PRODUCTION,
    force: Force = False,
) -> None:
    """Write .env and the signing keys of a new installation, every secret generated."""
    from app.core.config import load_settings
    from app.core.private_files import private_directory, write_private
    from app.core.signing_keys import write_pair
    from app.services import installation

    root = directory.resolve()
    files = [root / name for name in (".env", installation.PRIVATE_KEY, installation.PUBLIC_KEY)]
    _make_room(root, files, force)
    status = root.stat()
    me = (os.geteuid(), os.getegid())
    owner = installation.owner_of((status.st_uid, status.st_gid), me)
    plan = installation.Plan(profile=env, port=port, public_url=public_url, owner=owner)
    variables = installation.generated(plan, lambda: secrets.token_urlsafe(_SECRET_BYTES))
    # What it will be read with: a wrong option is answered before anything is written.
    load_settings(root / "no such file", **{name.lower(): variables[name] for name in variables})
    environment, private, public = files
    private_directory(private.parent)
    write_pair(private, public, variables["JWT_SECRET_KEY"])
    # The last one: a .env that is there says that all of it is.
    write_private(environment, installation.environment_text(variables))
    if me[0] == 0:
        _hand_over([private.parent, private, public], owner)
        _hand_over([environment], (status.st_uid, status.st_gid))
    _print_end(plan.url, variables["SETUP_TOKEN"], env)


def prepare() -> None:
    """Bring the configured databases and the object store to what this release needs."""
    import asyncio

    from app import bootstrap
    from app.core.config import load_settings
    from app.persistence import migrations
    from app.stack import database_for

    settings = load_settings()
    with database_for(settings) as endpoints:
        asyncio.run(migrations.upgrade(endpoints))
        for tree in asyncio.run(migrations.status(endpoints)):
            typer.echo(f"{tree.tree} database: {tree.current}")
    asyncio.run(bootstrap.object_store(settings).prepare())
    typer.echo("object store: ready")


def _make_room(root: Path, files: list[Path], force: bool) -> None:
    """Move what is there aside, if that is wanted; nothing is ever lost."""
    from app.domain.errors import InvalidInput

    if not root.is_dir():
        raise InvalidInput(f"{root} is no directory: --directory must name the checkout")
    present = [file for file in files if file.exists()]
    if present and not force:
        raise InvalidInput(
            f"{present[0]} is there and its secrets exist nowhere else: keep it, or use --force, "
            "which keeps it beside the new one (databases made with the old passwords keep those)"
        )
    for file in present:
        file.rename(_backup(file))


def _backup(file: Path) -> Path:
    names = (file.with_name(f"{file.name}.{n}.bak") for n in range(1, _BACKUPS_MAX))
    return next(name for name in names if not name.exists())


def _hand_over(files: list[Path], owner: tuple[int, int]) -> None:
    for file in files:
        os.chown(file, *owner)


def _print_end(url: str, setup_token: str, profile: Profile) -> None:
    typer.echo("wrote .env and secrets/: keep a copy of both in a safe place")
    if profile.is_guarded:
        typer.echo(f"set-up token: {setup_token}")
        typer.echo("the first account is made by whoever has it; it also stands in .env")
    typer.echo(f"next: docker compose up --detach --build --wait, then {url}")
