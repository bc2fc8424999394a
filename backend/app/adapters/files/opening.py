"""Which kind of table a file holds, told by its content."""

import codecs
from pathlib import Path
from typing import Final

from app.adapters.files.csv_sheet import opened_csv
from app.adapters.files.json_sheet import opened_json
from app.adapters.files.parquet_sheet import opened_parquet
from app.adapters.files.sheets import Sheet
from app.domain.errors import InvalidImport

_SAMPLE_BYTES: Final = 65_536
_FOREIGN: Final = (
    (b"\x1f\x8b", "is compressed (gzip): unpack it first"),
    (b"PK\x03\x04", "is a zip archive or a spreadsheet: unpack it, or save it as CSV"),
    (b"\x28\xb5\x2f\xfd", "is compressed (zstd): unpack it first"),
    (b"BZh", "is compressed (bzip2): unpack it first"),
    (b"\xfd7zXZ", "is compressed (xz): unpack it first"),
    (b"ARROW1", "is an Arrow or Feather file: save it as Parquet"),
    (b"FEA1", "is a Feather file: save it as Parquet"),
    (b"\xff\xfe", "is UTF-16 text: save it as UTF-8"),
    (b"\xfe\xff", "is UTF-16 text: save it as UTF-8"),
)


def open_sheet(path: Path, max_mb: int) -> Sheet:
    """Open a CSV, Parquet or JSON file by what it contains, not by its name.

    Raises InvalidImport when it is missing, empty, larger than `max_mb` or of no known kind.
    """
    sample = _beginning(path, max_mb)
    for magic, advice in _FOREIGN:
        if sample.startswith(magic):
            raise InvalidImport(f"{path.name} {advice}")
    if sample.startswith(b"PAR1"):
        return opened_parquet(path)
    if b"\x00" in sample:
        raise InvalidImport(f"{path.name} is neither CSV nor Parquet nor JSON")
    is_whole = len(sample) < _SAMPLE_BYTES
    text = _decoded(path, sample, is_whole=is_whole)
    if not text.strip():
        raise InvalidImport(f"{path.name} is empty")
    if text.lstrip()[0] in "[{":
        return opened_json(path, _decoded(path, path.read_bytes(), is_whole=True).strip())
    return opened_csv(path, text, is_whole=is_whole)


def _beginning(path: Path, max_mb: int) -> bytes:
    try:
        str(path).encode()
    except UnicodeEncodeError as error:  # pyarrow opens no other names
        raise InvalidImport(f"{path} has a name that is not UTF-8: rename the file") from error
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise InvalidImport(f"{path} is not a file")
        if size > max_mb << 20:
            raise InvalidImport(
                f"{path.name} has {size / (1 << 20):.1f} MB: at most {max_mb} MB are imported "
                "(MAX_IMPORT_MB)"
            )
        with path.open("rb") as file:
            sample = file.read(_SAMPLE_BYTES)
    except FileNotFoundError as error:
        raise InvalidImport(f"{path} does not exist") from error
    except OSError as error:
        raise InvalidImport(f"{path} cannot be read: {error.strerror}") from error
    if not sample:
        raise InvalidImport(f"{path.name} is empty")
    return sample


def _decoded(path: Path, content: bytes, *, is_whole: bool) -> str:
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(content, final=is_whole)
    except UnicodeDecodeError as error:
        raise InvalidImport(
            f"{path.name} is not UTF-8 text (byte {error.start:,}): save it as UTF-8"
        ) from error
