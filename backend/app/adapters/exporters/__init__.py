"""Candles and tables out to files."""
