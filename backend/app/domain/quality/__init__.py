"""Whether candles can be trusted: validation, clock comparison, fingerprint."""

from app.domain.quality.clocks import Shift, clock_shift
from app.domain.quality.fingerprint import dataset_hash
from app.domain.quality.raw import NO_TIME, RawCandles, Stamp
from app.domain.quality.rejections import Reason, Rejected, Rejection
from app.domain.quality.validation import Verdict, validated

__all__ = [
    "NO_TIME",
    "RawCandles",
    "Reason",
    "Rejected",
    "Rejection",
    "Shift",
    "Stamp",
    "Verdict",
    "clock_shift",
    "dataset_hash",
    "validated",
]
