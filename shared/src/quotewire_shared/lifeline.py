"""
What keeps a service honest about being alive: fatal errors end it, and a watchdog notices a stuck consumer.

A consumer can stop for ever after a broker restart without any error (aiokafka #847, #1154). The watchdog asks Kafka
itself, through a fresh connection, whether records wait and nothing moves; then the process ends, and whoever
supervises it starts it anew. Nothing is lost by that: everything is at least once.

| what the watchdog sees                                      | readiness            | process                     |
|-------------------------------------------------------------|----------------------|-----------------------------|
| Kafka does not answer                                       | fails                | goes on; clocks start anew  |
| records wait, none is committed, a batch is in hand         | fails after 45 s (*) | goes on                     |
| the same, and no batch is in hand                           | fails after 45 s     | ends after 120 s            |
| the same, and we own no partition                           | fails after 45 s     | ends after 600 s            |
| a batch is in hand for longer than a handler may take       |                      | ends                        |

(*) Unless another subscription moves meanwhile: lanes share what works for them.
"""

import asyncio
import math
import os
import signal
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError, for_code

from quotewire_shared.connection import client_options, topic_names
from quotewire_shared.errors import FatalError
from quotewire_shared.metrics import gauge
from quotewire_shared.settings import KafkaSettings

log = structlog.get_logger()

CHECK_EVERY_S = 15.0
UNREADY_AFTER_S = 45.0
STUCK_AFTER_S = 120.0
CHECK_TIMEOUT_S = 20.0

Offsets = Mapping[TopicPartition, int]
Ask = Callable[[KafkaSettings, str, str], Awaitable[tuple[Offsets, Offsets]]]
"""`offsets`, or what stands in for it in a test."""


class Progressing(Protocol):
    """What the watchdog reads of a subscription; times are of the monotonic clock."""

    busy_since: float | None
    last_batch: float


@dataclass
class Watched:
    """A subscription under watch, with what the last check saw of it."""

    subscriber: Any
    progress: Progressing
    max_busy_s: float
    moved_at: float
    """When a check last saw that an offset had moved or that nothing waited."""
    committed: Offsets = field(default_factory=dict)
    lag: int = 0

    @property
    def topic(self) -> str:
        """The topic's full name."""
        return str(self.subscriber.topic_names[0])


class Lifeline:
    """Holds the reason why a process must end, its subscriptions, and what to close at its end."""

    KEY: ClassVar[str] = "lifeline"

    def __init__(
        self,
        *,
        ask: Ask | None = None,
        ping: Callable[[KafkaSettings], Awaitable[object]] = topic_names,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start without a failure; *ask* gives the offsets of a topic and group, *ping* any answer of Kafka."""
        self.failure: FatalError | None = None
        self.watched: list[Watched] = []
        self._ask = ask or offsets
        self._ping = ping
        self._clock = clock
        self._away = False
        self._away_at = -math.inf
        self._closers: list[Callable[[], Awaitable[None]]] = []

    def fail(self, error: FatalError) -> None:
        """End this process, gracefully, with *error* as its one line."""
        if self.failure is None:
            self.failure = error
            log.critical("service_failed", reason=str(error))
            os.kill(os.getpid(), signal.SIGTERM)

    def watch(self, subscriber: Any, progress: Progressing, *, max_busy_s: float) -> None:
        """Put a subscription under the watchdog's eye; one batch of it may take *max_busy_s* seconds."""
        self.watched.append(Watched(subscriber, progress, max_busy_s, moved_at=self._clock()))

    def at_end(self, close: Callable[[], Awaitable[None]]) -> None:
        """Run *close* after the last handler has ended."""
        self._closers.append(close)

    async def close(self) -> None:
        """Close everything registered, newest first."""
        for close in reversed(self._closers):
            await close()

    def problems(self) -> list[str]:
        """Say why the process cannot do its work now; asks nobody, as the watchdog's last check told."""
        found = ["Kafka does not answer"] if self._away else []
        # One that has joined its group is fine without a partition: a small topic has not enough for everybody.
        if any(item.subscriber.consumer is None for item in self.watched):
            found.append("not consuming yet")
        stands_still_s = {item.topic: self._clock() - item.moved_at for item in self.watched if item.lag}
        works = any(still_s <= UNREADY_AFTER_S for still_s in stands_still_s.values())
        for item in self.watched:
            still_s = stands_still_s.get(item.topic, 0.0)
            # A batch of the backfill may lie in hand while live pages go first: that is how lanes work.
            yields = works and item.progress.busy_since is not None
            if still_s > UNREADY_AFTER_S and not yields:
                found.append(
                    f"no progress on {item.topic} for {still_s:.0f} s though {item.lag} records wait"
                )
        return found

    async def run_watchdog(self, kafka: KafkaSettings) -> None:
        """Check for ever; ends only by cancellation."""
        while True:
            await asyncio.sleep(CHECK_EVERY_S)
            await self.check(kafka)

    async def check(self, kafka: KafkaSettings) -> None:
        """Look at every subscription once."""
        try:
            async with asyncio.timeout(CHECK_TIMEOUT_S):
                if not self.watched:
                    await self._ping(kafka)
                for item in self.watched:
                    await self._check(kafka, item)
        except (KafkaError, OSError, TimeoutError) as error:
            # Kafka itself is away: no verdict on the consumer, and the clock starts anew when it is back.
            log.warning("lag_unknown", reason=str(error) or type(error).__name__)
            self._away, self._away_at = True, self._clock()
            for item in self.watched:
                item.moved_at = self._away_at
        else:
            self._away = False

    async def _check(self, kafka: KafkaSettings, item: Watched) -> None:
        ends, committed = await self._ask(kafka, item.topic, item.subscriber.group_id)
        consumer = item.subscriber.consumer
        mine = {part for part in consumer.assignment() if part.topic == item.topic} if consumer else set()
        waiting = {part: lag for part, lag in unread(ends, committed).items() if not mine or part in mine}
        item.lag = sum(waiting.values())
        gauge("consumer_lag", item.lag, item.topic)
        now = self._clock()
        if not waiting or any(committed.get(part) != item.committed.get(part) for part in waiting):
            item.moved_at = now
        item.committed = committed
        # A member without partitions is judged slowly: its records may be in another member's hands.
        patience_s = STUCK_AFTER_S if mine else STUCK_AFTER_S * 5
        busy_since = item.progress.busy_since
        if busy_since is not None:
            # A handler may have waited for Kafka: that is not held against it.
            if now - max(busy_since, self._away_at) > item.max_busy_s:
                self.fail(
                    FatalError(f"A batch of {item.topic} is in hand for more than {item.max_busy_s:.0f} s.")
                )
        elif now - max(item.moved_at, item.progress.last_batch) > patience_s:
            self.fail(
                FatalError(
                    f"No progress on {item.topic} for {patience_s:.0f} s though {item.lag} records wait."
                )
            )


def unread(ends: Offsets, committed: Offsets) -> dict[TopicPartition, int]:
    """Count the records that wait in each partition, leaving out those where none does."""
    lags = {part: end - committed.get(part, 0) for part, end in ends.items()}
    return {part: lag for part, lag in lags.items() if lag > 0}


async def offsets(
    kafka: KafkaSettings, topic: str, group: str
) -> tuple[dict[TopicPartition, int], dict[TopicPartition, int]]:
    """
    Read (end offsets, committed offsets) of *topic* and *group* (full names) through a fresh connection.

    A group that has committed nothing yet, or records that have expired since, stands at the first record there is:
    nobody waits for what can no longer be read.
    """
    options = client_options(kafka) | {"request_timeout_ms": 10_000}
    probe = AIOKafkaConsumer(**options, client_id="quotewire-watchdog")
    admin = AIOKafkaAdminClient(**options, client_id="quotewire-watchdog")
    try:
        await probe.start()
        await admin.start()
        parts = await partitions_of(admin, topic)
        begins, ends = await probe.beginning_offsets(parts), await probe.end_offsets(parts)
        answer = await admin.list_consumer_group_offsets(group)
        committed = {part: meta.offset for part, meta in answer.items()}
        return ends, {part: max(begin, committed.get(part, 0)) for part, begin in begins.items()}
    finally:
        await probe.stop()
        await admin.close()


async def partitions_of(admin: AIOKafkaAdminClient, topic: str) -> list[TopicPartition]:
    """List the partitions of *topic* (full name); raises KafkaError where it does not exist."""
    [described] = await admin.describe_topics([topic])
    if described["error_code"]:
        raise for_code(described["error_code"])(topic)
    return [TopicPartition(topic, part["partition"]) for part in described["partitions"]]
