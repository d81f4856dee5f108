"""How often pages are tried again, as the settings say; when feeds are polled `rhythm` tells."""

from dataclasses import dataclass

from quotewire_fetcher.settings import FetcherSettings
from quotewire_shared.retry import Backoff


@dataclass(frozen=True, slots=True)
class Pace:
    """How often something is tried again; times in seconds."""

    retries: int
    retry: Backoff
    patience_s: float | None
    """A server that asks for a longer pause is given up; None: any pause is kept."""

    @classmethod
    def of(cls, settings: FetcherSettings) -> "Pace":
        """Take the pace from *settings*; a single run that somebody waits for is brisker with retries."""
        cap_s = settings.once_retry_cap_s if settings.once else settings.retry_cap_s
        return cls(
            retries=settings.retries,
            retry=Backoff(base_s=min(settings.retry_base_s, cap_s), cap_s=cap_s),
            patience_s=settings.once_patience_s if settings.once else None,
        )

    def retry_s(self, attempts: int, *, retry_after_s: float | None = None) -> float | None:
        """Wait before the next try of a page that failed *attempts* times; None: give it up."""
        if attempts > self.retries:
            return None
        if retry_after_s is not None and self.patience_s is not None and retry_after_s > self.patience_s:
            return None
        return max(self.retry.delay_s(attempts), retry_after_s or 0.0)
