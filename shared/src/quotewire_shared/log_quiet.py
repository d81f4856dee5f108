"""Keeps a library from filling the logs with one line: aiokafka writes hundreds a second while no broker answers."""

import logging
import time
from collections.abc import Callable

QUIET_S = 10.0
"""Seconds in which a line of the same words is not written again."""
MOST_KINDS = 1_000
"""Kinds of lines remembered; beyond that all are forgotten, and each is written once more."""


class Quiet(logging.Filter):
    """Lets a line through once in `QUIET_S`; the next one that passes tells how many were held back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the clock, in seconds."""
        super().__init__()
        self._clock = clock
        self._seen: dict[tuple[str, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether *record* is written. Lines are the same when they have the same logger and message template."""
        now, kind = self._clock(), (record.name, str(record.msg))
        since, held = self._seen.get(kind, (-QUIET_S, 0))
        if now - since < QUIET_S:
            self._seen[kind] = (since, held + 1)
            return False
        if len(self._seen) >= MOST_KINDS:
            self._seen.clear()
        self._seen[kind] = (now, 0)
        if held:
            record.msg = f"{record.getMessage()} (and {held} more like it)"
            record.args = ()
        return True
