"""Labels that run early or late, found by comparing returns with another series."""

from dataclasses import dataclass

from app.domain.market import Bars


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch whose labels are `hours` away from the truth: negative early, positive late.

    Units: [start_ns, stop_ns) in the candidate's own labels.
    """

    hours: int
    start_ns: int
    stop_ns: int

    def __str__(self) -> str:
        """Return one sentence for a person."""
        raise NotImplementedError


def clock_shift(candidate: Bars, reference: Bars) -> tuple[Shift, ...]:
    """Return the stretches in which `candidate` is a whole number of hours off `reference`.

    Returns are compared per 7-day window at lags -12 ... +12 h; the coarser timeframe gives the
    returns, the finer one the hours. Empty when nothing is shifted or the overlap is too short or
    too coarse to tell.
    """
    raise NotImplementedError
