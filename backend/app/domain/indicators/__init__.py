"""The indicator catalogue, complete on import: TA-Lib's functions and what it lacks.

What needs pandas is added by bootstrap, through `registry.register`.
"""

from app.domain.indicators import extra_statistics, extra_trend, extra_volume, talib
from app.domain.indicators.registry import register

for _theme in (talib, extra_trend, extra_volume, extra_statistics):
    for _indicator in _theme.indicators():
        register(_indicator)
