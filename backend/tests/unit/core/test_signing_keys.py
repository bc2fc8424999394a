"""Signing keys: from files named by the settings, or from a folder of our own."""

import stat
from datetime import UTC, datetime

import pytest

from app.core.config import load_settings
from app.core.signing_keys import FileKeys, FolderKeys, SigningKey, key_id, open_keys, write_pair
from app.domain.errors import InvalidInput
from tests.fakes.clock import FakeClock

NOW = datetime(2026, 3, 1, tzinfo=UTC)
STRONG = "kX9vQ2mT7pL4wZ8rN1cB6hD3fG5jS0yA"


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pair")
    write_pair(folder / "private.pem", folder / "public.pem", "a passphrase of some length")
    return folder / "private.pem", folder / "public.pem"


def settings(tmp_path, **given):
    return load_settings(env_file=tmp_path / "no.env", apex_home=tmp_path, **given)


def test_a_written_pair_is_private_and_under_its_passphrase(pair):
    private, public = pair
    assert "ENCRYPTED" in private.read_text()
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    ring = FileKeys(private, public, "a passphrase of some length").ring()
    assert set(ring.believed) == {ring.signing.key_id}
    with pytest.raises(InvalidInput, match="passphrase is JWT_SECRET_KEY"):
        FileKeys(private, public, "another passphrase")


def test_every_public_key_of_the_file_is_believed(pair, tmp_path):
    private, public = pair
    older = SigningKey.made().private.public_key()
    write_pair(tmp_path / "p.pem", tmp_path / "older.pem", "x")
    both = tmp_path / "both.pem"
    both.write_text((tmp_path / "older.pem").read_text() + "\n" + public.read_text())
    ring = FileKeys(private, both, "a passphrase of some length").ring()
    assert len(ring.believed) == 2
    assert key_id(older) not in ring.believed


@pytest.mark.parametrize("content", ["", "nothing", "-----BEGIN PUBLIC KEY-----\nAA\n"])
def test_a_public_file_without_keys_is_refused(pair, tmp_path, content):
    (tmp_path / "public.pem").write_text(content)
    with pytest.raises(InvalidInput, match=r"public\.pem"):
        FileKeys(pair[0], tmp_path / "public.pem", "a passphrase of some length")


def test_in_production_the_file_is_required(tmp_path, pair):
    given = {"secret_key": "1" + STRONG, "jwt_secret_key": "2" + STRONG}
    guarded = settings(tmp_path, app_env="production", api_key_encryption_key="3" + STRONG, **given)
    with pytest.raises(InvalidInput, match="JWT_PRIVATE_KEY_FILE is missing"):
        open_keys(guarded, FakeClock(NOW))


def test_a_missing_file_is_one_sentence(tmp_path):
    named = settings(tmp_path, jwt_private_key_file=str(tmp_path / "none.pem"))
    with pytest.raises(InvalidInput, match=r"none\.pem cannot be read \(No such file"):
        open_keys(named, FakeClock(NOW))


def test_in_development_the_key_is_made_once(tmp_path):
    first = open_keys(settings(tmp_path), FakeClock(NOW))
    second = open_keys(settings(tmp_path), FakeClock(NOW))
    assert isinstance(first, FolderKeys)
    assert first.ring().signing.key_id == second.ring().signing.key_id
    (kept,) = (tmp_path / "secrets" / "signing-keys").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_key_made_in_the_same_moment_is_still_the_newer_one(tmp_path):
    keys = open_keys(settings(tmp_path), FakeClock(NOW))
    for _ in range(4):
        before = keys.ring().signing.key_id
        keys.rotate()
        assert keys.ring().signing.key_id != before
        assert before in keys.ring().believed
