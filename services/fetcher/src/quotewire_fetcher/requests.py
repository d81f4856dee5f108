"""Fetch requests: made of what a source says, and what the owner of the page's domain makes of them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from quotewire_fetcher.documents.feeds import FeedEntry
from quotewire_fetcher.memory.state import FeedState, PageState
from quotewire_fetcher.naming.identity import page_id_for
from quotewire_fetcher.selection import FUTURE_TOLERANCE_S
from quotewire_fetcher.sources.source import Source
from quotewire_shared.messages import FeedFacts, FetchRequest, Lane

DISTRUST_BASE_S = 60.0
DISTRUST_CAP_S = 24 * 3600.0
"""A page that claimed changes it did not make is believed less and less often: after 4, 16, 64 … minutes."""

MAX_PASSED = 20
"""Addresses that one redirect chain may pass, however many domains it crosses."""

MAX_ALSO = 50
"""Named addresses that are remembered for one pending page."""


def request_for_page(
    url: str,
    *,
    source_id: str,
    publisher: str | None,
    lane: Lane,
    now: float,
    changed_at: float | None = None,
) -> FetchRequest:
    """Ask for the page at *url*, of which nothing else is known."""
    return FetchRequest(
        url=url,
        source_id=source_id,
        publisher=publisher,
        first_seen_at=_moment(now),
        changed_at=None if changed_at is None else _moment(changed_at),
        lane=lane,
    )


def request_for_entry(entry: FeedEntry, source: Source, *, lane: Lane, now: float) -> FetchRequest:
    """Ask for the page that *entry* of *source* names."""
    return FetchRequest(
        url=entry.url,
        source_id=source.base_id,
        publisher=source.outlet,
        first_seen_at=_moment(now),
        changed_at=entry.changed_at,
        lane=lane,
        feed=FeedFacts(
            title=entry.title,
            authors=entry.authors,
            published_at=entry.published_at or entry.updated_at,
            summary=entry.summary,
            guid=entry.guid,
            language=entry.language or source.language,
        ),
    )


def request_for_redirect(page: PageState, target: str, passed: Iterable[str]) -> FetchRequest:
    """Hand *page* over to the owner of *target*, another domain to which it redirects after it *passed* addresses."""
    return FetchRequest(
        url=target,
        source_id=page.source_id,
        publisher=page.publisher,
        first_seen_at=_moment(page.first_seen_at),
        changed_at=None if page.changed_at is None else _moment(page.changed_at),
        lane=page.lane,
        asked_url=page.named_url,
        redirects=tuple(passed),
        feed=page.facts,
    )


def request_further(request: FetchRequest, target: str) -> FetchRequest | None:
    """Hand *request* on to *target*, where its page was found to redirect; None: it was there, or came too far."""
    passed = (*request.redirects, request.url)
    if target in passed or len(passed) > MAX_PASSED:
        return None
    return request.model_copy(update={"url": target, "redirects": passed})


def request_for_poll(feed: FeedState, source: Source, url: str, *, now: float, until: float) -> FetchRequest:
    """Ask the owner of *url* to poll it for *source*, which is known by the address of *feed*."""
    return FetchRequest(
        kind="poll",
        url=url,
        source_id=source.base_id,
        publisher=source.outlet,
        first_seen_at=_moment(now),
        etag=feed.etag,
        last_modified=feed.last_modified,
        until=_moment(until),
    )


def wanted_page(request: FetchRequest, known: PageState | None, now: float) -> PageState | None:
    """Decide on *request*: the page's new record where it must be fetched, or None where we have what it asks for."""
    if known is None:
        return PageState(
            page_id=page_id_for(request.url),
            url=request.url,
            source_id=request.source_id,
            phase="pending",
            first_seen_at=request.first_seen_at.timestamp(),
            publisher=request.publisher,
            lane=request.lane,
            asked_url=request.asked_url,
            redirects=request.redirects,
            changed_at=_seconds(request.changed_at),
            next_try_at=now,
            facts=request.feed,
        )
    if known.phase == "pending":
        # A live request must not wait behind the archive that named the same page before.
        hurries = request.lane is Lane.LIVE and known.lane is not Lane.LIVE
        other = request.asked_url if request.asked_url not in (None, known.asked_url, *known.also) else None
        if not hurries and (other is None or len(known.also) >= MAX_ALSO):
            return None
        return replace(
            known,
            lane=Lane.LIVE if hurries else known.lane,
            facts=known.facts or request.feed,
            also=(*known.also, other) if other else known.also,
        )
    if not _claims_change(request, known, now):
        return None
    distrust_s = distrust_of(known)
    if now - (known.fetched_at or 0.0) < distrust_s:
        # Looked at when it may be believed again: the feed will not name this change a second time.
        return replace(_again(request, known), next_try_at=(known.fetched_at or 0.0) + distrust_s)
    return _again(request, known)


def distrust_of(known: PageState) -> float:
    """Tell for how long after the last fetch claims of a change are not acted upon, in seconds."""
    return min(DISTRUST_BASE_S * 4.0**known.unchanged, DISTRUST_CAP_S) if known.unchanged else 0.0


def _again(request: FetchRequest, known: PageState) -> PageState:
    return replace(
        known,
        url=request.url,
        source_id=request.source_id,
        phase="pending",
        lane=request.lane,
        asked_url=request.asked_url,
        redirects=request.redirects,
        changed_at=_seconds(request.changed_at),
        attempts=0,
        next_try_at=0.0,
        code=None,
        reason=None,
        moved_to=None,
        facts=request.feed,
    )


def _claims_change(request: FetchRequest, known: PageState, now: float) -> bool:
    changed_at = _seconds(request.changed_at)
    if changed_at is None or changed_at > now + FUTURE_TOLERANCE_S:
        return False
    # Two feeds may date one version differently: another feed is believed only beyond the time of our own fetch. One
    # feed is compared with itself, because the publisher's clock may be wrong.
    own_feed = request.source_id == known.source_id
    had = known.changed_at if own_feed else max(known.changed_at or 0.0, known.fetched_at or 0.0)
    return changed_at > (had or known.fetched_at or known.first_seen_at)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _seconds(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()
