"""
How many pages a second the fetcher publishes: the process that people run, on a real Kafka, over sites on loopback.

Feeds are polled, each new entry goes through the requests topic, its page is fetched, published on articles.fetched.v1
and remembered in the state topic. Settings are the defaults, but for the pause between two requests to a host, which is
nothing, and the places, which are as many as in the client's own measurement. The clock runs from the first page that is
asked for to the last, by the sites' clock; then every page must be on the topic. CPU is that of the fetcher alone.
"""

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path

import psutil
from aiokafka import AIOKafkaConsumer, TopicPartition

from bench.figures import Table
from bench.loopback_web import LoopbackWeb, Served, loopback_web
from bench.places import Places, fresh_name, own_topics
from quotewire_deploy.settings import SupervisorSettings
from quotewire_deploy.stack.child import ServiceSpec
from quotewire_deploy.stack.site import KAFKA
from quotewire_deploy.stack.supervisor import Supervisor
from quotewire_shared.connection import client_options
from quotewire_shared.errors import QuotewireError
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import ARTICLES_FETCHED
from tests.engines import free_block

HOSTS = 320
PAGES = 9_600
CONCURRENCY = 100
TIMEOUT_S = 180.0
POLL_S = 0.5


def measure(places: Places, pages: int = PAGES) -> list[Table]:
    """Let one fetcher, and then two together, fetch about *pages* pages."""
    per_host = max(pages // HOSTS, 1)
    rows = []
    for fetchers in (1, 2):
        folder = places.folder / fresh_name()
        folder.mkdir()
        with loopback_web(HOSTS, per_host) as web:
            (folder / "sources.json").write_text(web.sources())
            rows.append(asyncio.run(_measure(places.kafka(), folder, web, fetchers)))
    return [
        Table(
            f"fetch, the whole fetcher: {HOSTS} hosts on loopback, {per_host} pages each, real Kafka",
            (
                "fetchers",
                "pages/s",
                "CPU ms a page",
                "peak MB of the largest",
                "connections at a host",
                "pages asked twice",
            ),
            tuple(rows),
            (
                f"{CONCURRENCY} places each; robots.txt, feeds, requests, state and articles all go their whole way.",
            ),
        )
    ]


async def _measure(
    bootstrap_servers: str, folder: Path, web: LoopbackWeb, fetchers: int
) -> tuple[str | float, ...]:
    pages = len(web.hosts) * web.pages
    async with own_topics(bootstrap_servers) as kafka:
        environment, first = _environment(web, kafka, folder), free_block(fetchers)
        specs = [
            ServiceSpec(
                f"fetcher-{port - first}",
                "fetcher",
                port,
                {**environment, "QUOTEWIRE_FETCHER_PROBE_PORT": str(port)},
            )
            for port in range(first, first + fetchers)
        ]
        supervisor = Supervisor(SupervisorSettings(state_dir=folder), specs)
        async with supervisor.running():
            served, cpu_s, peak_mb = await _watch(supervisor, web, kafka, pages)
    return (
        f"{fetchers}",
        pages / (served.last_page_at - served.first_page_at),
        cpu_s * 1_000 / pages,
        peak_mb,
        float(served.most_connections),
        float(served.pages - pages),
    )


def _environment(web: LoopbackWeb, kafka: KafkaSettings, folder: Path) -> Mapping[str, str]:
    return {
        KAFKA: kafka.bootstrap_servers,
        "QUOTEWIRE_KAFKA_TOPIC_PREFIX": kafka.topic_prefix,
        "QUOTEWIRE_FETCHER_SOURCES_FILE": str(folder / "sources.json"),
        "QUOTEWIRE_FETCHER_ALLOWED_PRIVATE_NETWORKS": "127.0.0.0/8",
        "QUOTEWIRE_FETCHER_ALLOWED_PORTS": str(web.port),
        "QUOTEWIRE_FETCHER_HOST_DELAY_S": "0",
        "QUOTEWIRE_FETCHER_CONCURRENCY": str(CONCURRENCY),
    }


async def _watch(
    supervisor: Supervisor, web: LoopbackWeb, kafka: KafkaSettings, pages: int
) -> tuple[Served, float, float]:
    """Wait until *pages* articles are on the topic; gives what the sites saw, CPU seconds, and the peak memory in MB."""
    peak_mb = cpu_s = 0.0
    ends = time.monotonic() + TIMEOUT_S
    topic = kafka.topic(ARTICLES_FETCHED)
    consumer = AIOKafkaConsumer(topic, **client_options(kafka))
    await consumer.start()
    try:
        partitions = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic) or ()]
        while True:
            processes = [psutil.Process(child.pid) for child in supervisor.children if child.pid is not None]
            peak_mb = max([peak_mb, *(process.memory_info().rss / 1e6 for process in processes)])
            cpu_s = sum(sum(process.cpu_times()[:2]) for process in processes)
            published = sum((await consumer.end_offsets(partitions)).values())
            if published >= pages:
                return web.served(), cpu_s, peak_mb
            if time.monotonic() > ends:
                raise QuotewireError(f"Only {published} of {pages} pages came within {TIMEOUT_S:.0f} s.")
            await asyncio.sleep(POLL_S)
    finally:
        await consumer.stop()
