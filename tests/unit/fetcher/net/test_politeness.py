"""Robots, pauses and refusals together: what a host said counts for all of its pages, and for every hop."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable

import pytest

from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError, NotYetError
from quotewire_fetcher.net.gate import MARGIN_S
from quotewire_fetcher.net.politeness import PoliteWeb
from quotewire_fetcher.net.web import Answer, Verdict, Wanted
from quotewire_shared.retry import Backoff
from tests.unit.fetcher.site import Site, answer, new_client, redirect

MakeWeb = Callable[..., PoliteWeb]


@pytest.fixture
async def new_web() -> AsyncIterator[MakeWeb]:
    client = new_client(address_connections=1)

    def make(**manners: object) -> PoliteWeb:
        values: dict[str, object] = {"delay_s": 0.0, "max_crawl_delay_s": 1.0, "robots_ttl_s": 60.0}
        return PoliteWeb(client, token="Quotewire", **(values | manners))  # type: ignore[arg-type]

    yield make
    await client.close()


async def get(web: PoliteWeb, url: str, **wanted: object) -> Answer:
    return await web.get(Wanted(url, max_bytes=1_000, **wanted))  # type: ignore[arg-type]


async def test_robots_is_asked_on_every_hop(new_web: MakeWeb, site: Site) -> None:
    site.pages["/robots.txt"] = answer("User-agent: *\nDisallow: /private", kind="text/plain")
    site.pages["/a"] = redirect("/private/b")
    site.pages["/c"] = answer("good")
    web = new_web()
    with pytest.raises(FetchRefusedError) as caught:
        await get(web, site.url("/a"))
    assert caught.value.reason_code == "robots_disallowed"
    assert (await get(web, site.url("/c"))).body == b"good"
    assert site.asked == {"/robots.txt": 1, "/a": 1, "/c": 1}


async def test_a_redirect_to_another_host_is_asked_about_there(new_web: MakeWeb, site: Site) -> None:
    site.pages["/robots.txt"] = answer("", kind="text/plain")
    site.pages["/a"] = redirect(site.url("/b", "127.0.0.2"))
    site.pages["/b"] = answer("good")
    got = await get(new_web(), site.url("/a"))
    assert (got.body, got.redirects, got.moved_permanently) == (b"good", (site.url("/a"),), False)
    assert site.asked["/robots.txt"] == 2


async def test_a_redirect_that_is_not_to_be_followed_is_given_back(new_web: MakeWeb, site: Site) -> None:
    site.pages["/a"] = answer(b"", status=301, Location="/b")
    site.pages["/b"] = answer(b"", status=308, Location=site.url("/c#part", "127.0.0.2"))
    got = await get(new_web(), site.url("/a"), follow=lambda url: "127.0.0.2" not in url)
    assert (got.status, got.url, got.moved_to) == (308, site.url("/b"), site.url("/c", "127.0.0.2"))
    assert (got.redirects, got.moved_permanently, got.body) == ((site.url("/a"),), True, b"")
    assert site.asked["/c"] == 0


async def test_where_a_chain_came_from_counts_for_circles_and_limits(new_web: MakeWeb, site: Site) -> None:
    first = site.url("/first", "127.0.0.2")
    site.pages["/a"] = redirect(first)
    site.pages["/b"] = redirect("/c")
    with pytest.raises(FetchRefusedError) as caught:
        await get(new_web(), site.url("/a"), passed=(first,))
    assert caught.value.reason_code == "redirect_loop"
    with pytest.raises(FetchRefusedError) as caught:
        await get(new_web(), site.url("/b"), passed=("http://x.example/",), max_redirects=1)
    assert caught.value.reason_code == "too_many_redirects"


@pytest.mark.parametrize("target", ["file:///etc/passwd", "data:text/html,hi", "javascript:alert(1)"])
async def test_a_redirect_to_what_is_not_fetched_is_refused_before_anyone_is_asked_about_it(
    new_web: MakeWeb, site: Site, target: str
) -> None:
    asked: list[str] = []

    def follow(url: str) -> bool:
        asked.append(url)
        return False

    site.pages["/a"] = redirect(target)
    with pytest.raises(FetchRefusedError) as caught:
        await get(new_web(), site.url("/a"), follow=follow)
    assert caught.value.reason_code == "blocked_scheme"
    assert not asked


async def test_a_crawl_delay_is_kept_up_to_its_cap_and_from_robots_on(new_web: MakeWeb, site: Site) -> None:
    site.pages["/robots.txt"] = answer("User-agent: *\nCrawl-delay: 600", kind="text/plain")
    site.pages["/a"] = answer("good")
    web = new_web(max_crawl_delay_s=7.0)
    with pytest.raises(NotYetError) as caught:
        await get(web, site.url("/a"))
    assert 5 < caught.value.wait_s <= 7 + MARGIN_S
    assert web.gate.delay_s("127.0.0.1") == 7
    assert site.asked == {"/robots.txt": 1}
    web.gate._hosts["127.0.0.1"].ended_at = web.gate._hosts["127.0.0.1"].open_at = 0.0
    await get(web, site.url("/a"))
    assert 5 < web.gate.pause_s("127.0.0.1") <= 7 + MARGIN_S


async def test_a_host_that_is_not_there_is_left_alone_from_the_second_time_on(new_web: MakeWeb) -> None:
    web = new_web(busy=Backoff(base_s=8.0, cap_s=60.0))
    url = "http://127.0.0.1:9/a"
    codes = []
    for _ in range(2):
        with pytest.raises(FetchFailedError) as caught:
            await get(web, url)
        codes.append(caught.value.reason_code)
        web.robots.forget()
    assert codes == ["connect_failed"] * 2
    with pytest.raises(NotYetError) as later:
        await get(web, url)
    assert 5 < later.value.wait_s <= 8
    assert web.gate.code_of("127.0.0.1") == "connect_failed"


async def test_a_host_that_must_be_left_alone_is_not_asked_and_not_waited_for(
    new_web: MakeWeb, site: Site
) -> None:
    site.pages["/a"] = answer("good")
    web = new_web(delay_s=30.0)
    with pytest.raises(NotYetError) as caught:
        await get(web, site.url("/a"))  # robots.txt was asked, and the pause after it is long
    assert 25 < caught.value.wait_s <= 30 + MARGIN_S
    assert site.asked == {"/robots.txt": 1}
    with pytest.raises(NotYetError):
        await get(web, site.url("/a"))
    assert site.asked == {"/robots.txt": 1}


async def test_a_wish_to_be_left_alone_counts_for_the_whole_host(new_web: MakeWeb, site: Site) -> None:
    site.pages["/busy"] = answer(b"", status=429, Retry_After="120")
    site.pages["/a"] = answer("good")
    web = new_web()
    with pytest.raises(FetchFailedError) as caught:
        await get(web, site.url("/busy"))
    assert caught.value.retry_after_s == 120
    with pytest.raises(NotYetError) as later:
        await get(web, site.url("/a"))
    assert 110 < later.value.wait_s <= 120
    assert site.asked["/a"] == 0
    assert (await get(web, site.url("/a", "127.0.0.2"))).body == b"good"


@pytest.mark.parametrize(("status", "waits"), [(503, [8.0, 16.0]), (429, [8.0, 16.0]), (500, [0.0, 0.0])])
async def test_a_busy_host_that_names_no_time_is_left_alone_longer_each_time(
    new_web: MakeWeb, site: Site, status: int, waits: list[float]
) -> None:
    site.pages["/busy"] = answer(b"", status=status)
    web = new_web(busy=Backoff(base_s=8.0, cap_s=60.0))
    for wait_s in waits:
        with pytest.raises(FetchFailedError):
            await get(web, site.url("/busy"))
        assert wait_s - 3 < web.gate.pause_s("127.0.0.1") <= wait_s or wait_s == 0.0
        web.gate._hosts["127.0.0.1"].open_at = 0.0


async def test_a_host_that_rests_ends_a_chain_that_leads_to_it(new_web: MakeWeb, site: Site) -> None:
    site.pages["/a"] = redirect(site.url("/b", "127.0.0.2"))
    web = new_web()
    web.gate.keep_away("127.0.0.2", 500.0, code="http_503")
    with pytest.raises(FetchFailedError) as caught:
        await get(web, site.url("/a"))
    assert caught.value.reason_code in {"http_503", "robots_unavailable"}
    assert caught.value.retry_after_s is not None


async def test_an_address_in_any_spelling_is_one_host(new_web: MakeWeb, site: Site) -> None:
    site.pages["/a"] = answer("good")
    web = new_web(delay_s=30.0)
    for host in ("127.1", "0x7f.1", "2130706433", "127.0.0.1"):
        with pytest.raises(NotYetError):
            await get(web, site.url("/a", host))
    assert site.asked == {"/robots.txt": 1}


async def test_hosts_of_one_address_are_asked_one_after_the_other(
    new_web: MakeWeb, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_up(_host: str, port: object, **_: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    site.pages["/a"] = answer("good")
    web = new_web()
    await asyncio.gather(*(get(web, site.url("/a", f"{name}.example")) for name in "abcdefgh"))
    assert site.most_at_once == 1
    assert site.asked == {"/robots.txt": 8, "/a": 8}


@pytest.mark.parametrize(("wait_s", "code"), [(0.01, ""), (600.0, "http_503")])
async def test_what_is_under_way_waits_a_little_for_a_busy_host_but_not_for_long(
    new_web: MakeWeb, site: Site, monkeypatch: pytest.MonkeyPatch, wait_s: float, code: str
) -> None:
    site.pages["/a"] = redirect(site.url("/b", "127.0.0.2"))
    site.pages["/b"] = answer("good")
    web = new_web()
    verdict, busy = web.robots.verdict, [NotYetError("127.0.0.2", wait_s)]

    async def late_verdict(url: str) -> Verdict:
        if "127.0.0.2" in url and busy:
            web.gate.keep_away("127.0.0.2", 0.0, code="http_503")
            raise busy.pop()
        return await verdict(url)

    monkeypatch.setattr(web.robots, "verdict", late_verdict)
    try:
        body = (await get(web, site.url("/a"))).body
    except FetchFailedError as error:
        body = error.reason_code.encode()
    assert body == (code.encode() or b"good")
