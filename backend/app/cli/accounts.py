"""`apextrade create-admin`, `invite` and `outbox`: accounts from the console."""

import json
import secrets
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from app.core.config import Settings
    from app.domain.accounts import OutgoingMail
    from app.persistence.unit_of_work import Transactions
    from app.services.auth import Accounts

_GENERATED_BYTES: Final = 18

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The address of the account.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


def register(app: typer.Typer) -> None:
    """Add this group's commands to the console command."""
    app.command("create-admin")(create_admin)
    app.command("invite")(invite)
    app.command("outbox")(outbox)


def create_admin(
    email: Email,
    password_stdin: Annotated[
        bool,
        typer.Option("--password-stdin", help="Read the password from standard input."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Make an administrator; the password is generated and shown once unless given.

    An account that exists becomes an administrator and keeps its password.
    """
    from app.cli.databases import on_databases

    given = typer.get_text_stream("stdin").readline().rstrip("\r\n") if password_stdin else ""
    password = given or secrets.token_urlsafe(_GENERATED_BYTES)

    async def made(databases: "Transactions", settings: "Settings") -> bool:
        accounts = _accounts(databases, settings)
        try:
            return await accounts.create(_address(email), password, is_admin=True)
        finally:
            accounts.passwords.close()

    is_new = on_databases(made)
    shown = password if is_new and not given else None
    if as_json:
        typer.echo(json.dumps({"email": email, "created": is_new, "password": shown}))
    elif not is_new:
        typer.echo(f"{email} exists: it is an administrator now and keeps its password")
    else:
        typer.echo(f"{email} is an administrator")
        if shown:
            typer.echo(f"password: {shown}")


def invite(email: Email) -> None:
    """Print what lets this address register within a week where REGISTRATION=invite."""
    from app.core.clock import SystemClock
    from app.core.config import load_settings
    from app.core.security import Stamps
    from app.services.auth.accounts import normal_email
    from app.services.auth.policy import invitation

    settings = load_settings()
    stamps = Stamps(settings.secret("secret_key"))
    typer.echo(invitation(normal_email(_address(email)), stamps, SystemClock().now()))


def outbox(
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=1000, help="How many of the newest letters.")
    ] = 10,
    as_json: Json = False,
) -> None:
    """Show the newest letters: where no mail server is configured they are read here."""
    from app.cli.databases import on_databases
    from app.services.outbox import newest

    async def found(databases: "Transactions", _: "Settings") -> "list[OutgoingMail]":
        return list(await newest(databases.begin_system, limit))

    letters = on_databases(found)
    if as_json:
        typer.echo(json.dumps([_document(letter) for letter in letters], indent=2))
        return
    if not letters:
        typer.echo("the outbox is empty")
    for letter in reversed(letters):
        state = f"sent {letter.sent_at:%Y-%m-%d %H:%M}" if letter.sent_at else "not sent"
        typer.echo(f"{letter.created_at:%Y-%m-%d %H:%M}  to {letter.recipient}  ({state})")
        typer.echo(f"Subject: {letter.subject}\n\n{letter.body}\n")


def _document(letter: "OutgoingMail") -> dict[str, object]:
    return {
        "to": letter.recipient,
        "subject": letter.subject,
        "text": letter.body,
        "created_at": letter.created_at.isoformat(),
        "sent_at": letter.sent_at.isoformat() if letter.sent_at else None,
    }


def _accounts(databases: "Transactions", settings: "Settings") -> "Accounts":
    from app.api.platform import accounts_on
    from app.core.clock import SystemClock
    from app.core.rate_limit import RateLimiter

    return accounts_on(settings, databases, RateLimiter(None), SystemClock())


def _address(email: str) -> str:
    name, _, host = email.partition("@")
    if not name or not host or any(character.isspace() for character in email):
        raise typer.BadParameter(f"{email!r} is not an address: must be NAME@HOST")
    return email
