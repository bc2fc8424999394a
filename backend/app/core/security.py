"""Passwords and tokens: hashed off the event loop, signed one way, read with suspicion."""

import asyncio
import hashlib
import hmac
import json
import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any, Final, Protocol
from uuid import UUID, uuid4

from argon2 import PasswordHasher as Argon2
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type
from jose import JWSError, jws  # type: ignore[import-untyped]
from redis.asyncio import Redis

from app.core.config import ARGON2_MEMORY_KIB
from app.core.redis import UNREACHABLE, key
from app.core.signing_keys import ALGORITHM, Ring
from app.domain.errors import TokenExpired, TokenInvalid
from app.ports.clock import Clock

_TOKEN_LENGTH_MAX: Final = 4096
_TOKEN_BYTES: Final = 32
_LEEWAY: Final = timedelta(seconds=30)
_HEADER: Final = frozenset({"alg", "typ", "kid"})
_HASHERS_MAX: Final = 4


class Passwords:
    """Hashes and checks passwords in threads, a few at a time: each needs 46 MiB while it runs."""

    def __init__(self, memory_kib: int = ARGON2_MEMORY_KIB) -> None:
        self._argon2 = Argon2(
            time_cost=1, memory_cost=memory_kib, parallelism=1, hash_len=32, type=Type.ID
        )
        workers = max(1, min(_HASHERS_MAX, os.cpu_count() or 1))
        self._threads = ThreadPoolExecutor(workers, "argon2")
        # Costs as much to check as a real one, so that an unknown account takes as long.
        self._nobody = self._argon2.hash(secrets.token_urlsafe(_TOKEN_BYTES))

    async def hashed(self, password: str) -> str:
        stored: str = await self._run(self._argon2.hash, password)
        return stored

    async def matches(self, stored: str | None, password: str) -> bool:
        """Return whether the password is the stored one; None (no account) takes the same time."""
        is_right = await self._run(self._verified, stored or self._nobody, password)
        return is_right and stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Return whether the hash was made with other, weaker costs."""
        return self._argon2.check_needs_rehash(stored)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _verified(self, stored: str, password: str) -> bool:
        try:
            return self._argon2.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Any, *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """What an access token says: whose it is, of which session, and when that logged in."""

    user_id: UUID
    session_id: UUID
    token_id: str
    auth_time: datetime
    expires_at: datetime


class Keys(Protocol):
    """Where the signing keys come from."""

    def ring(self) -> Ring: ...


@dataclass(frozen=True, slots=True)
class AccessTokens:
    """Issues and reads access tokens; nothing but RS256 with a key of ours is ever believed."""

    keys: Keys
    clock: Clock
    lifetime: timedelta
    issuer: str

    @property
    def audience(self) -> str:
        return f"{self.issuer}-api"

    def issued(self, user_id: UUID, session_id: UUID, auth_time: datetime) -> str:
        """Return a token; it names its user and session and carries nothing personal."""
        now = int(self.clock.now().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": str(user_id),
            "sid": str(session_id),
            "jti": uuid4().hex,
            "type": "access",
            "iat": now,
            "nbf": now,
            "exp": now + int(self.lifetime.total_seconds()),
            "auth_time": int(auth_time.timestamp()),
        }
        ring = self.keys.ring()
        token: str = jws.sign(
            json.dumps(claims).encode(),
            ring.signer,
            headers={"kid": ring.signing.key_id},
            algorithm=ALGORITHM,
        )
        return token

    def read(self, token: str) -> AccessClaims:
        """Return the claims of a token of ours.

        Raises: TokenExpired past its time, TokenInvalid for anything else that is wrong.
        """
        header = _header(token)
        verifier = self.keys.ring().verifier(str(header["kid"]), self.clock.now())
        if verifier is None:
            raise TokenInvalid("the token is signed with an unknown key")
        try:
            claims = json.loads(jws.verify(token, verifier, [ALGORITHM]))
        except (JWSError, ValueError, RecursionError) as error:
            raise TokenInvalid("the token is not one of ours") from error
        return self._checked(claims)

    def _checked(self, claims: object) -> AccessClaims:
        if not isinstance(claims, Mapping):
            raise TokenInvalid("the token carries no claims")
        expected = {"iss": self.issuer, "aud": self.audience, "type": "access"}
        if any(claims.get(name) != value for name, value in expected.items()):
            raise TokenInvalid("the token is meant for something else")
        try:
            read = AccessClaims(
                user_id=UUID(claims["sub"]),
                session_id=UUID(claims["sid"]),
                token_id=_text(claims["jti"]),
                auth_time=_moment(claims["auth_time"]),
                expires_at=_moment(claims["exp"]),
            )
            begins = max(_moment(claims["nbf"]), _moment(claims["iat"]))
        except (KeyError, ValueError, TypeError, AttributeError, OverflowError, OSError) as error:
            raise TokenInvalid("the token lacks a claim") from error
        now = self.clock.now()
        if begins > now + _LEEWAY:
            raise TokenInvalid("the token is not valid yet")
        if now >= read.expires_at + _LEEWAY:
            raise TokenExpired("the access token has expired: refresh it")
        return read


class DeniedTokens:
    """Access tokens that ended before their time, until they would have ended anyway."""

    def __init__(self, redis: Redis | None, clock: Clock) -> None:
        self._redis = redis
        self._clock = clock
        self._here: dict[str, datetime] = {}

    async def deny(self, claims: AccessClaims) -> None:
        now = self._clock.now()
        end = claims.expires_at + _LEEWAY
        self._here = {name: until for name, until in self._here.items() if until > now}
        self._here[claims.token_id] = end
        if self._redis is not None and end > now:
            # Without Redis the other processes learn it from the session, which is closed as well.
            with suppress(*UNREACHABLE):
                seconds = ceil((end - now).total_seconds())
                await self._redis.set(key("denied", claims.token_id), "1", ex=seconds)

    async def is_denied(self, token_id: str) -> bool | None:
        """Return whether the token ended early; None when nobody can be asked."""
        if token_id in self._here:
            return True
        if self._redis is None:
            return None
        try:
            return bool(await self._redis.exists(key("denied", token_id)))
        except UNREACHABLE:
            return None


@dataclass(frozen=True, slots=True)
class Stamps:
    """Keyed digests: what only this installation can make, and can check without storing it."""

    secret: str

    def of(self, purpose: str, *parts: str) -> str:
        """Return the stamp of `parts` for one purpose, URL-safe."""
        message = "\0".join((purpose, *parts)).encode("utf-8", "surrogatepass")
        digest = hmac.digest(self.secret.encode(), message, "sha256")
        return urlsafe_b64encode(digest).rstrip(b"=").decode()

    def fits(self, stamp: str, purpose: str, *parts: str) -> bool:
        """Return whether `stamp` is ours, in constant time."""
        return equal_secrets(stamp, self.of(purpose, *parts))


def new_token() -> str:
    """Return 256 random bits, URL-safe."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def token_hash(token: str) -> bytes:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def equal_secrets(left: str, right: str) -> bool:
    """Compare without telling by the time it takes how much of it was right."""
    return hmac.compare_digest(
        left.encode("utf-8", "surrogatepass"), right.encode("utf-8", "surrogatepass")
    )


def _header(token: str) -> Mapping[str, object]:
    if len(token) > _TOKEN_LENGTH_MAX or token.count(".") != 2:
        raise TokenInvalid("the token has another form")
    try:
        segment = token.partition(".")[0].encode("ascii")
        header = json.loads(urlsafe_b64decode(segment + b"=" * (-len(segment) % 4)))
    except (ValueError, Base64Error, RecursionError) as error:
        raise TokenInvalid("the token has no readable header") from error
    # No other member is understood: crit, jku, x5u and jwk would ask us to trust their word.
    if not isinstance(header, Mapping) or set(header) != _HEADER or header["alg"] != ALGORITHM:
        raise TokenInvalid("the header of the token is not one of ours")
    return header


def _moment(value: object) -> datetime:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("not a time")
    return datetime.fromtimestamp(value, UTC)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError("not a text")
    return value
