"""Whatever ends early, and from whichever side: no connection and no place in the client is lost by it."""

import asyncio
import time

import pytest

from tests.unit.fetcher.net.test_client import code_of, get
from tests.unit.fetcher.raw_site import Script, Talk, page, raw_site
from tests.unit.fetcher.site import new_client

GOOD = page(b"good")


def stalling(said: bytes | None) -> Script:
    """Serve "/good", and stall on all else: before the request is read (None), or after *said* was sent."""

    async def script(talk: Talk) -> None:
        if said is None:
            await asyncio.sleep(0.05)
        while True:
            if b"/good" in await talk.request():
                await talk.say(GOOD)
                continue
            await talk.say(said or b"")
            await talk.until_closed()
            return

    return script


STAGES = {
    "before the request is read": None,
    "before the head": b"",
    "in the head": b"HTTP/1.1 200 OK\r\nX-Half: ",
    "before the body": b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n",
    "in the body": b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
    "in a chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhalf",
    "after an error's head": b"HTTP/1.1 500 Oops\r\nContent-Length: 100\r\n\r\n",
}


@pytest.mark.parametrize("said", STAGES.values(), ids=STAGES.keys())
async def test_requests_cancelled_from_outside_leave_nothing_behind(said: bytes | None) -> None:
    """As at a rebalance, when hosts go to another process; httpcore's pool lost slots by it (#961, #1093)."""
    client = new_client(concurrency=3)
    async with raw_site(stalling(said)) as site:
        for _ in range(3):
            tasks = [asyncio.create_task(get(client, site.url("/stall"))) for _ in range(8)]
            await site.until(lambda site: site.open.get("127.0.0.1", 0) == 3)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            assert client.open_connections() == 0
            await site.until(lambda site: not site.open["127.0.0.1"])
        good = await asyncio.gather(*(get(client, site.url("/good")) for _ in range(12)))
        assert {got.body for got in good} == {b"good"}
        await client.drop_connections()
        assert client.open_connections() == 0
    await client.close()


@pytest.mark.parametrize("yields", range(14))
async def test_a_request_cancelled_at_any_moment_leaves_nothing_behind(yields: int) -> None:
    client = new_client(concurrency=1)
    async with raw_site(stalling(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")) as site:
        task = asyncio.create_task(get(client, site.url("/stall")))
        for _ in range(yields):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert client.open_connections() == 0
        assert (await get(client, site.url("/good"))).body == b"good"
    await client.close()


@pytest.mark.parametrize("said", STAGES.values(), ids=STAGES.keys())
async def test_requests_that_run_out_of_time_leave_nothing_behind(said: bytes | None) -> None:
    client = new_client(concurrency=3, read_timeout_s=0.15, deadline_s=0.3)
    async with raw_site(stalling(said)) as site:
        for _ in range(3):
            codes = await asyncio.gather(*(code_of(client, site.url("/stall")) for _ in range(6)))
            assert set(codes) <= {"read_timeout", "deadline_passed", "http_500"}
            assert client.open_connections() == 0
        assert (await get(client, site.url("/good"))).body == b"good"
    await client.close()


async def test_a_dripping_server_holds_its_place_no_longer_than_the_deadline() -> None:
    async def drip(talk: Talk) -> None:
        await talk.request()
        await talk.say(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while True:
            await asyncio.sleep(0.03)
            await talk.say(b"x")

    client = new_client(concurrency=2, deadline_s=0.4)
    async with raw_site(drip) as site:
        started = time.monotonic()
        codes = await asyncio.gather(*(code_of(client, site.url("/drip")) for _ in range(6)))
        assert codes == ["deadline_passed"] * 6
        assert time.monotonic() - started >= 3 * 0.4
        assert client.open_connections() == 0
    await client.close()


async def test_closing_the_client_ends_what_is_busy_too() -> None:
    client = new_client()
    async with raw_site(stalling(b"")) as site:
        task = asyncio.create_task(code_of(client, site.url("/stall")))
        await site.until(lambda site: site.open.get("127.0.0.1"))
        await client.close()
        assert await task == "connection_broken"
        assert client.open_connections() == 0


@pytest.mark.parametrize("hosts", [["127.0.0.2"], None])
async def test_connections_of_hosts_that_go_elsewhere_are_closed(hosts: list[str] | None) -> None:
    client = new_client()
    async with raw_site(stalling(b"")) as site:
        await get(client, site.url("/good", "127.0.0.1"))
        await get(client, site.url("/good", "127.0.0.2"))
        await client.drop_connections(hosts)
        assert client.open_connections() == (0 if hosts is None else 1)
        await site.until(lambda site: not site.open["127.0.0.2"])
    await client.close()
