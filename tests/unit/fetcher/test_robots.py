import asyncio

import pytest

from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from quotewire_fetcher.robots import FAILED_TTL_S, UNREACHED_TTL_S, Robots
from quotewire_fetcher.web import Answer, Wanted
from tests.unit.fetcher.fakes import Clock, passing

RULES = b"""\xef\xbb\xbfUser-agent: Quotewire
Disallow: /private
Allow: /private/open
Disallow: /*.pdf$
Crawl-delay: 2.5

User-agent: *
Disallow: /
"""


class Origin:
    """One robots.txt, counted."""

    def __init__(self, reply: bytes | Exception) -> None:
        self.reply = reply
        self.asked: list[str] = []
        self.clock = Clock(0.0)
        self.robots = Robots(self.get, token="Quotewire", ttl_s=3600.0, clock=self.clock)

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


async def test_the_file_is_asked_for_once_per_origin_and_again_when_old() -> None:
    origin = Origin(RULES)
    await asyncio.gather(*(origin.allows(f"/{n}") for n in range(20)))
    await origin.robots.verdict("http://news.example/a")
    await origin.robots.verdict("https://news.example:8443/a")
    assert origin.asked == [
        "https://news.example/robots.txt",
        "http://news.example/robots.txt",
        "https://news.example:8443/robots.txt",
    ]
    origin.clock.now += 3601
    await origin.allows("/a")
    assert len(origin.asked) == 4


async def test_without_a_file_everything_is_allowed() -> None:
    assert await Origin(FetchRefusedError("no", code="http_404")).allows("/private")
    assert await Origin(FetchRefusedError("circle", code="redirect_loop")).allows("/private")


async def test_while_the_server_fails_everything_is_off_limits() -> None:
    origin = Origin(passing("http_503"))
    for _ in range(2):
        with pytest.raises(FetchFailedError) as caught:
            await origin.allows("/a")
        assert caught.value.reason_code == "robots_unavailable"
        assert caught.value.retry_after_s == FAILED_TTL_S
    assert len(origin.asked) == 1
    origin.clock.now += FAILED_TTL_S + 1
    origin.reply = RULES
    assert await origin.allows("/a")


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


async def test_a_file_of_garbage_forbids_nothing() -> None:
    assert await Origin(bytes(range(256)) * 100).allows("/a")
