"""Host names to addresses: looked up in threads of our own, remembered for a minute, asked for once by all who wait."""

import asyncio
import functools
import ipaddress
import socket
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from quotewire_fetcher.failures import FetchFailedError

RESOLVER_THREADS = 32
"""Own threads for names: asyncio's default pool has six on two cores, and dead name servers would fill it."""

MAX_NAMES = 20_000
MAX_ADDRESSES = 16
"""Addresses of one name that are looked at; real ones have up to eight."""

FOUND_TTL_S = 60.0
"""How long an answer is believed, so that whoever waits for an address and whoever connects mean the same."""

MISSING_TTL_S = 5.0
LONGEST_LOOK_UP_S = 30.0
"""A look-up that nobody waits for any more still fills its place in the cache until it ends or this is over."""


@dataclass(slots=True)
class _Known:
    addresses: tuple[str, ...]
    problem: str
    until: float


class Names:
    """Looks names up; says nothing about whether an address may be reached."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with nothing known."""
        self._clock = clock
        self._threads = ThreadPoolExecutor(RESOLVER_THREADS, thread_name_prefix="resolver")
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._asking: dict[str, asyncio.Future[_Known]] = {}

    async def addresses(self, host: str, within_s: float) -> tuple[str, ...]:
        """
        Give the addresses of *host* in the resolver's order, as text; a literal in any spelling is its own.

        Raises:
            FetchFailedError: dns_failed.
        """
        if (literal := literal_address(host)) is not None:
            return (literal,)
        known = self._known.get(host)
        if known is None or known.until <= self._clock():
            known = await self._ask(host, within_s)
        if not known.addresses:
            raise FetchFailedError(f"{host} cannot be resolved: {known.problem}.", code="dns_failed")
        return known.addresses

    def close(self) -> None:
        """Let the threads end, and whoever still waits for them."""
        for asking in self._asking.values():
            asking.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def __len__(self) -> int:
        """Count the names that are remembered."""
        return len(self._known)

    async def _ask(self, host: str, within_s: float) -> _Known:
        asking = self._asking.get(host)
        if asking is None:
            asking = asyncio.ensure_future(self._look_up(host))
            self._asking[host] = asking
            asking.add_done_callback(lambda _: self._asking.pop(host, None))
        try:
            async with asyncio.timeout(within_s):
                # One who gives up must not take the answer from the others.
                return await asyncio.shield(asking)
        except TimeoutError:
            raise FetchFailedError(f"{host} was not resolved in time.", code="dns_failed") from None

    async def _look_up(self, host: str) -> _Known:
        try:
            async with asyncio.timeout(LONGEST_LOOK_UP_S):
                found = await asyncio.get_running_loop().run_in_executor(self._threads, _look_up, host)
            known = _Known(found, "it has no address", self._clock() + FOUND_TTL_S)
        except TimeoutError:
            known = _Known((), "no answer in time", self._clock() + MISSING_TTL_S)
        except (OSError, UnicodeError) as error:
            known = _Known((), str(error), self._clock() + MISSING_TTL_S)
        self._known[host] = known
        self._known.move_to_end(host)
        while len(self._known) > MAX_NAMES:
            self._known.popitem(last=False)
        return known


@functools.lru_cache(maxsize=8_192)
def literal_address(host: str) -> str | None:
    """Give the address that *host* spells (127.1, 0x7f.1, 2130706433, ::ffff:127.0.0.1 …), or None for a name."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        # The C library reads these forms as addresses; a name server is never asked for them.
        if not host[:1].isdigit() or not host.isascii():
            return None
        try:
            return socket.inet_ntoa(socket.inet_aton(host.rstrip(".")))
        except (OSError, ValueError):  # a null in it is a ValueError
            return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


def _look_up(host: str) -> tuple[str, ...]:
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    unique = dict.fromkeys(literal_address(str(entry[4][0])) or str(entry[4][0]) for entry in found)
    return tuple(unique)[:MAX_ADDRESSES]
