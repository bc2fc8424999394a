"""Servers that somebody else runs are used as they are; only the rest is started."""

from pathlib import Path

import pytest

from app.core.config import Settings
from app.core.database import Endpoints
from app.domain.errors import StorageUnavailable
from app.stack.embedded import embedded_objects, embedded_redis
from app.stack.home import Home
from app.stack.ports import free_port
from app.stack.record import Record, State
from app.stack.supervisor import running_platform
from tests.integration.stack.conftest import settings_for


def told(_: str) -> None:
    """Listen to no step."""


def record_in(home: Path) -> Record:
    record = Record.read(Home(home).record)
    assert record is not None
    return record


def with_databases(home: Path, endpoints: Endpoints, **given: object) -> Settings:
    return settings_for(
        home,
        apex_port=free_port(),
        database_url=endpoints.main_url,
        timescale_url=endpoints.timeseries_url,
        **given,
    )


def test_configured_databases_are_used(endpoints: Endpoints, home: Path):
    with running_platform(with_databases(home, endpoints), told, ()) as running:
        assert running.database_url.get_secret_value() == endpoints.main_url
        assert set(record_in(home).children) == {"redis", "objects", "proxy"}
        assert record_in(home).is_complete
    assert record_in(home).state is State.STOPPED
    assert not any(child.is_running for child in record_in(home).children.values())


def test_only_the_front_door_is_left_where_all_is_configured(
    endpoints: Endpoints, home: Path, tmp_path: Path
):
    elsewhere = settings_for(tmp_path / "elsewhere")
    with embedded_redis(elsewhere) as redis, embedded_objects(elsewhere) as objects:
        given = with_databases(home, endpoints, redis_url=redis, object_store_url=objects)
        with running_platform(given, told, ()) as running:
            assert running.redis_url.get_secret_value() == redis
            assert running.object_store_url.get_secret_value() == objects
            assert set(record_in(home).children) == {"proxy"}


def test_a_configured_database_is_not_migrated_behind_its_owners_back(
    empty_endpoints: Endpoints, home: Path
):
    settings = with_databases(home, empty_endpoints)
    with (
        pytest.raises(
            StorageUnavailable, match=r"main database is at revision none.*run apextrade"
        ),
        running_platform(settings, told, ()),
    ):
        pytest.fail("it must not run")
    assert record_in(home).state is State.STOPPED
    assert record_in(home).children == {}
