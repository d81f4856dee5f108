"""
The table of names that mean the same, learnt in the background: no search waits for it but the first, and that briefly.

One search collects them from all articles about every five minutes. It has no hits and no present time in it, so
OpenSearch keeps its answers of months that no longer change, and only the current one is read again.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Final

import structlog

from quotewire_search.cluster import Cluster
from quotewire_search.errors import ExpiredCursorError, QueryRefusedError, UnavailableError
from quotewire_search.same_names import Table, collect, read_table

log = structlog.get_logger()

EVERY_S: Final = 300.0
AGAIN_AFTER_S: Final = 30.0
"""After a failure."""
FIRST_WAIT_S: Final = 1.0
"""
What the first search waits for the table at most.

Over thousands of articles it is there at once, so that a command which asks once knows it, too; over a million it is
not, and nobody shall wait.
"""
WITHIN_S: Final = 60.0
"""What OpenSearch is given to collect."""


class KnownNames:
    """Learns from the articles behind *alias*; *clock* gives seconds."""

    def __init__(self, cluster: Cluster, alias: str, clock: Callable[[], float] = time.monotonic) -> None:
        """Know nothing yet, and begin to learn when first asked."""
        self._cluster = cluster
        self._alias = alias
        self._clock = clock
        self._table: Table = {}
        self._due_at: float | None = None
        self._learning: asyncio.Task[None] | None = None

    async def table(self) -> Table:
        """Give what is known, and have it learnt (again) where that is due; empty until it was learnt once."""
        first = self._due_at is None and self._learning is None
        if self._learning is None and (self._due_at is None or self._clock() >= self._due_at):
            self._learning = asyncio.create_task(self._learn())
        if first and self._learning is not None:
            await asyncio.wait((self._learning,), timeout=FIRST_WAIT_S)
        return self._table

    async def close(self) -> None:
        """Leave off learning."""
        if self._learning is not None:
            self._learning.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._learning
            self._learning = None

    async def _learn(self) -> None:
        due_in_s = AGAIN_AFTER_S
        try:
            answer = await self._cluster.search(self._alias, collect(), timeout_s=WITHIN_S, gently=True)
            if not answer.get("timed_out") or not self._table:  # a part is better than nothing
                # In a thread: tens of thousands of pairs are judged.
                self._table = await asyncio.to_thread(read_table, answer)
            due_in_s = EVERY_S
        except (UnavailableError, QueryRefusedError, ExpiredCursorError) as error:
            log.debug("names_not_learnt", reason=str(error))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            log.warning("names_not_read", reason=repr(error))
        finally:
            self._due_at = self._clock() + due_in_s
            self._learning = None
