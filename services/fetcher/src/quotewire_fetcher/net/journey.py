"""What the requests of one redirect chain share: the time that is left, where it came through, whether cookies were set."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from quotewire_fetcher.failures import FetchRefusedError


class Journey:
    """What the requests of one chain share."""

    def __init__(self, left_s: float, patience_s: float | None, passed: list[str]) -> None:
        """Have *left_s* seconds for all requests, *patience_s* before the first; come through *passed*."""
        self.left_s = left_s
        self.patience_s = patience_s
        """Only before the first request may the whole be put off."""
        self.passed = passed
        self.cookies = False

    def check_circle(self, url: str) -> None:
        """
        Refuse an address that was passed before.

        Raises:
            FetchRefusedError: cookie_wall or redirect_loop.
        """
        if url not in self.passed:
            return
        if self.cookies:
            raise FetchRefusedError(f"{url} leads back to itself until a cookie is kept.", code="cookie_wall")
        raise FetchRefusedError(f"The redirects lead in a circle: {url}.", code="redirect_loop")

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count the time of the block."""
        started = time.monotonic()
        try:
            yield
        finally:
            self.left_s -= time.monotonic() - started
