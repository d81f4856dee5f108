import asyncio
import itertools
import time

import pytest

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.gate import HostGate
from quotewire_fetcher.politeness import PoliteWeb
from quotewire_fetcher.web import Wanted
from tests.unit.fetcher.site import Site, answer, new_client, redirect


async def test_one_request_at_a_time_reaches_a_host_with_a_pause_between() -> None:
    gate = HostGate(0.05)
    moments: list[float] = []
    inside = most = 0

    async def visit() -> None:
        nonlocal inside, most
        async with gate.turn("a.example"):
            inside += 1
            most = max(most, inside)
            moments.append(time.monotonic())
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(visit() for _ in range(4)))
    assert most == 1
    assert all(later - earlier >= 0.05 for earlier, later in itertools.pairwise(moments))


async def test_hosts_do_not_wait_for_each_other() -> None:
    gate = HostGate(10.0)
    async with asyncio.timeout(1), gate.turn("a.example"), gate.turn("b.example"):
        assert gate.pause_s("a.example") == 0.0
    assert 9 < gate.pause_s("a.example") <= 10


async def test_a_host_may_ask_for_longer_pauses() -> None:
    gate = HostGate(0.0)
    gate.slow_down("a.example", 5.0)
    async with gate.turn("a.example"):
        pass
    assert 4 < gate.pause_s("a.example") <= 5


async def test_robots_is_asked_on_every_hop(site: Site) -> None:
    site.pages["/robots.txt"] = answer("User-agent: *\nDisallow: /private", kind="text/plain")
    site.pages["/a"] = redirect("/private/b")
    site.pages["/c"] = answer("good")
    client = new_client()
    web = PoliteWeb(client, token="Quotewire", robots_ttl_s=60, delay_s=0.0, max_crawl_delay_s=1.0)
    with pytest.raises(FetchRefusedError) as caught:
        await web.get(Wanted(site.url("/a"), max_bytes=100))
    assert caught.value.reason_code == "robots_disallowed"
    assert (await web.get(Wanted(site.url("/c"), max_bytes=100))).body == b"good"
    assert site.asked == {"/robots.txt": 1, "/a": 1, "/c": 1}
    await client.close()


async def test_a_crawl_delay_is_kept_up_to_its_cap(site: Site) -> None:
    site.pages["/robots.txt"] = answer("User-agent: *\nCrawl-delay: 600", kind="text/plain")
    site.pages["/a"] = answer("good")
    client = new_client()
    web = PoliteWeb(client, token="Quotewire", robots_ttl_s=60, delay_s=0.0, max_crawl_delay_s=7.0)
    await web.get(Wanted(site.url("/a"), max_bytes=100))
    assert 6 < web.gate.pause_s("127.0.0.1") <= 7
    await client.close()
