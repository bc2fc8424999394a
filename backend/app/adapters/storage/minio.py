"""Objects on any server that speaks S3: MinIO, the embedded one, a provider's.

The client raises a different exception for each way in which a server words its refusal; all of
them end here. Only what every such server has is used: no notes on objects, no versions.
"""

import asyncio
import io
import re
from collections.abc import Callable
from typing import Final
from urllib.parse import unquote, urlsplit

import urllib3
from minio import Minio
from minio.error import InvalidResponseError, MinioException, S3Error
from urllib3.exceptions import HTTPError

from app.domain.errors import ApexError, NotFound, StorageUnavailable
from app.domain.object_keys import require_key, require_prefix

_REGION: Final = "us-east-1"
_CONNECT_SECONDS: Final = 2.0
_ANSWER_SECONDS: Final = 20.0
_CODE: Final = re.compile(r"<Code>(\w+)</Code>")
_FAILURES: Final = (MinioException, HTTPError, OSError)


class MinioStore:
    """An object store behind `http(s)://KEY:SECRET@HOST[:PORT]/BUCKET`."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._bucket = parts.path.strip("/")
        self._host = parts.netloc.rpartition("@")[2]
        self._client = Minio(
            self._host,
            access_key=unquote(parts.username or ""),
            secret_key=unquote(parts.password or ""),
            secure=parts.scheme == "https",
            # Given, or the client asks the server for it before everything else.
            region=_REGION,
            http_client=urllib3.PoolManager(
                timeout=urllib3.Timeout(connect=_CONNECT_SECONDS, read=_ANSWER_SECONDS),
                retries=False,
                maxsize=10,
            ),
        )

    async def prepare(self) -> None:
        await self._call(self._bucket, self._prepare)

    async def put(self, key: str, content: bytes, content_type: str) -> None:
        await self._call(require_key(key), lambda: self._put(key, content, content_type))

    async def get(self, key: str) -> bytes:
        return await self._call(require_key(key), lambda: self._get(key))

    async def delete(self, key: str) -> None:
        try:
            await self._call(
                require_key(key), lambda: self._client.remove_object(self._bucket, key)
            )
        except NotFound:
            return

    async def list(self, prefix: str = "") -> tuple[str, ...]:
        return await self._call(require_prefix(prefix), lambda: self._list(prefix))

    def _prepare(self) -> None:
        if not self._client.bucket_exists(self._bucket):
            self._client.make_bucket(self._bucket)

    def _put(self, key: str, content: bytes, content_type: str) -> None:
        self._client.put_object(
            self._bucket, key, io.BytesIO(content), len(content), content_type=content_type
        )

    def _get(self, key: str) -> bytes:
        response = self._client.get_object(self._bucket, key)
        try:
            return response.read()
        finally:
            response.close()
            response.release_conn()

    def _list(self, prefix: str) -> tuple[str, ...]:
        found = self._client.list_objects(self._bucket, prefix=prefix, recursive=True)
        return tuple(sorted(str(item.object_name) for item in found))

    async def _call[T](self, key: str, work: Callable[[], T]) -> T:
        try:
            return await asyncio.to_thread(work)
        except _FAILURES as error:
            raise self._refused(key, error) from error

    def _refused(self, key: str, error: Exception) -> ApexError:
        code = _code_of(error)
        if code == "NoSuchKey":
            return NotFound(f"no object {key}")
        why = code or f"does not answer ({type(error).__name__})"
        return StorageUnavailable(f"object store {self._host}: {why}")


def _code_of(error: Exception) -> str:
    """Return the server's code for what went wrong, "" when it said nothing of the kind."""
    if isinstance(error, S3Error):
        return error.code or ""
    # An answer typed text/xml, which the client takes for no XML; the text holds it whole.
    found = _CODE.search(str(error)) if isinstance(error, InvalidResponseError) else None
    return found.group(1) if found else ""
