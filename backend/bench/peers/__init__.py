"""Other people's engines on our strategy, each called the way its own manual calls it."""

from importlib.util import find_spec

# Where each comes from: the dependency group `peers`, except Backtrader, our reference engine.
PEERS = ("vectorbt", "backtesting", "backtrader")


def is_installed(name: str) -> bool:
    """Return whether a package can be imported, without importing it."""
    return find_spec(name) is not None
