"""Which passwords are refused: too short, too long, or among the first that are tried.

Length is what counts; the rest refuses what a list of common passwords of twelve characters and
more consists of: common words with digits around them, repetitions, and walks over the keyboard.
"""

import re
from typing import Final

LENGTH_MIN: Final = 12
LENGTH_MAX: Final = 1024
# Fewer kinds of characters than this are a pattern, whatever their number.
_KINDS_MIN: Final = 5
# What is left beside words and walks must be worth this many characters.
_REST_MIN: Final = 5
_CONTEXT: Final = ("apextrade", "apex-trade", "apex trade")
_LOOKS: Final = str.maketrans("0134578@$!", "oleastbasi")
# fmt: off
_WORDS: Final = (
    "password", "passwort", "passw", "administrator", "admin", "welcome", "letmein", "iloveyou",
    "monkey", "dragon", "master", "football", "baseball", "basketball", "superman", "batman",
    "trustno", "sunshine", "princess", "shadow", "michael", "jennifer", "jordan", "ashley",
    "charlie", "access", "secret", "hello", "freedom", "whatever", "computer", "internet",
    "starwars", "pokemon", "liverpool", "chelsea", "arsenal", "samsung", "google", "facebook",
    "changeme", "default", "login", "user", "test", "guest", "root", "loveme", "love", "lovely",
    "forever", "butterfly", "chocolate", "cheese", "flower", "summer", "winter", "spring",
    "autumn", "killer", "hunter", "ranger", "thomas", "robert", "daniel", "andrew", "joshua",
    "matthew", "anthony", "william", "jessica", "nicole", "michelle", "amanda", "babygirl",
    "blink", "blahblah", "unbelievable", "christopher", "alexander", "elizabeth", "veronica",
    "california", "australia", "germany", "america", "london", "orange", "purple", "yellow",
    "trading", "trader", "bitcoin", "crypto", "binance", "money", "qwerty", "azerty", "qwertz",
)
_ROWS: Final = (
    "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop",
    "abcdefghijklmnopqrstuvwxyz", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "1q2w3e4r5t6y7u8i9o0p",
    "zaq1xsw2cde3vfr4bgt5nhy6mju7", "qazwsxedcrfvtgbyhnujmikolp", "0123456789", "qweasdzxc",
)
# fmt: on
_WALK_MIN: Final = 3


def refusal(password: str, email: str = "") -> str | None:
    """Return why a new password is refused, in one sentence; None when it is good."""
    if len(password) < LENGTH_MIN:
        return f"has {len(password)} characters; must have {LENGTH_MIN} or more"
    if len(password) > LENGTH_MAX:
        return f"has {len(password)} characters; must have {LENGTH_MAX} or fewer"
    lowered = password.lower()
    if any(word in lowered for word in _CONTEXT):
        return "contains the name of this product; choose something unrelated"
    owner = email.partition("@")[0].lower()
    if len(owner) >= LENGTH_MIN // 3 and owner in lowered:
        return "contains your address; choose something unrelated"
    if len(set(lowered)) < _KINDS_MIN or _is_common(lowered):
        return "is among those tried first; choose words or characters nobody would guess"
    return None


def _is_common(lowered: str) -> bool:
    return any(_worth(form) < _REST_MIN for form in (lowered, lowered.translate(_LOOKS)))


def _worth(text: str) -> int:
    """Return how many characters are left that are no word, walk, repetition or decoration."""
    rest = _without_repetition(text)
    for word in sorted(_WORDS, key=len, reverse=True):
        rest = rest.replace(word, " ")
    rest = _without_walks(rest)
    return len(re.sub(r"[\s\d_.,;:!?#*+-]", "", rest)) + len(set(re.findall(r"\d", rest))) // 2


def _without_repetition(text: str) -> str:
    for size in range(1, len(text) // 2 + 1):
        part = text[:size]
        if (part * (len(text) // size + 1)).startswith(text):
            return part
    return text


def _without_walks(text: str) -> str:
    kept: list[str] = []
    start = 0
    while start < len(text):
        length = _walk_length(text, start)
        if length < _WALK_MIN:
            kept.append(text[start])
            length = 1
        start += length
    return "".join(kept)


def _walk_length(text: str, start: int) -> int:
    """Return how far the text follows one of the rows from here, forwards or backwards."""
    longest = 1
    for row in _ROWS:
        for line in (row, row[::-1]):
            length = longest
            while start + length < len(text) and text[start : start + length + 1] in line:
                length += 1
            longest = length
    return longest
