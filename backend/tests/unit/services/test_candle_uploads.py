from pathlib import Path
from uuid import UUID

import pytest

from app.domain.errors import Forbidden, InvalidInput
from app.domain.timeframes import Timeframe
from app.services.candle_uploads import CandleUploads, UploadOrder
from app.services.series_names import PartialName
from tests.builders import bars
from tests.fakes.candle_files import candle_file
from tests.fakes.market_data import FakeTransactions
from tests.unit.services.test_data_import import HOURLY, importer

ANNA, BEN = UUID(int=0xA), UUID(int=0xB)


def uploads(transactions=None) -> CandleUploads:
    service = importer(transactions or FakeTransactions(), hourly=candle_file(bars("100 101")))
    return CandleUploads(importing=service)


async def take(service, user=ANNA, *, is_admin=False, **given):
    name = PartialName(source=given.pop("source", None), symbol=given.pop("symbol", None))
    order = UploadOrder(name=name, **given)
    return await service.take(Path(HOURLY), order, user, is_admin=is_admin)


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        (None, "u-0000000a-bitfinex"),
        ("mine", "u-0000000a-mine"),
        ("u-0000000a-mine", "u-0000000a-mine"),
        ("u-0000000b-mine", "u-0000000a-u-0000000b-mine"),
    ],
    ids=["the file's name", "a name", "the whole name", "somebody else's"],
)
async def test_every_import_lands_in_a_source_of_its_owner(source, kept):
    report = await take(uploads(), source=source)
    assert (report.key.source, report.key.timeframe) == (kept, Timeframe.H1)


async def test_two_users_never_share_a_series():
    transactions = FakeTransactions()
    first = await take(uploads(transactions), ANNA)
    second = await take(uploads(transactions), BEN)
    assert first.key != second.key
    assert (first.inserted, second.inserted) == (2, 2)
    owners = {key: row.owner for key, row in transactions.registry.rows.items()}
    assert owners == {first.key: ANNA, second.key: BEN}


async def test_only_an_admin_imports_for_everybody():
    transactions = FakeTransactions()
    with pytest.raises(Forbidden):
        await take(uploads(transactions), shared=True)
    assert transactions.registry.rows == {}
    report = await take(uploads(transactions), is_admin=True, shared=True)
    assert report.key.source == "bitfinex"
    assert transactions.registry.rows[report.key].owner is None


async def test_a_shared_series_does_not_look_like_a_private_one():
    with pytest.raises(InvalidInput, match="is a private one"):
        await take(uploads(), is_admin=True, shared=True, source="u-0000000b-mine")


async def test_a_file_that_does_not_say_its_symbol():
    service = uploads()
    with pytest.raises(InvalidInput, match="does not say its symbol") as caught:
        await service.take(Path("x.csv"), UploadOrder(name=PartialName()), ANNA, is_admin=False)
    assert [fault.pointer for fault in caught.value.faults] == ["symbol"]


async def test_a_name_that_does_not_fit_behind_the_mark():
    with pytest.raises(InvalidInput, match="at most 29 characters"):
        await take(uploads(), source="x" * 30)
