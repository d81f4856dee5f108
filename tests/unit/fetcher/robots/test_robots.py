import asyncio
import contextlib

import pytest

from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError, NotYetError
from quotewire_fetcher.net.web import Answer, Wanted
from quotewire_fetcher.robots.robots import (
    FAILED_TTL_S,
    MAX_ROBOTS_BYTES,
    MAX_TTL_S,
    STALE_S,
    UNREACHED_TTL_S,
    Robots,
)
from tests.unit.fetcher.fakes import Clock, passing

RULES = b"""\xef\xbb\xbfUser-agent: Quotewire
Disallow: /private
Allow: /private/open
Disallow: /*.pdf$
Crawl-delay: 2.5

User-agent: *
Disallow: /

User-agent: GPTBot
User-agent: CCBot
Disallow: /
Sitemap: https://news.example/sitemap.xml
"""
TTL_S = 3600.0


class Origin:
    """One robots.txt, counted."""

    def __init__(self, reply: bytes | Exception, *, ttl_s: float = TTL_S) -> None:
        self.reply = reply
        self.asked: list[str] = []
        self.clock = Clock(0.0)
        self.robots = Robots(self.get, token="Quotewire", ttl_s=ttl_s, clock=self.clock)

    async def get(self, wanted: Wanted) -> Answer:
        self.asked.append(wanted.url)
        await asyncio.sleep(0)
        if isinstance(self.reply, Exception):
            raise self.reply
        return Answer(wanted.url, 200, {}, self.reply)

    async def allows(self, path: str) -> bool:
        return (await self.robots.verdict(f"https://news.example{path}")).allowed


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/a", True), ("/private/x", False), ("/private/open/x", True), ("/x.pdf", False), ("/x.pdf?y", True)],
)
async def test_the_group_of_our_name_is_obeyed(path: str, allowed: bool) -> None:
    origin = Origin(RULES)
    assert await origin.allows(path) is allowed
    assert (await origin.robots.verdict("https://news.example/a")).crawl_delay_s == 2.5


async def test_what_is_said_to_ai_crawlers_comes_with_the_verdict() -> None:
    verdict = await Origin(RULES).robots.verdict("https://news.example/a")
    assert (verdict.ai_agents_refused, verdict.ai_reserved) == (("CCBot", "GPTBot"), None)
    signal = b"User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /\n"
    verdict = await Origin(signal).robots.verdict("https://news.example/a")
    assert (verdict.allowed, verdict.ai_agents_refused, verdict.ai_reserved) == (True, (), True)


async def test_the_file_is_asked_for_once_per_origin_and_again_when_old() -> None:
    origin = Origin(RULES)
    await asyncio.gather(*(origin.allows(f"/{n}") for n in range(20)))
    for url in (
        *("https://NEWS.example:443/a", "https://user@news.example./b"),  # the same origin in other words
        *("http://news.example/a", "https://news.example:8443/a", "http://127.1/a", "http://127.0.0.1:80/a"),
        "http://[::1]:8080/a",
    ):
        await origin.robots.verdict(url)
    assert origin.asked == [
        "https://news.example/robots.txt",
        "http://news.example/robots.txt",
        "https://news.example:8443/robots.txt",
        "http://127.0.0.1/robots.txt",
        "http://[::1]:8080/robots.txt",
    ]
    origin.clock.now += TTL_S + 1
    await origin.allows("/a")
    assert len(origin.asked) == 6


async def test_no_file_is_believed_for_longer_than_a_day() -> None:
    origin = Origin(RULES, ttl_s=7 * MAX_TTL_S)
    await origin.allows("/a")
    origin.clock.now += MAX_TTL_S + 1
    await origin.allows("/a")
    assert len(origin.asked) == 2


@pytest.mark.parametrize(
    "code", ["http_404", "http_401", "http_403", "http_410", "redirect_loop", "too_many_redirects"]
)
async def test_without_a_file_everything_is_allowed(code: str) -> None:
    assert await Origin(FetchRefusedError("no", code=code)).allows("/private")


@pytest.mark.parametrize("refusal", [passing("http_503"), FetchRefusedError("no", code="http_501")])
async def test_while_the_server_fails_everything_is_off_limits(refusal: Exception) -> None:
    origin = Origin(refusal)
    for _ in range(2):
        with pytest.raises(FetchFailedError) as caught:
            await origin.allows("/a")
        assert caught.value.reason_code == "robots_unavailable"
        assert caught.value.retry_after_s == FAILED_TTL_S
    assert len(origin.asked) == 1
    origin.clock.now += FAILED_TTL_S + 1
    origin.reply = RULES
    assert await origin.allows("/a")


async def test_too_many_requests_is_a_failure_and_its_wish_is_respected() -> None:
    origin = Origin(passing("http_429", retry_after_s=2 * FAILED_TTL_S))
    with pytest.raises(FetchFailedError) as caught:
        await origin.allows("/a")
    assert (caught.value.reason_code, caught.value.retry_after_s) == ("robots_unavailable", 2 * FAILED_TTL_S)


async def test_a_server_that_cannot_be_reached_is_named_as_that_and_tried_again_soon() -> None:
    origin = Origin(passing("connect_failed"))
    for _ in range(2):
        with pytest.raises(FetchFailedError) as caught:
            await origin.allows("/a")
        assert (caught.value.reason_code, caught.value.retry_after_s) == ("connect_failed", None)
    assert len(origin.asked) == 1
    origin.clock.now += UNREACHED_TTL_S + 1
    origin.reply = RULES
    assert await origin.allows("/a")


async def test_the_last_good_file_counts_for_a_day_while_there_is_no_newer_one() -> None:
    origin = Origin(RULES)
    await origin.allows("/a")
    origin.reply = passing("http_503")
    origin.clock.now += TTL_S + 1
    assert await origin.allows("/a")
    assert not await origin.allows("/private")
    assert len(origin.asked) == 2
    origin.clock.now += STALE_S
    with pytest.raises(FetchFailedError):
        await origin.allows("/a")


async def test_that_there_was_no_file_does_not_count_while_the_server_fails() -> None:
    origin = Origin(FetchRefusedError("no", code="http_404"))
    assert await origin.allows("/a")
    origin.reply = passing("http_503")
    origin.clock.now += TTL_S + 1
    with pytest.raises(FetchFailedError):
        await origin.allows("/a")


async def test_a_host_that_must_be_left_alone_is_not_remembered_as_failing() -> None:
    origin = Origin(NotYetError("news.example", 5.0))
    for _ in range(2):
        with pytest.raises(NotYetError):
            await origin.allows("/a")
    assert len(origin.asked) == 2
    assert origin.robots.known("https://news.example") is None


async def test_a_file_of_garbage_forbids_nothing() -> None:
    assert await Origin(bytes(range(256)) * 100).allows("/a")


async def test_a_file_that_was_cut_loses_its_last_line() -> None:
    rule = b"User-agent: *\nDisallow: /none\n"
    filler = b"#" * (MAX_ROBOTS_BYTES - len(rule) - len(b"\nDisallow: /"))
    assert await Origin(rule + filler + b"\nDisallow: /").allows("/a")


async def test_a_file_of_thousands_of_rules_is_obeyed_like_any_other() -> None:
    rules = b"User-agent: *\n" + b"".join(b"Disallow: /*x%d*y$\n" % n for n in range(3_000))
    origin = Origin(rules)
    assert not await origin.allows("/ax7by")
    assert await origin.allows("/ax7b")


async def test_what_is_known_of_an_origin_can_be_told() -> None:
    origin = Origin(RULES)
    assert origin.robots.known("https://news.example") is None
    await origin.allows("/a")
    origin.clock.now += 600
    known = origin.robots.known("https://news.example/any/page")
    assert known is not None
    assert (known.state, known.reason, known.age_s, known.valid_for_s) == ("rules", "", 600.0, TTL_S - 600)
    assert known.sitemaps == ("https://news.example/sitemap.xml",)
    assert (known.crawl_delay_s, known.ai_agents) == (2.5, ("CCBot", "GPTBot"))


@pytest.mark.parametrize(
    ("reply", "state", "reason"),
    [
        (FetchRefusedError("no", code="http_404"), "none", "http_404"),
        (passing("http_500"), "unavailable", "http_500"),
    ],
)
async def test_why_there_is_no_file_can_be_told(reply: Exception, state: str, reason: str) -> None:
    origin = Origin(reply)
    with contextlib.suppress(FetchFailedError):
        await origin.allows("/a")
    known = origin.robots.known("https://news.example")
    assert known is not None
    assert (known.state, known.reason) == (state, reason)


@pytest.mark.parametrize("url", ["http://news.example:99999/a", "http://[broken/a"])
async def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(FetchRefusedError) as caught:
        await Origin(RULES).robots.verdict(url)
    assert caught.value.reason_code == "bad_url"


async def test_what_is_known_can_be_forgotten() -> None:
    origin = Origin(RULES)
    await origin.allows("/a")
    origin.robots.forget()
    assert origin.robots.known("https://news.example") is None
