"""Which Redis is run, and where its password may be seen."""

import stat
from pathlib import Path

import pytest

from app.core.config import load_settings
from app.domain.errors import StorageUnavailable
from app.stack.ports import free_port
from app.stack.services import Place
from app.stack.valkey import answers_as, redis_service, redis_url, server_program


def settings_in(home: Path, **given):
    return load_settings(env_file=home / "no.env", apex_home=home, **given)


def test_the_wheel_brings_a_server(tmp_path):
    assert Path(server_program(settings_in(tmp_path))).is_file()


def test_another_server_is_used_where_one_is_named(tmp_path):
    other = tmp_path / "redis-server"
    other.write_text("")
    assert server_program(settings_in(tmp_path, apex_redis_server=str(other))) == str(other)
    other.unlink()
    with pytest.raises(StorageUnavailable, match=r"APEX_REDIS_SERVER is .*: there is no such"):
        server_program(settings_in(tmp_path, apex_redis_server=str(other)))


def test_the_password_is_in_a_file_of_its_owner_alone(tmp_path):
    settings = settings_in(tmp_path)
    program = redis_service(settings, "f00d").program(4711)
    password = redis_url(settings, 4711).partition("@")[0].rpartition(":")[2]
    configuration = Path(program.arguments[-1])
    assert len(password) >= 32
    assert password in configuration.read_text()
    assert stat.S_IMODE(configuration.stat().st_mode) == 0o600
    assert password not in " ".join(program.arguments) + str(program.environment)


def test_nobody_answers_on_a_free_port():
    assert not answers_as("password", Place(1, free_port()))
