"""The simulated market: candles as a pure function of seed and minute.

Any range can be asked for without what came before it, and the past never changes. Only additions,
multiplications, divisions and square roots are used, so every machine computes the same digits.
"""

from dataclasses import dataclass
from typing import Final

from app.domain.market import Bars
from app.domain.timeframes import Calendar, Timeframe


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedInstrument:
    """One instrument of the simulated venue and the character of its price."""

    symbol: str
    calendar: Calendar
    price: float  # level the price wanders around
    tick_size: float
    lot_step: float
    daily_volatility: float  # typical standard deviation of a day's return
    minute_volume: float


INSTRUMENTS: Final[dict[str, SimulatedInstrument]] = {}


def candles(symbol: str, start_ns: int, stop_ns: int, timeframe: Timeframe, seed: int) -> Bars:
    """Return the bars of `symbol` whose open lies in [start_ns, stop_ns).

    Causal: a bar depends on seed, symbol and its own minutes only; any sub-range equals the same
            slice of a larger range, and larger bars equal the resampled minutes.
    Raises: SymbolNotFound for an instrument the simulated venue does not list.
    """
    raise NotImplementedError
