"""The front door's configuration, and whose port it is."""

import os
import re
import socket

import pytest

from app.core.config import load_settings
from app.domain.errors import StorageUnavailable
from app.stack.frontend import Pages
from app.stack.ports import LOOPBACK, free_port
from app.stack.proxy import configured, require_front_port


def settings_with(tmp_path, **given):
    return load_settings(env_file=tmp_path / "no.env", apex_home=tmp_path, **given)


def test_ports_and_limits_are_filled_in(tmp_path):
    settings = settings_with(tmp_path, apex_port=8123, max_import_mb=64)
    text = configured(settings, "f00d", {"api": 4001, "gateway": 4002}, 4003)
    assert re.findall(r"http://:(\d+)", text) == ["8123", "4003"]
    assert re.findall(r"reverse_proxy @(\w+) 127\.0\.0\.1:(\d+)", text) == [
        ("api", "4001"),
        ("gateway", "4002"),
    ]
    assert re.findall(r"max_size (\w+)", text) == ["65MB", "20MB"]
    assert "admin off" in text
    assert "default_bind 127.0.0.1" in text


def test_only_these_paths_come_in(tmp_path):
    """An allow list: metrics and documents are not on it, and everything else is 404."""
    text = configured(settings_with(tmp_path), "f00d", {"api": 4001, "gateway": 4002}, 4003)
    allowed = [
        path for line in re.findall(r"@(?:api|gateway) path (.*)", text) for path in line.split()
    ]
    assert allowed == [
        *("/api/v1", "/api/v1/*", "/health", "/health/*", "/.well-known/*"),
        *("/ws", "/ws/*"),
    ]
    assert "error 404" in text
    assert "metrics" not in text


@pytest.mark.parametrize(
    ("public", "scheme"), [("", "http"), ("https://trade.example.org", "https")]
)
def test_pages_answer_the_rest_and_their_built_files_need_no_server(tmp_path, public, scheme):
    settings = settings_with(tmp_path, public_base_url=public)
    pages = Pages(("server.js",), tmp_path, tmp_path / "static")
    text = configured(settings, "f00d", {"api": 4001, "gateway": 4002, "frontend": 4003}, 1, pages)
    assert "@closed path /metrics /metrics/* /docs" in text
    assert f'root * "{tmp_path}/static"' in text
    assert text.index("handle_path /_next/static/*") < text.index("reverse_proxy 127.0.0.1:4003")
    assert f"header_up X-Forwarded-Proto {scheme}" in text
    assert text.count("{") == text.count("}")


def test_pages_that_follow_the_code_serve_their_own_files(tmp_path):
    text = configured(settings_with(tmp_path), "f00d", {"frontend": 4003}, 1, Pages(("next",)))
    assert "_next/static" not in text
    assert "reverse_proxy 127.0.0.1:4003" in text


def test_a_free_port_is_fine(tmp_path):
    require_front_port(settings_with(tmp_path, apex_port=free_port()))


def test_a_busy_port_names_who_listens(tmp_path):
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StorageUnavailable) as refused:
            require_front_port(settings_with(tmp_path, apex_port=port))
    assert re.fullmatch(
        rf"port {port} is used by \S+ \(process {os.getpid()}\): stop it, or set APEX_PORT to "
        "another port",
        str(refused.value),
    )
