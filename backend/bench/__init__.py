"""Figures of speed and size, measured; never part of the tests."""
