"""How many may be at one address at a time: hosts that share a server wait for each other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from quotewire_fetcher.failures import NotYetError


class AddressGate:
    """Lets so many requests at a time through to each address; forgets an address that nobody asks for."""

    def __init__(self, at_once: int) -> None:
        """Let *at_once* through."""
        self._at_once = at_once
        self._doors: dict[str, tuple[asyncio.Semaphore, int]] = {}

    @asynccontextmanager
    async def turn(self, address: str, *, patience_s: float | None = None) -> AsyncIterator[None]:
        """
        Wait for a turn at *address*, and hold it.

        Raises:
            NotYetError: it does not come within *patience_s*.
        """
        door, users = self._doors.get(address) or (asyncio.Semaphore(self._at_once), 0)
        self._doors[address] = (door, users + 1)
        try:
            try:
                async with asyncio.timeout(patience_s):
                    await door.acquire()
            except TimeoutError:
                raise NotYetError(address, max(patience_s or 0.0, 1.0)) from None
            try:
                yield
            finally:
                door.release()
        finally:
            door, users = self._doors[address]
            if users == 1:
                del self._doors[address]
            else:
                self._doors[address] = (door, users - 1)

    def is_busy(self, address: str) -> bool:
        """Tell whether a request for *address* would have to wait."""
        door = self._doors.get(address)
        return door is not None and door[0].locked()

    def __len__(self) -> int:
        """Count the addresses in use or waited for."""
        return len(self._doors)
