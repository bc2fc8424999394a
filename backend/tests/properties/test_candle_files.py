"""Whatever a file holds, it is read or refused with one sentence; nothing else comes out."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.adapters.importers.candles import read_candles
from app.adapters.importers.ticks import read_ticks
from app.domain.errors import InvalidImport
from app.domain.quality import validated
from app.domain.timeframes import Calendar, Timeframe

HEADER = "time,open,high,low,close,volume"
ROWS = [f"{1_514_764_800 + 60 * i},10.5,12,9,11,5" for i in range(40)]
CSV = "\n".join([HEADER, *ROWS]).encode()
OBJECTS = [dict(zip(HEADER.split(","), map(float, row.split(",")), strict=True)) for row in ROWS]
JSON = json.dumps(OBJECTS).encode()
WRAPPED = json.dumps({"result": {"x": OBJECTS}, "n": 1}).encode()


def parquet_bytes(folder: Path) -> bytes:
    path = folder / "whole.parquet"
    pq.write_table(pa.Table.from_pylist(OBJECTS), path)
    return path.read_bytes()


def taken_or_refused(folder: Path, content: bytes) -> None:
    """Read a file both ways: only InvalidImport may come out, and every row is accounted for."""
    path = folder / "file.dat"
    path.write_bytes(content)
    with one_line_refusal():
        read_ticks(path, 16)
    with one_line_refusal():
        verdict = validated(read_candles(path, 16).raw, Timeframe.M1, Calendar.ALWAYS, 2**62)
        assert verdict.read == len(verdict.bars) + verdict.duplicates + len(verdict.rejected)
        assert all(rejection.reason for rejection in verdict.rejected)


@contextmanager
def one_line_refusal() -> Iterator[None]:
    refusals: list[str] = []
    try:
        yield
    except InvalidImport as refusal:
        refusals.append(str(refusal))
    assert all(len(refusal.splitlines()) == 1 for refusal in refusals)


changes = st.lists(
    st.tuples(st.integers(0, 10_000), st.integers(0, 6), st.binary(max_size=6)), max_size=5
)


def changed(content: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    for place, length, new in edits:
        at = place % (len(content) + 1)
        content = content[:at] + new + content[at + length :]
    return content


@pytest.mark.parametrize("kind", ["csv", "json", "wrapped", "parquet"])
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(edits=changes, cut=st.integers(0, 10_000) | st.none())
def test_damaged_files(
    tmp_path: Path, kind: str, edits: list[tuple[int, int, bytes]], cut: int | None
) -> None:
    whole = {"csv": CSV, "json": JSON, "wrapped": WRAPPED}.get(kind) or parquet_bytes(tmp_path)
    damaged = changed(whole, edits)
    taken_or_refused(tmp_path, damaged if cut is None else damaged[: cut % (len(damaged) + 1)])


# fmt: off
cells = st.sampled_from([
    "", "1", "-1", "nan", "inf", "1e999", "abc", "2018-01-01", "1514764800", "9" * 23, "12:00",
    'a"b', "é", "1_0", "0x1", " 5 ",
])
# fmt: on


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(st.lists(cells, min_size=1, max_size=8), min_size=1, max_size=8),
    st.sampled_from(",;\t|"),
    st.sampled_from([HEADER, "date,time,o,h,l,c", "a,b,c", ""]),
)
def test_tables_of_anything(
    tmp_path: Path, rows: list[list[str]], separator: str, header: str
) -> None:
    lines = [header.replace(",", separator)] if header else []
    text = "\n".join([*lines, *(separator.join(row) for row in rows)])
    taken_or_refused(tmp_path, text.encode())


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=7)
        | st.dictionaries(st.sampled_from([*HEADER.split(","), "x"]), inner, max_size=7)
    ),
    max_leaves=40,
)


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(values)
def test_json_of_anything(tmp_path: Path, value: object) -> None:
    taken_or_refused(tmp_path, json.dumps(value).encode())
