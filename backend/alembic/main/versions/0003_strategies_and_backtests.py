"""Strategies with their versions, rules, backtests (the row is the job) and their trades.

Revision ID: 0003
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE strategies (
        id uuid DEFAULT gen_random_uuid() CONSTRAINT pk_strategies PRIMARY KEY,
        user_id uuid NOT NULL
            CONSTRAINT fk_strategies_user_id_users REFERENCES users ON DELETE CASCADE,
        name text NOT NULL CONSTRAINT ck_strategies_name CHECK (length(name) BETWEEN 1 AND 100),
        description text CONSTRAINT ck_strategies_description CHECK (length(description) <= 10000),
        version integer DEFAULT 1 NOT NULL CONSTRAINT ck_strategies_version CHECK (version >= 1),
        asset_symbol text NOT NULL
            CONSTRAINT ck_strategies_asset_symbol CHECK (length(asset_symbol) BETWEEN 1 AND 64),
        timeframe text NOT NULL CONSTRAINT ck_strategies_timeframe CHECK (length(timeframe) <= 5),
        document jsonb NOT NULL,
        document_hash text NOT NULL
            CONSTRAINT ck_strategies_document_hash CHECK (length(document_hash) <= 100),
        status text DEFAULT 'draft' NOT NULL CONSTRAINT ck_strategies_status
            CHECK (status IN ('draft', 'active', 'paused', 'archived')),
        trading_mode text CONSTRAINT ck_strategies_trading_mode
            CHECK (trading_mode IN ('paper', 'live')),
        created_at timestamptz DEFAULT now() NOT NULL,
        updated_at timestamptz DEFAULT now() NOT NULL,
        activated_at timestamptz
    )
    """,
    """
    CREATE TABLE strategy_versions (
        strategy_id uuid NOT NULL CONSTRAINT fk_strategy_versions_strategy_id_strategies
            REFERENCES strategies ON DELETE CASCADE,
        number integer NOT NULL CONSTRAINT ck_strategy_versions_number CHECK (number >= 1),
        user_id uuid NOT NULL
            CONSTRAINT fk_strategy_versions_user_id_users REFERENCES users ON DELETE CASCADE,
        name text NOT NULL,
        document jsonb NOT NULL,
        document_hash text NOT NULL,
        note text CONSTRAINT ck_strategy_versions_note CHECK (length(note) <= 500),
        created_at timestamptz DEFAULT now() NOT NULL,
        CONSTRAINT pk_strategy_versions PRIMARY KEY (strategy_id, number)
    )
    """,
    """
    CREATE TABLE rules (
        id uuid DEFAULT gen_random_uuid() CONSTRAINT pk_rules PRIMARY KEY,
        user_id uuid NOT NULL CONSTRAINT fk_rules_user_id_users REFERENCES users ON DELETE CASCADE,
        name text NOT NULL CONSTRAINT ck_rules_name CHECK (length(name) BETWEEN 1 AND 100),
        description text CONSTRAINT ck_rules_description CHECK (length(description) <= 10000),
        document jsonb NOT NULL,
        created_at timestamptz DEFAULT now() NOT NULL,
        updated_at timestamptz DEFAULT now() NOT NULL
    )
    """,
    """
    CREATE TABLE backtests (
        id uuid DEFAULT gen_random_uuid() CONSTRAINT pk_backtests PRIMARY KEY,
        user_id uuid NOT NULL
            CONSTRAINT fk_backtests_user_id_users REFERENCES users ON DELETE CASCADE,
        strategy_id uuid CONSTRAINT fk_backtests_strategy_id_strategies
            REFERENCES strategies ON DELETE SET NULL,
        strategy_version integer,
        strategy_name text NOT NULL
            CONSTRAINT ck_backtests_strategy_name CHECK (length(strategy_name) <= 100),
        strategy jsonb NOT NULL,
        symbol text NOT NULL CONSTRAINT ck_backtests_symbol CHECK (length(symbol) <= 64),
        timeframe text NOT NULL CONSTRAINT ck_backtests_timeframe CHECK (length(timeframe) <= 5),
        start_date date,
        end_date date,
        config jsonb NOT NULL,
        status text DEFAULT 'pending' NOT NULL CONSTRAINT ck_backtests_status
            CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
        progress_pct double precision DEFAULT 0 NOT NULL
            CONSTRAINT ck_backtests_progress_pct CHECK (progress_pct BETWEEN 0 AND 100),
        attempts integer DEFAULT 0 NOT NULL,
        lease_owner text CONSTRAINT ck_backtests_lease_owner CHECK (length(lease_owner) <= 200),
        lease_until timestamptz,
        cancel_requested_at timestamptz,
        error jsonb,
        result jsonb,
        equity_curve jsonb,
        artefacts jsonb DEFAULT '{}' NOT NULL,
        final_capital double precision,
        total_return_pct double precision,
        cagr_pct double precision,
        sharpe_ratio double precision,
        sortino_ratio double precision,
        calmar_ratio double precision,
        max_drawdown_pct double precision,
        win_rate_pct double precision,
        profit_factor double precision,
        total_trades integer,
        created_at timestamptz DEFAULT now() NOT NULL,
        updated_at timestamptz DEFAULT now() NOT NULL,
        started_at timestamptz,
        completed_at timestamptz,
        CONSTRAINT ck_backtests_lease
            CHECK ((status = 'running') = (lease_owner IS NOT NULL AND lease_until IS NOT NULL)),
        CONSTRAINT ck_backtests_result CHECK ((status = 'completed') = (result IS NOT NULL)),
        CONSTRAINT ck_backtests_error CHECK ((status IN ('failed', 'cancelled')) OR error IS NULL)
    )
    """,
    """
    CREATE TABLE backtest_trades (
        backtest_id uuid NOT NULL CONSTRAINT fk_backtest_trades_backtest_id_backtests
            REFERENCES backtests ON DELETE CASCADE,
        number integer NOT NULL,
        user_id uuid NOT NULL,
        side text NOT NULL CONSTRAINT ck_backtest_trades_side CHECK (side IN ('long', 'short')),
        entry_bar bigint NOT NULL,
        exit_bar bigint NOT NULL,
        entry_time timestamptz NOT NULL,
        exit_time timestamptz NOT NULL,
        quantity double precision NOT NULL,
        entry_price double precision NOT NULL,
        exit_price double precision NOT NULL,
        entry_fee double precision NOT NULL,
        exit_fee double precision NOT NULL,
        borrow double precision NOT NULL,
        pnl double precision NOT NULL,
        return_pct double precision NOT NULL,
        stop_price double precision,
        target_price double precision,
        reason text NOT NULL,
        entry_rule integer,
        exit_rule integer,
        mae_pct double precision,
        mfe_pct double precision,
        CONSTRAINT pk_backtest_trades PRIMARY KEY (backtest_id, number)
    )
    """,
)
INDEXES = (
    "CREATE INDEX idx_strategies_user_status ON strategies (user_id, status)",
    "CREATE INDEX ix_strategies_user_id_created_at ON strategies (user_id, created_at DESC)",
    "CREATE INDEX ix_strategy_versions_user_id ON strategy_versions (user_id)",
    "CREATE UNIQUE INDEX uq_rules_user_id_name ON rules (user_id, name)",
    "CREATE INDEX idx_backtests_user_status ON backtests (user_id, status, created_at DESC)",
    "CREATE INDEX ix_backtests_user_id_created_at ON backtests (user_id, created_at DESC)",
    "CREATE INDEX ix_backtests_strategy_id ON backtests (strategy_id, created_at DESC)",
    "CREATE INDEX ix_backtests_waiting ON backtests (created_at) WHERE status = 'pending'",
    "CREATE INDEX ix_backtests_leased ON backtests (lease_until) WHERE status = 'running'",
    "CREATE INDEX ix_backtest_trades_user_id ON backtest_trades (user_id)",
)
OWNED = ("strategies", "strategy_versions", "rules", "backtests", "backtest_trades")
ME = "(SELECT nullif(current_setting('app.user_id', true), '')::uuid)"


def upgrade() -> None:
    for statement in (*TABLES, *INDEXES):
        op.execute(statement)
    for table in OWNED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY owned ON {table} USING (user_id = {ME}) WITH CHECK (user_id = {ME})"
        )
    op.execute(
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(OWNED)} TO apex_app, apex_system"
    )


def downgrade() -> None:
    for table in reversed(OWNED):
        op.drop_table(table)
