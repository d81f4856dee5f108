"""
Whether readers see indices of an older mapping, until `quotewire index migrate` has moved their articles (or after a rollback).

Nobody tells search of it, so each answer does, and what was counted without them is counted again.
"""

import time
from collections.abc import Callable
from typing import Final

KNOWN_FOR_S: Final = 300.0


class OlderIndices:
    """Remembers, for five minutes, that there were some."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Know of none; *clock* gives seconds."""
        self._clock = clock
        self._until = 0.0

    @property
    def expected(self) -> bool:
        """Tell whether to reckon with them."""
        return self._clock() < self._until

    def met(self) -> None:
        """Take note of some."""
        self._until = self._clock() + KNOWN_FOR_S
