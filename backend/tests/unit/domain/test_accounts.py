"""When a session may still act."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.domain.accounts import Account, Session

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ACCOUNT = Account(
    id=UUID(int=1),
    email="anna@example.org",
    password_hash="h",
    first_name=None,
    last_name=None,
    timezone="UTC",
    locale="en",
    base_currency="USDT",
    preferences={},
    is_active=True,
    is_verified=True,
    is_admin=False,
    version=3,
    created_at=NOW,
    updated_at=NOW,
    last_login_at=None,
)
SESSION = Session(
    id=UUID(int=2),
    user_id=ACCOUNT.id,
    auth_time=NOW,
    version=3,
    user_agent=None,
    address=None,
    created_at=NOW,
    last_seen_at=NOW,
    expires_at=NOW + timedelta(days=30),
    revoked_at=None,
)


def test_a_session_of_the_accounts_version_is_alive():
    assert SESSION.is_alive(ACCOUNT, NOW)


@pytest.mark.parametrize(
    ("session", "account"),
    [
        ({"revoked_at": NOW}, {}),
        ({"expires_at": NOW}, {}),
        ({"version": 2}, {}),
        ({}, {"is_active": False}),
        ({}, {"version": 4}),
    ],
)
def test_anything_that_ends_it_ends_it(session, account):
    assert not replace(SESSION, **session).is_alive(replace(ACCOUNT, **account), NOW)


def test_a_printed_account_does_not_show_its_hash():
    assert "password_hash" not in repr(ACCOUNT)
