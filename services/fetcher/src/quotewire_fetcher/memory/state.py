"""
What the fetcher remembers: feeds, pages and hosts, each a record that is written after what it reports has happened.

Records lie in a compacted topic under `feed:<source_id>`, `page:<page_id>` and `host:<host>`, in the partition of their
domain; the newest of a key counts, an empty one removes it. All times are seconds since 1970 (UTC), because there are
many of them.
"""

from dataclasses import dataclass, field
from typing import Literal

from pydantic import TypeAdapter

from quotewire_fetcher.naming.identity import domain_of
from quotewire_fetcher.schedule.rhythm import FeedHistory
from quotewire_shared.messages import FeedFacts, Lane


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed as it stood after its last poll."""

    source_id: str
    url: str
    """Address that is polled; the source's own, unless redirects or a homepage led elsewhere."""
    kind: str | None = None
    """What the document turned out to be."""
    next_due_at: float = 0.0
    why: str = ""
    """Why then, for a person."""
    polled_at: float | None = None
    ok_at: float | None = None
    """Last poll that found a readable document, or 304."""
    failures: int = 0
    """Polls in a row that failed."""
    code: str | None = None
    """Why the last poll failed."""
    reason: str | None = None
    """The same in words."""
    etag: str | None = None
    last_modified: str | None = None
    seen: str = ""
    """Entries that the document listed last, packed (`seen.Seen`)."""
    entries: int = 0
    new_entries: int = 0
    """Entries of the last read document, and those that were new in it."""
    cut: bool = False
    """Whether the document listed more entries than are read."""
    children: dict[str, float | None] = field(default_factory=dict)
    """For a sitemap index: digest of a child's address -> its time of change when it was read."""
    moved_to: tuple[str, ...] = ()
    """Addresses at other domains where redirects or a homepage led; polled there."""
    guest_until: float | None = None
    """For a feed that stands here because another address led to it: polled until then."""
    hub_url: str | None = None
    hub_topic: str | None = None
    hub_asked_at: float | None = None
    hub_until: float | None = None
    """WebSub: the hub, the feed's name there, when it was last asked, and when the subscription ends."""
    history: FeedHistory = field(default_factory=FeedHistory)


@dataclass(frozen=True, slots=True)
class PageState:
    """
    A page that a source named.

    `page_id` is made of the address to fetch; `article_id` of the one that the page turned out to have.
    """

    page_id: str
    url: str
    source_id: str
    phase: Literal["pending", "done", "refused", "moved"]
    first_seen_at: float
    publisher: str | None = None
    lane: Lane = Lane.LIVE
    asked_url: str | None = None
    """Address as the source named it, where redirects of another domain led here."""
    redirects: tuple[str, ...] = ()
    """Addresses passed on the way."""
    also: tuple[str, ...] = ()
    """Other named addresses that led here while the page was pending: each wants to know if it is refused."""
    changed_at: float | None = None
    """The publisher's own time of the version that was asked for."""
    attempts: int = 0
    next_try_at: float = 0.0
    """pending: when to fetch it; done: when to look again, or 0."""
    code: str | None = None
    """Why the last try failed."""
    reason: str | None = None
    """The same in words."""
    fetched_at: float | None = None
    settled_at: float | None = None
    """When it was refused, or found to have moved."""
    article_id: str | None = None
    content_hash: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    unchanged: int = 0
    """Times in a row that the publisher claimed a change and there was none."""
    looks: int = 0
    """Looks of our own at the published page, as `freshness.after_look` counts them."""
    changed_found_at: float | None = None
    """When a look last found it changed."""
    moved_to: str | None = None
    facts: FeedFacts | None = None
    """What the feed said; kept while the page is pending or may still be looked at again."""

    @property
    def touched_at(self) -> float:
        """Time of the last news about this page."""
        return max(self.fetched_at or 0.0, self.settled_at or 0.0, self.first_seen_at, self.next_try_at)

    @property
    def named_url(self) -> str:
        """Address as the source named it."""
        return self.asked_url or self.url

    @property
    def due_at(self) -> float | None:
        """When to fetch it or to look again; None: never."""
        if self.phase == "pending":
            return self.next_try_at
        return self.next_try_at if self.phase == "done" and self.next_try_at else None


@dataclass(frozen=True, slots=True)
class HostState:
    """A host that asked for patience: what the next process that serves it must know before its first request."""

    host: str
    until: float = 0.0
    """Leave it alone until then."""
    crawl_delay_s: float | None = None
    code: str | None = None
    """Why it is left alone."""


AnyState = FeedState | PageState | HostState

FEED: TypeAdapter[FeedState] = TypeAdapter(FeedState)
PAGE: TypeAdapter[PageState] = TypeAdapter(PageState)
HOST: TypeAdapter[HostState] = TypeAdapter(HostState)


def key_of(state: AnyState) -> str:
    """Name the record of *state*."""
    if isinstance(state, FeedState):
        return f"feed:{state.source_id}"
    if isinstance(state, PageState):
        return f"page:{state.page_id}"
    return f"host:{state.host}"


def bytes_of(state: AnyState) -> bytes:
    """Encode *state* as the value of its record."""
    if isinstance(state, FeedState):
        return FEED.dump_json(state, exclude_defaults=True)
    if isinstance(state, PageState):
        return PAGE.dump_json(state, exclude_defaults=True)
    return HOST.dump_json(state, exclude_defaults=True)


def domain_of_state(state: AnyState) -> str:
    """Name the domain whose partition holds *state*."""
    return domain_of(state.host if isinstance(state, HostState) else state.url)
