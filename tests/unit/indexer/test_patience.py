"""Waiting is capped, bounded, and told to whoever asks whether we are ready."""

import pytest

from quotewire_indexer.patience import Health, Patience, UnavailableError
from quotewire_shared.retry import Backoff


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    async def sleep(self, delay_s: float) -> None:
        self.now_s += delay_s


def patience(clock: Clock, health: Health, give_up_after_s: float = 60.0) -> Patience:
    return Patience(Backoff(0.1, 1.0), give_up_after_s, health, sleep=clock.sleep, clock=lambda: clock.now_s)


async def test_a_call_is_repeated_until_it_is_answered() -> None:
    health, problems = Health(), []

    async def call() -> int:
        problems.append(health.problem)
        if len(problems) < 3:
            raise UnavailableError("resting")
        return 7

    assert await patience(Clock(), health).until_answered(call) == 7
    assert problems == [None, *["OpenSearch keeps us waiting: resting"] * 2]
    assert health.problem is None


async def test_it_ends_when_the_bound_is_reached() -> None:
    clock = Clock()

    async def call() -> None:
        raise UnavailableError("resting")

    with pytest.raises(UnavailableError, match="resting"):
        await patience(clock, Health()).until_answered(call)
    assert 58 < clock.now_s <= 60


async def test_an_answer_starts_the_clock_anew() -> None:
    clock = Clock()
    waiting = patience(clock, Health(), give_up_after_s=1.5)
    for _ in range(20):
        await waiting.wait("busy")
        waiting.answered()
    assert clock.now_s > 1.5
