"""A process that stood still must not believe that its hosts are still its own."""

import asyncio

from quotewire_fetcher.schedule.stalls import MISSING_S, RECOVERY_S, Stalls
from tests.unit.fetcher.fakes import Clock


async def ticked(stalls: Stalls) -> asyncio.Task[None]:
    watching = asyncio.create_task(stalls.watch())
    await asyncio.sleep(0)
    return watching


def doubts(stalls: Stalls) -> bool:
    return stalls.doubtful


async def test_doubt_begins_before_the_watch_itself_is_woken() -> None:
    clock, wall = Clock(100.0), Clock()
    stalls = Stalls(clock=clock, wall=wall)
    assert not doubts(stalls), "nobody watches yet"
    watching = await ticked(stalls)
    assert not doubts(stalls)
    clock.now += MISSING_S + 1
    assert doubts(stalls)
    watching.cancel()


async def test_doubt_ends_some_seconds_after_the_process_woke() -> None:
    clock, wall = Clock(100.0), Clock()
    stalls = Stalls(clock=clock, wall=wall)
    watching = await ticked(stalls)
    clock.now += MISSING_S + 1
    await asyncio.sleep(0.1)
    assert stalls.longest_s > MISSING_S
    assert doubts(stalls)
    over = asyncio.create_task(stalls.over())
    await asyncio.sleep(0)
    assert not over.done()
    clock.now += RECOVERY_S
    await over
    watching.cancel()


async def test_a_machine_that_slept_is_told_by_its_wall_clock() -> None:
    clock, wall = Clock(100.0), Clock()
    stalls = Stalls(clock=clock, wall=wall)
    watching = await ticked(stalls)
    wall.now += 3_600.0
    assert doubts(stalls)
    await asyncio.sleep(0.1)
    assert stalls.longest_s < 1.0, "our own loop was never busy"
    wall.now -= 7_200.0
    clock.now += RECOVERY_S
    assert not doubts(stalls)
    watching.cancel()


async def test_who_ends_the_watch_has_no_doubts() -> None:
    clock = Clock(100.0)
    stalls = Stalls(clock=clock)
    watching = await ticked(stalls)
    watching.cancel()
    await asyncio.wait([watching])
    clock.now += 3_600.0
    assert not doubts(stalls)
