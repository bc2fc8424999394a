"""A document in whatever form it comes, read and judged in one step."""

from dataclasses import dataclass

from app.domain.errors import Fault
from app.domain.rules.normal import Catalogue
from app.domain.rules.notes import limited
from app.domain.rules.parse import Document, Reading, invalid, read
from app.domain.rules.references import Lookup, references, resolved
from app.domain.rules.spec import Strategy
from app.domain.rules.text import TextReading, read_text
from app.domain.rules.validate import local_faults, validate


@dataclass(frozen=True, slots=True)
class Checked:
    """A strategy and everything wrong with it; without faults it can run."""

    strategy: Strategy | None
    faults: tuple[Fault, ...]


def load(document: Document, catalogue: Catalogue, lookup: Lookup | None = None) -> Strategy:
    """Return a runnable strategy from JSON or text; references are resolved through `lookup`.

    Raises: InvalidRules with every fault of form and content.
    """
    checked = check(document, catalogue)
    if checked.faults or checked.strategy is None:
        raise invalid("strategy", checked.faults)
    if not references(checked.strategy):
        return checked.strategy
    strategy = resolved(checked.strategy, lookup or (lambda rule_id: None))
    faults = validate(strategy, catalogue)
    if faults:
        raise invalid("strategy", faults)
    return strategy


def check(document: Document, catalogue: Catalogue, *, bars: int | None = None) -> Checked:
    """Return the strategy a document describes and every fault, pointing into the document.

    With faults of form the strategy is None, and single values are judged all the same.
    """
    reading: Reading | TextReading
    if isinstance(document, str | bytes) and is_text(document):
        reading = read_text(document, catalogue)
    else:
        reading = read(document, catalogue)
    if reading.faults:
        more = reading.located(local_faults(reading.strategy, catalogue))
        return Checked(None, limited([*reading.faults, *more]))
    faults = validate(reading.strategy, catalogue, bars=bars)
    return Checked(reading.strategy, reading.located(faults))


def is_text(document: str | bytes) -> bool:
    """Return whether a document is in the text form; JSON begins with a brace or bracket."""
    if isinstance(document, str):
        return not document.lstrip("\ufeff \t\r\n").startswith(("{", "["))
    return not document.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"["))
