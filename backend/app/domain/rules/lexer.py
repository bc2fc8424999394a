"""The text form cut into tokens, and text positions in words."""

import re
from typing import Final, NamedTuple

_STRING: Final = r'"(?:[^"\\\n]|\\[^\n])*"?'
_TOKEN: Final = re.compile(
    rf"""
    (?P<space>\s+|\#[^\n]*)
    |(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![A-Za-z_0-9.]))
    |(?P<name>[A-Za-z_][A-Za-z_0-9]*)
    |(?P<string>{_STRING})
    |(?P<frame>@[ \t]*[A-Za-z0-9]*)
    |(?P<sign><=|>=|==|!=|[<>=+\-*/()\[\].,:])
    |(?P<bad>\S[A-Za-z_0-9.]*)
    """,
    re.VERBOSE | re.ASCII,
)
COMMENT: Final = re.compile(rf"(?:{_STRING}|[^\"#\n])*")


class Token(NamedTuple):
    """One word or sign of the text; `at` is its offset."""

    kind: str
    text: str
    at: int


class TextSyntax(Exception):
    """Stop the reading of one rule at an offset."""

    def __init__(self, at: int, message: str) -> None:
        """Keep where and what."""
        super().__init__(message)
        self.at = at
        self.message = message


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the tokens of text[start:end], comments left out, and an `end` right after the last.

    Raises: TextSyntax at the first character that begins no token.
    """
    found = []
    last = start
    # Every character begins some match, `bad` at worst, so nothing is skipped.
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        kind, word = str(match.lastgroup), match.group()
        if kind == "space":
            continue
        if kind == "bad" or (kind == "string" and not _is_closed(word)):
            raise TextSyntax(match.start(), _bad(word))
        found.append(Token(kind, word, match.start()))
        last = match.end()
    found.append(Token("end", "", last))
    return found


def line_and_column(text: str, at: int) -> tuple[int, int]:
    """Return the line and column of an offset, both from 1."""
    before = text[:at]
    return before.count("\n") + 1, at - before.rfind("\n")


def _is_closed(string: str) -> bool:
    return len(string) > 1 and string.endswith('"') and not _escaped_end(string)


def _escaped_end(string: str) -> bool:
    body = string[:-1]
    return (len(body) - len(body.rstrip("\\"))) % 2 == 1


def _bad(word: str) -> str:
    if word.startswith('"'):
        return "this text is not closed; end it with a quotation mark on the same line"
    hints = {"&": "and", "|": "or", "!": "not"}
    if word[0] in hints:
        return f"write {hints[word[0]]} instead of {word[0]}"
    if word[0].isdigit():
        return f"{word[:20]} is not a number"
    return f"{ascii(word[0])[1:-1] if not word[0].isprintable() else word[0]} has no meaning here"
