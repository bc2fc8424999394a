"""Who may register (decision 38)."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest

from app.core.config import Registration
from app.core.security import Stamps
from app.domain.errors import Forbidden
from app.services.auth.policy import INVITE_LIFE, Policy, invitation, is_invited

NOW = datetime(2026, 3, 1, tzinfo=UTC)
STAMPS = Stamps("one secret")
ADA = invitation("ada@example.com", STAMPS, NOW)


def policy(registration: Registration = Registration.INVITE, **given: object) -> Policy:
    values = {"is_guarded": True, "setup_token": "the set-up token", "base_url": ""}
    return Policy(registration=registration, refresh_life=timedelta(days=7), **(values | given))


@pytest.mark.parametrize(
    ("made", "given", "outcome"),
    [
        (policy(), "the set-up token", nullcontext()),
        (policy(), "another", pytest.raises(Forbidden, match="needs the set-up token")),
        (policy(setup_token=""), "", pytest.raises(Forbidden, match="needs the set-up token")),
        (policy(is_guarded=False), "", nullcontext()),
    ],
    ids=["right", "wrong", "none is set", "development"],
)
def test_the_first_account_of_a_server_needs_the_token(made, given, outcome):
    with outcome:
        made.require_first(given)


@pytest.mark.parametrize(
    ("registration", "invite", "outcome"),
    [
        (Registration.OPEN, "", nullcontext()),
        (Registration.INVITE, ADA, nullcontext()),
        (Registration.INVITE, "", pytest.raises(Forbidden, match="needs an invitation")),
        (Registration.CLOSED, ADA, pytest.raises(Forbidden, match="closed")),
    ],
)
def test_later_accounts_follow_the_setting(registration, invite, outcome):
    with outcome:
        policy(registration).require_later("ada@example.com", invite, STAMPS, NOW)


@pytest.mark.parametrize(
    ("email", "given", "now"),
    [
        ("bob@example.com", ADA, NOW),
        ("ada@example.com", ADA, NOW + INVITE_LIFE),
        ("ada@example.com", "9" + ADA, NOW),
        ("ada@example.com", "\u0661." + ADA, NOW),
    ],
    ids=["another address", "too old", "later end", "no number"],
)
def test_an_invitation_is_for_one_address_and_one_week(email, given, now):
    assert is_invited("ada@example.com", ADA, STAMPS, NOW)
    assert not is_invited(email, given, STAMPS, now)


@pytest.mark.parametrize(
    ("made", "is_first", "says"),
    [
        (policy(), True, (Registration.OPEN, True)),
        (policy(is_guarded=False), True, (Registration.OPEN, False)),
        (policy(), False, (Registration.INVITE, False)),
        (policy(Registration.CLOSED), False, (Registration.CLOSED, False)),
    ],
    ids=["first", "first in development", "invited", "closed"],
)
def test_the_door_says_what_is_asked_for(made, is_first, says):
    door = made.door(is_first=is_first)
    assert (door.registration, door.needs_setup_token) == says
    assert door.is_first is is_first
