"""The per-user outbox, watch lists, idempotency keys and the heartbeats of services.

Revision ID: 0004
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE user_event_heads (
        user_id uuid CONSTRAINT pk_user_event_heads PRIMARY KEY
            CONSTRAINT fk_user_event_heads_user_id_users REFERENCES users ON DELETE CASCADE,
        seq bigint DEFAULT 0 NOT NULL,
        kept_after bigint DEFAULT 0 NOT NULL
    )
    """,
    """
    CREATE TABLE user_events (
        user_id uuid NOT NULL
            CONSTRAINT fk_user_events_user_id_users REFERENCES users ON DELETE CASCADE,
        seq bigint NOT NULL,
        event_id uuid DEFAULT gen_random_uuid() NOT NULL,
        type text NOT NULL CONSTRAINT ck_user_events_type CHECK (length(type) <= 100),
        entity_id uuid,
        payload jsonb NOT NULL,
        created_at timestamptz DEFAULT now() NOT NULL,
        relayed_at timestamptz,
        CONSTRAINT pk_user_events PRIMARY KEY (user_id, seq)
    )
    """,
    """
    CREATE TABLE watchlists (
        user_id uuid NOT NULL
            CONSTRAINT fk_watchlists_user_id_users REFERENCES users ON DELETE CASCADE,
        source text NOT NULL CONSTRAINT ck_watchlists_source CHECK (length(source) <= 64),
        symbol text NOT NULL CONSTRAINT ck_watchlists_symbol CHECK (length(symbol) <= 64),
        position integer NOT NULL,
        added_at timestamptz DEFAULT now() NOT NULL,
        CONSTRAINT pk_watchlists PRIMARY KEY (user_id, source, symbol)
    )
    """,
    """
    CREATE TABLE idempotency_keys (
        user_id uuid NOT NULL
            CONSTRAINT fk_idempotency_keys_user_id_users REFERENCES users ON DELETE CASCADE,
        operation text NOT NULL
            CONSTRAINT ck_idempotency_keys_operation CHECK (length(operation) <= 200),
        key text NOT NULL CONSTRAINT ck_idempotency_keys_key CHECK (length(key) BETWEEN 1 AND 255),
        request_sha256 bytea NOT NULL
            CONSTRAINT ck_idempotency_keys_request_sha256 CHECK (length(request_sha256) = 32),
        claimed_at timestamptz DEFAULT now() NOT NULL,
        created_at timestamptz DEFAULT now() NOT NULL,
        answer_status integer,
        answer jsonb,
        CONSTRAINT pk_idempotency_keys PRIMARY KEY (user_id, operation, key)
    )
    """,
    """
    CREATE TABLE service_heartbeats (
        service text NOT NULL
            CONSTRAINT ck_service_heartbeats_service CHECK (length(service) <= 100),
        instance text NOT NULL
            CONSTRAINT ck_service_heartbeats_instance CHECK (length(instance) <= 200),
        started_at timestamptz NOT NULL,
        beat_at timestamptz NOT NULL,
        detail jsonb DEFAULT '{}' NOT NULL,
        CONSTRAINT pk_service_heartbeats PRIMARY KEY (service, instance)
    )
    """,
)
INDEXES = (
    "CREATE UNIQUE INDEX uq_user_events_event_id ON user_events (event_id)",
    "CREATE INDEX ix_user_events_created_at ON user_events (created_at)",
    "CREATE INDEX ix_user_events_unrelayed ON user_events (user_id, seq) WHERE relayed_at IS NULL",
    "CREATE INDEX ix_idempotency_keys_created_at ON idempotency_keys (created_at)",
)
OWNED = ("user_event_heads", "user_events", "watchlists", "idempotency_keys")
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
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON watchlists, idempotency_keys TO apex_app")
    # A fact that was announced is not taken back, and numbers only rise.
    op.execute("GRANT SELECT, INSERT ON user_events TO apex_app")
    op.execute("GRANT SELECT, INSERT, UPDATE ON user_event_heads TO apex_app")
    op.execute(
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(OWNED)}, service_heartbeats "
        "TO apex_system"
    )


def downgrade() -> None:
    op.drop_table("service_heartbeats")
    for table in reversed(OWNED):
        op.drop_table(table)
