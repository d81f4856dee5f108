"""How long the analysis of one text may take: what is found by then is given, and that it is not all."""

import time


class Deadline:
    """Ends *seconds* from now (None: never); `cut` tells whether anything was left undone because of it."""

    def __init__(self, seconds: float | None) -> None:
        self._ends = None if seconds is None else time.monotonic() + seconds
        self.cut = False

    def passed(self) -> bool:
        """Tell whether it is over; whoever asks then leaves the rest undone."""
        if self._ends is not None and time.monotonic() >= self._ends:
            self.cut = True
        return self.cut
