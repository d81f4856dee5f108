"""Questions at an even pace: every wait counts from when the question was due."""

import asyncio
import time

import httpx
import pytest

from bench.search_pace import Sample, at_pace, one_by_one, problems, row

OK = httpx.Response(200)


async def test_a_server_that_stalls_delays_all_that_is_due_meanwhile() -> None:
    lock = asyncio.Lock()

    async def ask(question: int) -> httpx.Response:
        async with lock:  # one at a time, and the first takes longer than the pace allows
            await asyncio.sleep(0.2 if question == 0 else 0.0)
            return OK

    samples = await at_pace(range(5), 100, ask)
    assert [sample.question for sample in samples] == [0, 1, 2, 3, 4]
    assert samples[4].seconds > 0.1  # it was due 0.04 s after the first, and waited for it


async def test_the_pace_is_kept() -> None:
    async def ask(_question: int) -> httpx.Response:
        return OK

    started = time.perf_counter()
    await at_pace(range(11), 50, ask)
    assert 0.2 <= time.perf_counter() - started < 1.0


async def test_an_error_is_counted_and_ends_nothing() -> None:
    async def ask(question: int) -> httpx.Response:
        if question == 0:
            raise httpx.ReadTimeout("")
        return httpx.Response(503 if question == 1 else 200)

    samples = await one_by_one(range(3), ask, within_s=5)
    assert [sample.problem for sample in samples] == ["ReadTimeout", "status 503", None]
    assert problems(samples) == "1 x ReadTimeout, 1 x status 503"
    assert row("all", samples)[-1] == "2"


async def test_one_after_another_stops_when_the_time_is_over() -> None:
    async def ask(_question: int) -> httpx.Response:
        await asyncio.sleep(0.02)
        return OK

    assert len(await one_by_one(range(100), ask, within_s=0.01)) == 1


def test_a_row_gives_percentiles_in_milliseconds() -> None:
    samples = [Sample(number, number / 1_000) for number in range(1, 101)]
    name, asked, *times, errors = row("x", samples)
    assert (name, asked, errors) == ("x", "100", "0")
    assert times == pytest.approx([50, 95, 99, 100])
    assert row("nothing", [])[1] == "0"
