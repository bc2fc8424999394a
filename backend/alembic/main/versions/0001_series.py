"""The stored series: name, calendar, owner, and what reading a whole series found out.

Revision ID: 0001
"""

import sqlalchemy as sa

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "series",
        sa.Column("id", sa.Uuid, nullable=False, server_default=sa.text("gen_random_uuid()")),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("source", "symbol", "timeframe", "calendar")
        ),
        sa.Column("owner_id", sa.Uuid),
        *(
            sa.Column(name, sa.BigInteger)
            for name in ("revision", "gaps", "gap_bars", "gap_longest_ns")
        ),
        sa.Column("dataset_hash", sa.Text),
        sa.Column(
            "created_at",
            sa.TIMESTAMP(timezone=True),
            nullable=False,
            server_default=sa.func.now(),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_series"),
        sa.UniqueConstraint(
            "source", "symbol", "timeframe", name="uq_series_source_symbol_timeframe"
        ),
    )
    op.create_index("ix_series_symbol", "series", ["symbol"])


def downgrade() -> None:
    op.drop_table("series")
