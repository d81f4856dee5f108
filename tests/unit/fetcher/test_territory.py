"""What the consumer group decides, passed on to the loop."""

import asyncio

import pytest
from aiokafka import TopicPartition

from quotewire_fetcher.territory import Territory
from quotewire_shared.errors import FatalError

TOPIC = "fetch.requests.v1"
PARTS = {TopicPartition(TOPIC, 0), TopicPartition(TOPIC, 1), TopicPartition(f"{TOPIC}.backfill", 0)}


class Told:
    """A loop that notes what it is told, and begins when a test says so."""

    def __init__(self, territory: Territory) -> None:
        self.events: list[tuple[str, frozenset[int]]] = []
        self.may_begin = asyncio.Event()
        territory.on_given, territory.on_lost = self.given, self.lost

    async def given(self, partitions: frozenset[int]) -> None:
        self.events.append(("given", partitions))
        await self.may_begin.wait()
        self.events.append(("begun", partitions))

    async def lost(self, partitions: frozenset[int]) -> None:
        self.events.append(("lost", partitions))


async def turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_long_beginning_does_not_keep_the_group_waiting() -> None:
    """aiokafka sends no heartbeat before its listener returns: a group of ten seconds' patience would give us up."""
    territory = Territory(TOPIC)
    told = Told(territory)
    await territory.on_partitions_assigned(PARTS)
    await turns()
    assert told.events == [("given", frozenset({0, 1}))]
    assert not territory.settled
    told.may_begin.set()
    await turns()
    assert told.events[-1] == ("begun", frozenset({0, 1}))
    assert territory.settled


async def test_what_is_taken_away_while_it_is_begun_is_given_up() -> None:
    territory = Territory(TOPIC)
    told = Told(territory)
    await territory.on_partitions_assigned(PARTS)
    await turns()
    await territory.on_partitions_revoked(PARTS)
    told.may_begin.set()
    await turns()
    assert told.events == [("given", frozenset({0, 1})), ("lost", frozenset({0, 1}))]
    assert not territory.settled
    await territory.on_partitions_assigned(set())
    await turns()
    assert told.events[-1] == ("begun", frozenset())
    assert territory.settled


async def test_a_problem_of_the_beginning_is_raised_where_the_process_waits() -> None:
    territory = Territory(TOPIC)

    async def break_down(_: frozenset[int]) -> None:
        raise FatalError("numbers differ")

    territory.on_given = break_down
    waiting = asyncio.create_task(territory.fail_with_problem())
    await territory.on_partitions_assigned(PARTS)
    with pytest.raises(FatalError, match="numbers differ"):
        await waiting
    assert not territory.settled
    with pytest.raises(FatalError):
        territory.raise_problem()


async def test_a_territory_that_nobody_serves_is_settled_at_once() -> None:
    territory = Territory(TOPIC)
    await territory.on_partitions_revoked(PARTS)
    await territory.on_partitions_assigned(PARTS)
    await turns()
    assert territory.settled
    await territory.stop()
    assert not territory.settled
