"""The two faces of a report, what they can draw, and where lines break.

Nothing here reads markup: a text is drawn letter by letter, whatever it looks like.
"""

import unicodedata
from functools import lru_cache
from typing import Final

from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]

PLAIN: Final = "Report-Plain"
STRONG: Final = "Report-Strong"
_FILES: Final = {PLAIN: "Vera.ttf", STRONG: "VeraBd.ttf"}
_SPELLED: Final = (
    "а=a б=b в=v г=g д=d е=e ж=zh з=z и=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh "
    "ц=ts ч=ch ш=sh щ=shch ъ= ы=y ь= э=e ю=iu я=ia ё=e є=ie і=i ї=i ґ=g ў=u "
    "α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f "
    "χ=ch ψ=ps ω=o"
)
_LATIN_FOR: Final = {pair[0]: pair[2:] for pair in _SPELLED.split(" ")}
# Letters that turn the direction of reading, join others or show nothing.
_UNSEEN: Final = frozenset({"Cf", "Cs", "Co", "Cn", "Mn", "Me"})
_BREAKS: Final = frozenset({"Cc", "Zl", "Zp", "Zs"})


def register() -> None:
    """Make both faces known; they come with the library, so no machine's own fonts matter."""
    for name, file in _FILES.items():
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, file))


@lru_cache(maxsize=4_096)
def printable(text: str) -> str:
    """Return `text` in letters that the faces have.

    What they lack is spelled: Cyrillic and Greek in Latin letters, signs by their name, anything
    else by its number. What is not to be seen (controls, marks that change direction) goes.
    """
    known = _glyphs()
    parts: list[str] = []
    for letter in unicodedata.normalize("NFC", text):
        if ord(letter) in known and (letter == " " or letter.isprintable()):
            parts.append(letter)
        else:
            parts.append(_spelled(letter, known))
    return "".join(parts).replace("] [", " ").replace("][", " ")


def width_of(text: str, face: str, size: float) -> float:
    """Return the width of printable text in points."""
    width: float = pdfmetrics.stringWidth(text, face, size)
    return width


def clipped(text: str, face: str, size: float, width: float) -> str:
    """Return as much of a text as fits on one line, an ellipsis where something is left out."""
    line = printable(text)
    if width_of(line, face, size) <= width:
        return line
    kept = _fitting(line, face, size, width - width_of("…", face, size))
    return line[:kept].rstrip() + "…"


def wrapped(text: str, face: str, size: float, width: float, most: int = 200) -> tuple[str, ...]:
    """Return a text in lines that fit, at most `most`; a word that is too wide is broken."""
    return _wrapped(printable(text), face, size, width, most)


@lru_cache(maxsize=4_096)
def _wrapped(text: str, face: str, size: float, width: float, most: int) -> tuple[str, ...]:
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width_of(longer, face, size) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        rest = word
        while len(lines) <= most and width_of(rest, face, size) > width:
            kept = max(1, _fitting(rest, face, size, width))
            lines.append(rest[:kept])
            rest = rest[kept:]
        line = rest
        if len(lines) > most:
            break
    lines.append(line)
    if len(lines) <= most:
        return tuple(lines)
    last = clipped(lines[most - 1] + "……", face, size, width).rstrip("…")
    return (*lines[: most - 1], last + "…")


def _fitting(text: str, face: str, size: float, width: float) -> int:
    """Return how many of the first letters fit."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width_of(text[:middle], face, size) <= width:
            low = middle
        else:
            high = middle - 1
    return low


@lru_cache(maxsize=1)
def _glyphs() -> frozenset[int]:
    register()
    sets = [frozenset(pdfmetrics.getFont(name).face.charToGlyph) for name in _FILES]
    return frozenset.intersection(*sets)


def _spelled(letter: str, known: frozenset[int]) -> str:
    kind = unicodedata.category(letter)
    if kind in _BREAKS:
        return " "
    if kind in _UNSEEN:
        return ""
    plain = _without_marks(letter)
    if plain and all(ord(part) in known and part.isprintable() for part in plain):
        return plain
    small = letter.lower()
    if small in _LATIN_FOR or (plain and plain.lower() in _LATIN_FOR):
        latin = _LATIN_FOR.get(small, _LATIN_FOR.get(plain.lower(), ""))
        return latin.capitalize() if small != letter else latin
    name = unicodedata.name(letter, "") if kind.startswith("S") else ""
    return f"[{name.lower()}]" if 0 < len(name) <= 30 else f"[U+{ord(letter):04X}]"


def _without_marks(letter: str) -> str:
    parts = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in parts if not unicodedata.category(part).startswith("M"))
