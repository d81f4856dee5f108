"""Wires the fetcher: the one place where its objects meet."""

import asyncio
import dataclasses
import json
import sys

from faststream.asgi import AsgiFastStream
from faststream.kafka import KafkaBroker

from quotewire_fetcher.addresses import AddressPolicy
from quotewire_fetcher.client import ClientLimits, HttpClient
from quotewire_fetcher.feed_handler import FeedHandler, FeedLimits
from quotewire_fetcher.loop import FetchLoop, LoopLimits, Summary
from quotewire_fetcher.outlets import KafkaOutlet
from quotewire_fetcher.page_handler import PageHandler
from quotewire_fetcher.politeness import PoliteWeb
from quotewire_fetcher.rescue import FeedReader
from quotewire_fetcher.schedule import Pace
from quotewire_fetcher.settings import FetcherSettings
from quotewire_fetcher.sources import load_sources
from quotewire_fetcher.state import StateBook
from quotewire_fetcher.state_topic import KafkaStateLog
from quotewire_shared.broker import build_broker
from quotewire_shared.connection import wait_for_kafka
from quotewire_shared.lifeline import Lifeline
from quotewire_shared.logs import configure_logging
from quotewire_shared.runtime import build_service, run_service
from quotewire_shared.settings import KafkaSettings, ProcessSettings, load
from quotewire_shared.topics import ARTICLES_FETCHED, FETCHER_STATE, dead_letter_topic

NEEDED_TOPICS = (ARTICLES_FETCHED, FETCHER_STATE, dead_letter_topic("fetcher"))


def build_app(settings: FetcherSettings | None = None, kafka: KafkaSettings | None = None) -> AsgiFastStream:
    """Wire the fetcher: settings in, a runnable application out."""
    settings, kafka = settings or load(FetcherSettings), kafka or load(KafkaSettings)
    broker = build_broker(kafka, "fetcher")
    loop = build_loop(broker, settings, kafka)
    return build_service(
        broker,
        kafka=kafka,
        service="fetcher",
        description="Finds new articles in feeds and fetches their pages, politely.",
        checks=[loop.not_ready],
        background=[loop.run],
    )


def build_loop(broker: KafkaBroker, settings: FetcherSettings, kafka: KafkaSettings) -> FetchLoop:
    """Wire the fetch loop over *broker*; what it opens is closed by the broker's lifeline."""
    sources = load_sources(settings.sources_file)
    client = build_client(settings)
    web = build_web(client, settings)
    state_log, outlet = KafkaStateLog(kafka), KafkaOutlet(broker, kafka)
    lifeline: Lifeline = broker.context.get(Lifeline.KEY)
    for close in (client.close, state_log.close, outlet.close):
        lifeline.at_end(close)
    book, pace = StateBook(state_log), Pace.of(settings)
    limits = FeedLimits(settings.max_feed_bytes, settings.max_new_entries_per_poll)
    return FetchLoop(
        sources,
        book,
        FeedHandler(web, FeedReader(settings.max_feed_entries), book, pace=pace, limits=limits),
        PageHandler(web, outlet, book, pace=pace, max_page_bytes=settings.max_page_bytes),
        web.gate,
        pace=pace,
        limits=LoopLimits(settings.concurrency, settings.state_keep_days * 24 * 3600),
    )


def build_client(settings: FetcherSettings) -> HttpClient:
    """Build the HTTP client within the limits of *settings*."""
    return HttpClient(
        AddressPolicy(settings.allowed_private_networks, settings.allowed_ports),
        ClientLimits(
            user_agent=settings.user_agent_header,
            concurrency=settings.concurrency,
            max_redirects=settings.max_redirects,
            connect_timeout_s=settings.connect_timeout_s,
            read_timeout_s=settings.read_timeout_s,
            deadline_s=settings.deadline_s,
            ca_file=settings.ca_file,
        ),
    )


def build_web(client: HttpClient, settings: FetcherSettings) -> PoliteWeb:
    """Put politeness over *client*."""
    return PoliteWeb(
        client,
        token=settings.robots_token,
        robots_ttl_s=settings.robots_ttl_s,
        delay_s=settings.host_delay_s,
        max_crawl_delay_s=settings.max_crawl_delay_s,
    )


def run() -> None:
    """Run the fetcher until it is told to stop, or once where the settings say so."""
    settings, kafka = load(FetcherSettings), load(KafkaSettings)
    load_sources(settings.sources_file)  # a broken file is said before anything is waited for
    if not settings.once:
        run_service(build_app, service="fetcher", probe_port=settings.probe_port, needs_topics=NEEDED_TOPICS)
        return
    configure_logging("fetcher", load(ProcessSettings))
    summary = asyncio.run(run_once(settings, kafka))
    sys.stdout.write(json.dumps(dataclasses.asdict(summary)) + "\n")


async def run_once(settings: FetcherSettings, kafka: KafkaSettings) -> Summary:
    """
    Poll every source once, fetch what is new, and end.

    Raises:
        QuotewireError: Kafka or a topic is missing, or the run could not go on.
    """
    await wait_for_kafka(kafka, topics=tuple(kafka.topic(name) for name in NEEDED_TOPICS))
    broker = build_broker(kafka, "fetcher")
    loop = build_loop(broker, settings, kafka)
    lifeline: Lifeline = broker.context.get(Lifeline.KEY)
    await broker.start()
    try:
        return await loop.run_once()
    finally:
        await broker.stop()
        await lifeline.close()
