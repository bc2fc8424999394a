import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.persistence.binary_copy import Layout, packed, unpacked

LAYOUT = Layout(times=("time",), floats=("price", "amount"))
MICROS = st.integers(-(2**62) // 1000, 2**62 // 1000).map(lambda micros: micros * 1000)


@given(
    times=st.lists(MICROS, max_size=20),
    data=st.data(),
)
@settings(max_examples=50)
def test_what_was_packed_is_read_back_to_the_bit(times, data):
    floats = arrays.arrays(np.float64, len(times))
    columns = {
        "time": np.array(times, dtype=np.int64),
        "price": data.draw(floats),
        "amount": data.draw(floats),
    }
    read_times, read_floats = unpacked(LAYOUT, memoryview(packed(LAYOUT, columns)))
    np.testing.assert_array_equal(read_times["time"], columns["time"])
    for name in ("price", "amount"):
        assert read_floats[name].tobytes() == columns[name].tobytes()


def test_a_row_has_the_bytes_the_manual_gives():
    time_ns = 946_684_800_000_000_000 + 1_000_000_000  # one second after PostgreSQL's epoch
    columns = {
        "time": np.array([time_ns]),
        "price": np.array([1.5]),
        "amount": np.array([2.0]),
    }
    header = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
    row = struct.pack(">hiqidid", 3, 8, 1_000_000, 8, 1.5, 8, 2.0)
    assert packed(LAYOUT, columns) == header + row + b"\xff\xff"


def test_a_null_is_refused_because_it_would_shift_every_later_row():
    header = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
    null_row = struct.pack(">hiqidi", 3, 8, 0, 8, 1.0, -1)
    with pytest.raises(ValueError, match="layout"):
        unpacked(LAYOUT, memoryview(header + null_row + b"\xff\xff"))


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (struct.pack(">hiqidid", 4, 8, 0, 8, 1.0, 8, 1.0), "number of columns"),
        (struct.pack(">hiqidid", 3, 8, 0, 4, 1.0, 8, 1.0), "price"),
    ],
    ids=["another number of columns", "another type"],
)
def test_another_table_is_refused(row, complaint):
    header = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
    with pytest.raises(ValueError, match=complaint):
        unpacked(LAYOUT, memoryview(header + row + b"\xff\xff"))
