"""One list of behaviours for every object store: the directory, and a real S3 server."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app import bootstrap
from app.adapters.storage.local import LocalStore
from app.adapters.storage.minio import MinioStore
from app.core.config import Settings, load_settings
from app.domain.errors import InvalidInput, NotFound, StorageUnavailable
from app.ports.storage import ObjectStore
from app.stack.embedded import embedded_objects
from app.stack.ports import free_port


def settings_in(home: Path, **given: object) -> Settings:
    return load_settings(env_file=home / "no.env", app_env="testing", apex_home=home, **given)


@pytest.fixture(scope="module")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with embedded_objects(settings_in(tmp_path_factory.mktemp("s3"))) as url:
        yield url


@pytest.fixture(params=["directory", "s3"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    if request.param == "directory":
        return LocalStore(tmp_path / "objects")
    made = MinioStore(request.getfixturevalue("server_url"))
    for key in await made.list():
        await made.delete(key)
    return made


async def test_what_was_put_is_got_whole(store: ObjectStore):
    content = bytes(range(256)) * 5_000
    await store.put("backtests/7/equity.parquet", content, "application/octet-stream")
    assert await store.get("backtests/7/equity.parquet") == content


async def test_a_store_that_is_prepared_can_be_prepared_again_and_used(
    tmp_path: Path, server_url: str
):
    elsewhere = server_url.rpartition("/")[0] + "/elsewhere"
    for made in (LocalStore(tmp_path / "new" / "objects"), MinioStore(elsewhere)):
        for _ in range(2):
            await made.prepare()
        await made.put("one.csv", b"1", "text/csv")
        assert await made.list() == ("one.csv",)


async def test_an_empty_object_is_an_object(store: ObjectStore):
    await store.put("empty.csv", b"", "text/csv")
    assert await store.get("empty.csv") == b""


async def test_a_second_put_replaces_the_first(store: ObjectStore):
    await store.put("report.pdf", b"longer than the second", "application/pdf")
    await store.put("report.pdf", b"second", "application/pdf")
    assert await store.get("report.pdf") == b"second"
    assert await store.list() == ("report.pdf",)


async def test_what_was_never_put_is_not_found(store: ObjectStore):
    with pytest.raises(NotFound, match=r"no object reports/none\.pdf"):
        await store.get("reports/none.pdf")


async def test_a_deleted_object_is_gone_and_may_be_deleted_again(store: ObjectStore):
    await store.put("reports/one.pdf", b"1", "application/pdf")
    for _ in range(2):
        await store.delete("reports/one.pdf")
    with pytest.raises(NotFound):
        await store.get("reports/one.pdf")
    assert await store.list() == ()


async def test_the_list_holds_the_keys_below_a_folder_in_order(store: ObjectStore):
    keys = ("a/2.csv", "a/1.csv", "a/b/3.csv", "ab/4.csv", "5.csv")
    for key in keys:
        await store.put(key, b"x", "text/csv")
    assert await store.list() == tuple(sorted(keys))
    assert await store.list("a/") == ("a/1.csv", "a/2.csv", "a/b/3.csv")
    assert await store.list("none/") == ()


@pytest.mark.parametrize("key", ["../escape.csv", "/etc/passwd.x", "folder", ".hidden.csv"])
async def test_a_name_outside_the_law_is_refused(store: ObjectStore, key: str):
    for call in (store.get(key), store.delete(key), store.put(key, b"", "text/csv")):
        with pytest.raises(InvalidInput, match="object key"):
            await call
    with pytest.raises(InvalidInput, match="object prefix"):
        await store.list(key)


@pytest.mark.parametrize(
    ("part", "wrong", "said"),
    [
        ("password", "not-the-secret", "SignatureDoesNotMatch"),
        ("username", "nobody", "InvalidAccessKeyId|AccessDenied|SignatureDoesNotMatch"),
        ("path", "other-bucket", "NoSuchBucket"),
    ],
)
async def test_a_server_that_refuses_us_is_unavailable(server_url, part, wrong, said):
    right = getattr(urlsplit(server_url), part).strip("/")
    store = MinioStore(server_url.replace(right, wrong))
    for call in (store.get("a.csv"), store.put("a.csv", b"x", "text/csv"), store.list()):
        with pytest.raises(StorageUnavailable, match=said) as refused:
            await call
        assert right not in str(refused.value)


async def test_a_server_out_of_reach_is_unavailable():
    store = MinioStore(f"http://key:secret@127.0.0.1:{free_port()}/bucket")
    for call in (store.get("a.csv"), store.put("a.csv", b"x", "text/csv"), store.delete("a.csv")):
        with pytest.raises(StorageUnavailable, match=r"127\.0\.0\.1:\d+: does not answer"):
            await call


async def test_a_directory_that_cannot_be_written_to_is_unavailable(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageUnavailable, match="objects in"):
        await LocalStore(tmp_path / "file").put("a/b.csv", b"x", "text/csv")


async def test_the_settings_choose_the_store(server_url: str, tmp_path: Path):
    served = bootstrap.object_store(settings_in(tmp_path, object_store_url=server_url))
    assert isinstance(served, MinioStore)
    assert isinstance(bootstrap.object_store(settings_in(tmp_path)), LocalStore)


async def test_the_directory_holds_what_the_embedded_server_served(tmp_path: Path):
    settings = settings_in(tmp_path / "home")
    with embedded_objects(settings) as url:
        await MinioStore(url).put("reports/1.pdf", b"kept", "application/pdf")
    assert await bootstrap.object_store(settings).get("reports/1.pdf") == b"kept"
