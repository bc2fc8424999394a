"""What a time-series server can do: plain PostgreSQL, or TimescaleDB in one of two editions."""

from enum import StrEnum

import sqlalchemy as sa


class Tier(StrEnum):
    """Decided once, when the tables are made, by asking the server."""

    PLAIN = "PostgreSQL"
    APACHE = "TimescaleDB, Apache edition"
    FULL = "TimescaleDB"


def prepared_tier(connection: sa.Connection) -> Tier:
    """Return the tier of this database, creating the extension where the server has it."""
    # A server can have the extension's files without loading its library at start; creating it
    # there ends the connection. The loader's own setting tells; the licence is unknown until then.
    is_loaded = sa.text("SELECT current_setting('timescaledb.max_background_workers', true)")
    is_available = sa.text("SELECT 1 FROM pg_available_extensions WHERE name = 'timescaledb'")
    if connection.scalar(is_loaded) is None or connection.scalar(is_available) is None:
        return Tier.PLAIN
    connection.execute(sa.text("CREATE EXTENSION IF NOT EXISTS timescaledb"))
    return tier(connection)


def tier(connection: sa.Connection) -> Tier:
    """Return the tier of this database as it is."""
    installed = sa.text("SELECT 1 FROM pg_extension WHERE extname = 'timescaledb'")
    if connection.scalar(installed) is None:
        return Tier.PLAIN
    licence = connection.scalar(sa.text("SELECT current_setting('timescaledb.license', true)"))
    return Tier.FULL if licence == "timescale" else Tier.APACHE
