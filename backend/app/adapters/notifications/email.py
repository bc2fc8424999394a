"""Letters over SMTP."""

from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.message import EmailMessage
from typing import Final, Self
from urllib.parse import unquote, urlsplit

import aiosmtplib

from app.core.config import SMTP_PORTS, Settings
from app.domain.errors import MailUnavailable

_TIMEOUT_SECONDS: Final = 10


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """Speaks to one mail server, one connection per letter."""

    host: str
    port: int
    scheme: str
    username: str | None
    password: str | None = field(repr=False)
    sender: str

    @classmethod
    def of(cls, settings: Settings) -> Self:
        parts = urlsplit(settings.smtp_url.get_secret_value())
        return cls(
            host=parts.hostname or "",
            port=parts.port or SMTP_PORTS[parts.scheme],
            scheme=parts.scheme,
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            sender=settings.mail_from,
        )

    async def send(self, to: str, subject: str, text: str) -> None:
        try:
            message = EmailMessage()
            message["From"], message["To"], message["Subject"] = self.sender, to, subject
            message.set_content(text)
            await aiosmtplib.send(
                message,
                hostname=self.host,
                port=self.port,
                username=self.username,
                password=self.password,
                use_tls=self.scheme == "smtps",
                start_tls=self.scheme == "starttls",
                timeout=_TIMEOUT_SECONDS,
            )
        except (aiosmtplib.SMTPException, HeaderParseError, OSError, ValueError) as error:
            raise MailUnavailable(
                f"the mail server at {self.host}:{self.port} did not take the letter "
                f"({type(error).__name__})"
            ) from error
