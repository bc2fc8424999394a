"""How a letter leaves the installation."""

from typing import Protocol


class Mailer(Protocol):
    """Hands plain-text letters to a mail server."""

    async def send(self, to: str, subject: str, text: str) -> None:
        """Hand one letter over.

        Raises: MailUnavailable when the server is out of reach or refuses it for now.
        """
        ...
