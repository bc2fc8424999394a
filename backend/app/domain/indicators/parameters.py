"""The parameters that many indicators share.

By convention the first alias of a parameter is TA-Lib's own name for it.
"""

from typing import Final

from app.domain.indicators.registry import Indicator, Parameter

LONGEST: Final = 5_000  # the look-back limit of a strategy document

MA_TYPES: Final = (
    "sma", "ema", "wma", "dema", "tema", "trima", "kama", "t3", "hma", "zlema", "rma",
)  # fmt: skip
# TA-Lib's numbers for them. 7 (MAMA) takes no period; 10 and 11 mean "none" and "default".
MA_CODES: Final = (0, 1, 2, 3, 4, 5, 6, 8, 9, 12, 13)

OTHER_INPUTS: Final = ("open", "high", "low", "close", "volume", "hl2", "hlc3", "ohlc4")


def period(
    default: int,
    minimum: int = 2,
    *,
    name: str = "period",
    talib: str | None = None,
    text: str = "Bars it looks back",
    maximum: int = LONGEST,
    aliases: tuple[str, ...] = (),
) -> Parameter:
    """Return a number of bars; TA-Lib writes the name without the underscore."""
    native = talib or ("timeperiod" if name == "period" else name.replace("_", ""))
    return Parameter(
        name=name,
        kind="int",
        default=default,
        minimum=float(minimum),
        maximum=float(maximum),
        description=text,
        aliases=(native, *aliases) if native != name else aliases,
    )


def number(
    name: str,
    default: float,
    low: float,
    high: float,
    text: str,
    *aliases: str,
) -> Parameter:
    """Return a real number between two bounds, both allowed."""
    return Parameter(
        name=name,
        kind="float",
        default=default,
        minimum=low,
        maximum=high,
        description=text,
        aliases=aliases,
    )


def ma_type(default: str, *, name: str = "ma_type", talib: str = "matype") -> Parameter:
    """Return the kind of moving average an indicator smooths with."""
    return Parameter(
        name=name,
        kind="choice",
        default=default,
        choices=MA_TYPES,
        codes=MA_CODES,
        description="Kind of moving average",
        aliases=(talib,),
    )


def other(default: str) -> Parameter:
    """Return the second series of an indicator that compares two."""
    return Parameter(
        name="other",
        kind="choice",
        default=default,
        choices=OTHER_INPUTS,
        description="The second series",
    )


def native(parameter: Parameter) -> str:
    """Return TA-Lib's name of a parameter."""
    return parameter.aliases[0] if parameter.aliases else parameter.name


def native_value(parameter: Parameter, value: float | int | str) -> float | int:
    """Return a value as TA-Lib takes it: the number of a choice, else the number."""
    if isinstance(value, str):
        return parameter.codes[parameter.choices.index(value)]
    return value


def takes_other(indicator: Indicator) -> bool:
    """Return whether an indicator reads a second series."""
    return any(parameter.name == "other" for parameter in indicator.parameters)
