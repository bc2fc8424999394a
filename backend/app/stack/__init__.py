"""The native stack: embedded parts, supervised."""
