"""The pages' server: what it is told, and that it is left out where nobody built it."""

from pathlib import Path

import pytest

from app.core.config import load_settings
from app.stack.frontend import Pages, built_pages, followed_pages, frontend_service
from app.stack.processes import dies_with_owner

PAGES = Pages(("server.js", "{port}"), Path("/pages"), Path("/pages/static"))


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    node = tmp_path / "bin" / "node"
    node.parent.mkdir()
    node.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(node.parent), prepend=":")
    return load_settings(env_file=tmp_path / "no.env", apex_home=tmp_path / "home")


def told(settings, pages: Pages = PAGES):
    program = frontend_service(settings, "f00d", pages, lambda: 4001).program(4002)
    assert program.environment is not None
    return program, program.environment


def test_unbuilt_pages_are_left_out(tmp_path: Path):
    assert built_pages(tmp_path) is None
    assert followed_pages(tmp_path) is None


def test_each_start_serves_the_newest_build_and_keeps_to_it(settings, tmp_path: Path):
    served = tmp_path / ".next" / "cache" / "served"
    for name in ("one", "two"):
        (served / name).mkdir(parents=True)
        (served / name / "server.js").touch()
    (served / "current").symlink_to("one")
    pages = built_pages(tmp_path)
    assert pages is not None
    first, _ = told(settings, pages)
    (served / "current").unlink()
    (served / "current").symlink_to("two")
    again, _ = told(settings, pages)
    assert [first.directory, again.directory] == [
        served.resolve() / "one",
        served.resolve() / "two",
    ]
    assert pages.static == served / "current" / ".next" / "static"


def test_it_listens_here_and_asks_the_api_itself(settings):
    program, environment = told(settings)
    assert list(program.arguments[len(dies_with_owner()) + 1 :]) == ["server.js", "4002"]
    assert program.directory == Path("/pages")
    assert environment["HOSTNAME"] == "127.0.0.1"
    assert environment["PORT"] == "4002"
    assert environment["API_ORIGIN"] == "http://127.0.0.1:4001"
    assert environment["NODE_OPTIONS"] == "--max-old-space-size=256"


def test_its_secret_is_made_once_and_others_are_not_for_it(settings, monkeypatch):
    monkeypatch.setenv("JWT_SECRET_KEY", "not for the pages")
    _, first = told(settings)
    _, second = told(settings)
    assert len(first["AUTH_SECRET"]) >= 32
    assert first["AUTH_SECRET"] == second["AUTH_SECRET"]
    assert "not for the pages" not in first.values()
    assert (settings.apex_home / "secrets" / "auth_secret").stat().st_mode & 0o077 == 0


def test_a_given_secret_is_taken(settings):
    given = load_settings(
        env_file=settings.apex_home / "no.env", apex_home=settings.apex_home, auth_secret="x" * 32
    )
    assert told(given)[1]["AUTH_SECRET"] == "x" * 32


def test_a_developer_s_server_may_think_for_longer(settings, tmp_path: Path):
    program = tmp_path / "node_modules" / "next" / "dist" / "bin" / "next"
    program.parent.mkdir(parents=True)
    program.touch()
    pages = followed_pages(tmp_path)
    assert pages is not None
    assert "NODE_OPTIONS" not in told(settings, pages)[1]
    assert not frontend_service(settings, "f00d", pages, lambda: 1).ends_when_hung
    assert frontend_service(settings, "f00d", PAGES, lambda: 1).ends_when_hung
