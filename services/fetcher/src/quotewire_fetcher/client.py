"""Polite HTTP's lower half: size, time and address limits on every request. The only user of httpx."""

import asyncio
import http.cookiejar
import ssl
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urldefrag, urljoin

import httpx
import structlog

from quotewire_fetcher.addresses import AddressPolicy
from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from quotewire_fetcher.guard import GuardedBackend, deadline_in
from quotewire_fetcher.inflate import Inflater
from quotewire_fetcher.web import Answer, Hop, Wanted, freely

log = structlog.get_logger()

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_GOOD: Final = frozenset({200, 203})
_LATER: Final = frozenset({408, 421, 425, 429})
_NEVER_5XX: Final = frozenset({501, 505})
_NOT_MODIFIED: Final = 304
MAX_RETRY_AFTER_S: Final = 24 * 3600.0


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
        self._policy = policy
        self._limits = limits
        self._given_transport = transport
        self._backend = GuardedBackend(policy)
        self._ssl = (
            ssl.create_default_context(cafile=limits.ca_file) if limits.ca_file else _bundled_context()
        )
        # Taken before httpx is called: nobody ever queues in its pool, where a cancelled waiter would leak its slot.
        self._slots = asyncio.Semaphore(limits.concurrency)
        self._client = self._new_client()

    async def get(self, wanted: Wanted, hop: Hop = freely) -> Answer:
        """
        Get *wanted*, following redirects by hand; *hop* is entered around each request.

        The deadline counts requests, not the waiting inside *hop*.

        Raises:
            FetchRefusedError: never to be had: blocked_address, http_404, page_too_large, bad_content_type, …
            FetchFailedError: not now: connect_failed, read_timeout, deadline_passed, http_503, truncated_body, …
        """
        left_s = self._limits.deadline_s
        redirects = self._limits.max_redirects if wanted.max_redirects is None else wanted.max_redirects
        url = wanted.url
        seen: set[str] = set()
        for _ in range(redirects + 1):
            self._policy.check_url(url)
            if url in seen:
                raise FetchRefusedError(f"The redirects lead in a circle: {url}.", code="redirect_loop")
            seen.add(url)
            async with hop(url), self._slots:
                started = time.monotonic()
                with deadline_in(left_s) as deadline:
                    step = await self._step(url, wanted, deadline)
                left_s -= time.monotonic() - started
            if isinstance(step, Answer):
                return step
            url = step
        raise FetchRefusedError(f"More than {redirects} redirects.", code="too_many_redirects")

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()
        self._backend.close()

    def open_connections(self) -> int:
        """Count the connections that the pool holds, idle or not: for the slot leak's regression test."""
        transport = self._client._transport  # noqa: SLF001 - httpx shows no other way
        return len(transport._pool.connections) if isinstance(transport, httpx.AsyncHTTPTransport) else 0  # noqa: SLF001

    async def _step(self, url: str, wanted: Wanted, deadline: float) -> Answer | str:
        """Make one request: the answer, or the next address."""
        client = self._client
        try:
            request = client.build_request("GET", url, headers=_headers(wanted))
            response = await client.send(request, stream=True, follow_redirects=False)
            try:
                return await self._read(response, url, wanted, deadline)
            finally:
                await response.aclose()
        except httpx.PoolTimeout:
            # Slots leaked after all. With our semaphore there is no other way to get here.
            log.warning("http_client_renewed", url=url)
            if client is self._client:
                self._client = self._new_client()
                await client.aclose()
            raise FetchFailedError("The connection pool was exhausted.", code="pool_timeout") from None
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError) as error:
            raise FetchRefusedError(f"Not an address that can be asked: {error}.", code="bad_url") from None
        except httpx.HTTPError as error:
            raise _failure(error, late=time.monotonic() >= deadline) from None

    async def _read(
        self, response: httpx.Response, url: str, wanted: Wanted, deadline: float
    ) -> Answer | str:
        status = response.status_code
        if status in _REDIRECTS:
            return _next_url(url, response.headers.get("location"))
        if status == _NOT_MODIFIED and wanted.conditional:
            return Answer(url, status, _plain(response.headers), b"")
        if status not in _GOOD:
            raise _refusal(status, response.headers)
        _check_head(response.headers, wanted)
        body = bytearray()
        inflater = Inflater(response.headers.get("content-encoding"), max_bytes=wanted.max_bytes)
        raw_bytes = 0
        try:
            # Only here may a request be cancelled by the clock: httpx gives the slot back once the headers are in.
            async with asyncio.timeout(max(deadline - time.monotonic(), 0.001)):
                async for chunk in response.aiter_raw():
                    raw_bytes += len(chunk)
                    body += inflater.feed(chunk)
                    if inflater.full or raw_bytes > wanted.max_bytes:
                        return _over(response, url, bytes(body), wanted)
        except TimeoutError:
            raise FetchFailedError("The body did not end in time.", code="deadline_passed") from None
        except (httpx.RemoteProtocolError, httpx.ReadError):
            raise FetchFailedError(
                "The connection ended before the body did.", code="truncated_body"
            ) from None
        inflater.finish()
        return Answer(url, status, _plain(response.headers), bytes(body))

    def _new_client(self) -> httpx.AsyncClient:
        limits = self._limits
        transport = self._given_transport
        if transport is None:
            transport = httpx.AsyncHTTPTransport(
                verify=self._ssl,
                trust_env=False,
                limits=httpx.Limits(
                    max_connections=limits.concurrency + 8, max_keepalive_connections=limits.concurrency
                ),
            )
            transport._pool._network_backend = self._backend  # noqa: SLF001 - see guard.py; pinned and tested
        return httpx.AsyncClient(
            transport=transport,
            trust_env=False,
            headers={"User-Agent": limits.user_agent, "Accept-Encoding": "gzip, deflate"},
            # Nobody's cookies are kept: one reader's state must not colour another page.
            cookies=http.cookiejar.CookieJar(http.cookiejar.DefaultCookiePolicy(allowed_domains=[])),
            timeout=httpx.Timeout(
                limits.read_timeout_s, connect=limits.connect_timeout_s, pool=limits.connect_timeout_s
            ),
        )


def _bundled_context() -> ssl.SSLContext:
    return httpx.create_ssl_context(verify=True, trust_env=False)


def _headers(wanted: Wanted) -> dict[str, str]:
    headers = {"Accept": wanted.accept}
    if wanted.etag is not None:
        headers["If-None-Match"] = wanted.etag
    if wanted.last_modified is not None:
        headers["If-Modified-Since"] = wanted.last_modified
    return headers


def _plain(headers: httpx.Headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _next_url(url: str, location: str | None) -> str:
    if not location:
        raise FetchRefusedError("A redirect without an address.", code="bad_redirect")
    try:
        return urldefrag(urljoin(url, location.strip())).url
    except ValueError:
        raise FetchRefusedError(
            f"A redirect to no address: {location[:200]!r}.", code="bad_redirect"
        ) from None


def _check_head(headers: httpx.Headers, wanted: Wanted) -> None:
    kind = headers.get("content-type", "").split(";", 1)[0].strip().lower()
    if kind and wanted.content_types is not None and kind not in wanted.content_types:
        raise FetchRefusedError(f"The content type is {kind[:80]!r}.", code="bad_content_type")
    length = headers.get("content-length", "")
    if (
        wanted.overflow == "refuse"
        and length.isascii()
        and length.isdigit()
        and int(length[:20]) > wanted.max_bytes
    ):
        raise FetchRefusedError(f"{length[:20]} bytes are announced.", code="page_too_large")


def _over(response: httpx.Response, url: str, body: bytes, wanted: Wanted) -> Answer:
    if wanted.overflow == "cut":
        return Answer(url, response.status_code, _plain(response.headers), body[: wanted.max_bytes])
    raise FetchRefusedError(f"The body is over {wanted.max_bytes} bytes.", code="page_too_large")


def _refusal(status: int, headers: httpx.Headers) -> FetchRefusedError | FetchFailedError:
    text, code = f"The server answered {status}.", f"http_{status}"
    later = status in _LATER or (status >= httpx.codes.INTERNAL_SERVER_ERROR and status not in _NEVER_5XX)
    if later:
        return FetchFailedError(text, code=code, retry_after_s=_retry_after_s(headers.get("retry-after")))
    return FetchRefusedError(text, code=code)


def _retry_after_s(value: str | None) -> float | None:
    if not value:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:10]), MAX_RETRY_AFTER_S)
    try:
        wait_s = parsedate_to_datetime(value).timestamp() - time.time()
    except (ValueError, OverflowError):
        return None
    return min(max(wait_s, 0.0), MAX_RETRY_AFTER_S)


def _failure(error: httpx.HTTPError, *, late: bool) -> FetchFailedError | FetchRefusedError:
    if _caused_by(error, ssl.SSLCertVerificationError):
        return FetchRefusedError(f"The server's certificate is not trusted: {error}.", code="tls_untrusted")
    if late and isinstance(error, httpx.TimeoutException):
        return FetchFailedError("The deadline passed.", code="deadline_passed")
    codes: tuple[tuple[type[httpx.HTTPError], str], ...] = (
        (httpx.ConnectTimeout, "connect_timeout"),
        (httpx.TimeoutException, "read_timeout"),
        (httpx.ConnectError, "connect_failed"),
        (httpx.ProtocolError, "protocol_error"),
    )
    code = next((code for kind, code in codes if isinstance(error, kind)), "connection_broken")
    return FetchFailedError(f"{type(error).__name__}: {error}", code=code)


def _caused_by(error: BaseException | None, kind: type[BaseException]) -> bool:
    while error is not None:
        if isinstance(error, kind):
            return True
        error = error.__cause__ or error.__context__
    return False
