"""The broker's promises on real Kafka: nothing lost, one dead letter each, order of fate as the table says."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord

from quotewire_shared.bootstrap import create_topics
from quotewire_shared.broker import Handle, Outcome, build_broker, each, publish_message, subscribe_batches
from quotewire_shared.connection import client_options
from quotewire_shared.decoding import Received
from quotewire_shared.errors import PermanentError, Skipped, TransientError
from quotewire_shared.lifeline import Lifeline, offsets
from quotewire_shared.messages import MAX_PAGE_BYTES, ArticleFetched
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import ARTICLES_FETCHED, dead_letter_topic
from tests.eventually import eventually
from tests.factories import article_fetched

Item = Received[ArticleFetched]


@pytest.fixture
async def kafka(kafka_bootstrap: str) -> KafkaSettings:
    settings = KafkaSettings(
        bootstrap_servers=kafka_bootstrap, topic_prefix=f"t-{uuid4().hex[:8]}.", partitions=2
    )
    await create_topics(settings)
    return settings


@asynccontextmanager
async def consuming(kafka: KafkaSettings, handle: Handle[ArticleFetched]) -> AsyncIterator[None]:
    broker = build_broker(kafka, "parser")
    subscribe_batches(
        broker,
        kafka=kafka,
        service="parser",
        topic=ARTICLES_FETCHED,
        model=ArticleFetched,
        handle=handle,
        max_records=10,
    )
    await broker.start()
    try:
        yield
    finally:
        await broker.stop()
        lifeline: Lifeline = broker.context.get(Lifeline.KEY)
        await lifeline.close()


@asynccontextmanager
async def producing(kafka: KafkaSettings) -> AsyncIterator[AIOKafkaProducer]:
    producer = AIOKafkaProducer(**client_options(kafka), max_request_size=20_000_000, compression_type="zstd")
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()


async def dead_letters(kafka: KafkaSettings) -> list[ConsumerRecord[bytes, bytes]]:
    topic = kafka.topic(dead_letter_topic("parser"))
    consumer = AIOKafkaConsumer(topic, **client_options(kafka), auto_offset_reset="earliest")
    await consumer.start()
    try:
        batches = await consumer.getmany(timeout_ms=1_500)
        return [record for batch in batches.values() for record in batch]
    finally:
        await consumer.stop()


def all_committed(kafka: KafkaSettings) -> Callable[[], Awaitable[bool]]:
    async def lag_is_zero() -> bool:
        ends, committed = await offsets(kafka, kafka.topic(ARTICLES_FETCHED), kafka.group("parser"))
        return all(end == committed.get(part, 0) for part, end in ends.items())

    return lag_is_zero


def page(number: int) -> bytes:
    return article_fetched(f"https://a.example/{number}").model_dump_json().encode()


async def test_creating_the_topics_twice_creates_them_once(kafka: KafkaSettings) -> None:
    assert await create_topics(kafka) == []


async def test_every_kind_of_poison_is_one_dead_letter_and_what_is_behind_it_flows(
    kafka: KafkaSettings,
) -> None:
    handled: list[str] = []

    async def handle(batch: Sequence[Item]) -> Sequence[Outcome]:
        handled.extend(item.message.url for item in batch)
        return [None] * len(batch)

    topic = kafka.topic(ARTICLES_FETCHED)
    huge = article_fetched().model_dump(mode="json") | {"html": "x" * (6 * 1024 * 1024)}
    assert MAX_PAGE_BYTES < 6 * 1024 * 1024
    import json  # noqa: PLC0415 - only here

    async with producing(kafka) as producer:
        for value, headers in [
            (b"not json", []),
            (b'{"schema_version": 1}', []),
            (page(1), [("source", b"\xff\xfe")]),
            (None, []),
            (json.dumps(huge).encode(), []),
            (page(2), []),
        ]:
            await producer.send_and_wait(topic, value, key=b"key", headers=headers, partition=0)
    async with consuming(kafka, handle):
        await eventually(all_committed(kafka), within_s=20)
    letters = await dead_letters(kafka)
    assert handled == ["https://a.example/2"]
    codes = [dict(letter.headers)["dlq-code"].decode() for letter in letters]
    assert codes == [
        "invalid_message",
        "invalid_message",
        "invalid_header",
        "invalid_message",
        "page_too_large",
    ]
    first = dict(letters[0].headers)
    assert letters[0].value == b"not json"
    assert letters[0].key == b"key"
    assert (first["dlq-topic"].decode(), first["dlq-partition"], first["dlq-offset"]) == (topic, b"0", b"0")
    assert dict(letters[2].headers)["source"] == b"\xff\xfe"
    assert dict(letters[3].headers)["dlq-null-value"] == b"true"


async def test_a_transient_error_is_delivered_again_until_it_passes(kafka: KafkaSettings) -> None:
    tries: list[int] = []

    async def handle(batch: Sequence[Item]) -> Sequence[Outcome]:
        tries.append(len(batch))
        if len(tries) < 3:
            raise TransientError("not yet")
        return [None] * len(batch)

    async with producing(kafka) as producer:
        await producer.send_and_wait(kafka.topic(ARTICLES_FETCHED), page(1))
    async with consuming(kafka, handle):
        await eventually(all_committed(kafka), within_s=30)
    assert tries == [1, 1, 1]
    assert await dead_letters(kafka) == []


async def test_what_was_not_committed_is_read_again_by_the_next_process(kafka: KafkaSettings) -> None:
    seen: list[str] = []
    holding = asyncio.Event()

    async def hold(item: Item) -> Skipped | None:
        holding.set()
        await asyncio.Event().wait()
        return None

    async def handle_one(item: Item) -> Skipped | None:
        seen.append(item.message.url)
        if item.message.url.endswith("3"):
            raise PermanentError("cannot", code="no_text")
        return None

    broker = build_broker(kafka, "fetcher")
    await broker.start()
    for number in range(5):
        message = article_fetched(f"https://a.example/{number}")
        await publish_message(broker, kafka.topic(ARTICLES_FETCHED), message, message.article_id)
    await broker.stop()

    first = build_broker(kafka, "parser")
    subscribe_batches(
        first,
        kafka=kafka,
        service="parser",
        topic=ARTICLES_FETCHED,
        model=ArticleFetched,
        handle=each(hold, concurrency=5),
    )

    await first.start()
    await eventually(lambda: _is_set(holding), within_s=20)
    await first.stop()

    async with consuming(kafka, each(handle_one, concurrency=2)):
        await eventually(all_committed(kafka), within_s=30)
    assert sorted(seen) == [f"https://a.example/{number}" for number in range(5)]
    assert len(await dead_letters(kafka)) == 1


async def _is_set(event: asyncio.Event) -> bool:
    return event.is_set()
