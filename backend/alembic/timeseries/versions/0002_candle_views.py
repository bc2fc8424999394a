"""Views of the larger timeframes, built from the one-minute bars.

They bucket on the UTC grid, keep a venue's bars apart and may hold partial edges: for charts and
ad hoc queries. Engines read the resampling function, never these.

Revision ID: 0002
"""

from alembic import op
from app.persistence.tiers import Tier, tier

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_VIEWS = {
    "ohlcv_5m": "5 minutes",
    "ohlcv_15m": "15 minutes",
    "ohlcv_30m": "30 minutes",
    "ohlcv_1h": "1 hour",
    "ohlcv_4h": "4 hours",
    "ohlcv_1d": "1 day",
}
_EPOCH = "TIMESTAMPTZ '1970-01-01 00:00:00+00'"


def upgrade() -> None:
    found = tier(op.get_bind())
    if found is Tier.FULL:
        _create_aggregates()
        return
    for view, width in _VIEWS.items():
        bucket = (
            f"date_bin('{width}', time, {_EPOCH})"
            if found is Tier.PLAIN
            else f"time_bucket('{width}', time)"
        )
        op.execute(f"CREATE VIEW {view} AS {_query(bucket, found)}")


def downgrade() -> None:
    kind = "MATERIALIZED VIEW" if tier(op.get_bind()) is Tier.FULL else "VIEW"
    for view in _VIEWS:
        op.execute(f"DROP {kind} IF EXISTS {view}")


def _query(bucket: str, found: Tier) -> str:
    is_plain = found is Tier.PLAIN
    first = "(array_agg(open ORDER BY time))[1]" if is_plain else "first(open, time)"
    last = "(array_agg(close ORDER BY time DESC))[1]" if is_plain else "last(close, time)"
    columns = (
        f"{bucket} AS bucket",
        "source",
        "symbol",
        f"{first} AS open",
        "max(high) AS high",
        "min(low) AS low",
        f"{last} AS close",
        # One bar of unknown volume makes the volume of its bucket unknown, as in resampling.
        "CASE WHEN count(volume) = count(*) THEN sum(volume) END AS volume",
    )
    rest = "FROM ohlcv WHERE timeframe = '1m' GROUP BY bucket, source, symbol"
    return f"SELECT {', '.join(columns)} {rest}"


def _create_aggregates() -> None:
    # Outside a transaction, so every statement must bear being repeated after a failure half-way.
    with op.get_context().autocommit_block():
        for view, width in _VIEWS.items():
            query = _query(f"time_bucket('{width}', time)", Tier.FULL)
            op.execute(
                f"CREATE MATERIALIZED VIEW IF NOT EXISTS {view} "
                "WITH (timescaledb.continuous, timescaledb.materialized_only = false) "
                f"AS {query} WITH NO DATA"
            )
            # From the beginning of time: an import of old candles must reach the view as well.
            op.execute(
                f"SELECT add_continuous_aggregate_policy('{view}', start_offset => NULL, "
                f"end_offset => INTERVAL '{width}', schedule_interval => INTERVAL '1 hour', "
                "if_not_exists => true)"
            )
