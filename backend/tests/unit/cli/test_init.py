"""`apextrade init`: once, complete, private, and never over what is there."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.core.clock import SystemClock
from app.core.config import load_settings, variables
from app.core.signing_keys import open_keys
from app.domain.errors import InvalidInput
from app.services.installation import PRIVATE_KEY


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in variables():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def initialised(*words: str) -> str:
    done = CliRunner().invoke(app, ["init", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_what_it_writes_starts_a_production_server(checkout: Path):
    output = initialised("--public-url", "https://trade.test")
    settings = load_settings(checkout / ".env")
    assert settings.base_url == "https://trade.test"
    assert settings.setup_token.get_secret_value() in output
    assert open_keys(settings, SystemClock()).ring().signing.key_id


def test_only_the_owner_can_read_it(checkout: Path):
    initialised()
    files = [checkout / ".env", *(checkout / "secrets").iterdir()]
    assert [oct(file.stat().st_mode & 0o777) for file in files] == ["0o600"] * 3
    assert oct((checkout / "secrets").stat().st_mode & 0o777) == "0o700"


@pytest.mark.parametrize("present", [".env", PRIVATE_KEY])
def test_what_is_there_stays(checkout: Path, present: str):
    file = checkout / present
    file.parent.mkdir(exist_ok=True)
    file.write_text("the only copy")
    with pytest.raises(InvalidInput, match="exist nowhere else"):
        initialised()
    assert file.read_text() == "the only copy"
    assert [path for path in checkout.rglob("*") if path.is_file()] == [file]


def test_beginning_anew_keeps_every_earlier_secret(checkout: Path):
    initialised()
    first = (checkout / ".env").read_text()
    initialised("--force")
    second = (checkout / ".env").read_text()
    initialised("--force")
    assert first != second != (checkout / ".env").read_text()
    assert (checkout / ".env.1.bak").read_text() == first
    assert (checkout / ".env.2.bak").read_text() == second
    assert len(list((checkout / "secrets").glob("*.bak"))) == 4


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--port", "0"), "APEX_PORT is '0': must be a port from 1 to 65535"),
        (("--public-url", "trade.test/x"), "PUBLIC_BASE_URL is 'trade.test/x': must be http"),
        (("--directory", "nowhere"), "is no directory"),
    ],
    ids=["port", "address", "directory"],
)
def test_a_wrong_option_writes_nothing(checkout: Path, words, sentence):
    with pytest.raises(InvalidInput, match=sentence.replace("(", r"\(")):
        initialised(*words)
    assert list(checkout.iterdir()) == []
