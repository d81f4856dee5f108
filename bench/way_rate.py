"""
The whole way of an article: put on articles.fetched.v1, read by the parser, written by the indexer.

Everything is as people run it: a real Kafka, a real OpenSearch, one indexer and one or two parsers as processes, with
the default settings but for one: each parser has one worker, so that two parsers are two processes that read. All of
it shares this machine's processors with the bench itself. Articles are the newsroom's pages, each under an address of
its own. A few go ahead to create the indices and warm the Java engines.

Rate: N articles are published as fast as Kafka takes them. The clock runs from the first call until the indexer has
committed its offset behind the last article, which it does after OpenSearch has acknowledged the document and its
quotes. Then the index is refreshed, and must hold every one of them.

Latency: with one parser, live articles are published four a second. The time of one is from the call until OpenSearch
gives its document ("written": asked for by id, every 20 ms, which needs no refresh), or until a
query finds it ("found by search": that waits for the next refresh, every 5 s by default). Once with nothing else to do,
and once while more articles wait in the backfill lane than are read in that time.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
from aiokafka.admin import AIOKafkaAdminClient
from faststream.kafka import KafkaBroker

from bench.articles import Press, size_kb
from bench.broker_rate import AT_A_TIME, publish_all
from bench.deployment import Deployment, deployed
from bench.figures import Table, Timings
from bench.places import Places
from quotewire_indexer.mapping import indices_of
from quotewire_indexer.settings import IndexerSettings
from quotewire_shared.broker import build_broker
from quotewire_shared.connection import client_options
from quotewire_shared.errors import QuotewireError
from quotewire_shared.messages import ArticleFetched, Lane

ARTICLES = 300
WARM_UP = 40
LIVE = 40
LIVE_PER_S = 4.0
BACKLOG_S = 1.5 * LIVE / LIVE_PER_S
"""The backfill would take this long if no live article came: longer than those take."""
POLL_S, RATE_POLL_S = 0.02, 0.1
TIMEOUT_S = 60.0
"""Longest wait for one more article."""

Ids = Collection[str]
Probe = Callable[[Ids], Awaitable[Ids]]
"""Tells which of these articles have arrived."""


def measure(places: Places, articles: int = ARTICLES) -> list[Table]:
    """Send *articles* the whole way with one parser and with two, then live ones at their own pace."""
    return asyncio.run(_measure(places.kafka(), places.opensearch(), places.folder, articles))


async def _measure(bootstrap_servers: str, url: str, folder: Path, articles: int) -> list[Table]:
    rates: list[tuple[str | float, ...]] = []
    latencies: list[tuple[str | float, ...]] = []
    press, backlog = Press(), 0
    for parsers in (1, 2):
        async with (
            deployed(bootstrap_servers, url, folder, parsers=parsers) as deployment,
            line(deployment) as way,
        ):
            await way.send(press.issue(WARM_UP))
            batch = press.issue(articles)
            quotes_before = await way.count("quotes")
            seconds = await way.send(batch)
            quotes = await way.count("quotes") - quotes_before
            rates.append((f"{parsers}", seconds, articles / seconds, quotes / seconds))
            if parsers == 1:
                kb = size_kb(batch)
                backlog = round(articles / seconds * BACKLOG_S)
                latencies += await _latencies(way, press, backlog)
            deployment.check()
    refresh_s = IndexerSettings().refresh_interval_s
    return [
        Table(
            "way: from articles.fetched.v1 to the index",
            ("parsers", "seconds", "articles/s", "quotes/s"),
            tuple(rates),
            (
                f"{articles:,} articles with pages of {kb:.1f} kB on average; one worker in each parser, one indexer.",
            ),
        ),
        Table(
            f"way: live articles, {LIVE_PER_S:g} a second, one parser",
            ("from publishing until", "p50 ms", "p95 ms", "most ms"),
            tuple(latencies),
            (
                f"{LIVE} live articles each; in the backfill lane {backlog:,} waited.",
                f"Search sees new documents every {refresh_s:g} s (QUOTEWIRE_INDEXER_REFRESH_INTERVAL_S).",
            ),
        ),
    ]


async def _latencies(way: "Way", press: Press, backlog: int) -> list[tuple[str | float, ...]]:
    quiet = await way.pace(press.issue(LIVE), way.written)
    found = await way.pace(press.issue(LIVE), way.found)
    waiting = press.issue(backlog, Lane.BACKFILL)
    await publish_all(way.broker, way.deployment.kafka, waiting, at_a_time=AT_A_TIME)
    busy = await way.pace(press.issue(LIVE), way.written)
    if len(await way.written({message.article_id for message in waiting})) == backlog:
        raise QuotewireError(
            "The backfill ended before the live articles did: its figures would say nothing."
        )
    return [
        (name, times.ms(0.5), times.ms(0.95), times.ms(1.0))
        for name, times in (
            ("written", quiet),
            ("written, during a backfill", busy),
            ("found by search", found),
        )
    ]


@dataclass(slots=True)
class Way:
    """One deployment with a hand at its beginning and eyes at its end."""

    deployment: Deployment
    broker: KafkaBroker
    admin: AIOKafkaAdminClient
    client: httpx.AsyncClient
    sent: int = field(default=0)
    """Live articles so far: what the indexer's offsets on the live lane must add up to."""

    async def send(self, messages: Sequence[ArticleFetched]) -> float:
        """Publish live *messages* at once; gives the seconds until the last one is written and committed."""
        started = time.perf_counter()
        await publish_all(self.broker, self.deployment.kafka, messages, at_a_time=AT_A_TIME)
        self.sent += len(messages)
        await self._until_committed()
        seconds = time.perf_counter() - started
        held = await self.count("articles")
        if held != self.sent:
            raise QuotewireError(f"{self.sent} articles were sent, and the index holds {held}.")
        return seconds

    async def pace(self, messages: Sequence[ArticleFetched], arrived: Probe) -> Timings:
        """Publish live *messages* one by one; gives for each how long it took until *arrived* told of it."""
        sent_at: dict[str, float] = {}
        seen_at: dict[str, float] = {}
        self.sent += len(messages)

        async def publish() -> None:
            begin = time.perf_counter()
            for number, message in enumerate(messages):
                await asyncio.sleep(begin + number / LIVE_PER_S - time.perf_counter())
                sent_at[message.article_id] = time.perf_counter()
                await publish_all(self.broker, self.deployment.kafka, [message], at_a_time=1)

        async def watch() -> None:
            while len(seen_at) < len(messages):
                if waiting := sent_at.keys() - seen_at.keys():
                    now_there = await arrived(waiting)
                    seen_at.update(dict.fromkeys(now_there, time.perf_counter()))
                await asyncio.sleep(POLL_S)

        async with asyncio.timeout(len(messages) / LIVE_PER_S + TIMEOUT_S), asyncio.TaskGroup() as tasks:
            tasks.create_task(publish())
            tasks.create_task(watch())
        return Timings([seen_at[article_id] - moment for article_id, moment in sent_at.items()])

    async def written(self, ids: Ids) -> Ids:
        """Tell which of *ids* OpenSearch has; one that was never searched yet counts."""
        family = indices_of(self.deployment.place.index_prefix).articles
        answer = await self.client.post(
            f"/{family.index_for(datetime.now(UTC))}/_mget",
            params={"_source": "false"},
            json={"ids": list(ids)},
        )
        return {doc["_id"] for doc in answer.raise_for_status().json()["docs"] if doc.get("found")}

    async def found(self, ids: Ids) -> Ids:
        """Tell which of *ids* a search finds."""
        query = {"query": {"ids": {"values": list(ids)}}, "size": len(ids), "_source": False}
        answer = await self.client.post(f"/{self.deployment.place.articles_alias}/_search", json=query)
        return {hit["_id"] for hit in answer.raise_for_status().json()["hits"]["hits"]}

    async def count(self, kind: str) -> int:
        """Refresh, and count the documents of *kind* (articles or quotes)."""
        alias = f"/{self.deployment.place.index_prefix}-{kind}"
        (await self.client.post(f"{alias}/_refresh")).raise_for_status()
        return int((await self.client.get(f"{alias}/_count")).raise_for_status().json()["count"])

    async def _until_committed(self) -> None:
        before, moved_at = 0, time.monotonic()
        while (committed := await self._committed()) < self.sent:
            if committed != before:
                before, moved_at = committed, time.monotonic()
            if time.monotonic() - moved_at > TIMEOUT_S:
                raise TimeoutError
            await asyncio.sleep(RATE_POLL_S)

    async def _committed(self) -> int:
        self.deployment.check()
        answer = await self.admin.list_consumer_group_offsets(self.deployment.kafka.group("indexer"))
        return sum(max(meta.offset, 0) for meta in answer.values())


@asynccontextmanager
async def line(deployment: Deployment) -> AsyncIterator[Way]:
    """Have connections to both ends of *deployment* inside the block."""
    broker = build_broker(deployment.kafka, "bench")
    admin = AIOKafkaAdminClient(**client_options(deployment.kafka))
    base = str(deployment.place.url)
    async with httpx.AsyncClient(base_url=base, timeout=30, trust_env=False) as client:
        try:
            await broker.start()
            await admin.start()
            yield Way(deployment, broker, admin, client)
        except TimeoutError:
            raise QuotewireError(
                f"Articles are missing at the end of the way, and for {TIMEOUT_S:.0f} s no more have come."
            ) from None
        finally:
            await admin.close()
            await broker.stop()
