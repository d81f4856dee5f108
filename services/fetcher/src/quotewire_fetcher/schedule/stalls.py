"""Notices when this process stood still: a busy event loop, or a machine that was put to sleep."""

import asyncio
import math
import time
from collections.abc import Callable

import structlog

from quotewire_shared.metrics import gauge

log = structlog.get_logger()

TICK_S = 0.05
MISSING_S = 6.0
"""After a stall of this length the consumer group may have given our partitions to others (its session is 10 s)."""

RECOVERY_S = 5.0
"""By then a heartbeat has told whether they are still ours."""


class Stalls:
    """Measures how late a sleeping task is woken."""

    def __init__(
        self, *, clock: Callable[[], float] = time.monotonic, wall: Callable[[], float] = time.time
    ) -> None:
        """Start without a stall. *clock* may stand still while the machine sleeps; *wall* does not."""
        self.longest_s = 0.0
        self._clock = clock
        self._wall = wall
        self._doubtful_until = -math.inf
        self._ticked: tuple[float, float] | None = None
        """When the task was awake last, by both clocks; None: it does not run."""

    @property
    def doubtful(self) -> bool:
        """
        Whether this process was away so recently that its partitions may be another's by now.

        Right from the first moment after a stall on, whichever task of ours is woken first.
        """
        return self._clock() < self._doubtful_until or self._away_s() > MISSING_S

    async def over(self) -> None:
        """Wait until there is no doubt."""
        while self.doubtful:  # noqa: ASYNC110 - time alone ends it
            await asyncio.sleep(TICK_S)

    async def watch(self) -> None:
        """Measure for ever; ends by cancellation."""
        try:
            while True:
                self._tick()
                await asyncio.sleep(TICK_S)
        finally:
            self._ticked = None

    def _tick(self) -> None:
        late_s = self._away_s() - TICK_S
        now = self._clock()
        if self._ticked is not None and now - self._ticked[0] - TICK_S > self.longest_s:
            self.longest_s = now - self._ticked[0] - TICK_S
            gauge("loop_stall_max_seconds", self.longest_s, "fetcher")
        if late_s > MISSING_S:
            log.warning("stood_still", seconds=round(late_s, 1))
            self._doubtful_until = now + RECOVERY_S
        self._ticked = now, self._wall()

    def _away_s(self) -> float:
        if self._ticked is None:
            return 0.0
        return max(self._clock() - self._ticked[0], self._wall() - self._ticked[1])
