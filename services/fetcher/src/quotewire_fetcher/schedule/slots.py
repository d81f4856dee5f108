"""How many jobs may run at once: slow ones soon stop counting, up to a hard cap, so that they hold up no others."""

from quotewire_shared.messages import Lane


class Slots:
    """
    Counts the jobs in hand and says whether one more may start.

    A job counts as young for *patience_s*. At most *limit* young jobs run at a time, and at most *cap_factor* times as
    many jobs of any age. Backfill gets at most half of both. Times are seconds of one clock that does not jump back.
    """

    def __init__(self, limit: int, *, patience_s: float = 3.0, cap_factor: int = 4) -> None:
        """Allow *limit* young jobs."""
        self._limit = limit
        self._cap = limit * cap_factor
        self._patience_s = patience_s
        self._young: dict[object, tuple[float, bool]] = {}
        """Job -> start and whether it is backfill; oldest first, for jobs are added as they start."""
        self._old: dict[object, bool] = {}
        self._young_backfill = 0
        self._old_backfill = 0

    def __len__(self) -> int:
        """Count the jobs in hand."""
        return len(self._young) + len(self._old)

    def start(self, job: object, now: float, lane: Lane = Lane.LIVE) -> None:
        """Note that *job* starts; each job in hand is another object (by its hash)."""
        backfill = lane is Lane.BACKFILL
        self._young[job] = (now, backfill)
        self._young_backfill += backfill

    def end(self, job: object) -> None:
        """Note that *job* has ended; one that never started is ignored."""
        if (young := self._young.pop(job, None)) is not None:
            self._young_backfill -= young[1]
        elif (backfill := self._old.pop(job, None)) is not None:
            self._old_backfill -= backfill

    def free(self, now: float) -> bool:
        """Tell whether a job may start."""
        self._grow_old(now)
        return len(self._young) < self._limit and len(self) < self._cap

    def backfill_free(self, now: float) -> bool:
        """Tell whether a job of the backfill lane may start; with one slot in all, it may take that."""
        if not self.free(now):
            return False
        backfill = self._young_backfill + self._old_backfill
        return self._young_backfill < max(self._limit // 2, 1) and backfill < max(self._cap // 2, 1)

    def next_at(self, now: float) -> float | None:
        """Tell when the oldest young job stops counting, which may free a slot; None: only an end of a job does."""
        self._grow_old(now)
        if not self._young or len(self) >= self._cap:
            return None
        start, _ = next(iter(self._young.values()))
        return start + self._patience_s

    def _grow_old(self, now: float) -> None:
        while self._young:
            job = next(iter(self._young))
            start, backfill = self._young[job]
            if now - start < self._patience_s:
                return
            del self._young[job]
            self._old[job] = backfill
            self._young_backfill -= backfill
            self._old_backfill += backfill
