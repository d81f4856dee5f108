"""One writer an article: lanes are consumed side by side, and two versions of an article must not be mixed."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager


class Claims:
    """
    Article ids that a batch of this process is writing.

    Another process can hold the same article only in another lane (Kafka gives each key of a lane one consumer); then
    external versions decide, and the loser clears up after itself.
    """

    def __init__(self) -> None:
        """Start with none."""
        self._ids: set[str] = set()
        self._freed = asyncio.Condition()

    @asynccontextmanager
    async def of(self, ids: Iterable[str]) -> AsyncIterator[None]:
        """Hold *ids*, all at once, so that two batches never wait for each other; waits while any of them is held."""
        wanted = frozenset(ids)
        async with self._freed:
            await self._freed.wait_for(lambda: self._ids.isdisjoint(wanted))
            self._ids |= wanted
        try:
            yield
        finally:
            async with self._freed:
                self._ids -= wanted
                self._freed.notify_all()
