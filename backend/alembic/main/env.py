"""Loaded by Alembic; `app.persistence.migrations` opens the connection and says what to run."""

from alembic import context
from app.persistence.migrations import run_environment

run_environment(context)
