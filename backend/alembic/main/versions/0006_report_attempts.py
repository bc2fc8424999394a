"""How often the report of a backtest was begun: one that always fails is given up.

Revision ID: 0006
"""

import sqlalchemy as sa

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "backtests", sa.Column("report_attempts", sa.Integer, nullable=False, server_default="0")
    )


def downgrade() -> None:
    op.drop_column("backtests", "report_attempts")
