"""Notices when this process stood still: a busy event loop, or a machine that was put to sleep."""

import asyncio
import time

from quotewire_shared.metrics import gauge

TICK_S = 0.05
MISSING_S = 6.0
"""After a stall of this length the consumer group may have given our partitions to others (its session is 10 s)."""

RECOVERY_S = 5.0
"""By then a heartbeat has told whether they are still ours."""


class Stalls:
    """Measures how late a sleeping task is woken."""

    def __init__(self) -> None:
        """Start without a stall."""
        self.longest_s = 0.0
        self._doubtful_until = 0.0

    @property
    def doubtful(self) -> bool:
        """Whether this process was away so recently that its partitions may be another's by now."""
        return time.monotonic() < self._doubtful_until

    async def watch(self) -> None:
        """Measure for ever; ends by cancellation."""
        before = time.monotonic()
        while True:
            await asyncio.sleep(TICK_S)
            now = time.monotonic()
            late_s = now - before - TICK_S
            before = now
            if late_s > self.longest_s:
                self.longest_s = late_s
                gauge("loop_stall_max_seconds", late_s, "fetcher")
            if late_s > MISSING_S:
                self._doubtful_until = now + RECOVERY_S
