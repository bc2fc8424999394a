"""What belongs to a row belongs to its owner: references carry the user along.

A foreign key looks through row level security, so without this a backtest could name the strategy
of somebody else.

Revision ID: 0005
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

PARENTS = ("strategies", "backtests", "user_sessions")
# Child, its column, parent, what happens when the parent goes.
REFERENCES = (
    ("strategy_versions", "strategy_id", "strategies", "CASCADE"),
    ("backtests", "strategy_id", "strategies", "SET NULL (strategy_id)"),
    ("backtest_trades", "backtest_id", "backtests", "CASCADE"),
    ("refresh_tokens", "session_id", "user_sessions", "CASCADE"),
)


def upgrade() -> None:
    for parent in PARENTS:
        op.execute(
            f"ALTER TABLE {parent} ADD CONSTRAINT uq_{parent}_id_user_id UNIQUE (id, user_id)"
        )
    for child, column, parent, on_delete in REFERENCES:
        op.execute(f"ALTER TABLE {child} DROP CONSTRAINT fk_{child}_{column}_{parent}")
        op.execute(
            f"ALTER TABLE {child} ADD CONSTRAINT fk_{child}_{column}_user_id_{parent} "
            f"FOREIGN KEY ({column}, user_id) REFERENCES {parent} (id, user_id) "
            f"ON DELETE {on_delete}"
        )


def downgrade() -> None:
    for child, column, parent, on_delete in REFERENCES:
        op.execute(f"ALTER TABLE {child} DROP CONSTRAINT fk_{child}_{column}_user_id_{parent}")
        op.execute(
            f"ALTER TABLE {child} ADD CONSTRAINT fk_{child}_{column}_{parent} "
            f"FOREIGN KEY ({column}) REFERENCES {parent} ON DELETE {on_delete.partition(' (')[0]}"
        )
    for parent in PARENTS:
        op.execute(f"ALTER TABLE {parent} DROP CONSTRAINT uq_{parent}_id_user_id")
