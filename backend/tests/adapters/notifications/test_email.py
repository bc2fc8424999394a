"""Letters over SMTP, to a real server in this process."""

from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller

from app.adapters.notifications.email import SmtpMailer
from app.core.config import load_settings
from app.domain.errors import InvalidInput, MailUnavailable
from app.stack.ports import free_port


class Inbox:
    """Keeps what arrives, or refuses it."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], bytes]] = []
        self.answer = "250 kept"

    async def handle_DATA(self, server, session, envelope) -> str:
        if self.answer.startswith("250"):
            self.letters.append((envelope.rcpt_tos, envelope.content))
        return self.answer


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    handler = Inbox()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield handler, controller.port
    controller.stop()


def mailer(tmp_path, url: str) -> SmtpMailer:
    settings = load_settings(env_file=tmp_path / "no.env", apex_home=tmp_path, smtp_url=url)
    return SmtpMailer.of(settings)


async def test_a_letter_arrives_whole(inbox, tmp_path):
    handler, port = inbox
    made = mailer(tmp_path, f"smtp://127.0.0.1:{port}")
    await made.send("ada@example.com", "Grüße", "Zeile eins\n\nhttps://x/reset?token=a_b-c")
    ((recipients, content),) = handler.letters
    assert recipients == ["ada@example.com"]
    assert b"From: ApexTrade <no-reply@localhost>" in content
    assert b"token=a_b-c" in content


async def test_a_header_cannot_be_smuggled_in(inbox, tmp_path):
    handler, port = inbox
    made = mailer(tmp_path, f"smtp://127.0.0.1:{port}")
    with pytest.raises(MailUnavailable):
        await made.send("ada@example.com\r\nBcc: eve@example.com", "x", "y")
    assert handler.letters == []


async def test_a_server_that_refuses_is_told_apart_by_no_detail(inbox, tmp_path):
    handler, port = inbox
    handler.answer = "451 later"
    with pytest.raises(MailUnavailable, match="did not take the letter"):
        await mailer(tmp_path, f"smtp://127.0.0.1:{port}").send("ada@example.com", "x", "y")


async def test_a_server_that_is_away_is_one_sentence(tmp_path):
    made = mailer(tmp_path, f"smtp://user:hidden-pass@127.0.0.1:{free_port()}")
    with pytest.raises(MailUnavailable) as caught:
        await made.send("ada@example.com", "x", "y")
    assert "hidden-pass" not in str(caught.value)
    assert "hidden-pass" not in repr(made)


def test_the_scheme_decides_the_port(tmp_path):
    assert mailer(tmp_path, "smtps://mail.test").port == 465
    assert mailer(tmp_path, "starttls://u:p%40ss@mail.test").password == "p@ss"
    with pytest.raises(InvalidInput, match="SMTP_URL is wrong"):
        mailer(tmp_path, "http://mail.test")
