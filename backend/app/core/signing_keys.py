"""The keys that sign access tokens: where they lie, which are believed, how they change.

Two homes. Files named by the settings: the private key signs, every public key in the public file
is believed. Else a folder in APEX_HOME: the newest key signs, an older one is believed for as long
as a token signed with it can live. A file's name is its birth and its key id: there is no other
record.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from jose import jwk  # type: ignore[import-untyped]

from app.core.config import Settings
from app.core.private_files import private_directory, write_private
from app.domain.errors import InvalidInput
from app.ports.clock import Clock

ALGORITHM: Final = "RS256"
_BITS: Final = 2048
_END: Final = "-----END PUBLIC KEY-----"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private half, ready to sign; `key_id` names it in the header of a token."""

    key_id: str
    private: RSAPrivateKey

    @classmethod
    def made(cls) -> Self:
        return cls.of(generate_private_key(public_exponent=65537, key_size=_BITS))

    @classmethod
    def of(cls, private: RSAPrivateKey) -> Self:
        return cls(key_id(private.public_key()), private)

    def pem(self, encryption: KeySerializationEncryption) -> str:
        return self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption).decode()

    def signer(self) -> Any:
        return jwk.construct(self.pem(NoEncryption()), ALGORITHM)


@dataclass(frozen=True, slots=True)
class BelievedKey:
    """A public half, ready to verify; None: for as long as it is listed."""

    verifier: Any
    public: RSAPublicKey
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ring:
    """The keys at one moment."""

    signing: SigningKey
    signer: Any
    believed: Mapping[str, BelievedKey]

    def verifier(self, name: str, now: datetime) -> Any | None:
        """Return what verifies tokens of this key; None when it is unknown or too old."""
        found = self.believed.get(name)
        if found is None or (found.until is not None and now >= found.until):
            return None
        return found.verifier

    def published(self, now: datetime) -> dict[str, list[dict[str, str]]]:
        """Return the JSON Web Key Set: public members alone."""
        return {
            "keys": [
                _public_members(name, key)
                for name, key in self.believed.items()
                if key.until is None or now < key.until
            ]
        }


class FolderKeys:
    """Keys made and kept in a folder that every process of the installation shares."""

    def __init__(self, folder: Path, clock: Clock, lifetime: timedelta) -> None:
        self._folder = folder
        self._clock = clock
        self._lifetime = lifetime
        self._seen: tuple[str, ...] = ()
        self._ring: Ring | None = None

    def ring(self) -> Ring:
        """Return the keys as they are now; another process may have changed them."""
        # By name, not by time: two changes within one tick of the file system are two changes.
        names = self._names()
        if not names:
            self.rotate()
            names = self._names()
        if self._ring is None or names != self._seen:
            self._ring, self._seen = self._read(names), names
        return self._ring

    def rotate(self) -> None:
        """Make a new key: it signs from now on, and the one before is believed a while longer."""
        private_directory(self._folder)
        key = SigningKey.made()
        born = int(self._clock.now().timestamp() * 1000)
        if names := self._names():
            born = max(born, int(names[-1][:15]) + 1)
        write_private(self._folder / f"{born:015}-{key.key_id}.pem", key.pem(NoEncryption()))

    def _names(self) -> tuple[str, ...]:
        return tuple(sorted(path.name for path in self._folder.glob("[0-9]*-*.pem")))

    def _read(self, names: Sequence[str]) -> Ring:
        paths = [self._folder / name for name in names]
        keys = [SigningKey.of(_private(path, None)) for path in paths]
        births = [datetime.fromtimestamp(int(path.name[:15]) / 1000, UTC) for path in paths]
        ends = [born + self._lifetime for born in births[1:]] + [None]
        believed = {
            key.key_id: believed_key(key.private.public_key(), until)
            for key, until in zip(keys, ends, strict=True)
        }
        return Ring(keys[-1], keys[-1].signer(), believed)


class FileKeys:
    """Keys named by the settings; read once."""

    def __init__(self, private_file: Path, public_file: Path | None, passphrase: str) -> None:
        signing = SigningKey.of(_private(private_file, passphrase))
        publics = [signing.private.public_key(), *(_publics(public_file) if public_file else ())]
        self._ring = Ring(
            signing, signing.signer(), {key_id(public): believed_key(public) for public in publics}
        )

    def ring(self) -> Ring:
        """Return the keys."""
        return self._ring


def open_keys(settings: Settings, clock: Clock) -> FolderKeys | FileKeys:
    """Return the keys that the settings name.

    Raises: InvalidInput when a file cannot be read, or none is named in staging and production.
    """
    if settings.jwt_private_key_file:
        public = settings.jwt_public_key_file
        return FileKeys(
            Path(settings.jwt_private_key_file),
            Path(public) if public else None,
            settings.secret("jwt_secret_key"),
        )
    if settings.app_env.is_guarded:
        raise InvalidInput(
            "JWT_PRIVATE_KEY_FILE is missing: must name a PEM file with the RSA key that signs "
            f"tokens (required because APP_ENV is {settings.app_env})"
        )
    lifetime = timedelta(minutes=settings.jwt_access_token_expire_minutes)
    return FolderKeys(settings.apex_home / "secrets" / "signing-keys", clock, lifetime)


def write_pair(private_file: Path, public_file: Path, passphrase: str) -> None:
    """Make a key pair: the private half under the passphrase, for JWT_PRIVATE_KEY_FILE."""
    key = SigningKey.made()
    encryption = BestAvailableEncryption(passphrase.encode())
    write_private(private_file, key.pem(encryption))
    write_private(public_file, _public_pem(key.private.public_key()))


def key_id(public: RSAPublicKey) -> str:
    """Return the name of a key: the beginning of the SHA-256 of its public half."""
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()[:16]


def believed_key(public: RSAPublicKey, until: datetime | None = None) -> BelievedKey:
    return BelievedKey(jwk.construct(_public_pem(public), ALGORITHM), public, until)


def _public_pem(public: RSAPublicKey) -> str:
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _public_members(name: str, key: BelievedKey) -> dict[str, str]:
    members = key.verifier.to_dict()
    return {
        "kty": "RSA",
        "use": "sig",
        "alg": ALGORITHM,
        "kid": name,
        "n": _text(members["n"]),
        "e": _text(members["e"]),
    }


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _private(path: Path, passphrase: str | None) -> RSAPrivateKey:
    text = _content(path)
    password = passphrase.encode() if passphrase and b"ENCRYPTED" in text else None
    try:
        key = load_pem_private_key(text, password)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise InvalidInput(
            f"{path} cannot be read as a private key: must be a PEM file whose passphrase is "
            "JWT_SECRET_KEY, or one without"
        ) from error
    if not isinstance(key, RSAPrivateKey) or key.key_size < _BITS:
        raise InvalidInput(f"{path} holds another kind of key: must be RSA of {_BITS} bits or more")
    return key


def _publics(path: Path) -> list[RSAPublicKey]:
    blocks = [block + _END for block in _content(path).decode("utf-8", "replace").split(_END)[:-1]]
    try:
        keys = [load_pem_public_key(block.strip().encode()) for block in blocks]
    except (ValueError, UnsupportedAlgorithm) as error:
        raise InvalidInput(f"{path} cannot be read: must hold public keys in PEM") from error
    if not keys or not all(isinstance(key, RSAPublicKey) for key in keys):
        raise InvalidInput(f"{path} holds no RSA public key: must hold one or more in PEM")
    return [key for key in keys if isinstance(key, RSAPublicKey)]


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read ({error.strerror})") from error
