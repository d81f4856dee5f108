"""From Kafka to OpenSearch: every parsed article ends in the index or in the dead letters, once."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from quotewire_indexer.handlers import subscribe
from quotewire_indexer.settings import IndexerSettings
from quotewire_shared.bootstrap import create_topics
from quotewire_shared.broker import build_broker
from quotewire_shared.connection import client_options
from quotewire_shared.lifeline import Lifeline, offsets
from quotewire_shared.messages import Actor, ArticleParsed, Lane
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import ARTICLES_PARSED, dead_letter_topic, group_for, in_lane
from tests.contract.article_index import NESTED_LIMIT
from tests.eventually import eventually
from tests.factories import NOON, article_parsed
from tests.integration.indexer.shelf import OpenSearchShelf, opensearch_shelf

SETTINGS = IndexerSettings(batch_records=7)


@pytest.fixture
async def kafka(kafka_bootstrap: str) -> KafkaSettings:
    settings = KafkaSettings(
        bootstrap_servers=kafka_bootstrap, topic_prefix=f"t-{uuid4().hex[:8]}.", partitions=2
    )
    await create_topics(settings)
    return settings


@pytest.fixture
async def shelf(opensearch_url: str) -> AsyncIterator[OpenSearchShelf]:
    async with opensearch_shelf(opensearch_url) as shelf:
        yield shelf


@asynccontextmanager
async def indexing(kafka: KafkaSettings, shelf: OpenSearchShelf) -> AsyncIterator[None]:
    broker = build_broker(kafka, "indexer")
    subscribe(broker, kafka, shelf.index, SETTINGS)
    await broker.start()
    try:
        yield
    finally:
        await broker.stop()
        lifeline: Lifeline = broker.context.get(Lifeline.KEY)
        await lifeline.close()


async def produce(kafka: KafkaSettings, messages: Sequence[ArticleParsed], lane: Lane = Lane.LIVE) -> None:
    producer = AIOKafkaProducer(**client_options(kafka), max_request_size=20_000_000, compression_type="zstd")
    await producer.start()
    topic = kafka.topic(in_lane(ARTICLES_PARSED, lane))
    for message in messages:
        await producer.send(topic, message.model_dump_json().encode(), key=message.article_id.encode())
    await producer.stop()


async def dead_letters(kafka: KafkaSettings) -> list[tuple[str, str]]:
    """Give (article's key, code) of each dead letter."""
    consumer = AIOKafkaConsumer(
        kafka.topic(dead_letter_topic("indexer")), **client_options(kafka), auto_offset_reset="earliest"
    )
    await consumer.start()
    batches = await consumer.getmany(timeout_ms=1_500)
    await consumer.stop()
    return [
        (record.key.decode(), dict(record.headers)["dlq-code"].decode())
        for batch in batches.values()
        for record in batch
    ]


def drained(kafka: KafkaSettings) -> Callable[[], Awaitable[bool]]:
    async def every_lane_is_committed() -> bool:
        for lane in Lane:
            topic = in_lane(ARTICLES_PARSED, lane)
            group = kafka.group(group_for("indexer", topic))
            ends, committed = await offsets(kafka, kafka.topic(topic), group)
            if any(end != committed.get(part, 0) for part, end in ends.items()):
                return False
        return True

    return every_lane_is_committed


def article(number: int, *, minute: int = 0, quotes: int = 2, **fields: object) -> ArticleParsed:
    words = "All will be well."
    return article_parsed(
        f"https://harbour-post.example/{number}",
        **{
            "fetched_at": NOON + timedelta(minutes=minute),
            "title": f"{number} at {minute}",
            "text": words,
            "quotes": [
                {
                    "id": f"q{position}",
                    "kind": "direct",
                    "spans": [{"start": 0, "end": len(words)}],
                    "text": words,
                    "confidence": 1,
                    "rule": "test",
                }
                for position in range(1, quotes + 1)
            ],
            **fields,
        },
    )


async def test_a_poison_article_is_one_dead_letter_and_the_rest_flows(
    kafka: KafkaSettings, shelf: OpenSearchShelf
) -> None:
    crowd = tuple(Actor(id=f"a{n}", name=f"Person {n}", type="person") for n in range(1, NESTED_LIMIT + 2))
    poison = [
        article(1_001, actors=crowd),
        article(1_002, first_seen_at=NOON - timedelta(days=365 * 1_000)),
        article(1_003, fetched_at=NOON - timedelta(days=365 * 60)),
    ]
    good = [article(number) for number in range(40)]
    await produce(kafka, [*good[:15], *poison, *good[15:]])
    async with indexing(kafka, shelf):
        await eventually(drained(kafka), within_s=30)
    assert set(await shelf.articles()) == {message.article_id for message in good}
    assert len(await shelf.quotes()) == 2 * len(good)
    assert sorted(await dead_letters(kafka)) == sorted(
        zip(
            (message.article_id for message in poison),
            ("index_rejected", "implausible_first_seen_at", "index_rejected"),
            strict=True,
        )
    )


async def test_replaying_everything_twice_in_every_lane_changes_nothing(
    kafka: KafkaSettings, shelf: OpenSearchShelf
) -> None:
    messages = [
        article(number, minute=minute, quotes=(number + minute) % 4)
        for minute in range(3)
        for number in range(20)
    ]
    await produce(kafka, messages)
    async with indexing(kafka, shelf):
        await eventually(drained(kafka), within_s=30)
        before = await shelf.articles(), await shelf.quotes()
        await produce(kafka, messages, Lane.REPLAY)
        await produce(kafka, messages[::-1], Lane.BACKFILL)
        await eventually(drained(kafka), within_s=30)
    assert (await shelf.articles(), await shelf.quotes()) == before
    assert {source["title"] for _, source in before[0].values()} == {f"{number} at 2" for number in range(20)}
    assert len(before[1]) == sum((number + 2) % 4 for number in range(20))
    assert await dead_letters(kafka) == []


async def test_versions_that_race_in_three_lanes_end_at_the_newest(
    kafka: KafkaSettings, shelf: OpenSearchShelf
) -> None:
    versions = {
        lane: [article(number, minute=minute, quotes=5 - 2 * minute) for number in range(60)]
        for minute, lane in enumerate(Lane)
    }
    for lane, messages in versions.items():
        await produce(kafka, messages, lane)
    async with indexing(kafka, shelf):
        await eventually(drained(kafka), within_s=30)
    assert {source["title"] for _, source in (await shelf.articles()).values()} == {
        f"{number} at 2" for number in range(60)
    }
    assert {id_.split(":")[1] for id_ in await shelf.quotes()} == {"q1"}
