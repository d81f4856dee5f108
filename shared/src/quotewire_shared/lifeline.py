"""
What keeps a service honest about being alive: fatal errors end it, and a watchdog notices a stuck consumer.

A consumer can stop for ever after a broker restart without any error (aiokafka #847, #1154). The watchdog asks Kafka
itself, through a fresh connection, whether records wait and nothing moves; then the process ends, and whoever
supervises it starts it anew. Nothing is lost by that: everything is at least once.
"""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError, for_code

from quotewire_shared.connection import client_options
from quotewire_shared.errors import FatalError
from quotewire_shared.metrics import gauge
from quotewire_shared.settings import KafkaSettings

log = structlog.get_logger()

CHECK_EVERY_S = 15.0
STUCK_AFTER_S = 120.0
CHECK_TIMEOUT_S = 20.0


class Progressing(Protocol):
    """What the watchdog reads of a subscription."""

    busy: bool
    last_batch: float


@dataclass
class Watched:
    """A subscription under watch, with what the last check saw of it."""

    subscriber: Any
    progress: Progressing
    committed: dict[TopicPartition, int] = field(default_factory=dict)
    moved_at: float = field(default_factory=time.monotonic)
    lag: int = 0


class Lifeline:
    """Holds the reason why a process must end, its subscriptions, and what to close at its end."""

    KEY: ClassVar[str] = "lifeline"

    def __init__(self) -> None:
        """Start without a failure."""
        self.failure: FatalError | None = None
        self.watched: list[Watched] = []
        self._closers: list[Callable[[], Awaitable[None]]] = []

    def fail(self, error: FatalError) -> None:
        """End this process, gracefully, with *error* as its one line."""
        if self.failure is None:
            self.failure = error
            log.critical("service_failed", reason=str(error))
            os.kill(os.getpid(), signal.SIGTERM)

    def watch(self, subscriber: Any, progress: Progressing) -> None:
        """Put a subscription under the watchdog's eye."""
        self.watched.append(Watched(subscriber, progress))

    def at_end(self, close: Callable[[], Awaitable[None]]) -> None:
        """Run *close* after the last handler has ended."""
        self._closers.append(close)

    async def close(self) -> None:
        """Close everything registered, newest first."""
        for close in reversed(self._closers):
            await close()

    def assigned(self) -> bool:
        """Tell whether every subscription has joined its group (it may own no partition of a small topic)."""
        return all(item.subscriber.consumer is not None for item in self.watched)

    async def run_watchdog(self, kafka: KafkaSettings) -> None:
        """Check for ever; ends only by cancellation."""
        while True:
            await asyncio.sleep(CHECK_EVERY_S)
            try:
                async with asyncio.timeout(CHECK_TIMEOUT_S):
                    for item in self.watched:
                        await self._check(kafka, item)
            except (KafkaError, OSError, TimeoutError) as error:
                # Kafka itself is away: no verdict on the consumer, and the clock starts anew when it is back.
                log.warning("lag_unknown", reason=str(error) or type(error).__name__)
                for item in self.watched:
                    item.moved_at = time.monotonic()

    async def _check(self, kafka: KafkaSettings, item: Watched) -> None:
        topic, group = item.subscriber.topic_names[0], item.subscriber.group_id
        ends, committed = await offsets(kafka, topic, group)
        consumer = item.subscriber.consumer
        mine = {part for part in consumer.assignment() if part.topic == topic} if consumer else set()
        lagging = {part for part in (mine or ends) if ends.get(part, 0) > committed.get(part, 0)}
        item.lag = sum(ends[part] - committed.get(part, 0) for part in lagging if part in ends)
        gauge("consumer_lag", item.lag, topic)
        now = time.monotonic()
        moved = any(committed.get(part) != item.committed.get(part) for part in lagging)
        if moved or item.progress.busy or not lagging:
            item.moved_at = now
        item.committed = committed
        # A member without partitions is judged slowly: its records may be in another member's hands.
        patience_s = STUCK_AFTER_S if mine else STUCK_AFTER_S * 5
        if now - max(item.moved_at, item.progress.last_batch) > patience_s:
            self.fail(
                FatalError(f"No progress on {topic} for {patience_s:.0f} s though {item.lag} records wait.")
            )


async def offsets(
    kafka: KafkaSettings, topic: str, group: str
) -> tuple[dict[TopicPartition, int], dict[TopicPartition, int]]:
    """Read (end offsets, committed offsets) of *topic* and *group* (full names) through a fresh connection."""
    options = client_options(kafka) | {"request_timeout_ms": 10_000}
    probe = AIOKafkaConsumer(**options, client_id="quotewire-watchdog")
    admin = AIOKafkaAdminClient(**options, client_id="quotewire-watchdog")
    try:
        await probe.start()
        await admin.start()
        ends = await probe.end_offsets(await partitions_of(admin, topic))
        answer = await admin.list_consumer_group_offsets(group)
        committed = {
            part: meta.offset for part, meta in answer.items() if part.topic == topic and meta.offset >= 0
        }
        return ends, committed
    finally:
        await probe.stop()
        await admin.close()


async def partitions_of(admin: AIOKafkaAdminClient, topic: str) -> list[TopicPartition]:
    """List the partitions of *topic* (full name); raises KafkaError where it does not exist."""
    [described] = await admin.describe_topics([topic])
    if described["error_code"]:
        raise for_code(described["error_code"])(topic)
    return [TopicPartition(topic, part["partition"]) for part in described["partitions"]]
