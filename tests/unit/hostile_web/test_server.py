"""The hostile web's server sends what its hosts promise, and records what its readers do."""

import asyncio
import gzip
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.e2e.stack import free_port
from tests.eventually import eventually
from tests.hostile_web.catalogue import Plan, Web, build_web
from tests.hostile_web.evidence import Evidence
from tests.hostile_web.manners import Rules, judge_manners
from tests.hostile_web.record import Record, Recorder, read_record
from tests.hostile_web.server import Server
from tests.hostile_web.site import Site

RULES = Rules(delay_s=0.0, tries=1, contact="python-httpx")


class Served:
    """A web that is being served in this process."""

    def __init__(self, web: Web, path: Path) -> None:
        self.web = web
        self.path = path

    def site(self, name: str) -> Site:
        return next(one for one in self.web.sites if one.name == name)

    @property
    def record(self) -> Record:
        return read_record(self.path)

    def checks(self) -> set[str]:
        return {one.check for one in judge_manners(self.web, Evidence(self.record), RULES)}


@asynccontextmanager
async def serving(folder: Path, *names: str) -> AsyncIterator[Served]:
    plan = Plan(port=free_port(), blocked_port=free_port(), seed=150, started_at=time.time())
    web = build_web(plan)
    path = folder / "record.jsonl"
    with path.open("w") as file:
        server = Server([site for site in web.sites if site.name in names], Recorder(file))
        await server.start(plan.port, canaries=[("127.0.0.1", plan.port)])
        try:
            yield Served(web, path)
        finally:
            await server.close()


def client() -> httpx.AsyncClient:
    return httpx.AsyncClient(trust_env=False, timeout=5)


async def test_a_good_page_is_served_with_validators_and_recorded(tmp_path: Path) -> None:
    async with serving(tmp_path, "atom") as web, client() as reader:
        site = web.site("atom")
        target = next(one for one in site.routes if one.startswith("/news/"))
        first = await reader.get(site.url(target))
        again = await reader.get(site.url(target), headers={"If-None-Match": first.headers["etag"]})
        by_date = await reader.get(
            site.url(target), headers={"If-Modified-Since": first.headers["last-modified"]}
        )
        assert (first.status_code, again.status_code, by_date.status_code) == (200, 304, 304)
        assert site.marker(target) in first.text
        seen = web.record.requests
    assert [one.meaning for one in seen] == ["good", "not_modified", "not_modified"]
    assert seen[1].etag_asked == first.headers["etag"]
    assert all(one.complete and one.ended is not None and one.ended >= one.started for one in seen)
    assert {one.connection for one in seen} == {seen[0].connection}


async def test_a_naive_reader_is_found_out(tmp_path: Path) -> None:
    async with serving(tmp_path, "slow-but-good", "robots-wildcards") as web, client() as reader:
        slow, wild = web.site("slow-but-good"), web.site("robots-wildcards")
        await asyncio.gather(*(reader.get(slow.url("/slow")) for _ in range(2)))
        await reader.get(wild.url("/archive/5"))
        assert web.checks() >= {"connections", "pauses", "robots", "repeats"}


async def test_a_knock_where_nobody_must_come_is_recorded(tmp_path: Path) -> None:
    async with serving(tmp_path, "atom") as web:
        with socket.create_connection(("127.0.0.1", web.web.plan.port), timeout=5):

            async def seen() -> bool:
                return "address" in web.checks()

            await eventually(seen, within_s=10)


async def test_a_correction_comes_after_the_first_version_was_read(tmp_path: Path) -> None:
    async with serving(tmp_path, "updated-later") as web, client() as reader:
        site = web.site("updated-later")
        feed = (await reader.get(site.url("/feed"))).text
        page = (await reader.get(site.url("/story/0"))).text
        assert site.marker("/story/0", "v1") in page
        assert (await reader.get(site.url("/feed"))).text != feed
        assert site.marker("/story/0", "v2") in (await reader.get(site.url("/story/0"))).text


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("heads-bogus", httpx.RemoteProtocolError),
        ("heads-endless", httpx.RemoteProtocolError),
        ("cut-off-length", httpx.RemoteProtocolError),
        ("cut-off-reset", httpx.ReadError),
        ("hang-ups-reset", httpx.ReadError),
        ("hang-ups-at-once", httpx.RemoteProtocolError),
    ],
)
async def test_broken_answers_are_broken(tmp_path: Path, name: str, error: type[Exception]) -> None:
    async with serving(tmp_path, name) as web, client() as reader:
        with pytest.raises(error):
            await reader.get(web.site(name).url("/bad"))


async def test_a_bomb_is_small_and_grows(tmp_path: Path) -> None:
    async with serving(tmp_path, "encodings-gzip-bomb") as web, client() as reader:
        request = reader.build_request("GET", web.site("encodings-gzip-bomb").url("/bad"))
        answer = await reader.send(request, stream=True)
        packed = b"".join([part async for part in answer.aiter_raw()])
        await answer.aclose()
    assert len(packed) < 100_000
    assert len(gzip.decompress(packed)) == 64 * 2**20


async def test_a_reader_that_hangs_up_is_seen_to_have_gone(tmp_path: Path) -> None:
    async with serving(tmp_path, "bodies-drip") as web, client() as reader:
        async with reader.stream("GET", web.site("bodies-drip").url("/bad")) as answer:
            await anext(answer.aiter_raw())

        async def gone() -> bool:
            return all(one.closed is not None for one in web.record.connections)

        await eventually(gone, within_s=10)
        assert [one.complete for one in web.record.requests] == [False]
