"""The fetcher's memory in a compacted Kafka topic, a partition at a time."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError

from quotewire_fetcher.memory.book import Record
from quotewire_shared.connection import BROKEN_PRODUCER, TOO_LARGE, client_options, start_producer
from quotewire_shared.errors import FatalError, MessageTooLargeError
from quotewire_shared.retry import Backoff
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import FETCH_LANES, FETCH_REQUESTS, FETCHER_STATE, MAX_RECORD_BYTES, in_lane

log = structlog.get_logger()

RECORDS_AT_ONCE = 200
SILENT_POLLS = 10
"""Polls of a second without a record after which the rest is taken to be holes that compaction left at the end."""


class KafkaStateLog:
    """Reads partitions of the state topic, and appends to them."""

    def __init__(
        self,
        kafka: KafkaSettings,
        *,
        make_producer: Callable[[KafkaSettings], AIOKafkaProducer] | None = None,
        backoff: Backoff | None = None,
    ) -> None:
        """Use the state topic of the deployment that *kafka* describes; connects when first used."""
        self._kafka = kafka
        self._make_producer = make_producer or _producer
        self._backoff = backoff or Backoff()
        self._topic = kafka.topic(FETCHER_STATE)
        self._producer: AIOKafkaProducer | None = None
        self._starting = asyncio.Lock()

    async def partitions(self) -> int:
        """
        Count the partitions of the state topic.

        Raises:
            FatalError: a topic of fetch requests has another number; a domain's work and state would part.
        """
        producer = await self._started()
        state = len(await producer.partitions_for(self._topic))
        for lane in FETCH_LANES:
            topic = self._kafka.topic(in_lane(FETCH_REQUESTS, lane))
            requests = len(await producer.partitions_for(topic))
            if state != requests:
                raise FatalError(
                    f"{self._topic} has {state} partitions and {topic} has {requests}; "
                    "they must be equal. Raise the smaller number while no fetcher runs."
                )
        return state

    async def read(self, partition: int, start: int) -> AsyncIterator[tuple[int, str, bytes | None]]:
        """Give (offset, key, value) of every record of *partition* from *start* to the end that it has now."""
        part = TopicPartition(self._topic, partition)
        consumer = AIOKafkaConsumer(
            **client_options(self._kafka),
            client_id="fetcher-state",
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=4 * 1024 * 1024,
        )
        await consumer.start()
        try:
            consumer.assign([part])
            end = (await consumer.end_offsets([part]))[part]
            begin = (await consumer.beginning_offsets([part]))[part]
            if end <= max(begin, start):
                return
            consumer.seek(part, max(begin, start))
            silent = 0
            # Asked of the consumer, not counted: compaction leaves holes, also at the end.
            while silent < SILENT_POLLS and await consumer.position(part) < end:
                batches = await consumer.getmany(part, timeout_ms=1_000, max_records=RECORDS_AT_ONCE)
                silent = 0 if batches else silent + 1
                if silent == SILENT_POLLS:
                    await consumer.end_offsets([part])  # raises where it is Kafka that is silent
                await asyncio.sleep(0)  # others want their turn
                for record in batches.get(part, ()):
                    if record.key is not None:
                        yield record.offset, record.key.decode("utf-8", "replace"), record.value
        finally:
            await consumer.stop()

    async def write(self, partition: int, records: Sequence[Record]) -> int:
        """
        Append *records* to *partition*; returns the offset behind the last once all in-sync replicas have them.

        Waits through an outage of Kafka.

        Raises:
            FatalError: the producer can never write again; the process must be started anew.
            MessageTooLargeError: a record is over the topic's limit.
        """
        attempt = 0
        while True:
            try:
                producer = await self._started()
                sent = [
                    await producer.send(self._topic, value, key=key.encode(), partition=partition)
                    for key, value in records
                ]
                return int(max(stored.offset for stored in await asyncio.gather(*sent))) + 1
            except BROKEN_PRODUCER as error:
                raise FatalError(
                    f"The state producer is broken ({type(error).__name__}); starting anew mends it."
                ) from error
            except TOO_LARGE as error:
                raise MessageTooLargeError(f"A record is too large for {self._topic}: {error}") from error
            except KafkaError as error:
                attempt += 1
                log.warning("state_write_postponed", reason=str(error) or type(error).__name__)
                await asyncio.sleep(self._backoff.delay_s(attempt))

    async def close(self) -> None:
        """Flush and disconnect."""
        if self._producer is not None:
            await self._producer.stop()
            self._producer = None

    async def _started(self) -> AIOKafkaProducer:
        async with self._starting:
            if self._producer is None:
                producer = self._make_producer(self._kafka)
                await start_producer(producer)
                self._producer = producer
        return self._producer


def _producer(kafka: KafkaSettings) -> AIOKafkaProducer:
    return AIOKafkaProducer(
        **client_options(kafka),
        client_id="fetcher-state",
        acks="all",
        enable_idempotence=True,
        compression_type="zstd",
        linger_ms=2,
        max_batch_size=256 * 1024,
        max_request_size=MAX_RECORD_BYTES,
    )
