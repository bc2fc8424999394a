"""The fingerprint of a document: equal for every way of writing the same strategy."""

import hashlib
import json

from app.domain.rules.printing import to_json
from app.domain.rules.spec import Strategy


def canonical_bytes(strategy: Strategy) -> bytes:
    """Return the canonical JSON with sorted keys and no spaces, UTF-8."""
    document = to_json(strategy)
    text = json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode()


def document_hash(strategy: Strategy) -> str:
    """Return the SHA-256 of the canonical JSON of the normal form, in hexadecimal."""
    return hashlib.sha256(canonical_bytes(strategy)).hexdigest()
