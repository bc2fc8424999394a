"""Accounts and sessions: who may come in, and for how long."""

from app.services.auth.accounts import Accounts
from app.services.auth.policy import Policy
from app.services.auth.sessions import Entered, Sessions, User

__all__ = ["Accounts", "Entered", "Policy", "Sessions", "User"]
