"""Accounts and sessions over HTTP."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from app.api.deps import Address, CurrentUser, Parts, Platform, bearer_token
from app.api.openapi import problems
from app.api.schemas import auth as schemas
from app.core.security import AccessClaims
from app.domain.errors import Forbidden, RefreshInvalid, TokenExpired, TokenInvalid, Unauthenticated
from app.services.auth import Entered

router = APIRouter(prefix="/auth", tags=["auth"])
# Where other programs look for the keys (RFC 8615); it lies beside /api.
well_known = APIRouter(tags=["auth"])

REFRESH_COOKIE: Final = "__Secure-apex_refresh"
DEVICE_COOKIE: Final = "__Secure-apex_device"
_PATH: Final = "/api/v1/auth"
_DEVICE_SECONDS: Final = 365 * 86_400
_LETTER: Final = "if the address is right, a letter is on its way"
# Longer than either way takes, so that the time does not tell whether there is an account.
_SAME_SECONDS: Final = 0.15


@asynccontextmanager
async def _same_time() -> AsyncIterator[None]:
    ends = time.monotonic() + _SAME_SECONDS
    yield
    await asyncio.sleep(max(0.0, ends - time.monotonic()))


async def same_site(request: Request, parts: Parts) -> None:
    """Refuse what a page of another site can make a browser send (security.md 31)."""
    origin = request.headers.get("origin")
    if origin is None:
        if "x-requested-with" not in request.headers:
            raise Forbidden("send Origin, or X-Requested-With with any value")
        return
    own = urlsplit(origin).netloc == request.headers.get("host")
    is_web = urlsplit(origin).scheme in {"http", "https"}
    if not (own and is_web) and origin not in parts.settings.allowed_origins:
        raise Forbidden("this origin may not do that")


@router.get("/registration")
async def registration(parts: Parts) -> schemas.RegistrationState:
    """Say who may register now, and what they need for it."""
    return schemas.RegistrationState.of(await parts.accounts.door())


@router.post("/register", status_code=201, responses=problems(403))
async def register(body: schemas.Registration, parts: Parts, address: Address) -> schemas.Accepted:
    """Make an account; the letter says the rest."""
    async with _same_time():
        await parts.accounts.register(
            body.email,
            body.password,
            address,
            setup_token=body.setup_token,
            invite=body.invitation,
        )
    return schemas.Accepted(message=_LETTER)


@router.post("/verify", status_code=204)
async def verify(body: schemas.Verification, parts: Parts, address: Address) -> None:
    """Confirm an address by the token of a letter."""
    await parts.accounts.verify(body.token, address)


@router.post("/resend", status_code=202)
async def resend(body: schemas.Address, parts: Parts, address: Address) -> schemas.Accepted:
    """Write the confirming letter again."""
    async with _same_time():
        await parts.accounts.resend(body.email, address)
    return schemas.Accepted(message=_LETTER)


@router.post("/forgot", status_code=202)
async def forgot(body: schemas.Address, parts: Parts, address: Address) -> schemas.Accepted:
    """Ask for a letter that lets its reader choose a new password."""
    async with _same_time():
        await parts.accounts.forgot(body.email, address)
    return schemas.Accepted(message=_LETTER)


@router.post("/reset", status_code=204)
async def reset(body: schemas.Reset, parts: Parts, address: Address) -> None:
    """Choose a new password by the token of a letter; every device is signed out."""
    await parts.accounts.reset(body.token, body.password, address)


@router.post("/login", responses=problems(401))
async def login(
    body: schemas.Credentials, request: Request, response: Response, parts: Parts, address: Address
) -> schemas.TokenAnswer:
    """Open a session."""
    entered = await parts.sessions.login(
        body.email,
        body.password,
        address,
        request.headers.get("user-agent", "")[:400],
        request.cookies.get(DEVICE_COOKIE, ""),
    )
    _set_cookie(response, DEVICE_COOKIE, entered.device, _DEVICE_SECONDS)
    return _entered(response, parts, entered)


@router.post("/refresh", dependencies=[Depends(same_site)], responses=problems(401, 403))
async def refresh(
    request: Request, response: Response, parts: Parts, address: Address
) -> schemas.TokenAnswer:
    """Go on: a fresh access token for the refresh token in the cookie, which is replaced."""
    token = request.cookies.get(REFRESH_COOKIE, "")
    if not token:
        raise RefreshInvalid("no refresh token was sent: log in again")
    return _entered(response, parts, await parts.sessions.refresh(token, address))


@router.post(
    "/logout", status_code=204, dependencies=[Depends(same_site)], responses=problems(401, 403)
)
async def logout(request: Request, response: Response, parts: Parts) -> None:
    """End the session; its tokens are dead at once."""
    claims = _claims(request, parts)
    token = request.cookies.get(REFRESH_COOKIE, "")
    if claims is None and not token:
        raise Unauthenticated("nobody is logged in")
    await parts.sessions.logout(claims, token)
    response.delete_cookie(
        REFRESH_COOKIE, path=_PATH, secure=True, httponly=True, samesite="strict"
    )


@router.get("/me")
async def me(user: CurrentUser, parts: Parts) -> schemas.Me:
    """Return the own account."""
    return schemas.Me.model_validate(await parts.accounts.profile(user.id))


@router.patch("/me")
async def change_me(body: schemas.Profile, user: CurrentUser, parts: Parts) -> schemas.Me:
    """Change name, zone, locale, base currency or preferences."""
    changes = body.model_dump(exclude_unset=True)
    return schemas.Me.model_validate(await parts.accounts.change_profile(user.id, changes))


@router.post("/confirm", status_code=204)
async def confirm(body: schemas.Confirmation, user: CurrentUser, parts: Parts) -> None:
    """Give the own password again, as some acts ask for (1005); the session goes on."""
    await parts.sessions.confirm(user, body.password)


@router.post("/password", status_code=204)
async def change_password(body: schemas.PasswordChange, user: CurrentUser, parts: Parts) -> None:
    """Choose a new password by the present one; every other device is signed out."""
    await parts.sessions.change_password(user, body.current_password, body.new_password)


@router.get("/sessions")
async def sessions(user: CurrentUser, parts: Parts) -> schemas.Devices:
    """List the devices that are logged in, the one seen last first."""
    devices = [
        schemas.Device(
            id=session.id,
            user_agent=session.user_agent,
            address=session.address,
            created_at=session.created_at,
            last_seen_at=session.last_seen_at,
            expires_at=session.expires_at,
            is_current=session.id == user.session_id,
        )
        for session in await parts.sessions.devices(user)
    ]
    return schemas.Devices(items=devices)


@router.delete("/sessions/{session_id}", status_code=204)
async def end_session(session_id: UUID, user: CurrentUser, parts: Parts) -> None:
    """Log one device out."""
    await parts.sessions.end(user, session_id)


@well_known.get("/.well-known/jwks.json", name="well_known_jwks")
@router.get("/jwks")
async def jwks(parts: Parts) -> schemas.KeySet:
    """Return the public keys that verify access tokens."""
    ring = parts.sessions.tokens.keys.ring()
    return schemas.KeySet(keys=ring.published(parts.clock.now())["keys"])


def _claims(request: Request, parts: Platform) -> AccessClaims | None:
    """Return the claims of a token that is still good; leaving needs no more than the cookie."""
    try:
        return parts.sessions.tokens.read(bearer_token(request))
    except (Unauthenticated, TokenExpired, TokenInvalid):
        return None


def _entered(response: Response, parts: Platform, entered: Entered) -> schemas.TokenAnswer:
    seconds = (entered.refresh_until - parts.clock.now()).total_seconds()
    _set_cookie(response, REFRESH_COOKIE, entered.refresh_token, max(0, int(seconds)))
    return schemas.TokenAnswer(
        access_token=entered.access_token,
        token_type="bearer",  # noqa: S106
        expires_in=int(parts.sessions.tokens.lifetime.total_seconds()),
    )


def _set_cookie(response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name, value, max_age=seconds, path=_PATH, secure=True, httponly=True, samesite="strict"
    )
