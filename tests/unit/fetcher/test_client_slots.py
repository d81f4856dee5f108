"""Whatever ends early, no place in the connection pool is lost by it."""

import asyncio
import time
from http.server import BaseHTTPRequestHandler

import pytest

from quotewire_fetcher.failures import FetchFailedError
from tests.eventually import eventually
from tests.unit.fetcher.site import Site, answer, new_client
from tests.unit.fetcher.test_client import code_of, get


@pytest.mark.parametrize("part", ["head", "body"])
async def test_a_slow_drip_ends_at_the_deadline(site: Site, part: str) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        if part == "body":
            handler.send_response(200)
            handler.send_header("Content-Length", "1000")
            handler.end_headers()
        else:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not site.closing.wait(0.05):
            handler.wfile.write(b"x")

    site.pages["/drip"] = drip
    site.pages["/good"] = answer("good")
    client = new_client(deadline_s=0.5, concurrency=2)
    started = time.monotonic()
    codes = await asyncio.gather(*(code_of(client, site.url("/drip")) for _ in range(6)))
    assert codes == ["deadline_passed"] * 6
    assert time.monotonic() - started < 4
    assert (await get(client, site.url("/good"))).body == b"good"
    await client.close()


async def test_requests_that_end_early_leave_no_slot_behind(site: Site) -> None:
    """The leak of httpcore #961 and #1093: slots of a pool that were never given back."""

    def stall(handler: BaseHTTPRequestHandler) -> None:
        site.closing.wait(10)

    site.pages["/stall"] = stall
    site.pages["/good"] = answer("good")
    client = new_client(concurrency=3, read_timeout_s=0.2, deadline_s=0.3, connect_timeout_s=0.5)
    for _ in range(4):
        codes = await asyncio.gather(*(code_of(client, site.url("/stall")) for _ in range(6)))
        assert set(codes) <= {"read_timeout", "deadline_passed"}
    assert client.open_connections() == 0
    good = await asyncio.gather(*(get(client, site.url("/good")) for _ in range(12)))
    assert {got.body for got in good} == {b"good"}
    await client.close()


async def test_cancelled_requests_do_not_stop_later_ones(site: Site) -> None:
    site.pages["/stall"] = lambda handler: site.closing.wait(10)
    site.pages["/good"] = answer("good")
    client = new_client(concurrency=3, connect_timeout_s=0.5)
    for pause_s in (0.0, 0.001, 0.05):
        tasks = [asyncio.create_task(get(client, site.url("/stall"))) for _ in range(8)]
        await asyncio.sleep(pause_s)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def a_good_page_comes() -> bool:
        try:
            return (await get(client, site.url("/good"))).body == b"good"
        except FetchFailedError:
            return False  # a pool that leaked is renewed by the first that notices

    await eventually(a_good_page_comes, within_s=5)
    await client.close()
