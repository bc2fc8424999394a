"""Accounts, sessions and their tokens; the two roles and row level security.

Revision ID: 0002
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Roles belong to the whole server, so another database may have made them a moment ago.
ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') THEN
        CREATE ROLE {name} NOLOGIN {attributes};
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""
MEMBERSHIP = """
DO $$ BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_auth_members
        WHERE roleid = '{name}'::regrole AND member = current_user::regrole
    ) THEN
        GRANT {name} TO CURRENT_USER;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""

TABLES = (
    """
    CREATE TABLE users (
        id uuid DEFAULT gen_random_uuid() CONSTRAINT pk_users PRIMARY KEY,
        email text NOT NULL CONSTRAINT ck_users_email CHECK (length(email) BETWEEN 3 AND 254),
        password_hash text NOT NULL
            CONSTRAINT ck_users_password_hash CHECK (length(password_hash) <= 255),
        first_name text CONSTRAINT ck_users_first_name CHECK (length(first_name) <= 100),
        last_name text CONSTRAINT ck_users_last_name CHECK (length(last_name) <= 100),
        timezone text DEFAULT 'UTC' NOT NULL
            CONSTRAINT ck_users_timezone CHECK (length(timezone) <= 64),
        locale text DEFAULT 'en' NOT NULL CONSTRAINT ck_users_locale CHECK (length(locale) <= 35),
        base_currency text DEFAULT 'USDT' NOT NULL
            CONSTRAINT ck_users_base_currency CHECK (length(base_currency) BETWEEN 1 AND 10),
        preferences jsonb DEFAULT '{}' NOT NULL,
        is_active boolean DEFAULT true NOT NULL,
        is_verified boolean DEFAULT false NOT NULL,
        is_admin boolean DEFAULT false NOT NULL,
        version integer DEFAULT 1 NOT NULL,
        created_at timestamptz DEFAULT now() NOT NULL,
        updated_at timestamptz DEFAULT now() NOT NULL,
        last_login_at timestamptz
    )
    """,
    """
    CREATE TABLE user_sessions (
        id uuid DEFAULT gen_random_uuid() CONSTRAINT pk_user_sessions PRIMARY KEY,
        user_id uuid NOT NULL
            CONSTRAINT fk_user_sessions_user_id_users REFERENCES users ON DELETE CASCADE,
        auth_time timestamptz NOT NULL,
        version integer NOT NULL,
        user_agent text CONSTRAINT ck_user_sessions_user_agent CHECK (length(user_agent) <= 400),
        address text CONSTRAINT ck_user_sessions_address CHECK (length(address) <= 64),
        created_at timestamptz DEFAULT now() NOT NULL,
        last_seen_at timestamptz DEFAULT now() NOT NULL,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz,
        revoked_because text
            CONSTRAINT ck_user_sessions_revoked_because CHECK (length(revoked_because) <= 100)
    )
    """,
    """
    CREATE TABLE refresh_tokens (
        id uuid DEFAULT gen_random_uuid() CONSTRAINT pk_refresh_tokens PRIMARY KEY,
        user_id uuid NOT NULL
            CONSTRAINT fk_refresh_tokens_user_id_users REFERENCES users ON DELETE CASCADE,
        session_id uuid NOT NULL CONSTRAINT fk_refresh_tokens_session_id_user_sessions
            REFERENCES user_sessions ON DELETE CASCADE,
        family_id uuid NOT NULL,
        token_sha256 bytea NOT NULL CONSTRAINT uq_refresh_tokens_token_sha256 UNIQUE
            CONSTRAINT ck_refresh_tokens_token_sha256 CHECK (length(token_sha256) = 32),
        issued_at timestamptz DEFAULT now() NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        successor_id uuid CONSTRAINT fk_refresh_tokens_successor_id_refresh_tokens
            REFERENCES refresh_tokens ON DELETE SET NULL,
        revoked_at timestamptz
    )
    """,
    """
    CREATE TABLE email_tokens (
        id uuid DEFAULT gen_random_uuid() CONSTRAINT pk_email_tokens PRIMARY KEY,
        user_id uuid NOT NULL
            CONSTRAINT fk_email_tokens_user_id_users REFERENCES users ON DELETE CASCADE,
        purpose text NOT NULL CONSTRAINT ck_email_tokens_purpose
            CHECK (purpose IN ('verify', 'reset', 'change_email')),
        email text NOT NULL CONSTRAINT ck_email_tokens_email CHECK (length(email) <= 254),
        token_sha256 bytea NOT NULL CONSTRAINT uq_email_tokens_token_sha256 UNIQUE
            CONSTRAINT ck_email_tokens_token_sha256 CHECK (length(token_sha256) = 32),
        created_at timestamptz DEFAULT now() NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz
    )
    """,
    """
    CREATE TABLE outgoing_mail (
        id uuid DEFAULT gen_random_uuid() CONSTRAINT pk_outgoing_mail PRIMARY KEY,
        user_id uuid CONSTRAINT fk_outgoing_mail_user_id_users REFERENCES users ON DELETE CASCADE,
        recipient text NOT NULL CONSTRAINT ck_outgoing_mail_recipient
            CHECK (length(recipient) <= 254),
        subject text NOT NULL CONSTRAINT ck_outgoing_mail_subject CHECK (length(subject) <= 200),
        body text NOT NULL CONSTRAINT ck_outgoing_mail_body CHECK (length(body) <= 20000),
        attempts integer DEFAULT 0 NOT NULL,
        due_at timestamptz DEFAULT now() NOT NULL,
        created_at timestamptz DEFAULT now() NOT NULL,
        sent_at timestamptz,
        failed_at timestamptz,
        error text CONSTRAINT ck_outgoing_mail_error CHECK (length(error) <= 500)
    )
    """,
)
INDEXES = (
    "CREATE UNIQUE INDEX uq_users_email_lower ON users (lower(email))",
    "CREATE INDEX ix_users_created_at ON users (created_at)",
    "CREATE INDEX ix_user_sessions_user_id ON user_sessions (user_id)",
    "CREATE INDEX ix_refresh_tokens_family_id ON refresh_tokens (family_id)",
    "CREATE INDEX ix_refresh_tokens_session_id ON refresh_tokens (session_id)",
    "CREATE INDEX ix_refresh_tokens_user_id ON refresh_tokens (user_id)",
    "CREATE INDEX ix_refresh_tokens_successor_id ON refresh_tokens (successor_id)",
    "CREATE INDEX ix_email_tokens_user_id ON email_tokens (user_id)",
    "CREATE INDEX ix_outgoing_mail_user_id ON outgoing_mail (user_id)",
    "CREATE INDEX ix_outgoing_mail_due_at ON outgoing_mail (due_at) "
    "WHERE sent_at IS NULL AND failed_at IS NULL",
)

# Without SET LOCAL app.user_id the setting is NULL or empty, so no row matches.
ME = "(SELECT nullif(current_setting('app.user_id', true), '')::uuid)"
OWNED = {
    "users": "id",
    "user_sessions": "user_id",
    "refresh_tokens": "user_id",
    "email_tokens": "user_id",
    "outgoing_mail": "user_id",
}
# What says who somebody is and what they may do is written by apex_system alone.
GRANTS = (
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    "GRANT USAGE ON SCHEMA public TO apex_app, apex_system",
    "GRANT SELECT ON users TO apex_app",
    "GRANT UPDATE (email, password_hash, first_name, last_name, timezone, locale, base_currency, "
    "preferences, version, updated_at) ON users TO apex_app",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON user_sessions, refresh_tokens, email_tokens "
    "TO apex_app",
    "GRANT SELECT, INSERT ON outgoing_mail TO apex_app",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON "
    "users, user_sessions, refresh_tokens, email_tokens, outgoing_mail, series TO apex_system",
    # Shared series are everybody's to read; FORCE is left out, so that imports of the owner of the
    # tables still write them.
    "GRANT SELECT, INSERT, UPDATE, DELETE ON series TO apex_app",
    "ALTER TABLE series ENABLE ROW LEVEL SECURITY",
    f"CREATE POLICY readable ON series FOR SELECT TO apex_app "
    f"USING (owner_id IS NULL OR owner_id = {ME})",
    f"CREATE POLICY owned ON series TO apex_app "
    f"USING (owner_id = {ME}) WITH CHECK (owner_id = {ME})",
)


def upgrade() -> None:
    for name, attributes in (("apex_app", "NOBYPASSRLS"), ("apex_system", "BYPASSRLS")):
        op.execute(ROLE.format(name=name, attributes=attributes))
        op.execute(MEMBERSHIP.format(name=name))
    for statement in (*TABLES, *INDEXES):
        op.execute(statement)
    for table, owner in OWNED.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY owned ON {table} USING ({owner} = {ME}) WITH CHECK ({owner} = {ME})"
        )
    for statement in GRANTS:
        op.execute(statement)


def downgrade() -> None:
    """Remove the tables; the roles stay, other databases of the server may use them."""
    op.execute("DROP POLICY owned ON series")
    op.execute("DROP POLICY readable ON series")
    op.execute("ALTER TABLE series DISABLE ROW LEVEL SECURITY")
    op.execute("REVOKE ALL ON series FROM apex_app, apex_system")
    op.execute("REVOKE ALL ON SCHEMA public FROM apex_app, apex_system")
    for table in reversed(OWNED):
        op.drop_table(table)
