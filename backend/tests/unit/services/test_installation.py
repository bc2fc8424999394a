"""What a new installation holds: every secret its own, and settings that accept it."""

from itertools import count
from pathlib import Path

import pytest

from app.core.config import Profile, load_settings
from app.services.installation import CONTAINER_USER, Plan, environment_text, generated, owner_of

PLAN = Plan(profile=Profile.PRODUCTION, port=8107, public_url="", owner=(1000, 1000))


def numbered_secrets():
    numbers = count()
    return lambda: f"q7Zt-mK2x_{next(numbers):02d}-vB9sLw4RfGhJdNcXyAe5"


def test_every_secret_is_another():
    made = generated(PLAN, numbered_secrets())
    secrets = [text for text in made.values() if text.startswith("q7Zt")]
    assert len(secrets) == len(set(secrets)) == 9


@pytest.mark.parametrize(
    ("public_url", "url"),
    [("", "http://127.0.0.1:8107"), ("https://trade.test/", "https://trade.test")],
    ids=["this machine", "elsewhere"],
)
def test_people_reach_it_where_it_says(public_url: str, url: str):
    plan = Plan(profile=Profile.PRODUCTION, port=8107, public_url=public_url, owner=(1, 1))
    assert generated(plan, numbered_secrets())["PUBLIC_BASE_URL"] == url


def test_the_file_is_what_settings_read(tmp_path: Path, monkeypatch):
    made = generated(PLAN, numbered_secrets())
    for name in made:
        monkeypatch.delenv(name, raising=False)
    file = tmp_path / ".env"
    file.write_text(environment_text(made))
    settings = load_settings(file)
    assert settings.app_env is Profile.PRODUCTION
    assert settings.apex_port == 8107
    assert settings.setup_token.get_secret_value() == made["SETUP_TOKEN"]


def test_the_file_holds_every_variable_once():
    made = generated(PLAN, numbered_secrets())
    lines = [line for line in environment_text(made).splitlines() if line and line[0] != "#"]
    assert dict(line.split("=", 1) for line in lines) == made
    assert len(lines) == len(made)


@pytest.mark.parametrize(
    ("directory", "me", "expected"),
    [
        ((1000, 100), (0, 0), (1000, 100)),
        ((1000, 0), (0, 0), (1000, 1000)),
        ((0, 0), (501, 20), (501, 20)),
        ((0, 0), (0, 0), (CONTAINER_USER, CONTAINER_USER)),
    ],
    ids=["the checkout's owner", "never root's group", "who asks", "neither is usable"],
)
def test_containers_never_run_as_root(directory, me, expected):
    assert owner_of(directory, me) == expected
