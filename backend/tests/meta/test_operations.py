"""Every operation of the API is called by a test."""

from pathlib import Path

import pytest

from app.core.config import load_settings
from app.main import create_app
from tests.operations import calls, untested

TESTS = Path(__file__).resolve().parents[1]


def document(tmp_path: Path) -> dict:
    settings = load_settings(env_file=tmp_path / "no.env", app_env="testing", apex_home=tmp_path)
    return create_app(settings).openapi()


def test_every_operation_has_a_test(tmp_path):
    assert untested(document(tmp_path), TESTS) == []


def test_an_operation_without_a_test_is_reported(tmp_path):
    (tmp_path / "test_one.py").write_text('client.get("/auth/me")\n')
    missing = untested(document(tmp_path), tmp_path)
    assert "POST /api/v1/auth/login" in missing
    assert "PATCH /api/v1/auth/me" in missing
    assert "GET /api/v1/auth/me" not in missing


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('client.get("/a?b=1")', [("get", "/a")]),
        ('client.request("DELETE", "/a")', [("delete", "/a")]),
        ('A = "/api/v1/a"\nclient.post(f"{A}/{b}")', [("post", "/api/v1/a/{}")]),
        ('client.put(f"{base}/a")', [("put", "/a")]),
        ('redis.get("a")', []),
        ('names.get(A)\n"/a"', []),
    ],
)
def test_calls_are_read(text, found):
    assert list(calls(text)) == found
