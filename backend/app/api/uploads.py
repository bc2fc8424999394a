"""One file of a multipart form, written to disk while it arrives, with the few fields beside it.

Nothing of the file is kept in memory, its name is never a path, and whatever a form may have too
many of ends the reading at once: parts, fields, headers, bytes of a field.
"""

import asyncio
import hashlib
import re
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.exceptions import HTTPException

from app.domain.errors import Fault, InvalidImport, InvalidInput, StorageUnavailable

FILE_PART: Final = "file"
_FIELDS_MAX: Final = 16
_FIELD_BYTES: Final = 1_000
_HEADERS_MAX: Final = 8
_HEADER_BYTES: Final = 2_048
_BUFFER: Final = 1 << 20
_NAME_MAX: Final = 80
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")
_LEFT_BEHIND_SECONDS: Final = 6 * 3_600
_FOLDER: Final = "upload-"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on disk, for as long as the block lasts, and the fields of its form."""

    path: Path
    size: int
    sha256: bytes
    fields: Mapping[str, str]


@asynccontextmanager
async def received(request: Request, folder: Path) -> AsyncIterator[Upload]:
    """Lend the uploaded file below `folder`; it is gone after the block.

    Raises: InvalidInput for a form that is not one file and a few fields; StorageUnavailable when
            the disk is full.
    """
    boundary = _boundary(request)
    place = await asyncio.to_thread(_own_folder, folder)
    try:
        form = _Form(place, boundary)
        try:
            async for chunk in request.stream():
                form.feed(chunk)
                if len(form.waiting) >= _BUFFER:
                    await asyncio.to_thread(form.write)
            form.end()
            await asyncio.to_thread(form.write)
            upload = form.upload()
        except FormParserError as error:
            raise InvalidInput(f"the form cannot be read: {str(error)[:120]}") from error
        except OSError as error:
            raise StorageUnavailable(f"the upload could not be written: {error}") from error
        finally:
            form.close()
        yield upload
    finally:
        await asyncio.to_thread(_remove, place)


@dataclass(slots=True)
class _Form:
    """What has arrived of a form so far."""

    folder: Path
    boundary: bytes
    fields: dict[str, str] = field(default_factory=dict)
    waiting: bytearray = field(default_factory=bytearray)
    file: BinaryIO | None = None
    path: Path | None = None
    size: int = 0
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    _parser: MultipartParser = field(init=False)
    _header: tuple[bytearray, bytearray] = field(default_factory=lambda: (bytearray(), bytearray()))
    _disposition: bytes = b""
    _name: str = ""
    _value: bytearray | None = None
    _is_whole: bool = False

    def __post_init__(self) -> None:
        self._parser = MultipartParser(
            self.boundary,
            {
                "on_part_begin": self._on_part_begin,
                "on_header_field": lambda data, start, end: self._header[0].extend(data[start:end]),
                "on_header_value": lambda data, start, end: self._header[1].extend(data[start:end]),
                "on_header_end": self._on_header_end,
                "on_headers_finished": self._on_headers_finished,
                "on_part_data": self._on_part_data,
                "on_part_end": self._on_part_end,
                "on_end": self._on_end,
            },
            max_header_count=_HEADERS_MAX,
            max_header_size=_HEADER_BYTES,
        )

    def feed(self, chunk: bytes) -> None:
        self._parser.write(chunk)

    def end(self) -> None:
        self._parser.finalize()
        if not self._is_whole:
            raise InvalidInput("the form breaks off: its last boundary never came")

    def write(self) -> None:
        """Move what waits to the disk."""
        if self.file is not None and self.waiting:
            self.file.write(self.waiting)
            self.digest.update(self.waiting)
            self.size += len(self.waiting)
            self.waiting.clear()

    def close(self) -> None:
        if self.file is not None:
            with suppress(OSError):
                self.file.close()

    def upload(self) -> Upload:
        if self.path is None or self.file is None:
            raise _wrong(FILE_PART, "there is no part `file` with a filename in the form")
        self.file.close()
        if not self.size:
            raise InvalidImport(f"{self.path.name} is empty")
        return Upload(self.path, self.size, self.digest.digest(), self.fields)

    def _on_part_begin(self) -> None:
        self._disposition = b""
        self._value = None

    def _on_header_end(self) -> None:
        name, value = self._header
        if bytes(name).lower() == b"content-disposition":
            self._disposition = bytes(value)
        name.clear()
        value.clear()

    def _on_headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._name = _text(options.get(b"name", b""), "name of a part")
        if b"filename" in options:
            self._begin_file(_text(options[b"filename"], "filename"))
            return
        if self._name in self.fields or len(self.fields) >= _FIELDS_MAX:
            raise _wrong(self._name, f"{self._name[:40]!r} is a field too many")
        self._value = bytearray()

    def _begin_file(self, filename: str) -> None:
        if self.file is not None:
            raise _wrong(FILE_PART, "there are several files in the form: send one")
        if self._name != FILE_PART:
            raise _wrong(self._name, f"the file is the part {self._name[:40]!r}: call it file")
        self.path = self.folder / _safe_name(filename)
        self.file = self.path.open("xb")

    def _on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._value is None:
            self.waiting += data[start:end]
            return
        self._value += data[start:end]
        if len(self._value) > _FIELD_BYTES:
            raise _wrong(self._name, f"{self._name[:40]!r} is longer than {_FIELD_BYTES} bytes")

    def _on_part_end(self) -> None:
        if self._value is not None:
            self.fields[self._name] = _text(bytes(self._value), self._name[:40])

    def _on_end(self) -> None:
        self._is_whole = True


def _boundary(request: Request) -> bytes:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data":
        raise HTTPException(415, "send the file as multipart/form-data")
    boundary: bytes = options.get(b"boundary", b"")
    if not 1 <= len(boundary) <= 70:
        raise HTTPException(400)
    return boundary


def _own_folder(folder: Path) -> Path:
    """Make a folder for one upload, and clear away those that a killed process left."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in folder.glob(f"{_FOLDER}*"):
            with suppress(OSError):
                if time.time() - left.stat().st_mtime > _LEFT_BEHIND_SECONDS:
                    _remove(left)
        return Path(tempfile.mkdtemp(prefix=_FOLDER, dir=folder))
    except OSError as error:
        raise StorageUnavailable(f"there is no place for an upload: {error}") from error


def _remove(folder: Path) -> None:
    with suppress(OSError):
        for path in folder.iterdir():
            path.unlink(missing_ok=True)
        folder.rmdir()


def _safe_name(filename: str) -> str:
    """Return the last part of a file's name in plain letters; it says what the series is called."""
    last = re.split(r"[/\\]", filename)[-1]
    return _UNSAFE.sub("_", last)[-_NAME_MAX:].lstrip(".") or "upload"


def _text(raw: bytes, what: str) -> str:
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise _wrong(what, f"{what} is not UTF-8") from None
    if "\0" in text:
        raise _wrong(what, f"{what} holds a NUL character")
    return text


def _wrong(where: str, message: str) -> InvalidInput:
    return InvalidInput(message, [Fault(where[:40], message)])
