"""
The network beneath the HTTP client: only permitted addresses, and a deadline that needs no cancellation.

Names are resolved here, every address is judged, and the connection goes to a judged address, so a name that changes
its mind between check and connect gains nothing. The host name still goes into TLS and the Host header.

The deadline of a request is kept in a context variable and shortens each single network operation. A late request thus
ends by an ordinary time-out error inside httpcore, which cleans up after it; cancelling it from outside would leak its
slot in the pool (httpcore #961, #1093; engineering-facts 4.1).

This uses `AsyncConnectionPool._network_backend` and `httpcore._backends`, private names of httpcore 1.0.9: the version
is pinned, and tests/unit/fetcher/test_guard.py fails if they move.
"""

import asyncio
import ipaddress
import socket
import ssl
import time
import typing
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar

import httpcore
from httpcore._backends.anyio import AnyIOBackend

from quotewire_fetcher.addresses import AddressPolicy
from quotewire_fetcher.failures import FetchFailedError

RESOLVER_THREADS = 32
"""Own threads for names: asyncio's default pool has six on two cores, and dead name servers would fill it."""

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


@contextmanager
def deadline_in(seconds: float) -> Iterator[float]:
    """Let every network operation of the calling task end within *seconds*; gives the moment (monotonic)."""
    moment = time.monotonic() + seconds
    token = _deadline.set(moment)
    try:
        yield moment
    finally:
        _deadline.reset(token)


def _bounded(timeout_s: float | None, error: type[Exception]) -> float | None:
    moment = _deadline.get()
    if moment is None:
        return timeout_s
    left_s = moment - time.monotonic()
    if left_s <= 0:
        raise error("the deadline has passed")
    return left_s if timeout_s is None else min(timeout_s, left_s)


class TimedStream(httpcore.AsyncNetworkStream):
    """A connection whose every operation ends by the deadline."""

    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        """Wrap *inner*."""
        self._inner = inner

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore's interface
        """Read at most *max_bytes*."""
        return await self._inner.read(max_bytes, _bounded(timeout, httpcore.ReadTimeout))

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - httpcore's interface
        """Send *buffer*."""
        await self._inner.write(buffer, _bounded(timeout, httpcore.WriteTimeout))

    async def aclose(self) -> None:
        """Close the connection."""
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's interface
    ) -> httpcore.AsyncNetworkStream:
        """Secure the connection."""
        limit_s = _bounded(timeout, httpcore.ConnectTimeout)
        return TimedStream(await self._inner.start_tls(ssl_context, server_hostname, limit_s))

    def get_extra_info(self, info: str) -> typing.Any:
        """Give what the connection beneath knows."""
        return self._inner.get_extra_info(info)


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to permitted addresses only."""

    def __init__(self, policy: AddressPolicy) -> None:
        """Judge every address by *policy*."""
        self._policy = policy
        self._plain = AnyIOBackend()
        self._threads = ThreadPoolExecutor(RESOLVER_THREADS, thread_name_prefix="resolver")

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's interface
        local_address: str | None = None,
        socket_options: Iterable[typing.Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """
        Connect to the first address of *host* that answers, all of them being permitted.

        Raises:
            FetchRefusedError: blocked_address.
            FetchFailedError: dns_failed.
        """
        limit_s = _bounded(timeout, httpcore.ConnectTimeout)
        ends = time.monotonic() + (limit_s if limit_s is not None else 60.0)
        addresses = await self._resolve(host, port, ends - time.monotonic())
        self._policy.check_addresses(host, addresses)
        problem: Exception | None = None
        for number, address in enumerate(addresses):
            share_s = (ends - time.monotonic()) / (len(addresses) - number)
            if share_s <= 0:
                break
            try:
                stream = await self._plain.connect_tcp(address, port, share_s, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
                continue
            return TimedStream(stream)
        raise problem or httpcore.ConnectTimeout("no address answered in time")

    async def connect_unix_socket(
        self, path: str, *_args: object, **_options: object
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: nothing of ours is behind a socket file."""
        raise httpcore.UnsupportedProtocol(f"unix sockets are not fetched: {path}")

    async def sleep(self, seconds: float) -> None:
        """Wait, for httpcore's own retries."""
        await asyncio.sleep(seconds)

    def close(self) -> None:
        """Let the resolver's threads end."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _resolve(self, host: str, port: int, within_s: float) -> list[str]:
        try:
            return [str(ipaddress.ip_address(host))]  # a literal needs no look-up
        except ValueError:
            pass
        loop = asyncio.get_running_loop()
        look_up = loop.run_in_executor(self._threads, _look_up, host, port)
        try:
            async with asyncio.timeout(within_s):
                return await look_up
        except TimeoutError:
            raise FetchFailedError(f"{host} was not resolved in time.", code="dns_failed") from None
        except (OSError, UnicodeError) as error:
            raise FetchFailedError(f"{host} cannot be resolved: {error}.", code="dns_failed") from None


def _look_up(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
