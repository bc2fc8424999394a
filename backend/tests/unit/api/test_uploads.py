"""A form that arrives in any pieces is one file and its fields, or a refusal."""

import hashlib
import os
import resource
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.exceptions import HTTPException
from starlette.requests import Request

from app.api.uploads import received
from app.domain.errors import InvalidImport, InvalidInput, StorageUnavailable

BOUNDARY = "xYzZy"


def part(name: str, content: bytes, filename: str | None = None) -> bytes:
    told = f'form-data; name="{name}"' + ("" if filename is None else f'; filename="{filename}"')
    head = f"--{BOUNDARY}\r\nContent-Disposition: {told}\r\n\r\n"
    return head.encode() + content + b"\r\n"


def body(*parts: bytes) -> bytes:
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def request(pieces: list[bytes], kind: str = f"multipart/form-data; boundary={BOUNDARY}"):
    waiting = [
        {"type": "http.request", "body": piece, "more_body": place < len(pieces) - 1}
        for place, piece in enumerate(pieces)
    ]

    async def receive():
        return waiting.pop(0)

    headers = [(b"content-type", kind.encode())]
    return Request({"type": "http", "method": "POST", "headers": headers}, receive)


async def taken(folder, pieces, **given):
    async with received(request(pieces, **given), folder) as upload:
        assert os.stat(upload.path.parent).st_mode & 0o077 == 0
        return upload.path.name, upload.path.read_bytes(), upload


@settings(max_examples=40, deadline=None)
@given(
    content=st.binary(min_size=1, max_size=300) | st.just(b"\r\n--xYzZ" * 9),
    cuts=st.lists(st.integers(0, 700), max_size=12),
)
async def test_pieces_do_not_matter(tmp_path_factory, content, cuts):
    folder = tmp_path_factory.mktemp("uploads")
    whole = body(part("symbol", b"BTC/USD"), part("file", content, "a.csv"), part("x", b""))
    edges = [0, *sorted(min(cut, len(whole)) for cut in cuts), len(whole)]
    pieces = [whole[low:high] for low, high in pairwise(edges)]
    name, found, upload = await taken(folder, pieces)
    assert (name, found, upload.size) == ("a.csv", content, len(content))
    assert upload.sha256 == hashlib.sha256(content).digest()
    assert upload.fields == {"symbol": "BTC/USD", "x": ""}
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("candles.csv", "candles.csv"),
        ("lab_BTC-USD_1h.csv", "lab_BTC-USD_1h.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\data\\my candles.csv", "my_candles.csv"),
        (".hidden", "hidden"),
        ("..", "upload"),
        ("", "upload"),
        ("é" * 100, "_"),
        ("a" * 300 + ".csv", "a" * 76 + ".csv"),
    ],
)
async def test_a_name_becomes_plain_letters(tmp_path, sent, kept):
    name, _, _ = await taken(tmp_path, [body(part("file", b"x", sent))])
    assert name == kept


@pytest.mark.parametrize(
    ("whole", "error", "words"),
    [
        (body(part("symbol", b"x")), InvalidInput, "no part `file`"),
        (body(part("file", b"x")), InvalidInput, "no part `file`"),
        (body(part("file", b"", "a.csv")), InvalidImport, "is empty"),
        (body(part("other", b"x", "a.csv")), InvalidInput, "call it file"),
        (body(*[part("file", b"x", "a.csv")] * 2), InvalidInput, "several files"),
        (body(*[part("symbol", b"x")] * 2), InvalidInput, "a field too many"),
        (body(*[part(f"f{n}", b"x") for n in range(17)]), InvalidInput, "a field too many"),
        (body(part("symbol", b"x" * 1_001)), InvalidInput, "longer than 1000 bytes"),
        (body(part("symbol", b"\xff")), InvalidInput, "not UTF-8"),
        (body(part("symbol", b"a\0b")), InvalidInput, "a NUL character"),
        (b"no form at all", InvalidInput, "cannot be read"),
        (b"", InvalidInput, "breaks off"),
        (part("file", b"half a file", "a.csv"), InvalidInput, "breaks off"),
        (part("file", b"half a fi", "a.csv")[:-2], InvalidInput, "breaks off"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_another_form_is_refused_and_leaves_nothing(tmp_path, whole, error, words):
    with pytest.raises(error, match=words):
        await taken(tmp_path, [whole])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("kind", "status"),
    [("text/csv", 415), ("multipart/form-data", 400), ("multipart/form-data; boundary=", 400)],
)
async def test_a_body_of_another_kind_is_refused(tmp_path, kind, status):
    with pytest.raises(HTTPException) as caught:
        await taken(tmp_path, [b"x"], kind=kind)
    assert caught.value.status_code == status


async def test_a_place_that_cannot_be_written_is_a_storage_out_of_reach(tmp_path):
    (tmp_path / "taken").write_text("a file where the folder should be")
    with pytest.raises(StorageUnavailable):
        await taken(tmp_path / "taken", [body(part("file", b"x", "a.csv"))])


@pytest.fixture
def small_disk():
    """Let no file grow beyond a megabyte."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)


async def test_a_full_disk_is_a_storage_out_of_reach(tmp_path, small_disk):
    whole = body(part("file", b"x" * (3 << 20), "a.csv"))
    pieces = [whole[low : low + 65_536] for low in range(0, len(whole), 65_536)]
    with pytest.raises(StorageUnavailable):
        await taken(tmp_path, pieces)
    assert list(tmp_path.iterdir()) == []


async def test_what_a_killed_process_left_is_cleared_away(tmp_path):
    old, young = tmp_path / "upload-old", tmp_path / "upload-young"
    for folder in (old, young):
        folder.mkdir()
        (folder / "a.csv").write_text("x")
    os.utime(old, (0, 0))
    await taken(tmp_path, [body(part("file", b"x", "a.csv"))])
    assert list(tmp_path.iterdir()) == [young]
