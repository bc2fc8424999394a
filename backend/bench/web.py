"""The pages in a real browser, in front of a whole native stack of their own.

    python -m bench web                                  everything: about twenty minutes
    APEX_BENCH_WEB=charts,trades python -m bench web     some of it
    APEX_BENCH_RUNS=1 APEX_BENCH_SECONDS=10 …            rounds of Lighthouse, seconds of prices

The browser shares the processors with the platform, and draws without a graphics card.
"""

import asyncio
import os
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from redis.asyncio import Redis

from app.core.events import RedisEventBus, ticker_channel
from app.stack.frontend import built_pages
from app.stack.remote import restart, running_record
from app.stack.valkey import NAME as REDIS
from app.stack.valkey import redis_url
from bench.browser import CHROMIUM, asked, script
from bench.measure import Figure
from bench.scene import CHARTED, SOURCE, WATCHED, Scene, furnished
from bench.stack import Person, running_stack

ROUNDS = os.environ.get("APEX_BENCH_RUNS", "3")
SECONDS = float(os.environ.get("APEX_BENCH_SECONDS", "60"))
_PER_SECOND = 5
_LOOKED_AT = WATCHED[:10]
_FIRST_PRICE = 10_000
_SCORES = {"desktop": (95, 100, 100), "mobile": (85, 100, 0)}
# FCP, LCP and time to interactive in seconds, blocking in milliseconds, layout shift.
_TIMES = {"desktop": (0.6, 1.2, 1.5, 150, 0.05), "mobile": (None, None, 5.0, None, None)}


def figures() -> Iterator[Figure]:
    """Yield what was asked for of Lighthouse, the chart, the table, live prices and routes."""
    if built_pages() is None:
        yield Figure("the pages", "not built: make pages")
        return
    if not CHROMIUM.exists():
        yield Figure("the pages", f"no Chromium at {CHROMIUM}: apt install chromium")
        return
    wanted = os.environ.get("APEX_BENCH_WEB", ",".join(PARTS)).split(",")
    with running_stack() as settings, Person.of(settings) as person:
        scene = furnished(person)
        for name in wanted:
            yield from PARTS[name](person, scene)


def _pages(scene: Scene) -> dict[str, str]:
    return {
        "login": "/login",
        "dashboard": "/",
        "strategies": "/strategies",
        "builder": f"/strategies/{scene.strategy}/edit",
        "backtests": "/backtests",
        "results": f"/backtests/{scene.result}",
        "market": "/market?source=sim&symbol=BTC%2FUSDT",
        "settings": "/settings",
    }


def _desktop(person: Person, scene: Scene) -> Iterator[Figure]:
    return _judged(person, scene, "desktop")


def _mobile(person: Person, scene: Scene) -> Iterator[Figure]:
    return _judged(person, scene, "mobile")


def _judged(person: Person, scene: Scene, form: str) -> Iterator[Figure]:
    pages = [f"{name}={path}" for name, path in _pages(scene).items()]
    least, most = _SCORES[form], _TIMES[form]
    for page in asked(person, "lighthouse", form, ROUNDS, *pages):
        scores = [round(page[name]) for name in ("performance", "accessibility", "best-practices")]
        times = [page["fcp"] / 1e3, page["lcp"] / 1e3, page["tti"] / 1e3, page["tbt"], page["cls"]]
        kept = all(score >= goal for score, goal in zip(scores, least, strict=True)) and all(
            goal is None or taken <= goal for taken, goal in zip(times, most, strict=True)
        )
        # What Lighthouse makes of the processor: half the usual number is a machine at other work.
        shown = "; ".join((_row(scores, times), f"index {page['speed']:.0f}", *page["faults"]))
        yield Figure(f"{form} {page['name']}", shown, _row(least, most), kept)


def _row(scores: Any, times: Any) -> str:
    """Write scores and times one after the other; a part without a goal is a dash."""
    written = "/".join(str(score) if score else "-" for score in scores)
    names = ("FCP {:.2f}", "LCP {:.2f}", "TTI {:.2f} s", "TBT {:.0f} ms", "CLS {:.3f}")
    parts = [
        name.format(value) for name, value in zip(names, times, strict=True) if value is not None
    ]
    return f"{written}, {', '.join(parts)}"


def _charts(person: Person, _: Scene) -> Iterator[Figure]:
    seen = asked(person, "charts", SOURCE, *CHARTED)
    shown = f"{seen['painted']:.0f} ms (slowest {seen['slowest']:.0f})"
    name = f"5,000 more bars, from their arrival to their picture, {seen['switches']} instruments"
    yield Figure(name, shown, "<= 300 ms", seen["painted"] <= 300)
    for key, what in (("near", "as they open"), ("far", "as small as they get")):
        yield _smooth(f"{seen['bars']:,} bars moved, {what}", seen[key])
    heap = seen["heap"] / 1e6
    name = f"heap after {seen['switches']} changes of instrument"
    yield Figure(name, f"{heap:.0f} MB", "<= 150 MB", heap <= 150)


def _smooth(name: str, seen: dict[str, float]) -> Figure:
    shown = f"{seen['perSecond']:.0f} frames/s (longest gap {seen['slowest']:.0f} ms)"
    return Figure(name, shown, ">= 50 frames/s", seen["perSecond"] >= 50)


def _trades(person: Person, scene: Scene) -> Iterator[Figure]:
    seen = asked(person, "trades", scene.many_trades)
    yield _smooth(f"{seen['rows']:,} trades scrolled", seen["scroll"])
    shown = f"{seen['sort']:.0f} ms (slowest {seen['slowest']:.0f})"
    yield Figure("a click on a heading to the sorted rows", shown, "<= 150 ms", seen["sort"] <= 150)


def _routes(person: Person, _: Scene) -> Iterator[Figure]:
    for seen in asked(person, "routes"):
        place, sign, content = seen["place"], seen["sign"], seen["content"]
        shown = f"answer {sign:.0f} ms, content {content:.0f} ms"
        kept = sign <= 100 and content <= 500
        yield Figure(f"click on {place}, warm", shown, "<= 100 ms, <= 500 ms", kept)


def _live(person: Person, _: Scene) -> Iterator[Figure]:
    with script(person, "live", *_LOOKED_AT) as page:
        cells = page.heard()["cells"]
        sent = asyncio.run(_told(person, page.tell))
        seen = page.heard()
    delays = [
        moment - sent[symbol, round(price)]
        for symbol, price, moment in seen["seen"]
        if (symbol, round(price)) in sent
    ]
    p50, p95 = (statistics.quantiles(delays, n=100)[n] for n in (49, 94))
    name = f"{len(WATCHED)} prices ({cells} in view) x {_PER_SECOND}/s for {SECONDS:.0f} s"
    longest = seen["longest"]
    shown = f"{longest:.0f} ms ({seen['tasks']} of 50 ms or more)"
    yield Figure(f"{name}: longest task", shown, "<= 100 ms", longest <= 100)
    growth = seen["growth"] / 1e6
    yield Figure("growth of the heap", f"{growth:+.1f} MB", "<= 10 MB", growth <= 10)
    shown = f"{p95:.0f} ms (p50 {p50:.0f}, {len(delays):,} seen)"
    yield Figure("published to painted, p95", shown, "<= 400 ms", p95 <= 400)


async def _told(person: Person, end: Callable[[], None]) -> dict[tuple[str, int], float]:
    """Publish every price again and again; return when each was, in milliseconds of this clock."""
    record = running_record(person.settings)
    assert record is not None
    url = redis_url(person.settings, record.ports[REDIS])
    sent: dict[tuple[str, int], float] = {}
    # Before it counts, the page has some seconds to come to rest with moving prices.
    turns = round(_PER_SECOND * (SECONDS + 10))
    async with Redis.from_url(url, decode_responses=True) as redis:
        bus, began = RedisEventBus(redis), time.perf_counter()
        for turn in range(turns):
            await asyncio.sleep(max(0.0, began + turn / _PER_SECOND - time.perf_counter()))
            for symbol in WATCHED:
                price = _FIRST_PRICE + turn
                data = {"source": SOURCE, "symbol": symbol, "price": price, "change_24h_pct": 1.25}
                sent[symbol, price] = time.time() * 1e3
                message = {"type": "market.ticker.update", "data": data}
                await bus.publish(ticker_channel(symbol), message)
    end()
    return sent


def _reconnect(person: Person, _: Scene) -> Iterator[Figure]:
    with script(person, "reconnect") as page:
        page.heard()
        began = time.time() * 1e3
        restart(person.settings, "gateway")
        seen = page.heard()
    live, moving = ((seen[key] - began) / 1e3 for key in ("live", "moving"))
    shown = f"{live:.1f} s, prices move after {moving:.1f} s"
    yield Figure("gateway restarted, page live again", shown, "<= 10 s", moving <= 10)


PARTS: dict[str, Callable[[Person, Scene], Iterator[Figure]]] = {
    "desktop": _desktop,
    "mobile": _mobile,
    "charts": _charts,
    "trades": _trades,
    "live": _live,
    "routes": _routes,
    "reconnect": _reconnect,
}
