"""Files of candles over HTTP: what is stored, and what hostile ones do not do."""

import gzip
import io
import json
import zipfile

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import pytest_asyncio

from app.core.config import Settings

URL = "/api/v1/market"
IMPORT = f"{URL}/candles/import"
HOURS = "time,open,high,low,close,volume\n" + "".join(
    f"2024-01-0{1 + hour // 24}T{hour % 24:02}:00:00Z,{100 + hour},{102 + hour},{99 + hour},"
    f"{101 + hour},{10 + hour}\n"
    for hour in range(48)
)
FIELDS = {"source": "mine", "symbol": "BTC/USD"}


@pytest.fixture
def api_settings(api_settings: Settings) -> Settings:
    return Settings.model_validate(api_settings.model_dump() | {"max_import_mb": 2})


@pytest_asyncio.fixture
async def ada(people):
    return await people.add("ada@example.com")


def form(content, name="hours.csv", **fields):
    body = content.encode() if isinstance(content, str) else content
    return {"files": {"file": (name, body)}, "data": FIELDS | fields}


async def series_of(person) -> list[dict]:
    return (await person.get(f"{URL}/coverage")).json()["items"]


async def test_a_file_becomes_a_series_of_ones_own(ada, api):
    answer = await ada.post(IMPORT, **form(HOURS))
    assert answer.status_code == 201, answer.text
    report = answer.json()
    source = report["source"]
    assert source.startswith("u-")
    assert source.endswith("-mine")
    assert (report["symbol"], report["timeframe"], report["calendar"]) == ("BTC/USD", "1h", "24/7")
    assert (report["read"], report["inserted"], report["rejected"]) == (48, 48, 0)
    assert (report["first"], report["last"]) == ("2024-01-01T00:00:00Z", "2024-01-02T23:00:00Z")
    assert report["gaps"] == {"count": 0, "missing_bars": 0, "longest_seconds": 0}
    assert report["assumed"] != []
    [series] = await series_of(ada)
    assert (series["source"], series["bars"], series["is_own"]) == (source, 48, True)
    page = (await ada.get(f"{URL}/ohlcv/BTC-USD", params={"timeframe": "1h"})).json()
    assert [item["close"] for item in page["items"]] == [101.0 + hour for hour in range(48)]
    assert list((api.state.platform.settings.apex_home / "uploads").iterdir()) == []


async def test_the_same_file_again_finds_duplicates_and_another_revises(ada):
    await ada.post(IMPORT, **form(HOURS))
    again = (await ada.post(IMPORT, **form(HOURS))).json()
    assert (again["inserted"], again["duplicate"], again["revised"]) == (0, 48, 0)
    changed = (await ada.post(IMPORT, **form(HOURS.replace(",101,10\n", ",101.5,10\n")))).json()
    assert (changed["inserted"], changed["duplicate"], changed["revised"]) == (0, 47, 1)


async def test_faulty_rows_are_listed_and_the_rest_is_stored(ada):
    rows = HOURS.splitlines()
    rows[3] = "2024-01-01T02:00:00Z,102,90,101,103,12"
    rows[9] = "2024-01-01T08:00:00Z,NaN,110,107,109,18"
    report = (await ada.post(IMPORT, **form("\n".join(rows)))).json()
    assert (report["read"], report["inserted"], report["rejected"]) == (48, 46, 2)
    # Rows are numbered as the file's lines are, its heading included.
    assert [one["row"] for one in report["rejections"]] == [4, 10]
    assert "high" in report["rejections"][0]["reason"]
    assert report["gaps"]["missing_bars"] == 2


async def test_a_strict_import_takes_all_rows_or_none(ada):
    rows = HOURS.splitlines()
    rows[3] = "2024-01-01T02:00:00Z,102,90,101,103,12"
    answer = await ada.post(IMPORT, **form("\n".join(rows), strict="true"))
    assert (answer.status_code, answer.json()["code"]) == (422, 5004)
    assert any(fault["pointer"] == "row 4" for fault in answer.json()["errors"])
    assert await series_of(ada) == []


async def test_the_file_may_say_its_name_and_other_forms_are_read(ada):
    times = np.arange(48) * 3_600_000 + 1_704_067_200_000
    columns = {name: np.full(48, 7.5) for name in ("open", "high", "low", "close", "volume")}
    parquet = io.BytesIO()
    pq.write_table(
        pa.table({"time": pa.array(times, pa.timestamp("ms", "UTC")), **columns}), parquet
    )
    records = [
        {"time": int(time), "open": 7, "high": 8, "low": 6, "close": 7, "volume": 1}
        for time in times
    ]
    for name, content in (
        ("lab_ETH-USD_1h.parquet", parquet.getvalue()),
        ("lab_SOL-USD_1h.json", json.dumps(records).encode()),
    ):
        answer = await ada.post(IMPORT, files={"file": (name, content)})
        assert answer.status_code == 201, answer.text
        assert answer.json()["source"].endswith("-lab")
    assert [one["symbol"] for one in await series_of(ada)] == ["ETH/USD", "SOL/USD"]


async def test_another_users_import_is_nowhere(ada, people):
    source = (await ada.post(IMPORT, **form(HOURS))).json()["source"]
    ben = await people.add("ben@example.com")
    named = {"timeframe": "1h", "source": source}
    for path, given in (
        ("/ohlcv/BTC-USD", {"timeframe": "1h"}),
        ("/ohlcv/BTC-USD", named),
        ("/indicators/BTC-USD", named | {"indicator": "RSI"}),
        ("/ticker/BTC-USD", {"source": source}),
    ):
        answer = await ben.get(f"{URL}{path}", params=given)
        assert answer.status_code == 404, path
        assert source not in answer.json()["detail"].replace(f"source {source!r}", "")
    assert await series_of(ben) == []
    listed = (await ben.get(f"{URL}/symbols", params={"source": source})).json()
    assert listed["total"] == 0
    gone = await ben.delete(f"{URL}/series", params=named | {"symbol": "BTC/USD"})
    assert gone.status_code == 404
    watched = await ben.post(f"{URL}/watchlist", json={"source": source, "symbol": "BTC/USD"})
    assert watched.status_code == 404
    mine = (await ben.post(IMPORT, **form(HOURS))).json()
    assert (mine["inserted"], mine["source"] == source) == (48, False)
    assert len(await series_of(ada)) == 1


async def test_a_backtest_that_names_anothers_series_finds_nothing(ada, people):
    source = (await ada.post(IMPORT, **form(HOURS))).json()["source"]
    document = {
        "name": "Dip",
        "symbol": "BTC/USD",
        "timeframe": "1h",
        "entry_rules": [
            {"name": "x", "signal": "BUY", "conditions": [
                {"left": {"price": "close"}, "operator": "less_than", "right": 120}]}
        ],
        "exit_rules": [],
        "risk_management": {"stop_loss_pct": 2},
    }  # fmt: skip
    answers = {}
    for name, person in (("ada", ada), ("ben", await people.add("ben@example.com"))):
        made = await person.post("/api/v1/strategies", json=document)
        assert made.status_code == 201, made.text
        asked = {"strategy_id": made.json()["id"], "source": source}
        answers[name] = await person.post("/api/v1/backtests", json=asked)
    assert answers["ben"].status_code == 404
    assert answers["ada"].status_code in {202, 422}
    assert answers["ada"].json().get("code") != 5001


async def test_an_owner_deletes_a_series(ada):
    source = (await ada.post(IMPORT, **form(HOURS))).json()["source"]
    named = {"source": source, "symbol": "BTC-USD", "timeframe": "1h"}
    answer = await ada.delete(f"{URL}/series", params=named)
    assert (answer.status_code, answer.json()) == (200, {"bars": 48})
    assert await series_of(ada) == []
    assert (await ada.delete(f"{URL}/series", params=named)).status_code == 404
    assert (await ada.post(IMPORT, **form(HOURS))).json()["inserted"] == 48


async def test_what_is_shared_is_the_admins(ada, people):
    refused = await ada.post(IMPORT, **form(HOURS, shared="true"))
    assert refused.status_code == 403
    eve = await people.add("eve@example.com", is_admin=True)
    report = (await eve.post(IMPORT, **form(HOURS, shared="true"))).json()
    assert report["source"] == "mine"
    [seen] = await series_of(ada)
    assert (seen["source"], seen["is_own"]) == ("mine", False)
    named = {"source": "mine", "symbol": "BTC/USD", "timeframe": "1h"}
    assert (await ada.delete(f"{URL}/series", params=named)).status_code == 403
    disguised = await eve.post(IMPORT, **form(HOURS, shared="true", source="u-0123abcd-x"))
    assert disguised.status_code == 422
    assert (await eve.delete(f"{URL}/series", params=named)).json() == {"bars": 48}


async def test_a_key_answers_the_same_file_once(ada):
    key = {"Idempotency-Key": "import-1"}
    first = await ada.post(IMPORT, **form(HOURS), headers=key)
    again = await ada.post(IMPORT, **form(HOURS), headers=key)
    assert again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true"
    for other in (form(HOURS + "\n"), form(HOURS, source="other")):
        answer = await ada.post(IMPORT, **other, headers=key)
        assert (answer.status_code, answer.json()["code"]) == (422, 4005)
    assert len(await series_of(ada)) == 1


async def test_a_refused_file_leaves_its_key_free(ada):
    key = {"Idempotency-Key": "import-2"}
    assert (await ada.post(IMPORT, **form("nothing"), headers=key)).status_code == 422
    assert (await ada.post(IMPORT, **form(HOURS), headers=key)).status_code == 201


def zipped(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def parquet_bomb() -> bytes:
    """Return good candles with a note that is small on disk and huge in memory."""
    packed = io.BytesIO()
    times = pa.array(np.arange(48) * 3_600_000 + 1_704_067_200_000, pa.timestamp("ms", "UTC"))
    columns = {name: np.full(48, 7.5) for name in ("open", "high", "low", "close")}
    notes = ["x" * 100_000_000, *[""] * 47]
    pq.write_table(pa.table({"time": times, **columns, "note": notes}), packed, compression="zstd")
    return packed.getvalue()


HOSTILE = {
    "zip": (zipped("candles.csv", b"0" * 10_000_000), 422, 5004),
    "zip with a path": (zipped("../../x", b"x"), 422, 5004),
    "gzip": (gzip.compress(HOURS.encode()), 422, 5004),
    "gzip bomb": (gzip.compress(b"0" * 50_000_000), 422, 5004),
    "no rows": ("time,open,high,low,close\n", 422, 5004),
    "nothing": ("", 422, 5004),
    "zero bytes": (b"\0" * 100, 422, 5004),
    "words": ("these are not candles", 422, 5004),
    "NaN everywhere": ("time,open,high,low,close\n2024-01-01,NaN,NaN,NaN,NaN\n", 422, 5004),
    "deep JSON": ("[" * 100_000, 422, 5004),
    "half a Parquet file": (b"PAR1" + b"x" * 100, 422, 5004),
    "negative prices": ("time,open,high,low,close\n2024-01-01,-1,-1,-1,-1\n", 422, 5004),
    "too large": (b"1" * 2_100_000, 413, 413),
}


async def test_a_hostile_file_is_refused_and_changes_nothing(ada, api):
    for name, (content, status, code) in HOSTILE.items():
        answer = await ada.post(IMPORT, **form(content))
        assert (answer.status_code, answer.json()["code"]) == (status, code), name
        assert answer.headers["content-type"] == "application/problem+json"
    assert await series_of(ada) == []
    folder = api.state.platform.settings.apex_home / "uploads"
    assert not folder.exists() or list(folder.iterdir()) == []


async def test_a_parquet_file_that_unpacks_to_a_bomb_is_refused(ada):
    bomb = parquet_bomb()
    assert len(bomb) < 500_000
    answer = await ada.post(IMPORT, **form(bomb, "bomb.parquet"))
    assert (answer.status_code, answer.json()["code"]) == (422, 5004)
    assert "unpacks to" in answer.json()["detail"]


async def test_a_body_without_announced_length_is_cut_off_at_the_limit(ada):
    async def endless():
        yield (
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
            b"time,open,high,low,close\n"
        )
        for _ in range(40):
            yield b"2024-01-01,1,1,1,1\n" * 5_000

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = await ada.post(IMPORT, content=endless(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, 413)


NAMES = ("../../../etc/passwd", "..\\..\\x.csv", "/etc/x.csv", "\n", "a" * 300, ".", "%2e%2e%2fx")


async def test_a_name_is_no_path(ada, api):
    for name in NAMES:
        answer = await ada.post(IMPORT, **form(HOURS, name))
        assert answer.status_code == 201, (name, answer.text)
    home = api.state.platform.settings.apex_home
    assert not [path for path in home.rglob("*") if path.name.endswith((".csv", "passwd", "x"))]
    assert len(await series_of(ada)) == 1


FORMS = [
    ({"data": FIELDS, "files": {"other": ("a.csv", HOURS)}}, 422),
    ({"files": [("file", ("a.csv", HOURS)), ("file", ("b.csv", HOURS))]}, 422),
    ({"files": {f"f{n}": (None, "x") for n in range(50)}}, 422),
    ({"files": {"file": ("a.csv", HOURS), "symbol": (None, "x" * 2_000)}}, 422),
    ({"files": {"file": ("a.csv", HOURS), "symbol": (None, "BTC\0USD")}}, 422),
    ({"files": {"file": ("a.csv", HOURS), "symbol": (None, b"\xff\xfe")}}, 422),
    ({"files": {"file": ("a.csv", HOURS), "colour": (None, "red")}}, 422),
    ({"files": {"file": ("a.csv", HOURS), "strict": (None, "perhaps")}}, 422),
    ({"files": {"file": ("a.csv", HOURS), "timeframe": (None, "7m")}}, 422),
    ({"files": {"file": ("a.csv", HOURS), "calendar": (None, "moon")}}, 422),
    ({"files": {"file": ("a.csv", HOURS)}}, 422),
    ({"json": {"file": "a.csv"}}, 415),
    ({"content": b"--x", "headers": {"Content-Type": "multipart/form-data; boundary=x"}}, 422),
    ({"content": b"x", "headers": {"Content-Type": "multipart/form-data"}}, 400),
    ({"json": {"rows": "0" * 10_000_000}}, 413),
]


async def test_a_form_that_is_none_is_refused(ada):
    for given, status in FORMS:
        answer = await ada.post(IMPORT, **given)
        assert answer.status_code == status, (str(given)[:100], answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
    assert await series_of(ada) == []


async def test_nobody_imports_without_a_login(client):
    assert (await client.post(IMPORT, **form(HOURS))).status_code == 401
