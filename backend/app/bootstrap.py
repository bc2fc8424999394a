"""Composition root: the only file that names concrete adapters.

Each adapter is imported inside the factory that builds it, so one slow or missing package does not
stop a process that never uses it.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.config import Settings
    from app.core.database import Endpoints
    from app.persistence.unit_of_work import Transactions
    from app.ports.backtesting import Engine
    from app.ports.candle_files import CandleFiles
    from app.ports.clock import Clock
    from app.ports.jobs import JobQueue
    from app.ports.mail import Mailer
    from app.ports.market_feed import MarketFeed
    from app.ports.reporting import Reporter
    from app.ports.result_files import ResultFiles
    from app.ports.storage import ObjectStore
    from app.services.backtest import Backtests
    from app.services.data_files import DataFiles
    from app.services.data_import import DataImport
    from app.services.market_data import MarketData
    from app.services.market_sync import MarketSync, Venue
    from app.services.series_catalogue import SeriesCatalogue


@asynccontextmanager
async def transactions(
    endpoints: "Endpoints", settings: "Settings"
) -> "AsyncIterator[Transactions]":
    """Open both databases for the length of the block."""
    from app.core.database import opened
    from app.persistence.unit_of_work import Transactions

    async with (
        opened(endpoints.main_url, settings) as main,
        opened(endpoints.timeseries_url, settings) as timeseries,
    ):
        yield Transactions(main, timeseries)


def job_queue(settings: "Settings") -> "JobQueue":
    from app.adapters.jobs import CeleryJobQueue
    from app.celery import celery_for

    return CeleryJobQueue(celery_for(settings))


def mailer(settings: "Settings") -> "Mailer | None":
    """Return the configured mail server; without one letters stay in the outbox."""
    if not settings.smtp_url.get_secret_value():
        return None
    from app.adapters.notifications.email import SmtpMailer

    return SmtpMailer.of(settings)


def candle_files() -> "CandleFiles":
    from app.adapters.candle_files import LocalCandleFiles

    return LocalCandleFiles()


def data_files(settings: "Settings") -> "DataFiles":
    from app.core.clock import SystemClock
    from app.services.data_files import DataFiles

    return DataFiles(files=candle_files(), clock=SystemClock(), max_mb=settings.max_import_mb)


def market_data(databases: "Transactions") -> "MarketData":
    from app.services.market_data import MarketData

    return MarketData(begin=databases.begin, begin_candles=databases.begin_candles)


def market_feeds(settings: "Settings") -> "Mapping[str, MarketFeed]":
    """Return the public data of every venue in use, by source; the simulated one is always there.

    Each belongs to the event loop it is first used on; close them with `aclose`.
    """
    return {venue.feed.source: venue.feed for venue in market_venues(settings)}


def market_venues(settings: "Settings") -> "tuple[Venue, ...]":
    """Return the venues in use with what is followed of each, the preferred ones first."""
    from app.adapters.market_data.ccxt import CcxtFeed
    from app.adapters.market_data.synthetic import SimulatedFeed
    from app.core.clock import SystemClock
    from app.services.market_sync import Venue
    from app.services.simulation import SEED, SOURCE

    clock = SystemClock()
    return tuple(
        Venue(feed=SimulatedFeed(SOURCE, SEED, clock), symbols=None, pause_seconds=1.0)
        if source == SOURCE
        else Venue(feed=CcxtFeed(source, clock), symbols=symbols, pause_seconds=5.0)
        for source, symbols in settings.followed_symbols.items()
    )


def market_sync(
    databases: "Transactions", venues: "Sequence[Venue]", clock: "Clock"
) -> "MarketSync":
    from app.services.market_sync import MarketSync

    return MarketSync(
        begin=databases.begin,
        begin_candles=databases.begin_candles,
        venues=venues,
        clock=clock,
    )


def series_catalogue(databases: "Transactions") -> "SeriesCatalogue":
    from app.services.series_catalogue import SeriesCatalogue

    return SeriesCatalogue(
        begin=databases.begin,
        begin_candles=databases.begin_candles,
        market_data=market_data(databases),
    )


def data_import(databases: "Transactions", settings: "Settings") -> "DataImport":
    from app.services.data_import import DataImport

    return DataImport(
        begin=databases.begin,
        begin_candles=databases.begin_candles,
        files=data_files(settings),
        market_data=market_data(databases),
    )


def object_store(settings: "Settings") -> "ObjectStore":
    """Return the configured S3 server, else a directory below APEX_HOME."""
    if url := settings.object_store_url.get_secret_value():
        from app.adapters.storage.minio import MinioStore

        return MinioStore(url)
    from app.adapters.storage.local import LocalStore

    # Where the embedded S3 server keeps its bucket, so commands see the same objects without it.
    return LocalStore(settings.apex_home / "objects" / settings.app_name)


def result_files() -> "ResultFiles":
    from app.adapters.exporters.results import ResultWriter

    return ResultWriter()


def reporter() -> "Reporter":
    from app.adapters.reporting.pdf import PdfReporter

    return PdfReporter()


def backtests() -> "Backtests":
    from time import perf_counter

    from app.engine.backtest import FastEngine
    from app.services.backtest import Backtests

    return Backtests(fast=FastEngine(), reference=reference_engine, seconds=perf_counter)


def reference_engine() -> "Engine":
    from app.adapters.backtesting.backtrader import BacktraderEngine

    return BacktraderEngine()


def complete_catalogue() -> None:
    """Add the indicators that need pandas; none of them imports it before it is computed."""
    from app.adapters.indicators.pandas_ta import INDICATORS
    from app.domain.indicators.registry import register

    for indicator in INDICATORS:
        register(indicator)
