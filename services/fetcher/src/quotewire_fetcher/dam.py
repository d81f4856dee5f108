"""Holds the backfill back: an import of a million pages waits in Kafka, not in the memory of a fetcher."""

import asyncio
from collections.abc import Callable

import structlog

from quotewire_shared.broker import Subscription

log = structlog.get_logger()

MOST_WAITING = 50_000
"""Pages of the backfill that wait in memory, two kilobytes each."""

LEAST_SHARE = 0.5
"""Reading goes on when no more than this share of them is left."""

LOOK_S = 0.5


class Dam:
    """Stops the reading of backfill requests while many wait, and lets it go on."""

    def __init__(
        self, requests: Subscription, topic: str, waiting: Callable[[], int], *, most: int = MOST_WAITING
    ) -> None:
        """Read no more of *topic* (full name) by *requests* while *waiting* tells *most* or more."""
        self._requests = requests
        self._topic = topic
        self._waiting = waiting
        self._most = most
        self.held = False

    async def keep(self) -> None:
        """Look for ever; ends by cancellation."""
        while True:
            self.look()
            await asyncio.sleep(LOOK_S)

    def look(self) -> None:
        """Look once; what was decided is said again, as a rebalance undoes it."""
        waiting = self._waiting()
        held = waiting > self._most * LEAST_SHARE if self.held else waiting >= self._most
        if held is not self.held:
            log.info("backfill_held" if held else "backfill_read_on", waiting=waiting)
        self.held = held
        self._requests.hold(self._topic, held=held)
