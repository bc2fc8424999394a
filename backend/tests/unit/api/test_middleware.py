"""How deep a body is nested."""

import json
import time

import pytest

from app.api.middleware import NESTING_MAX, nesting


@pytest.mark.parametrize(
    ("body", "depth"),
    [
        (b"[" * 65, 65),
        (b"[" * 65 + b"]" * 65, 65),
        (b'{"a":' * 100 + b"1" + b"}" * 100, 100),
        (b"[" + b"[]," * 200 + b"[]]", 2),
        (json.dumps("[{" * 500).encode(), 0),
        (json.dumps('\\"[{' * 500).encode(), 0),
        (b"[" * NESTING_MAX, 0),
    ],
    ids=["open", "closed", "objects", "wide", "text", "escaped text", "few brackets"],
)
def test_brackets_are_counted_outside_of_texts(body, depth):
    assert nesting(body) == depth


def test_the_largest_body_is_measured_quickly():
    started = time.thread_time()
    assert nesting(b"[" * 1_000_000) == 1_000_000
    assert nesting(b'"' * 1_000_000 + b"[" * 65) == 65
    assert time.thread_time() - started < 1.0
