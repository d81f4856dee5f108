"""Where robots.txt files are kept: many of them in few bytes, and the ones in use ready to be asked."""

from collections import OrderedDict
from dataclasses import dataclass

from quotewire_fetcher.robots.robots_rules import RobotsRules, RobotsText

MAX_ORIGINS = 20_000
MAX_BYTES = 64 * 1024 * 1024
"""All files together, packed; a usual one takes some 300 bytes, and half a megabyte of rules some 100 KiB."""

MAX_READY = 1_000
"""Files that are kept compiled; a usual one takes some 30 KiB."""

MAX_READY_WEIGHT = 100_000
"""Patterns that are kept compiled over all files."""


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """The file of one origin, as it was had."""

    packed: bytes | None
    """`RobotsText.packed`; None: it could not be had, keep away."""
    read_at: float
    """Moment of the clock at which it was read."""
    until: float
    """Moment from which on it is asked for again."""
    reason: str = ""
    """Why there is no file, or no newer one."""
    missing: bool = False
    """The origin has no such file; all is allowed."""
    weight: int = 0
    """`RobotsText.weight`: packed bytes do not tell it, for a thousand equal lines are few."""

    @property
    def readable(self) -> bool:
        """Whether there is something to go by."""
        return self.packed is not None

    def rules(self) -> RobotsRules:
        """Unpack and compile; for a file of half a megabyte that takes a while."""
        return RobotsRules(RobotsText.unpacked(self.packed) if self.packed is not None else RobotsText())


class RobotsShelf:
    """Files by origin, bounded; those that were not used for longest go first."""

    def __init__(
        self,
        *,
        max_origins: int = MAX_ORIGINS,
        max_bytes: int = MAX_BYTES,
        max_ready: int = MAX_READY,
        max_ready_weight: int = MAX_READY_WEIGHT,
    ) -> None:
        """Start empty; the limits are those of the constants of these names."""
        self._max_origins = max_origins
        self._max_bytes = max_bytes
        self._max_ready = max_ready
        self._max_ready_weight = max_ready_weight
        self._files: OrderedDict[str, RobotsFile] = OrderedDict()
        self._bytes = 0
        self._ready: OrderedDict[str, tuple[bytes | None, RobotsRules]] = OrderedDict()
        self._ready_weight = 0

    def get(self, origin: str) -> RobotsFile | None:
        """Give the file of *origin*."""
        file = self._files.get(origin)
        if file is not None:
            self._files.move_to_end(origin)
        return file

    def put(self, origin: str, file: RobotsFile) -> None:
        """Keep *file* for *origin* instead of what was there."""
        self._drop(origin)
        self._files[origin] = file
        self._bytes += _size(file)
        while len(self._files) > self._max_origins or self._bytes > self._max_bytes:
            self._drop(next(iter(self._files)))

    def rules(self, origin: str, file: RobotsFile) -> RobotsRules | None:
        """Give the rules of *file* if they are kept ready."""
        ready = self._ready.get(origin)
        if ready is None or ready[0] is not file.packed:
            return None
        self._ready.move_to_end(origin)
        return ready[1]

    def keep_ready(self, origin: str, file: RobotsFile, rules: RobotsRules) -> None:
        """Keep the *rules* that were made of *file*."""
        self._forget(origin)
        self._ready[origin] = (file.packed, rules)
        self._ready_weight += rules.weight
        while len(self._ready) > self._max_ready or (
            self._ready_weight > self._max_ready_weight and len(self._ready) > 1
        ):
            self._forget(next(iter(self._ready)))

    def _drop(self, origin: str) -> None:
        file = self._files.pop(origin, None)
        if file is not None:
            self._bytes -= _size(file)

    def _forget(self, origin: str) -> None:
        ready = self._ready.pop(origin, None)
        if ready is not None:
            self._ready_weight -= ready[1].weight


def _size(file: RobotsFile) -> int:
    return len(file.packed) if file.packed is not None else 0
