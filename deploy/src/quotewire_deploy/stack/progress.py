"""How far the messages are: what waits in each service's topics, and how many ended as dead letters."""

from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition

from quotewire_shared.connection import client_options
from quotewire_shared.lifeline import offsets, unread
from quotewire_shared.messages import Lane
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import (
    ARTICLES_FETCHED,
    ARTICLES_PARSED,
    FETCH_LANES,
    FETCH_REQUESTS,
    SERVICES,
    dead_letter_topic,
    in_lane,
)

READS = {"parser": ARTICLES_FETCHED, "indexer": ARTICLES_PARSED}
"""Which topic each consuming service reads."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of records: waiting by service, dead letters by service."""

    lag: dict[str, int]
    dead_letters: dict[str, int]

    @property
    def drained(self) -> bool:
        """No article waits anywhere; requests that nobody fetches any more do not count."""
        return not any(self.lag[service] for service in READS)


async def read_progress(kafka: KafkaSettings) -> Progress:
    """Ask Kafka how far every service is; raises KafkaError when it does not answer."""
    lag = dict.fromkeys(READS, 0)
    for service, topic in READS.items():
        for lane in Lane:
            ends, committed = await offsets(
                kafka, kafka.topic(in_lane(topic, lane)), kafka.group(in_lane(service, lane))
            )
            lag[service] += sum(unread(ends, committed).values())
    # The fetcher reads both lanes with one consumer, and so with one group.
    lag["fetcher"] = 0
    for lane in FETCH_LANES:
        ends, committed = await offsets(
            kafka, kafka.topic(in_lane(FETCH_REQUESTS, lane)), kafka.group("fetcher")
        )
        lag["fetcher"] += sum(unread(ends, committed).values())
    return Progress(lag, await _dead_letters(kafka))


async def _dead_letters(kafka: KafkaSettings) -> dict[str, int]:
    parts = {service: TopicPartition(kafka.topic(dead_letter_topic(service)), 0) for service in SERVICES}
    probe = AIOKafkaConsumer(**client_options(kafka), client_id="quotewire-progress")
    await probe.start()
    try:
        ends = await probe.end_offsets(list(parts.values()))
        starts = await probe.beginning_offsets(list(parts.values()))
        return {service: ends[part] - starts[part] for service, part in parts.items()}
    finally:
        await probe.stop()
