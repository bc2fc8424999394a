"""What a repeated request is answered."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """The status and body the first request with a key was answered."""

    status: int
    body: Any
