from uuid import UUID

from app.domain.calendars import Gaps
from app.domain.timeframes import Calendar, Timeframe
from app.ports.market_data import RegisteredSeries, SeriesFacts, SeriesKey

ANNA, BEN = UUID(int=1), UUID(int=2)
SHARED = SeriesKey("bitfinex", "BTC/USD", Timeframe.M1)
OWN = SeriesKey("u-1-mine", "BTC/USD", Timeframe.M1)


async def test_a_series_is_registered_once(both_transactions):
    for _ in range(2):
        async with both_transactions.begin() as work:
            found = await work.series.register(RegisteredSeries(SHARED, Calendar.ALWAYS))
        assert found == RegisteredSeries(SHARED, Calendar.ALWAYS)
    async with both_transactions.begin() as work:
        assert await work.series.visible(None) == [found]


async def test_registering_again_answers_with_the_owner_there_is(both_transactions):
    async with both_transactions.begin() as work:
        await work.series.register(RegisteredSeries(OWN, Calendar.ALWAYS, ANNA))
        found = await work.series.register(RegisteredSeries(OWN, Calendar.FOREX, BEN))
    assert (found.owner, found.calendar) == (ANNA, Calendar.FOREX)


async def test_everybody_sees_the_shared_and_their_own(both_transactions):
    async with both_transactions.begin() as work:
        await work.series.register(RegisteredSeries(OWN, Calendar.ALWAYS, ANNA))
        await work.series.register(RegisteredSeries(SHARED, Calendar.ALWAYS))
    seen = {}
    async with both_transactions.begin() as work:
        for owner in (None, ANNA, BEN):
            seen[owner] = [series.key for series in await work.series.visible(owner)]
    assert seen == {None: [SHARED], ANNA: [SHARED, OWN], BEN: [SHARED]}


async def test_facts_are_kept_until_others_replace_them(both_transactions):
    facts = [
        SeriesFacts(1, Gaps(2, 3, 4), "a" * 64),
        SeriesFacts(2, Gaps(0, 0, 0), "b" * 64),
    ]
    async with both_transactions.begin() as work:
        assert (await work.series.register(RegisteredSeries(SHARED, Calendar.ALWAYS))).facts is None
        for found in facts:
            await work.series.keep_facts(SHARED, found)
            [series] = await work.series.visible(None)
            assert series.facts == found
