"""Lets many in together, or one alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Gate:
    """A lock that is shared as a rule; whoever asks to be alone waits for the others to leave, and they wait for it."""

    def __init__(self) -> None:
        """Start empty."""
        self._inside = 0
        self._wish = asyncio.Lock()
        self._left = asyncio.Condition()

    @asynccontextmanager
    async def shared(self) -> AsyncIterator[None]:
        """Be inside with others."""
        async with self._wish:
            self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1
            async with self._left:
                self._left.notify_all()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Be inside with nobody else."""
        async with self._wish:
            async with self._left:
                await self._left.wait_for(lambda: self._inside == 0)
            yield
