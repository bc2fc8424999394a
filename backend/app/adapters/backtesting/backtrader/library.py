"""The Backtrader package, imported without its warnings.

Its sources hold escape sequences that Python 3.12 warns about when it first compiles them.
"""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import backtrader as bt

__all__ = ["bt"]
