"""The gate before a host: one at a time, a pause after each, longer ones where the host asks, and bounded memory."""

import asyncio
import itertools
import time

import pytest

from quotewire_fetcher.failures import FetchFailedError, NotYetError
from quotewire_fetcher.net import gate as gate_module
from quotewire_fetcher.net.crowd import AddressGate
from quotewire_fetcher.net.gate import LONGEST_PAUSE_S, MARGIN_S, HostGate
from quotewire_shared.retry import Backoff

HOST = "a.example"


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


async def visit(gate: HostGate, host: str = HOST, *, patience_s: float | None = None) -> None:
    async with gate.turn(host, patience_s=patience_s):
        pass


async def test_one_request_at_a_time_reaches_a_host_with_a_pause_between() -> None:
    gate = HostGate(0.05)
    moments: list[float] = []
    inside = most = 0

    async def stay() -> None:
        nonlocal inside, most
        async with gate.turn(HOST):
            inside += 1
            most = max(most, inside)
            moments.append(time.monotonic())
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(stay() for _ in range(4)))
    assert most == 1
    assert all(later - earlier >= 0.05 for earlier, later in itertools.pairwise(moments))


async def test_the_pause_counts_from_the_end_of_the_answer() -> None:
    clock = Clock()
    gate = HostGate(10.0, clock=clock)
    async with gate.turn(HOST):
        clock.now += 60.0
    assert gate.pause_s(HOST) == pytest.approx(10.0 + MARGIN_S)


async def test_hosts_do_not_wait_for_each_other() -> None:
    gate = HostGate(10.0)
    async with asyncio.timeout(5), gate.turn(HOST), gate.turn("b.example"):
        assert gate.pause_s(HOST) == 0.0
    assert 5 < gate.pause_s(HOST) <= 10 + MARGIN_S


async def test_a_host_may_ask_for_longer_pauses() -> None:
    clock = Clock()
    gate = HostGate(0.0, clock=clock)
    gate.slow_down(HOST, 5.0)
    await visit(gate)
    assert gate.pause_s(HOST) == pytest.approx(5.0 + MARGIN_S)


async def test_a_host_that_is_to_be_left_alone_is_not_waited_for() -> None:
    clock = Clock()
    gate = HostGate(0.0, clock=clock)
    gate.keep_away(HOST, 30.0)
    with pytest.raises(NotYetError) as caught:
        await visit(gate, patience_s=2.0)
    assert (caught.value.host, caught.value.wait_s) == (HOST, 30.0)
    clock.now += 30.0
    await visit(gate, patience_s=2.0)


async def test_what_is_under_way_waits_a_little_and_fails_where_it_would_be_long() -> None:
    clock = Clock()
    gate = HostGate(0.0, clock=clock)
    gate.keep_away(HOST, 300.0, code="http_503")
    with pytest.raises(FetchFailedError) as caught:
        await visit(gate)
    assert (caught.value.reason_code, caught.value.retry_after_s) == ("http_503", 300.0)


async def test_a_shorter_wish_does_not_shorten_a_longer_one_and_none_is_longer_than_a_day() -> None:
    clock = Clock()
    gate = HostGate(0.0, clock=clock)
    gate.keep_away(HOST, 1e9)
    gate.keep_away(HOST, 1.0)
    assert gate.pause_s(HOST) == LONGEST_PAUSE_S
    await_s = gate.pause_s(HOST)
    clock.now += await_s
    await visit(gate)
    assert gate.pause_s(HOST) == 0.0


async def test_a_busy_host_that_names_no_time_is_left_alone_twice_as_long_each_time() -> None:
    gate = HostGate(0.0, busy=Backoff(base_s=10.0, cap_s=70.0), clock=Clock())
    assert [gate.too_busy(HOST) for _ in range(5)] == [10.0, 20.0, 40.0, 70.0, 70.0]
    gate.went_well(HOST)
    assert gate.too_busy(HOST) == 10.0


async def test_who_has_no_patience_leaves_a_busy_host_and_the_place_is_not_lost() -> None:
    gate = HostGate(0.0)
    async with gate.turn(HOST):
        with pytest.raises(NotYetError):
            await visit(gate, patience_s=0.01)
    async with asyncio.timeout(5):
        await visit(gate, patience_s=0.01)


async def test_a_pause_that_is_asked_for_while_one_waits_is_kept_too() -> None:
    gate = HostGate(0.03)
    await visit(gate)
    waiting = asyncio.create_task(visit(gate))
    await asyncio.sleep(0)
    gate.keep_away(HOST, 0.15)
    started = time.monotonic()
    await waiting
    assert time.monotonic() - started >= 0.14


async def test_cancelling_who_waits_lets_the_next_one_in() -> None:
    gate = HostGate(0.0)
    async with gate.turn(HOST):
        waiting = [asyncio.create_task(visit(gate)) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
    async with asyncio.timeout(5):
        await asyncio.gather(*waiting, return_exceptions=True)
        await visit(gate)


async def test_hosts_that_nobody_waits_for_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate_module, "MAX_IDLE_HOSTS", 100)
    clock = Clock()
    gate = HostGate(1.0, clock=clock)
    gate.keep_away("resting.example", 3_600.0)
    for number in range(1_000):
        await visit(gate, f"{number}.example")
        clock.now += 0.1
    assert len(gate) <= 130
    assert gate.pause_s("resting.example") > 3_000


async def test_even_hosts_that_rest_are_forgotten_when_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gate_module, "MAX_IDLE_HOSTS", 100)
    monkeypatch.setattr(gate_module, "MAX_HOSTS", 200)
    gate = HostGate(1.0, clock=Clock())
    for number in range(1_000):
        gate.keep_away(f"{number}.example", 3_600.0 + number)
    await visit(gate)
    assert len(gate) <= 250
    assert gate.pause_s("999.example") > 3_600


async def test_so_many_at_a_time_reach_an_address() -> None:
    gate = AddressGate(2)
    inside = most = 0

    async def stay() -> None:
        nonlocal inside, most
        async with gate.turn("192.0.2.1"):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.001)
            inside -= 1

    await asyncio.gather(*(stay() for _ in range(10)))
    assert most == 2
    assert len(gate) == 0


async def test_an_address_is_forgotten_whoever_left_it_and_how() -> None:
    gate = AddressGate(1)
    async with gate.turn("192.0.2.1"):
        assert gate.is_busy("192.0.2.1")
        with pytest.raises(NotYetError):
            async with gate.turn("192.0.2.1", patience_s=0.01):
                pass
        waiting = asyncio.create_task(gate.turn("192.0.2.1").__aenter__())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    assert len(gate) == 0
    assert not gate.is_busy("192.0.2.1")
