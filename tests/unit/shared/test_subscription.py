"""Whether everything was read: asked while a batch may be on its way."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from aiokafka import TopicPartition

from quotewire_shared.broker import Progress, Subscription

LIVE, BACKFILL = TopicPartition("live", 0), TopicPartition("backfill", 0)


class Consumer:
    """A consumer that has read all but what a test says; *meanwhile* happens while Kafka is asked."""

    def __init__(self, unread: int = 0, meanwhile: Callable[[], None] = lambda: None) -> None:
        self.unread = unread
        self.meanwhile = meanwhile
        self.paused: set[TopicPartition] = set()

    def assignment(self) -> set[TopicPartition]:
        return {LIVE, BACKFILL}

    async def end_offsets(self, parts: list[TopicPartition]) -> dict[TopicPartition, int]:
        self.meanwhile()
        return dict.fromkeys(parts, 10)

    async def position(self, part: TopicPartition) -> int:
        return 10 - (self.unread if part == BACKFILL else 0)

    def pause(self, *parts: TopicPartition) -> None:
        self.paused.update(parts)

    def resume(self, *parts: TopicPartition) -> None:
        self.paused.difference_update(parts)


class Subscriber:
    """What FastStream has of a subscription."""

    def __init__(self, consumer: Consumer | None) -> None:
        self.consumer = consumer


def subscription(consumer: Consumer | None, progress: Progress | None = None) -> Subscription:
    subscriber: Any = Subscriber(consumer)
    return Subscription(subscriber, progress or Progress())


async def test_all_is_read_when_every_partition_is_at_its_end() -> None:
    assert await subscription(Consumer()).drained()
    assert not await subscription(Consumer(unread=1)).drained()
    assert not await subscription(None).drained()


@pytest.mark.parametrize("is_over", [True, False])
async def test_a_batch_that_came_while_kafka_was_asked_counts_as_unread(is_over: bool) -> None:
    progress = Progress()

    def batch_comes() -> None:
        if is_over:
            progress.last_batch = time.monotonic() + 1
        else:
            progress.busy_since = time.monotonic()

    assert not await subscription(Consumer(meanwhile=batch_comes), progress).drained()


async def test_a_batch_in_hand_counts_as_unread() -> None:
    assert not await subscription(Consumer(), Progress(busy_since=1.0)).drained()


def test_one_topic_is_held_and_read_on() -> None:
    consumer = Consumer()
    held = subscription(consumer)
    held.hold("backfill", held=True)
    assert consumer.paused == {BACKFILL}
    held.hold("backfill", held=False)
    assert consumer.paused == set()
    subscription(None).hold("backfill", held=True)
