"""Whether candles can be trusted: validation, clock comparison, fingerprint."""

from app.domain.quality.clocks import Shift, clock_shift
from app.domain.quality.fingerprint import dataset_hash
from app.domain.quality.validation import (
    RawCandles,
    Rejected,
    Rejection,
    Stamp,
    Verdict,
    validated,
)

__all__ = [
    "RawCandles",
    "Rejected",
    "Rejection",
    "Shift",
    "Stamp",
    "Verdict",
    "clock_shift",
    "dataset_hash",
    "validated",
]
