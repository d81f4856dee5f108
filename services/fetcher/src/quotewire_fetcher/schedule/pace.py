"""How often feeds are polled and pages tried again, as the settings say."""

from dataclasses import dataclass

from quotewire_fetcher.schedule.hosts_queue import HostQueue, Job
from quotewire_fetcher.schedule.rhythm import Bounds
from quotewire_fetcher.settings import FetcherSettings
from quotewire_shared.retry import Backoff

__all__ = ["HostQueue", "Job", "Pace"]


@dataclass(frozen=True, slots=True)
class Pace:
    """How often feeds are polled and pages tried again; times in seconds."""

    interval_s: float
    floor_s: float
    ceiling_s: float
    retries: int
    retry: Backoff
    patience_s: float | None
    """A server that asks for a longer pause is given up; None: any pause is kept."""

    @classmethod
    def of(cls, settings: FetcherSettings) -> "Pace":
        """Take the pace from *settings*; a single run that somebody waits for is brisker with retries."""
        cap_s = settings.once_retry_cap_s if settings.once else settings.retry_cap_s
        return cls(
            interval_s=settings.poll_interval_s,
            floor_s=settings.poll_floor_s,
            ceiling_s=settings.poll_ceiling_s,
            retries=settings.retries,
            retry=Backoff(base_s=min(settings.retry_base_s, cap_s), cap_s=cap_s),
            patience_s=settings.once_patience_s if settings.once else None,
        )

    @property
    def bounds(self) -> Bounds:
        """The bounds that `rhythm.next_poll` keeps."""
        return Bounds(floor_s=self.floor_s, ceiling_s=self.ceiling_s, usual_s=self.interval_s)

    def retry_s(self, attempts: int, *, retry_after_s: float | None = None) -> float | None:
        """Wait before the next try of a page that failed *attempts* times; None: give it up."""
        if attempts > self.retries:
            return None
        if retry_after_s is not None and self.patience_s is not None and retry_after_s > self.patience_s:
            return None
        return max(self.retry.delay_s(attempts), retry_after_s or 0.0)
