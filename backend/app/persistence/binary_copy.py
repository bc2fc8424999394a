"""PostgreSQL's binary COPY format, packed and read as NumPy records.

A row is a field count, then per field a length and the value, all big-endian. Rows whose fields
are all 8 bytes and never NULL have one fixed layout, so a whole table is one structured array and
no Python object is made per row. Unknown numbers travel as NaN; the SQL around the COPY turns them
into NULL and back.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.arrays import Floats, Ints

# Times travel as microseconds since 2000-01-01 UTC.
_EPOCH_NS: Final = 946_684_800_000_000_000
_NANOS_PER_MICRO: Final = 1_000
_HEAD: Final = b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0)
_TAIL: Final = struct.pack(">h", -1)
_FIELD_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Layout:
    """Column names in order: timestamps first, then float8 columns."""

    times: Sequence[str]
    floats: Sequence[str]

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.times, *self.floats)

    @property
    def dtype(self) -> np.dtype[np.void]:
        fields = [("#", ">i2")]
        for name in self.times:
            fields += [(f"#{name}", ">i4"), (name, ">i8")]
        for name in self.floats:
            fields += [(f"#{name}", ">i4"), (name, ">f8")]
        return np.dtype(fields)


def packed(layout: Layout, columns: Mapping[str, NDArray[np.generic]]) -> bytes:
    """Return the columns as one binary COPY stream; times are int64 nanoseconds since 1970."""
    size = len(columns[layout.names[0]])
    rows = np.empty(size, layout.dtype)
    rows["#"] = len(layout.names)
    for name in layout.names:
        rows[f"#{name}"] = _FIELD_BYTES
    for name in layout.times:
        nanos = columns[name].astype(np.int64, copy=False)
        rows[name] = (nanos - _EPOCH_NS) // _NANOS_PER_MICRO
    for name in layout.floats:
        rows[name] = columns[name]
    return b"".join((_HEAD, rows.tobytes(), _TAIL))


def unpacked(layout: Layout, stream: memoryview) -> tuple[dict[str, Ints], dict[str, Floats]]:
    """Return the time columns (nanoseconds since 1970) and the float columns of a stream.

    Raises: ValueError when a row holds NULL or has other columns than `layout`.
    """
    body = stream[len(_HEAD) : len(stream) - len(_TAIL)]
    dtype = layout.dtype
    if bytes(stream[: len(_HEAD)]) != _HEAD or len(body) % dtype.itemsize:
        raise ValueError("the COPY stream does not have the expected layout")
    rows = np.frombuffer(body, dtype)
    if np.any(rows["#"] != len(layout.names)):
        raise ValueError("the COPY stream has another number of columns")
    for name in layout.names:
        if np.any(rows[f"#{name}"] != _FIELD_BYTES):
            raise ValueError(f"column {name} of the COPY stream holds NULL or another type")
    times = {
        name: rows[name].astype(np.int64) * _NANOS_PER_MICRO + _EPOCH_NS for name in layout.times
    }
    floats = {name: rows[name].astype(np.float64) for name in layout.floats}
    return times, floats
