"""Tells whether a record still waits to be read by a service."""

from collections.abc import Sequence

from quotewire_shared.lifeline import offsets
from quotewire_shared.messages import Lane
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import in_lane
from quotewire_shared.tracing.contract import Place, Stage
from quotewire_shared.tracing.notebook import Notebook


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


async def tell_waiting(
    book: Notebook, kafka: KafkaSettings, *, service: str, topic: str, stage: Stage
) -> None:
    """
    Note in *book*, at *stage*, that its article still waits in a lane of *topic* (short name) for *service*, if it does.

    Raises:
        KafkaError, OSError or TimeoutError: Kafka does not answer.
    """
    place = newest_in(book.query.places, [kafka.topic(in_lane(topic, lane)) for lane in Lane])
    before = None if place is None else await records_before(kafka, service, place)
    if place is None or before is None:
        return
    article = "an" if service[0] in "aeiou" else "a"
    book.note(
        stage,
        "waiting",
        f"The {service} has not finished it: {before:,} records are read before it in {place.topic}, partition "
        f"{place.partition}. If that number does not fall, see whether {article} {service} runs (`quotewire status`).",
        at=place.at,
        facts={"records_before": before},
    )
