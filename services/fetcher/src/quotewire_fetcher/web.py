"""What the fetcher's parts ask of the web and get from it; the HTTP library stays in `client`."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Literal, Protocol

Hop = Callable[[str], AbstractAsyncContextManager[None]]
"""Entered around each request of a redirect chain with its URL: where politeness happens, and where it may refuse."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One resource, with the limits under which it is wanted."""

    url: str
    max_bytes: int
    accept: str = "*/*"
    etag: str | None = None
    last_modified: str | None = None
    content_types: frozenset[str] | None = None
    """Types worth reading; None: any. A server that names no type is read."""
    overflow: Literal["refuse", "cut"] = "refuse"
    """What becomes of a body over `max_bytes`."""
    max_redirects: int | None = None
    """None: the client's own limit."""
    follow: Callable[[str], bool] | None = None
    """Asked for each redirect's target; where it says False, the answer is the redirect itself. None: all are followed."""
    passed: tuple[str, ...] = ()
    """Addresses that led here in earlier requests: they count for the limit of redirects and for circles."""

    @property
    def conditional(self) -> bool:
        """Whether the server may answer 304."""
        return self.etag is not None or self.last_modified is not None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a body (status 200 or 203), 304 and none, or a redirect that the asker did not want followed."""

    url: str
    """Address after redirects."""
    status: int
    headers: Mapping[str, str]
    """Names in lower case; repeated ones joined by a comma."""
    body: bytes
    redirects: tuple[str, ...] = ()
    """Addresses that were passed on the way, the first asked first, without `url`; `Wanted.passed` at its head."""
    moved_to: str | None = None
    """Target of a redirect that was not followed (`Wanted.follow`): absolute, and of a kind that may be asked."""
    moved_permanently: bool = False
    """Whether there was a redirect and each one was permanent (301, 308)."""

    @property
    def not_modified(self) -> bool:
        """Whether our copy is still good."""
        return self.status == 304  # noqa: PLR2004 - the HTTP status

    @property
    def content_type(self) -> str | None:
        """Content-Type as received."""
        return self.headers.get("content-type")


class Web(Protocol):
    """Gets resources by URL."""

    async def get(self, wanted: Wanted) -> Answer:
        """
        Get one resource, redirects followed.

        Raises:
            FetchRefusedError: never to be had this way.
            FetchFailedError: not now.
        """
        ...


@asynccontextmanager
async def freely(_url: str) -> AsyncIterator[None]:
    """Go ahead at once: the hop of a caller that needs no politeness."""
    yield
