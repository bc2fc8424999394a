"""Text becomes tokens, or one sentence about the first character that is none."""

import pytest

from app.domain.rules.lexer import TextSyntax, line_and_column, tokens


def cut(text):
    return [(token.kind, token.text) for token in tokens(text)][:-1]


@pytest.mark.parametrize("number", ["0", "14", "0.5", ".5", "3.", "1e-05", "5E+300"])
def test_numbers_are_those_people_and_python_write(number):
    assert cut(number) == [("number", number)]


def test_words_signs_strings_and_timeframes():
    assert cut('SMA(close,20)[1]@4h <= "a \\" b"# rest') == [
        ("name", "SMA"),
        ("sign", "("),
        ("name", "close"),
        ("sign", ","),
        ("number", "20"),
        ("sign", ")"),
        ("sign", "["),
        ("number", "1"),
        ("sign", "]"),
        ("frame", "@4h"),
        ("sign", "<="),
        ("string", '"a \\" b"'),
    ]


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("a & b", 2, "write and instead of &"),
        ("a || b", 2, "write or instead of |"),
        ("!a", 0, "write not instead of !"),
        ("a < 4h", 4, "4h is not a number"),
        ("1_000", 0, "1_000 is not a number"),
        ("1.2.3", 0, "1.2.3 is not a number"),
        ('"abc', 0, "this text is not closed"),
        ('"abc\\"', 0, "this text is not closed"),
        ('"a\nb"', 0, "this text is not closed"),
        ("a ; b", 2, "; has no meaning here"),
        ("a \x00", 2, "\\x00 has no meaning here"),
        ("a × b", 2, "× has no meaning here"),
        ('"', 0, "this text is not closed"),
    ],
)
def test_what_is_no_token_is_named_where_it_stands(text, at, message):
    with pytest.raises(TextSyntax) as caught:
        tokens(text)
    assert (caught.value.at, caught.value.message.startswith(message)) == (at, True)


def test_a_long_string_without_end_costs_no_time():
    with pytest.raises(TextSyntax):
        tokens('"' + '\\"' * 200_000)


def test_lines_and_columns_count_from_one():
    text = "ab\ncd\n"
    assert [line_and_column(text, at) for at in (0, 1, 3, 4, 6)] == [
        (1, 1),
        (1, 2),
        (2, 1),
        (2, 2),
        (3, 1),
    ]
