"""Polite HTTP's lower half: size, time and address limits on every request. The only user of httpx."""

import asyncio
import functools
import http.cookiejar
import ssl
import time
from collections.abc import AsyncGenerator, AsyncIterator, Collection
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Final, cast
from urllib.parse import urlsplit

import h11
import httpx

from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from quotewire_fetcher.net.addresses import AddressPolicy
from quotewire_fetcher.net.answers import (
    GOOD,
    PERMANENT,
    REDIRECTS,
    SAME_METHOD,
    check_head,
    next_url,
    plain_headers,
    refusal,
    request_headers,
    sets_cookies,
)
from quotewire_fetcher.net.crowd import AddressGate
from quotewire_fetcher.net.exchange import Patience, Question
from quotewire_fetcher.net.inflate import Inflater
from quotewire_fetcher.net.journey import Journey
from quotewire_fetcher.net.lines import MOST_IDLE, Line, Lines, NotConnectedError, Place
from quotewire_fetcher.net.names import Names, literal_address
from quotewire_fetcher.net.open_files import allow_open_files
from quotewire_fetcher.net.web import Answer, Hop, Wanted, freely

_NOT_MODIFIED: Final = 304
_OTHER_FILES: Final = 256
"""Files that the rest of the process may need: Kafka, logs, look-ups."""

_ADDRESSES_TRIED: Final = 4
"""Addresses of a name that are tried, one after the other, until one answers."""


@dataclass(frozen=True, slots=True)
class ClientLimits:
    """How much one client may do: seconds, counts."""

    user_agent: str
    concurrency: int
    max_redirects: int
    connect_timeout_s: float
    read_timeout_s: float
    deadline_s: float
    ca_file: str = ""
    address_connections: int = 1
    """Connections at a time to one address, whatever hosts are there."""


class HttpClient:
    """Gets resources, each within its limits, at most `concurrency` at a time."""

    def __init__(
        self,
        policy: AddressPolicy,
        limits: ClientLimits,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Reach what *policy* permits; *transport* stands in for the network in tests."""
        allow_open_files(limits.concurrency + MOST_IDLE + _OTHER_FILES)
        self._policy = policy
        self._limits = limits
        self._names = Names()
        self._lines = Lines(policy, _tls(limits.ca_file), per_address=limits.address_connections)
        self._crowd = AddressGate(limits.address_connections)
        self._slots = asyncio.Semaphore(limits.concurrency)
        self._networked = transport is None
        self._client = httpx.AsyncClient(
            transport=transport or _LinesTransport(self._lines),
            trust_env=False,
            headers={"User-Agent": limits.user_agent, "Accept-Encoding": "gzip, deflate"},
            # Nobody's cookies are kept: one reader's state must not colour another page.
            cookies=http.cookiejar.CookieJar(http.cookiejar.DefaultCookiePolicy(allowed_domains=[])),
        )

    async def get(self, wanted: Wanted, hop: Hop = freely, *, patience_s: float | None = None) -> Answer:
        """
        Get *wanted*, following redirects by hand; *hop* is entered around each request.

        The deadline counts requests with their look-ups, not the waiting inside *hop* or for others at the address.

        Raises:
            NotYetError: others are at the first host's address for longer than *patience_s*; nothing was asked.
            FetchRefusedError: never to be had: blocked_address, http_404, page_too_large, bad_content_type, …
            FetchFailedError: not now: connect_failed, read_timeout, deadline_passed, http_503, truncated_body, …
        """
        journey = Journey(self._limits.deadline_s, patience_s, list(wanted.passed))
        limit = self._limits.max_redirects if wanted.max_redirects is None else wanted.max_redirects
        url, permanent = wanted.url, True
        while len(journey.passed) <= limit:
            self._policy.check_url(url)
            journey.check_circle(url)
            async with hop(url):
                answer = await self._ask(url, wanted, journey)
            if answer.moved_to is None:
                permanent = permanent and bool(journey.passed)
                return replace(answer, redirects=tuple(journey.passed), moved_permanently=permanent)
            permanent = permanent and answer.status in PERMANENT
            self._policy.check_url(answer.moved_to)  # whoever decides about it may rely on what it is
            if wanted.follow is not None and not wanted.follow(answer.moved_to):
                return replace(answer, redirects=tuple(journey.passed), moved_permanently=permanent)
            journey.passed.append(url)
            url = answer.moved_to
        raise FetchRefusedError(f"More than {limit} redirects.", code="too_many_redirects")

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()
        await self._lines.close()
        self._names.close()

    async def drop_connections(self, hosts: Collection[str] | None = None) -> None:
        """Close the idle connections to *hosts*, or all: those hosts are another process's from now on."""
        await self._lines.drop(hosts)

    def open_connections(self) -> int:
        """Count the open connections, idle or not."""
        return len(self._lines)

    def busy_connections(self) -> int:
        """Count the connections that a request is using."""
        return len(self._lines) - self._lines.idle

    async def _ask(self, url: str, wanted: Wanted, journey: Journey) -> Answer:
        """Make one request, at the first address of the host that answers."""
        parts = urlsplit(url)
        name, secure = (parts.hostname or "").rstrip("."), parts.scheme == "https"
        host = literal_address(name) or name  # in whatever spelling, one address is one host
        port = parts.port or (443 if secure else 80)
        with journey.counted():
            addresses = await self._addresses(host, journey)
        ends, failure = time.monotonic() + self._limits.connect_timeout_s, None
        for number, address in enumerate(addresses):
            share_s = (ends - time.monotonic()) / (len(addresses) - number)
            place = Place(secure, host, port, address)
            async with self._crowd.turn(address, patience_s=journey.patience_s), self._slots:
                with journey.counted():
                    patience = Patience(time.monotonic() + journey.left_s, self._limits.read_timeout_s)
                    try:
                        answer = await self._request(
                            url, wanted, journey, _Way(place, patience, share_s, wanted.max_bytes)
                        )
                    except NotConnectedError as error:
                        failure = error.failure
                        continue
            journey.patience_s = None
            return answer
        raise failure or FetchFailedError("No address answered.", code="connect_timeout")

    async def _addresses(self, host: str, journey: Journey) -> list[str]:
        """Look *host* up; gives the address that is connected already first, then those where nobody is."""
        if not self._networked:
            return [host]
        found = await self._names.addresses(host, min(self._limits.connect_timeout_s, journey.left_s))
        self._policy.check_addresses(host, found)
        kept = self._lines.address_in_use(host)
        return sorted(found, key=lambda address: (address != kept, self._crowd.is_busy(address)))[
            :_ADDRESSES_TRIED
        ]

    async def _request(self, url: str, wanted: Wanted, journey: Journey, way: "_Way") -> Answer:
        try:
            request = self._client.build_request(
                "GET" if wanted.form is None else "POST",
                url,
                headers=request_headers(wanted),
                content=wanted.form,
                extensions={"way": way},
            )
            response = await self._client.send(request, stream=True)
            try:
                return await self._read(response, url, wanted, journey)
            finally:
                await response.aclose()
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, h11.LocalProtocolError) as error:
            raise FetchRefusedError(f"Not an address that can be asked: {error}.", code="bad_url") from None
        except httpx.HTTPError as error:  # from a stand-in for the network; ours says what it means itself
            raise FetchFailedError(f"{type(error).__name__}: {error}", code="connection_broken") from None

    async def _read(self, response: httpx.Response, url: str, wanted: Wanted, journey: Journey) -> Answer:
        status, headers = response.status_code, plain_headers(response.headers.raw)
        if status in REDIRECTS and (wanted.form is None or status in SAME_METHOD):
            journey.cookies = journey.cookies or sets_cookies(response.headers.raw)
            location = response.extensions.get("location", headers.get("location"))
            return Answer(url, status, headers, b"", moved_to=next_url(url, location))
        if status == _NOT_MODIFIED and wanted.conditional:
            return Answer(url, status, headers, b"")
        if wanted.form is not None and httpx.codes.is_success(status):
            return Answer(url, status, headers, b"")
        if status not in GOOD:
            raise refusal(status, headers)
        check_head(headers, wanted)
        body = bytearray()
        inflater = Inflater(headers.get("content-encoding"), max_bytes=wanted.max_bytes)
        raw_bytes = 0
        # It is a generator, though httpx does not say so; left half-read, it would be closed some time later by a task.
        async with aclosing(cast("AsyncGenerator[bytes]", response.aiter_raw())) as chunks:
            async for chunk in chunks:
                raw_bytes += len(chunk)
                for piece in inflater.pieces(chunk):
                    body += piece
                    await asyncio.sleep(0)  # inflating megabytes takes a while, and others want to run
                if inflater.full or raw_bytes > wanted.max_bytes:
                    if wanted.overflow == "refuse":
                        raise FetchRefusedError(
                            f"The body is over {wanted.max_bytes} bytes.", code="page_too_large"
                        )
                    return Answer(url, status, headers, bytes(body[: wanted.max_bytes]))
        inflater.finish()
        return Answer(url, status, headers, bytes(body))


@dataclass(frozen=True, slots=True)
class _Way:
    place: Place
    patience: Patience
    connect_s: float
    max_bytes: int


class _LinesTransport(httpx.AsyncBaseTransport):
    """Lets httpx go over our own connections instead of its pool."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        way: _Way = request.extensions["way"]
        question = Question(
            request.url.raw_path, request.headers.raw, way.max_bytes, request.method, await request.aread()
        )
        line, head = await self._lines.ask(way.place, question, way.patience, connect_s=way.connect_s)
        # httpx reads Location even where it is not to follow, and raises what is not to be caught sensibly.
        kept = [(name, value) for name, value in head.headers if name != b"location"]
        location = [value for name, value in head.headers if name == b"location"]
        return httpx.Response(
            head.status,
            headers=kept,
            stream=_Body(line, way.patience),
            extensions={"location": location[0].decode("utf-8", "replace") if location else None},
        )


class _Body(httpx.AsyncByteStream):
    """The body of one answer; its end is the end of the line's use."""

    def __init__(self, line: Line, patience: Patience) -> None:
        self._line = line
        self._patience = patience
        self._untouched = True

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        self._untouched = False
        try:
            chunk = await self._line.exchange.next_chunk(self._patience)
        except BaseException:
            self._line.hang_up()
            raise
        if chunk is None:
            raise StopAsyncIteration
        return chunk

    async def aclose(self) -> None:
        try:
            if self._untouched:
                await self._line.drain(self._patience)
            await self._line.put_down()
        except (FetchFailedError, FetchRefusedError):
            await self._line.hung_up()
        except BaseException:
            self._line.hang_up()
            raise


@functools.cache
def _tls(ca_file: str) -> ssl.SSLContext:
    # Reading the bundle takes 30 ms; commands build a client each.
    if ca_file:
        return ssl.create_default_context(cafile=ca_file)
    return httpx.create_ssl_context(verify=True, trust_env=False)
