"""Accounts, sessions and tokens as rows: what is unique, what is used once, what ends what."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from app.domain.accounts import EmailPurpose, NewAccount
from app.domain.pages import PageRequest
from app.persistence.repositories.auth import PROFILE_FIELDS
from app.persistence.unit_of_work import Transactions
from tests.stored_rows import NOW

LATER = NOW + timedelta(days=30)
DAY = timedelta(days=1)


def sha(number: int) -> bytes:
    return number.to_bytes(32)


@pytest.fixture
async def session(transactions, anna):
    async with transactions.begin_system() as work:
        return await work.sessions.add(anna, NOW, LATER, "Firefox", "192.0.2.7")


async def test_an_address_has_one_account_whatever_its_case(transactions, anna):
    async with transactions.begin_system() as work:
        assert await work.users.add(NewAccount(email="ANNA@Example.org", password_hash="h")) is None
        assert (await work.users.by_email("Anna@EXAMPLE.org")).id == anna.id
        assert await work.users.count() == 1


async def test_the_database_itself_refuses_a_second_account_of_an_address(transactions, anna):
    statement = "INSERT INTO users (email, password_hash) VALUES ('ANNA@example.ORG', 'h')"
    with pytest.raises(sa.exc.IntegrityError, match="uq_users_email_lower"):
        async with transactions.begin_system() as work:
            await work.session.execute(sa.text(statement))


async def test_of_many_registrations_at_once_one_is_the_first(transactions: Transactions):
    """Decision 38: the first account becomes admin, so there must be exactly one first."""

    async def register(number: int) -> None:
        async with transactions.begin_system() as work:
            await work.users.lock_registration()
            is_first = await work.users.count() == 0
            await work.users.add(
                NewAccount(email=f"{number}@x.org", password_hash="h", is_admin=is_first)
            )

    await asyncio.gather(*(register(number) for number in range(10)))
    async with transactions.begin_system() as work:
        people = await work.users.page(PageRequest(limit=100))
    assert [account.is_admin for account in people.items].count(True) == 1
    assert people.total == 10


async def test_a_user_changes_the_own_profile_and_nothing_else(transactions, anna):
    changes = dict.fromkeys(PROFILE_FIELDS[:2], "Anna") | {"preferences": {"theme": "dark"}}
    async with transactions.begin_as(anna.id) as work:
        changed = await work.users.change_profile(anna.id, changes)
    assert (changed.first_name, changed.preferences) == ("Anna", {"theme": "dark"})
    assert changed.version == anna.version
    with pytest.raises(ValueError, match="not a field of the profile: is_admin"):
        async with transactions.begin_as(anna.id) as work:
            await work.users.change_profile(anna.id, {"is_admin": True})


async def test_a_new_password_ends_every_session(transactions, anna, session):
    async with transactions.begin_system() as work:
        account = await work.users.change_password(anna.id, "new")
        kept = await work.sessions.by_id(session.id)
        assert not kept.is_alive(account, NOW)
        assert await work.sessions.alive(anna.id, NOW) == []
        await work.sessions.reauthenticated(session.id, NOW + DAY, account.version)
        [kept] = await work.sessions.alive(anna.id, NOW)
    assert (kept.auth_time, kept.is_alive(account, NOW)) == (NOW + DAY, True)


async def test_a_session_is_found_with_its_account(transactions, anna, session):
    async with transactions.begin_system() as work:
        found = await work.sessions.with_account(session.id)
        assert await work.sessions.with_account(uuid4()) is None
    assert found == (session, anna)


async def test_revoking_a_session_ends_its_tokens_and_no_others(transactions, anna, session):
    async with transactions.begin_system() as work:
        other = await work.sessions.add(anna, NOW, LATER, None, None)
        for number, owner in enumerate((session, other)):
            await work.sessions.add_token(owner, uuid4(), sha(number), NOW, LATER)
        assert await work.sessions.revoke(anna.id, session.id, NOW)
        assert not await work.sessions.revoke(anna.id, session.id, NOW)
        ended = [(await work.sessions.token(sha(number))).revoked_at for number in range(2)]
        assert ended == [NOW, None]
        assert [kept.id for kept in await work.sessions.alive(anna.id, NOW)] == [other.id]
        assert await work.sessions.revoke_all(anna.id, NOW, "reset", keep=other.id) == 0
        assert await work.sessions.revoke_all(anna.id, NOW, "reset") == 1
        assert (await work.sessions.token(sha(1))).revoked_at == NOW


async def test_a_token_that_was_used_twice_ends_its_family(transactions, session):
    async with transactions.begin_system() as work:
        family = uuid4()
        first = await work.sessions.add_token(session, family, sha(1), NOW, LATER)
        second = await work.sessions.add_token(session, family, sha(2), NOW, LATER)
        assert await work.sessions.use_token(first.id, second.id, NOW)
        assert not await work.sessions.use_token(first.id, second.id, NOW)
        used = await work.sessions.token(sha(1))
        assert (used.used_at, used.successor_id) == (NOW, second.id)
        await work.sessions.revoke_family(used, NOW, "token reused")
        assert (await work.sessions.token(sha(2))).revoked_at == NOW
        assert (await work.sessions.by_id(session.id)).revoked_at == NOW


async def test_ten_refreshes_at_once_take_turns_on_the_token(transactions, session):
    async with transactions.begin_system() as work:
        token = await work.sessions.add_token(session, uuid4(), sha(1), NOW, LATER)

    async def refresh(number: int) -> bool:
        async with transactions.begin_system() as work:
            found = await work.sessions.token(sha(1))
            if found.used_at is not None:
                return False
            made = await work.sessions.add_token(
                session, token.family_id, sha(number + 2), NOW, LATER
            )
            return await work.sessions.use_token(found.id, made.id, NOW)

    assert (await asyncio.gather(*(refresh(number) for number in range(10)))).count(True) == 1
    async with transactions.begin_system() as work:
        count = sa.text("SELECT count(*) FROM refresh_tokens")
        assert (await work.session.execute(count)).scalar_one() == 2


async def test_a_token_from_a_letter_works_once_in_its_time_for_its_purpose(transactions, anna):
    async with transactions.begin_system() as work:
        add, take = work.email_tokens.add, work.email_tokens.take
        await add(anna.id, EmailPurpose.RESET, anna.email, sha(1), NOW, NOW + DAY)
        assert await take(sha(1), EmailPurpose.VERIFY, NOW) is None
        assert await take(sha(9), EmailPurpose.RESET, NOW) is None
        assert await take(sha(1), EmailPurpose.RESET, NOW + DAY) is None
        taken = await take(sha(1), EmailPurpose.RESET, NOW)
        assert (taken.user_id, taken.email, taken.purpose) == (
            anna.id,
            anna.email,
            EmailPurpose.RESET,
        )
        assert await take(sha(1), EmailPurpose.RESET, NOW) is None


async def test_a_newer_letter_replaces_the_older(transactions, anna):
    async with transactions.begin_system() as work:
        for number, purpose in enumerate(
            (EmailPurpose.RESET, EmailPurpose.VERIFY, EmailPurpose.RESET)
        ):
            await work.email_tokens.add(anna.id, purpose, anna.email, sha(number), NOW, LATER)
        take = work.email_tokens.take
        assert await take(sha(0), EmailPurpose.RESET, NOW) is None
        assert await take(sha(1), EmailPurpose.VERIFY, NOW)
        assert await take(sha(2), EmailPurpose.RESET, NOW)


async def test_an_address_is_changed_unless_it_is_taken(transactions, anna, ben):
    async with transactions.begin_system() as work:
        assert await work.users.change_email(anna.id, "BEN@example.org") is None
        changed = await work.users.change_email(anna.id, "Anna2@example.org")
    assert (changed.email, changed.version) == ("anna2@example.org", anna.version + 1)


async def test_a_disabled_account_has_no_live_session(transactions, anna, session):
    async with transactions.begin_system() as work:
        account = await work.users.set_active(anna.id, is_active=False)
        assert not session.is_alive(account, NOW)
        account = await work.users.set_active(anna.id, is_active=True)
    assert not session.is_alive(account, NOW)


async def test_letters_are_sent_once_and_tried_again_later(transactions, anna):
    # The rows are due from the clock of the database on.
    now = NOW + timedelta(days=36_500)
    async with transactions.begin_as(anna.id) as work:
        for subject in ("one", "two", "three"):
            await work.mail.add(anna.id, anna.email, subject, "text")
    async with transactions.begin_system() as work:
        held = await work.mail.due(now, limit=2)
        async with transactions.begin_system() as other:
            assert len(await other.mail.due(now)) == 1
        await work.mail.sent(held[0].id, now)
        await work.mail.failed(held[1].id, "no answer", now + DAY)
    async with transactions.begin_system() as work:
        [third] = await work.mail.due(now)
        await work.mail.given_up(third.id, "refused", now)
        [again] = await work.mail.due(now + DAY)
        assert (again.id, again.attempts, again.error) == (held[1].id, 1, "no answer")
        assert len(await work.mail.latest()) == 3
        assert await work.maintenance.cut_mail(now + 8 * DAY) == 2


async def test_what_ended_a_week_ago_is_removed_and_nothing_else(transactions, anna, session):
    async with transactions.begin_system() as work:
        old = await work.sessions.add(anna, NOW, NOW + DAY, None, None)
        await work.sessions.add_token(old, uuid4(), sha(1), NOW, NOW + DAY)
        await work.sessions.add_token(session, uuid4(), sha(2), NOW, LATER)
        await work.email_tokens.add(anna.id, EmailPurpose.RESET, anna.email, sha(3), NOW, NOW + DAY)
        assert await work.maintenance.cut_tokens(NOW + 7 * DAY) == 0
        # The session takes its token along.
        assert await work.maintenance.cut_tokens(NOW + 9 * DAY) == 2
        assert await work.sessions.token(sha(1)) is None
        assert await work.sessions.token(sha(2)) is not None
