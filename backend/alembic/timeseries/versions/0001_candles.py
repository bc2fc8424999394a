"""Candles, ticks and the counters of each stored series.

Plain PostgreSQL keeps ordinary tables: natively partitioned ones, by year, by month or by
timeframe, imported and read 520,499 one-minute bars no faster. TimescaleDB makes hypertables of
them; its full edition also compresses what is older than a week and drops ticks after one.
Candles have no retention policy: imported history must not vanish because it is old.

Revision ID: 0001
"""

import sqlalchemy as sa

from alembic import op
from app.persistence.tiers import Tier, prepared_tier

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Ninety days hold 130,000 one-minute bars of a series, yet forty years of daily bars stay below
# 170 chunks; the default of a week would make 2,000.
_HYPERTABLES = {"ohlcv": "90 days", "ticks": "1 day"}
_SEGMENTS = {"ohlcv": "source, symbol, timeframe", "ticks": "source, symbol"}


def upgrade() -> None:
    _create_tables()
    tier = prepared_tier(op.get_bind())
    if tier is Tier.PLAIN:
        return
    for table, span in _HYPERTABLES.items():
        op.execute(
            f"SELECT create_hypertable('{table}', by_range('time', INTERVAL '{span}'), "
            "create_default_indexes => false)"
        )
    if tier is Tier.FULL:
        _add_policies()


def downgrade() -> None:
    for table in ("ticks", "ohlcv_series", "ohlcv"):
        op.drop_table(table)


def _create_tables() -> None:
    time = sa.TIMESTAMP(timezone=True)
    op.create_table(
        "ohlcv",
        *_key("source", "symbol", "timeframe"),
        sa.Column("time", time, nullable=False),
        *(sa.Column(name, sa.Double, nullable=False) for name in ("open", "high", "low", "close")),
        sa.Column("volume", sa.Double),
        sa.PrimaryKeyConstraint("source", "symbol", "timeframe", "time"),
    )
    op.create_table(
        "ohlcv_series",
        *_key("source", "symbol", "timeframe"),
        sa.Column("bars", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("first_time", time),
        sa.Column("last_time", time),
        sa.Column("revision", sa.BigInteger, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("source", "symbol", "timeframe"),
    )
    op.create_table(
        "ticks",
        *_key("source", "symbol"),
        sa.Column("time", time, nullable=False),
        # Venues repeat (time, price, amount) for separate trades: the n-th of one instant.
        sa.Column("sequence", sa.Integer, nullable=False, server_default="0"),
        sa.Column("price", sa.Double, nullable=False),
        sa.Column("amount", sa.Double, nullable=False),
        sa.Column("side", sa.Text),
        sa.PrimaryKeyConstraint("source", "symbol", "time", "sequence"),
        sa.CheckConstraint("side IN ('buy', 'sell')", name="ticks_side"),
    )


def _key(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _add_policies() -> None:
    for table, segments in _SEGMENTS.items():
        op.execute(
            f"ALTER TABLE {table} SET (timescaledb.compress, "
            f"timescaledb.compress_segmentby = '{segments}', "
            "timescaledb.compress_orderby = 'time')"
        )
    op.execute("SELECT add_compression_policy('ohlcv', INTERVAL '7 days', if_not_exists => true)")
    op.execute("SELECT add_compression_policy('ticks', INTERVAL '1 day', if_not_exists => true)")
    op.execute("SELECT add_retention_policy('ticks', INTERVAL '7 days', if_not_exists => true)")
