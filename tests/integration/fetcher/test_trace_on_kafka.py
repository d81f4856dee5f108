"""`quotewire trace` and `quotewire sources status` on what really lies in Kafka."""

import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.memory.book import partition_of
from quotewire_fetcher.memory.state import (
    AnyState,
    FeedState,
    HostState,
    PageState,
    bytes_of,
    domain_of_state,
    key_of,
)
from quotewire_fetcher.memory.state_reader import read_state
from quotewire_fetcher.memory.state_topic import KafkaStateLog
from quotewire_fetcher.naming.identity import domain_of, page_id_for
from quotewire_fetcher.outlets import request_of
from quotewire_fetcher.reporting.source_status import read_statuses
from quotewire_fetcher.requests import request_for_page, request_for_redirect
from quotewire_fetcher.sources.source import load_sources
from quotewire_shared.connection import client_options
from quotewire_shared.dead_letters import DeadLetters
from quotewire_shared.messages import ArticleFetched, ArticleParsed, FetchRequest, Lane
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import ARTICLES_FETCHED, ARTICLES_PARSED, FETCH_REQUESTS
from quotewire_shared.tracing.life import Life, installed_tracers, query_for, sum_up, trace
from quotewire_shared.tracing.scan import scan_end
from tests.factories import article_fetched, article_parsed

URL = "https://harbour-post.example/news/ferry-returns"


class Desk:
    """Writes into the topics what services would."""

    def __init__(self, kafka: KafkaSettings, producer: AIOKafkaProducer) -> None:
        self.kafka = kafka
        self._producer = producer

    async def remember(self, *states: AnyState) -> None:
        log = KafkaStateLog(self.kafka)
        for state in states:
            place = partition_of(domain_of_state(state), self.kafka.partitions)
            await log.write(place, [(key_of(state), bytes_of(state))])
        await log.close()

    async def request(self, request: FetchRequest) -> int:
        topic, key = self.kafka.topic(FETCH_REQUESTS), domain_of(request.url).encode()
        return await self._send(topic, key, request.model_dump_json())

    async def publish(self, article: ArticleFetched | ArticleParsed) -> int:
        name = ARTICLES_FETCHED if isinstance(article, ArticleFetched) else ARTICLES_PARSED
        return await self._send(
            self.kafka.topic(name), article.article_id.encode(), article.model_dump_json()
        )

    async def bury(self, page: PageState, code: str, reason: str) -> None:
        letters = DeadLetters(self.kafka, "fetcher")
        origin = {"dlq-url": page.named_url, "dlq-source": page.source_id}
        value, error = json.dumps(request_of(page)).encode(), FetchRefusedError(reason, code=code)
        await letters.put(value, key=page.page_id.encode(), error=error, origin=origin)
        await letters.close()

    async def commit(self, group: str, topic: str, key: str, offset: int) -> None:
        """Let *group* have read the partition of *key* up to *offset*."""
        part = TopicPartition(self.kafka.topic(topic), partition_of(key, self.kafka.partitions))
        consumer = AIOKafkaConsumer(
            **client_options(self.kafka), group_id=self.kafka.group(group), enable_auto_commit=False
        )
        consumer.assign([part])
        await consumer.start()
        await consumer.commit({part: offset})
        await consumer.stop()

    async def _send(self, topic: str, key: bytes, value: str) -> int:
        return int((await self._producer.send_and_wait(topic, value.encode(), key=key)).offset)


@pytest.fixture
async def desk(kafka: KafkaSettings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.setenv("QUOTEWIRE_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrap_servers)
    monkeypatch.setenv("QUOTEWIRE_KAFKA_TOPIC_PREFIX", kafka.topic_prefix)
    monkeypatch.setenv("QUOTEWIRE_OPENSEARCH_URL", "http://127.0.0.1:1")
    producer = AIOKafkaProducer(**client_options(kafka))
    await producer.start()
    yield Desk(kafka, producer)
    await producer.stop()


def page(phase: Any, url: str = URL, **more: Any) -> PageState:
    values: dict[str, Any] = {"source_id": "harbour-post", "first_seen_at": time.time() - 600}
    return PageState(page_id=page_id_for(url), url=url, phase=phase, **values | more)


async def asked(which: str = URL) -> Life:
    return await trace(query_for(which, hours=72, records=10_000, patience_s=20), installed_tracers())


def steps(life: Life) -> list[tuple[str, str]]:
    return [
        (one.stage, one.outcome) for one in life.findings if one.outcome not in ("missing", "note", "unknown")
    ]


async def test_the_life_of_a_published_page(desk: Desk) -> None:
    fetched = article_fetched(URL, fetched_at=datetime.now(UTC), status=200)
    offset = await desk.request(
        request_for_page(URL, source_id="harbour-post", publisher=None, lane=Lane.LIVE, now=time.time())
    )
    await desk.commit("fetcher", FETCH_REQUESTS, domain_of(URL), offset + 1)
    await desk.remember(
        page("done", fetched_at=time.time(), article_id=fetched.article_id),
        HostState("harbour-post.example", crawl_delay_s=3.0),
    )
    offset = await desk.publish(fetched)
    life = await asked()
    assert steps(life) == [
        ("named", "done"), ("fetched", "done"), ("published", "done"), ("parsed", "waiting"),
    ]  # fmt: skip
    assert "The parser has not finished it: 0 records are read before it" in sum_up(life)
    assert any("asks for 3 s between two requests" in one.text for one in life.findings)

    await desk.commit("parser", ARTICLES_FETCHED, fetched.article_id, offset + 1)
    await desk.publish(article_parsed(URL, title="The ferry returns", fetched_at=fetched.fetched_at))
    life = await asked(fetched.article_id)
    assert steps(life) == [
        ("named", "done"), ("fetched", "done"), ("published", "done"), ("parsed", "done"), ("indexed", "waiting"),
    ]  # fmt: skip
    assert any("The ferry returns" in one.text for one in life.findings)
    unknown = [one.service for one in life.findings if one.outcome == "unknown"]
    assert unknown == ["indexer"], "OpenSearch is not there, and that is said"


async def test_a_page_that_waits_in_the_requests(desk: Desk) -> None:
    for number in range(3):
        request = request_for_page(
            f"{URL}-{number}", source_id="harbour-post", publisher=None, lane=Lane.LIVE, now=time.time()
        )
        await desk.request(request)
    life = await asked(f"{URL}-2?utm_source=mail")
    assert steps(life) == [("requested", "waiting")]
    assert "2 requests are read before it" in sum_up(life)


async def test_a_postponed_page(desk: Desk) -> None:
    await desk.remember(
        page("pending", attempts=3, code="http_503", reason="Status 503.", next_try_at=time.time() + 600)
    )
    life = await asked()
    assert steps(life) == [("named", "done"), ("fetched", "waiting")]
    assert "It waits (http_503): Try 3 failed" in sum_up(life)


async def test_a_page_that_robots_refused(desk: Desk) -> None:
    refused = page(
        "refused", code="robots_disallowed", reason="robots.txt disallows it.", settled_at=time.time()
    )
    await desk.bury(refused, "robots_disallowed", "robots.txt disallows it.")
    await desk.remember(refused)
    for which in (URL, refused.page_id):
        life = await asked(which)
        assert steps(life) == [("named", "done"), ("robots", "dropped")]
        dropped = next(one for one in life.findings if one.outcome == "dropped")
        assert dropped.advice is not None
        assert "Ask the publisher" in dropped.advice
        assert "fetcher.dlq, partition 0, offset 0" in dropped.facts["dead_letter"]
        assert sum_up(life).startswith("Fetcher dropped it (robots_disallowed)")


async def test_a_page_that_moved_to_another_domain_is_followed(desk: Desk) -> None:
    target = "https://north-wind.example/ferry"
    await desk.remember(
        page("moved", moved_to=target, settled_at=time.time()),
        page("refused", target, asked_url=URL, redirects=(URL,), code="http_404", settled_at=time.time()),
    )
    life = await asked()
    assert ("fetched", "dropped") in steps(life)
    assert any("redirects to https://north-wind.example/ferry" in one.text for one in life.findings)
    assert set(life.query.ids) == {page_id_for(URL), page_id_for(target)}


async def test_a_page_whose_redirect_still_waits_at_another_domain(desk: Desk) -> None:
    target = "https://north-wind.example/ferry"
    moved = page("moved", moved_to=target, settled_at=time.time())
    await desk.remember(moved)
    await desk.request(request_for_redirect(moved, target, [URL]))
    life = await asked()
    assert ("requested", "waiting") in steps(life)


async def test_a_page_that_nobody_has_seen(desk: Desk) -> None:
    await desk.remember(page("done", f"{URL}-other", fetched_at=time.time()))
    life = await asked()
    assert steps(life) == []
    assert not life.known


async def test_only_the_newest_record_of_a_key_counts(desk: Desk) -> None:
    feed = FeedState("harbour-post", "https://harbour-post.example/feed", entries=1)
    await desk.remember(feed, page("pending"), FeedState("harbour-post", feed.url, entries=2))
    log = KafkaStateLog(desk.kafka)
    place = partition_of("harbour-post.example", desk.kafka.partitions)
    await log.write(place, [(f"page:{page_id_for(URL)}", None)])
    await log.close()
    said: list[tuple[int, int]] = []
    state = await read_state(
        desk.kafka, lambda *_: True, domain="harbour-post.example", say=lambda *how: said.append(how)
    )
    assert (state.read, state.ended, said) == (4, True, [])
    assert state.records == {
        (place, "feed:harbour-post"): bytes_of(FeedState("harbour-post", feed.url, entries=2))
    }
    other = (place + 1) % desk.kafka.partitions
    elsewhere = next(f"d{n}.example" for n in range(99) if partition_of(f"d{n}.example", 2) == other)
    assert (await read_state(desk.kafka, lambda *_: True, domain=elsewhere)).records == {}


async def test_a_scan_is_bounded_by_number_time_and_key(desk: Desk) -> None:
    for number in range(10):
        await desk.publish(article_fetched(f"{URL}/{number}"))
    topic = desk.kafka.topic(ARTICLES_FETCHED)
    bounds: dict[str, Any] = {"wanted": lambda _: True, "patience_s": 20.0}
    everything = await scan_end(desk.kafka, topic, since=time.time() - 60, most=100, **bounds)
    assert (everything.scanned, len(everything.hits), everything.ended) == (10, 10, True)
    few = await scan_end(desk.kafka, topic, since=time.time() - 60, most=1, **bounds)
    assert few.scanned == desk.kafka.partitions
    assert (await scan_end(desk.kafka, topic, since=time.time() + 60, most=100, **bounds)).scanned == 0
    key = everything.hits[0].key
    one = await scan_end(desk.kafka, topic, keys=[key], since=0, most=100, **bounds)
    assert {hit.partition for hit in one.hits} == {everything.hits[0].partition}
    assert key in {hit.key for hit in one.hits}


async def test_each_source_is_told_with_what_is_remembered(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "sources.toml"
    names = ("harbour-post", "north-wind", "never")
    file.write_text(
        "\n".join(
            f'[[source]]\nid = "{name}"\nname = "{name}"\nurl = "https://{name}.example/feed"\n'
            for name in names
        )
    )
    now = time.time()
    await desk.remember(
        FeedState("harbour-post", "https://harbour-post.example/feed", polled_at=now, ok_at=now, entries=3),
        FeedState("north-wind", "https://north-wind.example/feed", moved_to=("https://cdn.example/feed",)),
        FeedState(
            "north-wind@1",
            "https://cdn.example/feed",
            polled_at=now,
            failures=2,
            code="dns_failed",
            guest_until=now + 60,
        ),
        page("refused", code="http_404"),
        page("done", "https://elsewhere.example/x"),
        page("done", "https://elsewhere.example/y", source_id="north-wind"),
    )
    sources = load_sources(file)
    statuses, ended = await read_statuses(desk.kafka, sources, patience_s=20)
    assert ended
    assert [(one.source.id, one.health) for one in statuses] == [
        ("harbour-post", "ok"), ("north-wind@1", "failing"), ("never", "new"),
    ]  # fmt: skip
    assert all(one.pages is None for one in statuses)
    (only,), _ = await read_statuses(desk.kafka, sources, ["harbour-post"], patience_s=20)
    assert only.pages is not None
    assert dict(only.pages.phases) == {"refused": 1, "done": 1}
    (only,), _ = await read_statuses(desk.kafka, sources, ["https://cdn.example/feed"], patience_s=20)
    assert only.pages is not None
    assert dict(only.pages.phases) == {"done": 1}
