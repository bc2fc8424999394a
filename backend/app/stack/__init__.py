"""The native stack: embedded parts, supervised."""

from app.stack.instance import database_for, owned_database

__all__ = ["database_for", "owned_database"]
