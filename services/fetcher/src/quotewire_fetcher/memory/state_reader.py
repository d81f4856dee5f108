"""Reads the state topic for commands: the newest record of each wanted key, of one partition or of all."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from aiokafka.errors import KafkaConnectionError, KafkaError

from quotewire_shared.errors import QuotewireError
from quotewire_shared.lifeline import partitions_of
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import FETCHER_STATE
from quotewire_shared.tracing.scan import partition_of, reader, stretch

Wanted = Callable[[bytes, bytes], bool]
"""Tells by key and value whether a record is of interest; only such are kept in memory."""
Progress = Callable[[int, int], None]
"""Is told how many records were read, and of how many."""

SEEN: Final = re.compile(rb'"seen":"([A-Za-z0-9+/=]*)"')
"""The packed list of seen entries in a feed's record."""
SAY_EVERY = 20_000
MOST_KEPT = 500_000
"""Records kept at most; a deployment of 180,000 feeds fits."""


@dataclass(frozen=True, slots=True)
class StateRead:
    """What a reading brought."""

    records: dict[tuple[int, str], bytes]
    """Partition and key -> newest value. A feed that moved to another domain has a record in each of two partitions."""
    read: int
    """Records looked at."""
    ended: bool = True
    """False: time or memory was over before the end, so records may be missing or old."""


async def read_state(
    kafka: KafkaSettings,
    wanted: Wanted,
    *,
    domain: str | None = None,
    patience_s: float = 60.0,
    say: Progress | None = None,
    thin: bool = False,
) -> StateRead:
    """
    Read the state of the partition of *domain*, or of all, up to the end that it has now.

    With *thin*, feeds come without their list of seen entries, which is the most of their records.

    Raises:
        QuotewireError: Kafka does not answer, or has no such topic.
    """
    topic = kafka.topic(FETCHER_STATE)
    newest: dict[tuple[int, str], bytes] = {}
    read = 0
    try:
        async with reader(kafka) as (consumer, admin):
            parts = await partitions_of(admin, topic)
            if domain is not None:
                own = partition_of(domain.encode(), len(parts))
                parts = [part for part in parts if part.partition == own]
            begins, ends = await consumer.beginning_offsets(parts), await consumer.end_offsets(parts)
            total = sum(ends[part] - begins[part] for part in parts)
            deadline = time.monotonic() + patience_s
            async for record in stretch(consumer, begins, ends, deadline=deadline):
                read += 1
                if say is not None and read % SAY_EVERY == 0:
                    say(read, total)
                if record.key is None:
                    continue
                key = (record.partition, record.key.decode("utf-8", "replace"))
                # A record that is not wanted any more takes away the older one that was.
                if record.value is None or not wanted(record.key, record.value):
                    newest.pop(key, None)
                elif key in newest or len(newest) < MOST_KEPT:
                    newest[key] = SEEN.sub(b'"seen":""', record.value) if thin else record.value
            ended = time.monotonic() < deadline and len(newest) < MOST_KEPT
    except KafkaConnectionError:
        raise QuotewireError(
            f"Kafka does not answer at {kafka.bootstrap_servers}. Start it (`quotewire engines up`) or set "
            "QUOTEWIRE_KAFKA_BOOTSTRAP_SERVERS."
        ) from None
    except (KafkaError, OSError, TimeoutError) as error:
        raise QuotewireError(
            f"The fetcher's state ({topic}) cannot be read from Kafka at {kafka.bootstrap_servers}: "
            f"{str(error) or type(error).__name__}."
        ) from error
    return StateRead(newest, read, ended)
