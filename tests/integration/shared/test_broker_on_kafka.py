"""The broker's promises on real Kafka: nothing lost, one dead letter each, order of fate as the table says."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic, RecordsToDelete

from quotewire_deploy.stack.progress import read_progress
from quotewire_shared.bootstrap import create_topics
from quotewire_shared.broker import Handle, Outcome, build_broker, each, publish_message, subscribe_batches
from quotewire_shared.connection import client_options
from quotewire_shared.dead_letters import CUT_VALUE_BYTES
from quotewire_shared.decoding import Received
from quotewire_shared.errors import MessageTooLargeError, PermanentError, Skipped, TransientError
from quotewire_shared.lifeline import Lifeline, offsets, unread
from quotewire_shared.messages import MAX_PAGE_BYTES, ArticleFetched
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import ARTICLES_FETCHED, MAX_RECORD_BYTES, dead_letter_topic
from tests.eventually import eventually
from tests.factories import article_fetched
from tests.unit.shared.fakes import QuietLifeline

Item = Received[ArticleFetched]


@pytest.fixture
async def kafka(kafka_bootstrap: str) -> KafkaSettings:
    settings = KafkaSettings(
        bootstrap_servers=kafka_bootstrap, topic_prefix=f"t-{uuid4().hex[:8]}.", partitions=2
    )
    await create_topics(settings)
    return settings


@asynccontextmanager
async def consuming(kafka: KafkaSettings, handle: Handle[ArticleFetched]) -> AsyncIterator[Lifeline]:
    broker = build_broker(kafka, "parser")
    lifeline = QuietLifeline()
    broker.context.set_global(Lifeline.KEY, lifeline)
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
        yield lifeline
    finally:
        await broker.stop()
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


async def test_a_record_that_unpacks_to_more_than_any_letter_is_kept_in_part_and_what_is_behind_it_flows(
    kafka: KafkaSettings,
) -> None:
    """A topic's limit counts compressed bytes: 40 MiB of one letter pass it easily."""
    handled: list[str] = []

    async def handle(batch: Sequence[Item]) -> Sequence[Outcome]:
        handled.extend(item.message.url for item in batch)
        return [None] * len(batch)

    topic, huge_bytes = kafka.topic(ARTICLES_FETCHED), 40 * 1024 * 1024
    async with AIOKafkaProducer(
        **client_options(kafka), max_request_size=2 * huge_bytes, compression_type="zstd"
    ) as producer:
        await producer.send_and_wait(topic, b"x" * huge_bytes, key=b"key", partition=0)
        await producer.send_and_wait(topic, page(1), partition=0)
    async with consuming(kafka, handle) as lifeline:
        await eventually(all_committed(kafka), within_s=30)
    (letter,) = await dead_letters(kafka)
    headers = dict(letter.headers)
    assert handled == ["https://a.example/1"]
    assert lifeline.failure is None
    assert (letter.value, letter.key) == (b"x" * CUT_VALUE_BYTES, b"key")
    assert int(headers["dlq-truncated-from-bytes"]) >= huge_bytes
    assert headers["dlq-code"] == b"invalid_message"


async def test_a_dead_letter_topic_with_a_small_limit_blocks_nothing(kafka_bootstrap: str) -> None:
    """After a refusal by the broker an idempotent producer is broken: the letters go on by a new one."""
    kafka = KafkaSettings(bootstrap_servers=kafka_bootstrap, topic_prefix=f"t-{uuid4().hex[:8]}.")
    await create_small_topic(kafka, kafka.topic(dead_letter_topic("parser")), max_bytes=300 * 1024)
    await create_topics(kafka)
    noise = random.Random(7).randbytes(1024 * 1024)
    poison = [b"not json", noise, b"not json either", noise, b"nor this"]
    async with producing(kafka) as producer:
        for value in poison:
            await producer.send_and_wait(kafka.topic(ARTICLES_FETCHED), value, partition=0)
    async with consuming(kafka, each(nothing, concurrency=1)) as lifeline:
        await eventually(all_committed(kafka), within_s=30)
    assert lifeline.failure is None
    assert [letter.value for letter in await dead_letters(kafka)] == [
        value[:CUT_VALUE_BYTES] for value in poison
    ]


async def test_a_message_over_the_limit_is_refused_and_the_next_one_passes(kafka: KafkaSettings) -> None:
    broker = build_broker(kafka, "fetcher")
    await broker.start()
    try:
        topic, fine = kafka.topic(ARTICLES_FETCHED), article_fetched()
        huge = fine.model_copy(update={"html": "x" * MAX_RECORD_BYTES})
        await publish_message(broker, topic, fine, fine.article_id)
        with pytest.raises(MessageTooLargeError):
            await publish_message(broker, topic, huge, fine.article_id)
        await publish_message(broker, topic, fine, fine.article_id)
    finally:
        await broker.stop()


async def test_five_bugs_in_a_row_stop_one_process_and_the_next_one_goes_on_behind_them(
    kafka: KafkaSettings,
) -> None:
    async def buggy(item: Item) -> Skipped | None:
        raise KeyError("bad deploy")

    seen: list[str] = []

    async def mended(item: Item) -> Skipped | None:
        seen.append(item.message.url)
        return None

    async with producing(kafka) as producer:
        for number in range(6):
            await producer.send_and_wait(kafka.topic(ARTICLES_FETCHED), page(number), partition=0)
        async with consuming(kafka, each(buggy, concurrency=1)) as lifeline:
            await eventually(all_committed(kafka), within_s=30)
            assert lifeline.failure is not None
            await producer.send_and_wait(kafka.topic(ARTICLES_FETCHED), page(6), partition=0)
    async with consuming(kafka, each(mended, concurrency=1)):
        await eventually(all_committed(kafka), within_s=30)
    assert seen == ["https://a.example/6"]
    codes = [dict(letter.headers)["dlq-code"] for letter in await dead_letters(kafka)]
    assert codes == [b"internal_error"] * 6


async def test_records_that_expired_unread_wait_for_nobody(kafka: KafkaSettings) -> None:
    topic = kafka.topic(ARTICLES_FETCHED)
    part = TopicPartition(topic, 0)
    async with producing(kafka) as producer:
        for number in range(4):
            await producer.send_and_wait(topic, page(number), partition=0)

    async def waiting() -> dict[TopicPartition, int]:
        return unread(*await offsets(kafka, topic, kafka.group("parser")))

    assert await waiting() == {part: 4}
    await expire(kafka, part, 3)
    assert await waiting() == {part: 1}
    assert (await read_progress(kafka)).lag == {"parser": 1, "indexer": 0, "fetcher": 0}
    async with consuming(kafka, each(nothing, concurrency=1)):
        await eventually(all_committed(kafka), within_s=30)
    async with producing(kafka) as producer:
        await producer.send_and_wait(topic, page(4), partition=0)
    assert await waiting() == {part: 1}
    await expire(kafka, part, 5)
    assert await waiting() == {}
    assert (await read_progress(kafka)).drained


async def nothing(_item: Item) -> Skipped | None:
    return None


async def expire(kafka: KafkaSettings, part: TopicPartition, before: int) -> None:
    """Do what retention does: away with the records of *part* below offset *before*."""
    admin = AIOKafkaAdminClient(**client_options(kafka))
    await admin.start()
    try:
        await admin.delete_records({part: RecordsToDelete(before)})
    finally:
        await admin.close()


async def create_small_topic(kafka: KafkaSettings, topic: str, *, max_bytes: int) -> None:
    admin = AIOKafkaAdminClient(**client_options(kafka))
    await admin.start()
    try:
        await admin.create_topics(
            [NewTopic(topic, 1, 1, topic_configs={"max.message.bytes": str(max_bytes)})]
        )
    finally:
        await admin.close()
