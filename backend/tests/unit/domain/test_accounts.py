"""Accounts: what an address is compared by, when a session is open, what a user may change."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.domain.accounts import Session, normal_email, profile_changes

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SESSION = Session(
    id=UUID(int=1),
    user_id=UUID(int=2),
    user_agent="",
    address="",
    created_at=NOW,
    last_seen_at=NOW,
    expires_at=NOW + timedelta(days=30),
)


@pytest.mark.parametrize("text", ["ada@example.com", " Ada@Example.COM ", "ADA@example.com\n"])
def test_an_address_has_one_form(text):
    assert normal_email(text) == "ada@example.com"


@pytest.mark.parametrize(
    ("session", "is_open"),
    [
        (SESSION, True),
        (replace(SESSION, revoked_at=NOW), False),
        (replace(SESSION, expires_at=NOW), False),
    ],
    ids=["fresh", "revoked", "at its end"],
)
def test_a_session_is_open_until_it_is_revoked_or_ends(session, is_open):
    assert session.is_open(NOW) is is_open


def test_a_user_changes_the_profile_and_nothing_else():
    wanted = {"first_name": "Ada", "is_admin": True, "email": "x@y.z", "preferences": {"a": 1}}
    assert profile_changes(wanted) == {"first_name": "Ada", "preferences": {"a": 1}}
