"""Tells whether a record still waits to be read by a service."""

from collections.abc import Sequence

from quotewire_shared.lifeline import offsets
from quotewire_shared.messages import Lane
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import in_lane
from quotewire_shared.tracing.contract import Place


async def records_before(kafka: KafkaSettings, service: str, place: Place) -> int | None:
    """
    Count the records that *service* reads before the one at *place*; None where it has read that one already.

    Raises:
        KafkaError, OSError or TimeoutError: Kafka does not answer.
    """
    lane = next((lane for lane in Lane if place.topic.endswith(f".{lane.value}")), Lane.LIVE)
    _, committed = await offsets(kafka, place.topic, kafka.group(in_lane(service, lane)))
    stands = next((offset for part, offset in committed.items() if part.partition == place.partition), 0)
    return place.offset - stands if place.offset >= stands else None


def newest_in(places: Sequence[Place], topics: Sequence[str]) -> Place | None:
    """Give the newest of *places* that lies in one of *topics* (full names)."""
    return max((place for place in places if place.topic in topics), key=lambda place: place.at, default=None)
