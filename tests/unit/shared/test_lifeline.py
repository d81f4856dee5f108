"""The watchdog's verdict and readiness, on offsets and a clock that the test sets."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx
import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaConnectionError
from faststream.asgi import AsgiFastStream

from quotewire_shared.broker import Progress
from quotewire_shared.lifeline import Offsets, unread
from quotewire_shared.runtime import probes
from quotewire_shared.settings import KafkaSettings
from tests.unit.shared.fakes import QuietLifeline

KAFKA = KafkaSettings()
LIVE, BACKFILL = "articles.fetched.v1", "articles.fetched.v1.backfill"
P0, P1 = TopicPartition(LIVE, 0), TopicPartition(LIVE, 1)
MAX_BUSY_S = 1800.0


@dataclass
class Consumer:
    """A consumer that owns partitions."""

    owned: set[TopicPartition]

    def assignment(self) -> set[TopicPartition]:
        return self.owned


@dataclass
class Subscriber:
    """A subscription that has joined its group, unless *consumer* is None."""

    consumer: Consumer | None
    topic: str = LIVE
    group_id: str = "parser"

    @property
    def topic_names(self) -> list[str]:
        return [self.topic]


@dataclass
class World:
    """Kafka and a clock, and a lifeline that sees nothing else."""

    ends: dict[TopicPartition, int] = field(default_factory=dict)
    committed: dict[TopicPartition, int] = field(default_factory=dict)
    away: Exception | None = None
    now: float = 1000.0

    def __post_init__(self) -> None:
        self.lifeline = QuietLifeline(ask=self.ask, ping=self.ping, clock=lambda: self.now)

    async def ping(self, _kafka: KafkaSettings) -> None:
        if self.away is not None:
            raise self.away

    async def ask(self, kafka: KafkaSettings, topic: str, _group: str) -> tuple[Offsets, Offsets]:
        await self.ping(kafka)
        return (
            {part: end for part, end in self.ends.items() if part.topic == topic},
            {part: at for part, at in self.committed.items() if part.topic == topic},
        )

    def watch(self, *owned: TopicPartition, topic: str = LIVE) -> Progress:
        progress = Progress(last_batch=self.now)
        self.lifeline.watch(Subscriber(Consumer(set(owned)), topic), progress, max_busy_s=MAX_BUSY_S)
        return progress

    async def checks(self, *, over_s: float) -> None:
        """Let time pass, with a check every 15 s."""
        for _ in range(int(over_s / 15)):
            self.now += 15
            await self.lifeline.check(KAFKA)

    @property
    def problems(self) -> list[str]:
        return self.lifeline.problems()


def test_unread_are_the_records_behind_the_offset_and_never_less_than_none() -> None:
    assert unread({P0: 10, P1: 5}, {P0: 7, P1: 5}) == {P0: 3}
    assert unread({P0: 10}, {}) == {P0: 10}
    assert unread({P0: 10, P1: 5}, {P0: 12, P1: 5}) == {}  # a topic that was made anew under an old group


async def test_a_consumer_that_stands_still_is_unready_after_45_s_and_ends_after_120_s() -> None:
    world = World(ends={P0: 10}, committed={P0: 3})
    world.watch(P0)
    await world.checks(over_s=60)
    assert world.problems == []  # its first check may have seen a move
    await world.checks(over_s=15)
    assert world.problems == [f"no progress on {LIVE} for 60 s though 7 records wait"]
    assert world.lifeline.failure is None
    await world.checks(over_s=75)
    assert "No progress" in str(world.lifeline.failure)


async def test_readiness_needs_no_further_check_to_see_time_pass() -> None:
    world = World(ends={P0: 10}, committed={P0: 3})
    world.watch(P0)
    await world.checks(over_s=15)
    world.now += 46
    assert world.problems == [f"no progress on {LIVE} for 46 s though 7 records wait"]


async def test_a_consumer_that_moves_is_well_however_much_waits() -> None:
    world = World(ends={P0: 1_000_000}, committed={P0: 0})
    world.watch(P0)
    for _ in range(40):
        world.committed[P0] += 1
        await world.checks(over_s=15)
        assert world.problems == []
    assert world.lifeline.failure is None


async def test_an_idle_consumer_is_well_and_its_clock_starts_when_records_come() -> None:
    world = World(ends={P0: 5}, committed={P0: 5})
    world.watch(P0)
    await world.checks(over_s=600)
    world.ends[P0] = 6
    await world.checks(over_s=30)
    assert world.problems == []
    await world.checks(over_s=30)
    assert world.problems


async def test_records_that_expired_unread_are_nothing_to_wait_for() -> None:
    world = World(
        ends={P0: 10}, committed={P0: 10}
    )  # as `offsets` tells it: never below the first record there is
    world.watch(P0)
    await world.checks(over_s=600)
    assert world.problems == []
    assert world.lifeline.failure is None


async def test_a_batch_in_hand_ends_nothing_before_a_handler_took_too_long() -> None:
    world = World(ends={P0: 10}, committed={P0: 3})
    progress = world.watch(P0)
    progress.busy_since = world.now
    await world.checks(over_s=MAX_BUSY_S)
    assert world.lifeline.failure is None
    assert world.problems  # but what has waited so long is no sign of health
    await world.checks(over_s=15)
    assert f"A batch of {LIVE} is in hand" in str(world.lifeline.failure)


async def test_after_a_long_batch_the_clock_starts_anew() -> None:
    world = World(ends={P0: 10}, committed={P0: 3})
    progress = world.watch(P0)
    progress.busy_since = world.now
    await world.checks(over_s=600)
    progress.busy_since, progress.last_batch = None, world.now
    await world.checks(over_s=120)
    assert world.lifeline.failure is None
    await world.checks(over_s=15)
    assert world.lifeline.failure is not None


async def test_a_lane_that_yields_to_another_is_ready_and_a_hung_one_is_not() -> None:
    back = TopicPartition(BACKFILL, 0)
    world = World(ends={P0: 1000, back: 50}, committed={P0: 0, back: 0})
    world.watch(P0)
    world.watch(back, topic=BACKFILL).busy_since = world.now
    for _ in range(10):
        world.committed[P0] += 1
        await world.checks(over_s=15)
    assert world.problems == []
    world.committed[P0] = 1000
    await world.checks(over_s=15)
    assert world.problems == [f"no progress on {BACKFILL} for 150 s though 50 records wait"]


async def test_a_member_without_partitions_is_judged_slowly() -> None:
    world = World(ends={P0: 10, P1: 10}, committed={P0: 3})
    world.watch()
    await world.checks(over_s=600)
    assert world.lifeline.failure is None
    await world.checks(over_s=30)
    assert "for 600 s though 17 records wait" in str(world.lifeline.failure)


async def test_partitions_of_others_are_not_our_lag() -> None:
    world = World(ends={P0: 10, P1: 10}, committed={P0: 3, P1: 10})
    world.watch(P1)
    await world.checks(over_s=600)
    assert world.problems == []
    assert world.lifeline.failure is None


@pytest.mark.parametrize("error", [KafkaConnectionError("refused"), OSError("no route"), TimeoutError()])
async def test_kafka_away_is_said_at_once_and_ends_nothing(error: Exception) -> None:
    world = World(ends={P0: 10}, committed={P0: 3})
    progress = world.watch(P0)
    await world.checks(over_s=15)
    world.away = error
    progress.busy_since = world.now  # its handler waits for Kafka as well
    await world.checks(over_s=15)
    assert world.problems == ["Kafka does not answer"]
    await world.checks(over_s=2 * MAX_BUSY_S)
    assert world.lifeline.failure is None
    world.away = None
    await world.checks(over_s=45)
    assert world.problems == []  # the clocks started anew
    assert world.lifeline.failure is None


async def test_a_service_that_consumes_nothing_learns_that_kafka_is_away() -> None:
    world = World(away=KafkaConnectionError("refused"))
    await world.checks(over_s=15)
    assert world.problems == ["Kafka does not answer"]
    world.away = None
    await world.checks(over_s=15)
    assert world.problems == []


async def ready(lifeline: QuietLifeline, problems: Sequence[str | None] = ()) -> tuple[int, str]:
    async def check() -> str | None:
        return next(iter(problems), None)

    app = AsgiFastStream(asgi_routes=probes(lifeline, [check]))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://probe.test") as client:
        answer = await client.get("/ready")
    return answer.status_code, answer.text


async def test_the_probe_says_why_a_service_is_not_ready() -> None:
    world = World(ends={P0: 10}, committed={P0: 3})
    assert await ready(world.lifeline) == (200, "ready\n")
    world.lifeline.watch(Subscriber(None), Progress(), max_busy_s=MAX_BUSY_S)
    assert await ready(world.lifeline) == (503, "not consuming yet\n")
    world.lifeline.watched.clear()
    world.watch(P0)
    await world.checks(over_s=75)
    status, text = await ready(world.lifeline, ["OpenSearch does not answer"])
    assert status == 503
    assert text == f"OpenSearch does not answer; no progress on {LIVE} for 60 s though 7 records wait\n"
