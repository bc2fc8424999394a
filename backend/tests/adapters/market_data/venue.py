"""A venue on this machine: it answers over HTTP with what the real ones once answered."""

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

type Query = dict[str, str]
type Answer = Any | tuple[int, dict[str, str], Any]


@dataclass
class RecordedVenue:
    """Paths and what is said there; `fails` are statuses said first, one after the other."""

    routes: dict[str, Callable[[Query], Any]]
    fails: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    asked: list[tuple[str, Query]] = field(default_factory=list)
    url: str = ""

    @contextmanager
    def open(self) -> Iterator["RecordedVenue"]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        self.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def _handler(venue) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = dict(parse_qsl(parts.query))
                venue.asked.append((parts.path, query))
                if venue.fails:
                    status, headers = venue.fails.pop(0)
                    return self._answer(status, headers, "<html>said so</html>")
                route = venue.routes.get(parts.path)
                if route is None:
                    return self._answer(404, {}, {"error": f"no route {parts.path}"})
                return self._answer(200, {}, route(query))

            def _answer(self, status: int, headers: dict[str, str], body: Any) -> None:
                text = json.dumps(body).encode()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_: object) -> None:
                """Say nothing: the test asks what was asked."""

        return Handler


@cache
def _binance_recorded(folder: Path) -> Any:
    with gzip.open(folder / "binance" / "recorded_http_routes.json.gz") as file:
        return json.load(file)["routes"]


def _only(folder: Path, path: str, **wanted: str) -> Any:
    for entry in _binance_recorded(folder)[path]["GET"]:
        query = dict(parse_qsl(entry.get("queryString") or ""))
        if wanted.items() <= query.items():
            return entry["data"]
    raise LookupError(f"{path} {wanted}")


def binance(folder: Path) -> RecordedVenue:
    """Return Binance with BTC/USDT by the hour from 2020-05-01 to 2020-07-01."""
    path = "/api/v3/klines"
    hours = [
        *_only(folder, path, interval="1h", startTime="1588280400000"),
        *_only(folder, path, interval="1h", startTime="1591880400000"),
    ]
    by_time = {row[0]: row for row in hours}

    def klines(query: Query) -> Any:
        start, limit = int(query["startTime"]), int(query["limit"])
        return [by_time[time] for time in sorted(by_time) if time >= start][:limit]

    return RecordedVenue(
        {
            "/api/v3/exchangeInfo": lambda _: _only(folder, "/api/v3/exchangeInfo"),
            path: klines,
            "/api/v3/ticker/24hr": lambda _: _only(folder, "/api/v3/ticker/24hr", symbol="BTCUSDT"),
            "/api/v3/depth": lambda _: _only(folder, "/api/v3/depth", symbol="BTCUSDT"),
        }
    )


def kraken(folder: Path) -> RecordedVenue:
    """Return Kraken with the 721 minutes before 2025-11-11T00:18."""
    said = folder / "kraken" / "nautilus"

    def file(name: str) -> Callable[[Query], Any]:
        return lambda _: json.loads((said / name).read_text())

    return RecordedVenue(
        {
            "/0/public/AssetPairs": file("http_asset_pairs.json"),
            "/0/public/OHLC": file("http_ohlc.json"),
            "/0/public/Ticker": file("http_ticker.json"),
            "/0/public/Depth": file("http_order_book.json"),
        }
    )


def coinbase(folder: Path) -> RecordedVenue:
    """Return Coinbase with two hours of BTC/USD, 2024-04-04 00:00 and 01:00."""
    said = folder / "coinbase" / "nautilus"
    rows = json.loads((said / "http_candles.json").read_text())["candles"]
    market = "/api/v3/brokerage/market"

    def candles(query: Query) -> Any:
        start, end = int(query["start"]), int(query["end"])
        return {"candles": [row for row in rows if start <= int(row["start"]) <= end]}

    def file(name: str) -> Callable[[Query], Any]:
        return lambda _: json.loads((said / name).read_text())

    def products(query: Query) -> Any:
        is_spot = query.get("product_type", "SPOT") == "SPOT"
        return file("http_products.json")(query) if is_spot else {"products": []}

    return RecordedVenue(
        {
            f"{market}/products": products,
            f"{market}/products/BTC-USD/candles": candles,
            f"{market}/products/BTC-USD/ticker": file("http_ticker.json"),
            f"{market}/product_book": file("http_product_book.json"),
        }
    )
