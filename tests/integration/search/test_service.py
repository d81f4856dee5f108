"""The whole service, as a person runs it: it serves, tells in words that OpenSearch is away, and stops when told."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from quotewire_search.errors import UnavailableError
from quotewire_search.index import OpenSearchIndex
from quotewire_search.main import build_app
from quotewire_search.request import SearchRequest
from quotewire_search.settings import SearchSettings
from quotewire_shared.settings import OpenSearchSettings
from tests.engines import free_block
from tests.eventually import eventually
from tests.hostile import HOSTILE
from tests.integration.search.library import Library, newsroom

NOWHERE = "http://127.0.0.1:1"


@asynccontextmanager
async def service(port: int, **environment: str) -> AsyncIterator[Process]:
    """Run search on *port*; it is gone afterwards."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from quotewire_search.main import run; run()"),
        env={**os.environ, "QUOTEWIRE_SEARCH_PORT": str(port), **environment},
        stderr=PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_it_serves_from_the_start_and_stops_with_code_0_when_told(library: Library) -> None:
    await library.add(newsroom())
    port = free_block(1)
    place = {
        "QUOTEWIRE_OPENSEARCH_URL": str(library.place.url),
        "QUOTEWIRE_OPENSEARCH_INDEX_PREFIX": library.place.index_prefix,
    }
    async with (
        service(port, **place) as process,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):

        async def ready() -> bool:
            try:
                return (await client.get("/ready")).status_code == 200
            except httpx.TransportError:
                return False

        await eventually(ready)
        assert (await client.get("/api/v1/quotes", params={"q": "umbrella"})).json()["total"] == 1
        assert "Bring an <mark>umbrella</mark>" in (await client.get("/", params={"q": "umbrella"})).text
        for text in HOSTILE:
            for path in ("/", "/articles", "/api/v1/quotes", "/api/v1/articles"):
                answer = await client.get(path, params={"q": text, "speaker": text})
                assert answer.status_code in (200, 422), (path, text)
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0


async def test_without_opensearch_it_says_so_and_ends_with_one_clear_line() -> None:
    port = free_block(1)
    waits = {"QUOTEWIRE_OPENSEARCH_URL": NOWHERE, "QUOTEWIRE_OPENSEARCH_STARTUP_TIMEOUT_S": "6"}
    async with (
        service(port, **waits) as process,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):

        async def answers() -> bool:
            try:
                return (await client.get("/health")).status_code == 200
            except httpx.TransportError:
                return False

        await eventually(answers)
        assert (await client.get("/ready")).status_code == 503
        page = await client.get("/")
        assert (page.status_code, page.headers["retry-after"]) == (503, "5")
        assert "does not answer right now" in page.text
        assert await asyncio.wait_for(process.wait(), 30) == 1
        assert process.stderr is not None
        assert f"OpenSearch does not answer at {NOWHERE}" in (await process.stderr.read()).decode()


async def test_a_taken_port_is_one_clear_line() -> None:
    taken = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = taken.sockets[0].getsockname()[1]
    async with taken, service(port, QUOTEWIRE_OPENSEARCH_URL=NOWHERE) as process:
        assert await asyncio.wait_for(process.wait(), 30) == 1
        assert process.stderr is not None
        assert f"cannot listen on 127.0.0.1:{port}" in (await process.stderr.read()).decode()


@asynccontextmanager
async def cluster_that(answer: bytes | None) -> AsyncIterator[OpenSearchIndex]:
    """Run a server that gives *answer* to everything, or none at all, and read from it."""
    done = asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if answer is None:
            await done.wait()
        else:
            writer.write(answer)
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    place = OpenSearchSettings.model_validate({"url": f"http://127.0.0.1:{port}"})
    index = OpenSearchIndex(place, SearchSettings(timeout_s=0.2))
    try:
        yield index
    finally:
        done.set()
        await index.close()
        server.close()


def http(status: str, body: bytes) -> bytes:
    return (
        f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        "Connection: close\r\n\r\n"
    ).encode() + body


HALF = (
    b'{"timed_out": false, "_shards": {"total": 2, "successful": 1, "failed": 1, "failures": [{"shard": 1, '
    b'"reason": {"type": "node_closed", "reason": "node left"}}]}, "hits": {"hits": [], "total": {"value": 0}}}'
)
SHARDS = (
    b'{"error": {"type": "search_phase_execution_exception", "reason": "all shards failed"}, "status": 503}'
)


@pytest.mark.parametrize(
    "answer",
    [
        None,
        b"",
        b"garbage",
        http("200 OK", b"<html>"),
        http("200 OK", HALF),
        http("429 Too Many Requests", b"{}"),
        http("500 Internal Server Error", b""),
        http("503 Service Unavailable", SHARDS),
        http("403 Forbidden", b'{"error": "no permissions"}'),
    ],
    ids=["silent", "closes", "garbage", "not json", "half", "429", "500", "503", "403"],
)
async def test_a_cluster_that_is_slow_half_answering_or_broken_is_unavailable(answer: bytes | None) -> None:
    async with cluster_that(answer) as index:
        for ask in (index.quotes, index.articles):
            with pytest.raises(UnavailableError):
                await ask(SearchRequest(q="bridge"))
        transport = httpx.ASGITransport(build_app(index, SearchSettings()))
        async with httpx.AsyncClient(transport=transport, base_url="http://search.test") as client:
            for path in ("/", "/api/v1/quotes", "/articles/" + "a" * 32):
                assert (await client.get(path)).status_code == 503
