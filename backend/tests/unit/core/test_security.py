"""Passwords and tokens (security.md 9, 17 to 23, 34): what is believed, and what never is."""

import base64
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PublicFormat
from jose import jwk, jws

from app.core.security import (
    AccessTokens,
    Passwords,
    Stamps,
    equal_secrets,
    new_token,
    token_hash,
)
from app.core.signing_keys import FolderKeys, Ring, SigningKey, believed_key
from app.domain.errors import TokenExpired, TokenInvalid
from tests.fakes.clock import FakeClock

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
USER, SESSION = UUID(int=1), UUID(int=2)
KEY = SigningKey.made()
STRANGER = SigningKey.made()


RING = Ring(KEY, KEY.signer(), {KEY.key_id: believed_key(KEY.private.public_key())})


class OneKey:
    """Keys that never change."""

    def ring(self) -> Ring:
        return RING


def tokens(now: datetime = NOW) -> AccessTokens:
    return AccessTokens(OneKey(), FakeClock(now), timedelta(minutes=15), "apextrade")


def claims_of(token: str) -> dict:
    segment = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)))


GOOD = claims_of(tokens().issued(USER, SESSION, NOW))


def signed(claims: dict, key=None, header=None, algorithm: str = "RS256") -> str:
    headers = {"kid": KEY.key_id} | (header or {})
    return jws.sign(
        json.dumps(claims).encode(), key or KEY.signer(), headers=headers, algorithm=algorithm
    )


def rs384():
    return jwk.construct(KEY.pem(NoEncryption()), "RS384")


def segments(header: dict, claims: dict) -> str:
    def encoded(part):
        return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()

    return f"{encoded(header)}.{encoded(claims)}."


def public(encoding: Encoding) -> bytes:
    return KEY.private.public_key().public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)


def hmac_signed(secret: bytes) -> str:
    """Forge what a reader accepts that takes the key's bytes for a shared secret."""
    body = segments({"alg": "HS256", "typ": "JWT", "kid": KEY.key_id}, GOOD)[:-1]
    mac = hmac.new(secret, body.encode(), hashlib.sha256).digest()
    return f"{body}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def test_a_token_says_whose_it_is():
    read = tokens().read(tokens().issued(USER, SESSION, NOW))
    assert (read.user_id, read.session_id, read.auth_time) == (USER, SESSION, NOW)
    assert read.expires_at == NOW + timedelta(minutes=15)


def test_a_token_signed_here_with_the_same_claims_is_believed():
    # The control of every refusal below: the forgery tools do make valid tokens.
    assert tokens().read(signed(GOOD)).user_id == USER


def test_a_token_carries_nothing_personal():
    assert set(GOOD) == {
        *("iss", "aud", "sub", "sid", "jti", "type", "iat", "nbf", "exp", "auth_time")
    }


FORGED = {
    "no signature": segments({"alg": "none", "typ": "JWT", "kid": KEY.key_id}, GOOD),
    "HS256 with the public PEM": hmac_signed(public(Encoding.PEM)),
    "HS256 with the public DER": hmac_signed(public(Encoding.DER)),
    "another key": signed(GOOD, STRANGER.signer()),
    "unknown kid": signed(GOOD, STRANGER.signer(), {"kid": STRANGER.key_id}),
    "RS384": signed(GOOD, algorithm="RS384", key=rs384()),
    "jku": signed(GOOD, header={"jku": "https://evil.test/keys"}),
    "x5u": signed(GOOD, header={"x5u": "https://evil.test/cert"}),
    "jwk": signed(GOOD, header={"jwk": {"kty": "RSA"}}),
    "crit": signed(GOOD, header={"crit": ["exp"]}),
    "five parts": "a.b.c.d.e",
    "20 KB": signed(GOOD | {"pad": "x" * 20_000}),
    "empty": "",
    "text": "not a token",
    "deep header": base64.urlsafe_b64encode(b"[" * 2000).decode() + ".e30.x",
}


@pytest.mark.parametrize("token", FORGED.values(), ids=FORGED.keys())
def test_a_forged_token_is_refused_at_once(token):
    reader = tokens()
    started = time.thread_time()
    with pytest.raises(TokenInvalid):
        reader.read(token)
    assert time.thread_time() - started < 0.02


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_token_without_a_claim_is_refused(name):
    with pytest.raises(TokenInvalid):
        tokens().read(signed({key: value for key, value in GOOD.items() if key != name}))


@pytest.mark.parametrize(
    "claims",
    [
        {"type": "refresh"},
        {"aud": "other"},
        {"iss": "other"},
        {"sub": "nobody"},
        {"exp": "never"},
        {"exp": 10**30},
        {"exp": True},
        {"jti": ""},
    ],
    ids=str,
)
def test_a_token_for_something_else_is_refused(claims):
    with pytest.raises(TokenInvalid):
        tokens().read(signed(GOOD | claims))


def test_a_token_dies_thirty_seconds_after_its_end():
    token, end = tokens().issued(USER, SESSION, NOW), NOW + timedelta(minutes=15)
    assert tokens(end + timedelta(seconds=29)).read(token).user_id == USER
    with pytest.raises(TokenExpired):
        tokens(end + timedelta(seconds=31)).read(token)


def test_a_token_of_the_future_is_refused():
    with pytest.raises(TokenInvalid):
        tokens(NOW - timedelta(seconds=31)).read(tokens().issued(USER, SESSION, NOW))


@pytest.fixture(scope="module")
def passwords():
    made = Passwords()
    yield made
    made.close()


async def test_a_password_is_stored_as_asked_for(passwords):
    stored = await passwords.hashed("correct horse battery")
    assert stored.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    assert await passwords.matches(stored, "correct horse battery")
    assert not await passwords.matches(stored, "Correct horse battery")
    assert not passwords.is_outdated(stored)


async def test_nobody_has_no_password(passwords):
    assert not await passwords.matches(None, "")


async def test_a_weaker_or_broken_hash_is_noticed(passwords):
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash("old password here")
    assert await passwords.matches(weak, "old password here")
    assert passwords.is_outdated(weak)
    assert not await passwords.matches("not a hash", "old password here")


def test_a_key_changes_without_ending_anybodys_work(tmp_path):
    clock = FakeClock(NOW)
    keys = FolderKeys(tmp_path / "keys", clock, timedelta(minutes=15))
    before = AccessTokens(keys, clock, timedelta(minutes=15), "apextrade")
    token = before.issued(USER, SESSION, NOW)

    later = FakeClock(NOW + timedelta(minutes=5))
    FolderKeys(tmp_path / "keys", later, timedelta(minutes=15)).rotate()

    changed = keys.ring()
    assert len(changed.published(NOW)["keys"]) == 2
    assert changed.verifier(changed.signing.key_id, NOW) is not None
    assert before.read(token).user_id == USER
    gone = NOW + timedelta(minutes=20)
    assert len(changed.published(gone)["keys"]) == 1
    late = AccessTokens(keys, FakeClock(gone), timedelta(minutes=60), "apextrade")
    with pytest.raises(TokenInvalid):
        late.read(token)


def test_the_published_keys_have_no_private_members():
    (key,) = OneKey().ring().published(NOW)["keys"]
    assert set(key) == {"kty", "use", "alg", "kid", "n", "e"}


def test_a_stamp_is_ours_for_its_purpose_alone():
    stamps = Stamps("one secret")
    stamp = stamps.of("device", "ada", "1")
    assert stamps.fits(stamp, "device", "ada", "1")
    assert not stamps.fits(stamp, "refresh", "ada", "1")
    assert not stamps.fits(stamp, "device", "ad", "a1")
    assert not Stamps("another").fits(stamp, "device", "ada", "1")


def test_of_a_token_only_its_hash_is_kept():
    assert len(token_hash(new_token())) == 32
    assert new_token() != new_token()
    assert equal_secrets("\ud800", "\ud800")
