"""Looks for records at the end of a topic, within bounds, and says how far it looked. Joins no group, commits nothing."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.partitioner import murmur2

from quotewire_shared.connection import client_options
from quotewire_shared.lifeline import partitions_of
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.tracing.contract import Place

Record: TypeAlias = ConsumerRecord[Any, Any]

SILENT_POLLS = 5
"""Polls of a second without a record after which the rest is taken to be holes that compaction left."""
MOST_HITS = 100
"""Newest hits that are kept of one scan."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What a look at the end of a topic brought."""

    topic: str
    hits: tuple[Record, ...]
    """Oldest first."""
    scanned: int
    """Records looked at."""
    since: datetime | None
    """Time of the oldest record looked at; None where there was none."""
    ended: bool = True
    """False: time was over before the topic's end."""

    def __str__(self) -> str:
        """Say how far was looked."""
        if not self.scanned:
            return f"no records of that time in {self.topic}"
        since = f"{self.since:%Y-%m-%d %H:%M} UTC" if self.since else "its beginning"
        cut = "" if self.ended else ", and time was over before the end"
        records = "1 record" if self.scanned == 1 else f"{self.scanned:,} records"
        return f"{records} of {self.topic} since {since}{cut}"


def place_of(record: Record) -> Place:
    """Say where *record* lies."""
    return Place(record.topic, record.partition, record.offset, time_of(record))


def time_of(record: Record) -> datetime:
    """Give the time that Kafka has for *record*."""
    return datetime.fromtimestamp(record.timestamp / 1000, UTC)


def partition_of(key: bytes, partitions: int) -> int:
    """Give the partition that Kafka's default partitioner puts *key* into."""
    return int((murmur2(key) & 0x7FFFFFFF) % partitions)


async def scan_end(
    kafka: KafkaSettings,
    topic: str,
    *,
    wanted: Callable[[Record], bool],
    keys: Collection[bytes] = (),
    since: float,
    most: int,
    patience_s: float,
) -> Scan:
    """
    Look for *wanted* records of *topic* (full name), from *since* (seconds since 1970) to its present end.

    At most the last *most* records of each partition are looked at; of all partitions, or only of those that *keys*
    lie in.

    Raises:
        KafkaError, OSError or TimeoutError: Kafka does not answer, or there is no such topic.
    """
    hits: list[Record] = []
    scanned, oldest = 0, None
    async with reader(kafka) as (consumer, admin):
        parts = await partitions_of(admin, topic)
        if keys:
            numbers = {partition_of(key, len(parts)) for key in keys}
            parts = [part for part in parts if part.partition in numbers]
        begins, ends = await consumer.beginning_offsets(parts), await consumer.end_offsets(parts)
        found = await consumer.offsets_for_times(dict.fromkeys(parts, int(since * 1000)))
        starts = {
            part: max(begins[part], end - most, found[part].offset if found.get(part) else end)
            for part, end in ends.items()
        }
        deadline = time.monotonic() + patience_s
        async for record in stretch(consumer, starts, ends, deadline=deadline):
            scanned += 1
            oldest = record.timestamp if oldest is None else min(oldest, record.timestamp)
            if wanted(record):
                hits.append(record)
                del hits[:-MOST_HITS]
        ended = time.monotonic() < deadline
    hits.sort(key=lambda record: (record.timestamp, record.offset))
    began = None if oldest is None else datetime.fromtimestamp(oldest / 1000, UTC)
    return Scan(topic, tuple(hits), scanned, began, ended)


@asynccontextmanager
async def reader(kafka: KafkaSettings) -> AsyncIterator[tuple[AIOKafkaConsumer, AIOKafkaAdminClient]]:
    """Connect, without a group."""
    options = client_options(kafka) | {"request_timeout_ms": 10_000}
    consumer = AIOKafkaConsumer(
        **options,
        client_id="quotewire-trace",
        group_id=None,
        enable_auto_commit=False,
        max_partition_fetch_bytes=4 * 1024 * 1024,
    )
    admin = AIOKafkaAdminClient(**options, client_id="quotewire-trace")
    try:
        async with asyncio.timeout(15):
            await consumer.start()
            await admin.start()
        yield consumer, admin
    finally:
        await consumer.stop()
        await admin.close()


async def stretch(
    consumer: AIOKafkaConsumer,
    starts: Mapping[TopicPartition, int],
    ends: Mapping[TopicPartition, int],
    *,
    deadline: float,
) -> AsyncIterator[Record]:
    """Give the records from *starts* up to *ends* (exclusive), in order within a partition, until *deadline* (monotonic)."""
    waiting = {part for part, start in starts.items() if start < ends[part]}
    if not waiting:
        return
    consumer.assign(list(waiting))
    for part in waiting:
        consumer.seek(part, starts[part])
    silent = 0
    while waiting and silent < SILENT_POLLS and time.monotonic() < deadline:
        batches = await consumer.getmany(*waiting, timeout_ms=1_000, max_records=2_000)
        silent = 0 if batches else silent + 1
        for part, records in batches.items():
            for record in records:
                if record.offset < ends[part]:
                    yield record
        # Asked of the consumer, not counted: compaction and aborted transactions leave holes, also at the end.
        done = {part for part in waiting if await consumer.position(part) >= ends[part]}
        consumer.pause(*done)
        waiting -= done
