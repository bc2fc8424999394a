"""The reference engine as an adapter of `ports.backtesting`."""

from app.adapters.backtesting.backtrader.engine import BacktraderEngine

__all__ = ["BacktraderEngine"]
