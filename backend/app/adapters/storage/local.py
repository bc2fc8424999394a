"""Objects as files below one directory, written whole or not at all."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp

from app.domain.errors import NotFound, StorageUnavailable
from app.domain.object_keys import require_key, require_prefix


class LocalStore:
    """An object store on this machine's disk."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    async def prepare(self) -> None:
        await asyncio.to_thread(self._prepare)

    async def put(self, key: str, content: bytes, content_type: str) -> None:
        await asyncio.to_thread(self._put, require_key(key), content)

    async def get(self, key: str) -> bytes:
        return await asyncio.to_thread(self._get, require_key(key))

    async def delete(self, key: str) -> None:
        await asyncio.to_thread(self._delete, require_key(key))

    async def list(self, prefix: str = "") -> tuple[str, ...]:
        return await asyncio.to_thread(self._list, require_prefix(prefix))

    def _prepare(self) -> None:
        with _storage_errors(self._directory):
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _put(self, key: str, content: bytes) -> None:
        path = self._directory / key
        with _storage_errors(self._directory):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # The draft's name begins with a dot, so it is never a key.
            descriptor, draft = mkstemp(dir=path.parent, prefix=".draft.")
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                Path(draft).replace(path)
            except OSError:
                Path(draft).unlink(missing_ok=True)
                raise

    def _get(self, key: str) -> bytes:
        with _storage_errors(self._directory):
            try:
                return (self._directory / key).read_bytes()
            except FileNotFoundError as error:
                raise NotFound(f"no object {key}") from error

    def _delete(self, key: str) -> None:
        with _storage_errors(self._directory):
            (self._directory / key).unlink(missing_ok=True)

    def _list(self, prefix: str) -> tuple[str, ...]:
        with _storage_errors(self._directory):
            files = (path for path in (self._directory / prefix).rglob("*") if path.is_file())
            names = (path for path in files if not path.name.startswith("."))
            return tuple(sorted(path.relative_to(self._directory).as_posix() for path in names))


@contextmanager
def _storage_errors(directory: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageUnavailable(f"objects in {directory}: {error.strerror or error}") from error
