"""Everything that lies on a topic now."""

from aiokafka import AIOKafkaConsumer, ConsumerRecord

from quotewire_shared.connection import client_options
from quotewire_shared.messages import ArticleFetched, Lane
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import ARTICLES_FETCHED, in_lane


async def read_all(kafka: KafkaSettings, name: str) -> list[ConsumerRecord[bytes, bytes]]:
    """Read topic *name* (short) from its beginning to its present end."""
    consumer = AIOKafkaConsumer(
        kafka.topic(name), **client_options(kafka), auto_offset_reset="earliest", enable_auto_commit=False
    )
    await consumer.start()
    try:
        ends = await consumer.end_offsets(list(consumer.assignment()))
        found: list[ConsumerRecord[bytes, bytes]] = []
        while any([await consumer.position(part) < end for part, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                found.extend(records)
        return found
    finally:
        await consumer.stop()


async def articles(kafka: KafkaSettings, lane: Lane = Lane.LIVE) -> list[ArticleFetched]:
    """Read every article of *lane*."""
    records = await read_all(kafka, in_lane(ARTICLES_FETCHED, lane))
    return [ArticleFetched.model_validate_json(record.value or b"") for record in records]
