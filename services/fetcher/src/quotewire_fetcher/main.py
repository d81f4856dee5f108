"""Wires the fetcher: the one place where its objects meet."""

import asyncio
import dataclasses
import json
import sys

from faststream.asgi import AsgiFastStream
from faststream.kafka import KafkaBroker

from quotewire_fetcher.dam import Dam
from quotewire_fetcher.documents.rescue import FeedReader
from quotewire_fetcher.feed_handler import FeedHandler, FeedLimits
from quotewire_fetcher.fetcher import Fetcher
from quotewire_fetcher.intake import Intake
from quotewire_fetcher.loop import FetchLoop, LoopLimits
from quotewire_fetcher.memory.book import StateBook
from quotewire_fetcher.memory.state_topic import KafkaStateLog
from quotewire_fetcher.net.addresses import AddressPolicy
from quotewire_fetcher.net.client import ClientLimits, HttpClient
from quotewire_fetcher.net.politeness import PoliteWeb
from quotewire_fetcher.outlets import KafkaOutlet
from quotewire_fetcher.pages.handler import PageHandler
from quotewire_fetcher.reporting.health_route import SourcesRoute
from quotewire_fetcher.schedule.hosts_queue import HostQueue
from quotewire_fetcher.schedule.pace import Pace
from quotewire_fetcher.schedule.planning import Planner
from quotewire_fetcher.settings import FetcherSettings
from quotewire_fetcher.sources.roster import Roster
from quotewire_fetcher.sources.source import load_sources
from quotewire_fetcher.sources.sources_file import SourcesFile
from quotewire_fetcher.summary import Summary
from quotewire_fetcher.territory import Territory
from quotewire_fetcher.websub.hubs import Hubs
from quotewire_fetcher.websub.route import WebSubRoute
from quotewire_fetcher.websub.subscriptions import PATH as WEBSUB_PATH
from quotewire_fetcher.websub.subscriptions import Secrets
from quotewire_shared.broker import build_broker, subscribe_batches
from quotewire_shared.connection import wait_for_kafka
from quotewire_shared.lifeline import Lifeline
from quotewire_shared.logs import configure_logging
from quotewire_shared.messages import FetchRequest, Lane
from quotewire_shared.runtime import build_service, run_service
from quotewire_shared.settings import KafkaSettings, ProcessSettings, load
from quotewire_shared.topics import (
    ARTICLES_FETCHED,
    FETCH_LANES,
    FETCH_REQUESTS,
    FETCHER_STATE,
    dead_letter_topic,
    in_lane,
)

NEEDED_TOPICS = (
    *(in_lane(topic, lane) for topic in (ARTICLES_FETCHED, FETCH_REQUESTS) for lane in FETCH_LANES),
    FETCHER_STATE,
    dead_letter_topic("fetcher"),
)


def build_app(settings: FetcherSettings | None = None, kafka: KafkaSettings | None = None) -> AsgiFastStream:
    """Wire the fetcher: settings in, a runnable application out."""
    settings, kafka = settings or load(FetcherSettings), kafka or load(KafkaSettings)
    broker = build_broker(kafka, "fetcher")
    fetcher = build_fetcher(broker, settings, kafka)
    return build_service(
        broker,
        kafka=kafka,
        service="fetcher",
        description="Finds new articles in feeds and fetches their pages, politely.",
        checks=[fetcher.not_ready],
        background=[fetcher.run],
        routes=fetcher.routes,
    )


def build_fetcher(broker: KafkaBroker, settings: FetcherSettings, kafka: KafkaSettings) -> Fetcher:
    """Wire the fetcher over *broker*; what it opens is closed by the broker's lifeline."""
    client = build_client(settings)
    web = build_web(client, settings)
    state_log, outlet = KafkaStateLog(kafka), KafkaOutlet(broker, kafka)
    lifeline: Lifeline = broker.context.get(Lifeline.KEY)
    for close in (client.close, state_log.close, outlet.close):
        lifeline.at_end(close)
    book, pace, queue = StateBook(state_log), Pace.of(settings), HostQueue()
    sources_file = SourcesFile(settings.sources_file)
    roster = Roster(sources_file.changed() or [], book)
    pages = PageHandler(
        web,
        outlet,
        book,
        pace=pace,
        looks_after_s=settings.looks_after_s,
        max_page_bytes=settings.max_page_bytes,
    )
    secrets = build_secrets(settings)
    reader = FeedReader(settings.max_feed_entries, max_bytes=settings.max_feed_bytes)
    feeds = FeedHandler(
        web,
        reader,
        book,
        outlet,
        pages,
        Hubs(web, secrets),
        planner=Planner(settings.poll_bounds, queue.plan),
        limits=FeedLimits(settings.max_feed_bytes, settings.max_new_entries_per_poll),
    )
    limits = LoopLimits(settings.concurrency, settings.state_keep_days * 24 * 3600)
    loop = FetchLoop(roster, book, feeds, pages, queue, web.gate, pace=pace, limits=limits)
    web.guard = loop.refuse_in_doubt
    territory = Territory(kafka.topic(FETCH_REQUESTS))
    requests = subscribe_batches(
        broker,
        kafka=kafka,
        service="fetcher",
        topic=FETCH_REQUESTS,
        beside=[in_lane(FETCH_REQUESTS, Lane.BACKFILL)],
        model=FetchRequest,
        handle=Intake(book, roster, loop, outlet=outlet).take,
        listener=territory,
    )
    fetcher = Fetcher(loop, territory, roster, sources_file, client, requests)
    backfill = kafka.topic(in_lane(FETCH_REQUESTS, Lane.BACKFILL))
    fetcher.beside.append(Dam(requests, backfill, loop.backfill_waiting).keep)
    fetcher.routes.append(("/sources", SourcesRoute(fetcher.feeds, fetcher.source_ids)))
    if secrets is not None:
        route = WebSubRoute(secrets, roster, reader, outlet, max_body_bytes=settings.max_feed_bytes)
        fetcher.routes.append((WEBSUB_PATH, route))
    return fetcher


def build_secrets(settings: FetcherSettings) -> Secrets | None:
    """Give what WebSub needs; None where nobody said at which address hubs can call."""
    if not settings.websub_callback_url:
        return None
    return Secrets(settings.websub_callback_url, settings.websub_secret.get_secret_value())


def build_client(settings: FetcherSettings) -> HttpClient:
    """Build the HTTP client within the limits of *settings*."""
    return HttpClient(
        AddressPolicy(settings.allowed_private_networks, settings.allowed_ports),
        ClientLimits(
            user_agent=settings.user_agent_header,
            # As many as Slots lets run at most; what counts is decided there, not here.
            concurrency=settings.concurrency * 4,
            max_redirects=settings.max_redirects,
            connect_timeout_s=settings.connect_timeout_s,
            read_timeout_s=settings.read_timeout_s,
            deadline_s=settings.deadline_s,
            ca_file=settings.ca_file,
            address_connections=settings.address_connections,
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
        tdmrep=settings.tdmrep,
        busy=Pace.of(settings).retry,
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
    fetcher = build_fetcher(broker, settings, kafka)
    lifeline: Lifeline = broker.context.get(Lifeline.KEY)
    fetcher.only_once()
    await broker.start()
    try:
        return await fetcher.run_once()
    finally:
        await broker.stop()
        await lifeline.close()
