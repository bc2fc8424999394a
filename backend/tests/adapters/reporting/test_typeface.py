"""Letters that the faces have, and lines that fit."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters.reporting.typeface import PLAIN, clipped, printable, width_of, wrapped

SIZE = 8.0


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<b>Bold</b> & {{name}}", "<b>Bold</b> & {{name}}"),
        ("café – 5 €", "café – 5 €"),
        ("Стратегия «Ёж»", "Strategiia «Ezh»"),
        ("Ωμέγα", "Ωmega"),
        ("Kraków Dvořák", "Kraków Dvorák"),
        ("🚀 up", "[rocket] up"),
        ("交易", "[U+4EA4 U+6613]"),
        ("قلب", "[U+0642 U+0644 U+0628]"),
        ("\u202eevil\u200b\x00x\ty\nz", "evil x y z"),
        ("a\ud800b", "ab"),
        ("\uffff", ""),
    ],
)
def test_what_a_face_lacks_is_spelled(text, shown):
    assert printable(text) == shown
    assert printable(shown) == shown


@settings(max_examples=80)
@given(text=st.text(max_size=60), width=st.floats(20.0, 300.0))
def test_every_line_fits_whatever_is_written(text, width):
    lines = wrapped(text, PLAIN, SIZE, width, 5)
    assert 1 <= len(lines) <= 5
    assert all(width_of(line, PLAIN, SIZE) <= width for line in lines)
    assert width_of(clipped(text, PLAIN, SIZE, width), PLAIN, SIZE) <= width


def test_nothing_is_lost_where_there_is_room():
    text = "one two three four " * 10
    assert " ".join(wrapped(text, PLAIN, SIZE, 90.0)).split() == text.split()


def test_what_is_left_out_shows_as_an_ellipsis():
    assert wrapped("word " * 100, PLAIN, SIZE, 60.0, 2)[-1].endswith("…")
    assert clipped("word " * 100, PLAIN, SIZE, 60.0).endswith("…")
    assert "".join(wrapped("x" * 100, PLAIN, SIZE, 60.0)) == "x" * 100
