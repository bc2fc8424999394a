"""Processes say that they live; what fell silent long ago is forgotten."""

from datetime import timedelta

from tests.stored_rows import NOW


async def test_a_beat_replaces_the_one_before(transactions):
    later = NOW + timedelta(seconds=5)
    async with transactions.begin_system() as work:
        await work.heartbeats.beat("worker", "a", NOW, NOW, {"n": 1})
        await work.heartbeats.beat("api", "a", NOW, NOW, {})
        await work.heartbeats.beat("worker", "a", NOW, later, {"n": 2})
        found = await work.heartbeats.all()
    assert [(beat.service, beat.beat_at, beat.detail) for beat in found] == [
        ("api", NOW, {}),
        ("worker", later, {"n": 2}),
    ]


async def test_who_leaves_or_is_silent_for_a_week_is_forgotten(transactions):
    async with transactions.begin_system() as work:
        for instance, at in (("old", NOW - timedelta(days=8)), ("new", NOW), ("gone", NOW)):
            await work.heartbeats.beat("worker", instance, at, at, {})
        await work.heartbeats.leave("worker", "gone")
        assert await work.maintenance.cut_heartbeats(NOW) == 1
        assert [beat.instance for beat in await work.heartbeats.all()] == ["new"]
