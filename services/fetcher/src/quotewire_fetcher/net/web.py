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
    form: bytes | None = None
    """Posted as an HTML form, in place of a GET: how a hub is asked. Any answer of the 2xx kind is good then."""
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


@dataclass(frozen=True, slots=True)
class Verdict:
    """What robots.txt says about one URL."""

    allowed: bool
    crawl_delay_s: float | None
    ai_agents_refused: tuple[str, ...] = ()
    """AI crawlers with groups of their own that shut them out of this URL, sorted."""
    ai_reserved: bool | None = None
    """Whether Content-Signal or Content-Usage keeps AI from using this URL; None: not said."""


@dataclass(frozen=True, slots=True)
class SiteRights:
    """What a site says about one of its pages, outside of the page."""

    robots: Verdict | None = None
    """None: not known."""
    tdm_reserved: bool | None = None
    """What tdmrep.json says; None: nothing."""


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


class PageWeb(Web, Protocol):
    """Knows of the sites of pages, too."""

    async def prepare(self, url: str) -> None:
        """
        Learn what the site of *url* reserves, before its page is asked for.

        Raises:
            NotYetError: its host must be left alone for a while.
        """
        ...

    async def site_rights(self, url: str) -> SiteRights:
        """Tell what the site of *url* says about it, as far as that is known without asking."""
        ...


@asynccontextmanager
async def freely(_url: str) -> AsyncIterator[None]:
    """Go ahead at once: the hop of a caller that needs no politeness."""
    yield
