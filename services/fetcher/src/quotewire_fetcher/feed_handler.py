"""Polls one source: conditional request, fetch requests for what is new, then the feed's own record."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import structlog

from quotewire_fetcher.documents.cleaning import absolute_url
from quotewire_fetcher.documents.feeds import Feed, FeedEntry
from quotewire_fetcher.documents.rescue import FeedReader
from quotewire_fetcher.documents.sitemap_walk import SitemapWalk
from quotewire_fetcher.documents.sitemaps import split_by_age
from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from quotewire_fetcher.memory.book import StateBook
from quotewire_fetcher.memory.seen import pack, unpack
from quotewire_fetcher.memory.state import FeedState, PageState, key_of
from quotewire_fetcher.naming.identity import page_id_for
from quotewire_fetcher.net.web import Answer, Wanted, Web
from quotewire_fetcher.pages.handler import Outlet, PageHandler
from quotewire_fetcher.pages.head import linked
from quotewire_fetcher.requests import request_for_entry, request_for_page, request_for_poll
from quotewire_fetcher.schedule.planning import Planner
from quotewire_fetcher.schedule.rhythm import after_probe, after_success, wants_unconditional
from quotewire_fetcher.selection import select
from quotewire_fetcher.sources.source import Source
from quotewire_fetcher.websub.hubs import Hubs
from quotewire_shared.messages import Lane

log = structlog.get_logger()

FEED_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, "
    "text/xml;q=0.9, application/json;q=0.8, */*;q=0.1"
)
RECHECK_S = 24 * 3600.0
"""An address that led to another domain is asked again after this; the feed there is polled for three times as long."""

_SITEMAPS = frozenset({"sitemap", "sitemapindex"})
MAX_SEEN = 20_000
"""Entries remembered of one document; of an archive only the newest."""

MAX_HOME_FEEDS = 3
"""Feeds of one homepage that are polled; more are comments and categories most of the time."""


@dataclass(frozen=True, slots=True)
class FeedLimits:
    """Limits of one poll."""

    max_feed_bytes: int
    max_new_entries: int
    sitemap_documents: int = 50


@dataclass(frozen=True, slots=True)
class Polled:
    """What a poll led to."""

    code: str
    """ok, unchanged, moved, or why it failed."""
    next_due_at: float
    passing: bool = False
    """Whether it failed in a way that may pass."""
    retry_after_s: float | None = None
    """How long the server wants to be left alone, where it said so."""

    @property
    def failed(self) -> bool:
        """Whether there was nothing to read."""
        return self.code not in ("ok", "unchanged", "moved")


class FeedHandler:
    """Polls sources of every kind."""

    def __init__(  # noqa: PLR0913 - what it joins
        self,
        web: Web,
        reader: FeedReader,
        book: StateBook,
        outlet: Outlet,
        pages: PageHandler,
        hubs: Hubs,
        *,
        planner: Planner,
        limits: FeedLimits,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Get documents from *web*, read them with *reader*, ask *outlet* for their pages, remember in *book*."""
        self._web = web
        self._reader = reader
        self._book = book
        self._outlet = outlet
        self._pages = pages
        self._hubs = hubs
        self._planner = planner
        self._limits = limits
        self._clock = clock
        self._walk = SitemapWalk(
            web, reader, max_bytes=limits.max_feed_bytes, budget=limits.sitemap_documents
        )

    async def poll(self, source: Source) -> Polled:
        """
        Poll *source*; the pages that it names are on their way to their owners when this returns.

        Raises:
            NotYetError: its host must be left alone for a while; nothing was asked.
            NotOursError: its domain is another process's now.
        """
        state = self._state_of(source)
        if source.kind == "page":
            return await self._ask_for_page(source, state)
        probing = wants_unconditional(state.history, self._clock())
        try:
            answer = await self._ask(source, state, conditional=not probing)
            if answer.moved_to is not None:
                return await self._lead_away(
                    source, state, [answer.moved_to], for_good=answer.moved_permanently
                )
            if answer.not_modified:
                return await self._unchanged(source, state)
            feed = await self._reader.read(
                answer.body, answer.url, kind=source.kind, content_type=answer.content_type
            )
            if feed.kind == "page":
                return await self._take_page(source, state, answer, feed)
            return await self._take(source, state, answer, feed, probing=probing)
        except (FetchRefusedError, FetchFailedError) as error:
            return await self._failed(source, state, error)

    def _state_of(self, source: Source) -> FeedState:
        known = self._book.feed(source.id, source.url)
        if known is not None and known.url == source.url:
            return known
        return FeedState(source_id=source.id, url=source.url)

    async def _ask(self, source: Source, state: FeedState, *, conditional: bool) -> Answer:
        # To the end where we serve the target too: then the source's own record says how it went.
        return await self._web.get(
            Wanted(
                source.url,
                max_bytes=self._limits.max_feed_bytes,
                accept=FEED_ACCEPT,
                etag=state.etag if conditional else None,
                last_modified=state.last_modified if conditional else None,
                follow=self._book.owns,
            )
        )

    async def _take(
        self, source: Source, state: FeedState, answer: Answer, feed: Feed, *, probing: bool
    ) -> Polled:
        now = self._clock()
        children = dict(state.children)
        entries: Sequence[FeedEntry] = feed.entries
        whole = True
        if feed.children:
            walked = await self._walk.read(feed.children, children, answer.url, now=now)
            entries, children, whole = walked.entries, walked.children, walked.complete
        # An entry without a link of its own often leads to the feed itself.
        own = {page_id_for(source.url), page_id_for(answer.url)}
        entries = [entry for entry in entries if page_id_for(entry.url) not in own]
        archive = feed.kind in _SITEMAPS
        live, older = split_by_age(entries, now) if archive else (entries, ())
        seen = unpack(state.seen)
        # The children of an index are not read twice, so nothing that they list may be left for the next poll.
        limit = len(entries) if archive else self._limits.max_new_entries
        chosen = select([*live, *older], seen, now=now, limit=limit)
        listed = chosen.seen
        if feed.children:
            # A walk reads only the children that changed: what the others list is still listed, and older.
            listed = {key: value for key, value in seen.items() if key not in listed} | listed
        old = {id(entry) for entry in older}
        await self._outlet.request(
            [
                request_for_entry(
                    entry, source, lane=Lane.BACKFILL if id(entry) in old else Lane.LIVE, now=now
                )
                for entry in chosen.wanted
            ]
        )
        complete = chosen.complete and whole
        if probing:
            # New entries behind the same validators: a clock in the document is no lie.
            lied = bool(chosen.wanted) and _same_validators(state, answer)
            state = replace(state, history=after_probe(state.history, lied, now=now))
        history = after_success(
            state.history,
            now=now,
            new_at=[_published(entry) for entry in chosen.wanted],
            entries_at=[_published(entry) for entry in entries],
            unchanged=False,
            ttl_s=feed.ttl_s,
        )
        after = replace(
            state,
            kind=feed.kind,
            etag=answer.headers.get("etag") if complete else None,
            last_modified=answer.headers.get("last-modified") if complete else None,
            seen=pack(_newest(listed)),
            entries=len(entries),
            new_entries=len(chosen.wanted),
            cut=feed.cut,
            children=children,
            moved_to=(),
            hub_url=_absolute(linked(answer.headers, "hub"), answer.url) or feed.hub_url,
            hub_topic=_absolute(linked(answer.headers, "self"), answer.url) or feed.self_url or answer.url,
            history=history,
        )
        after = await self._keep(self._planner.after_good(source, after, now, soon=not complete))
        log.info(
            "feed_polled",
            source_id=source.id,
            kind=feed.kind,
            entries=len(entries),
            new=len(chosen.wanted),
            dropped=feed.dropped,
            cut=feed.cut,
        )
        return Polled("ok", after.next_due_at)

    async def _take_page(self, source: Source, state: FeedState, answer: Answer, feed: Feed) -> Polled:
        """Take an HTML page where nobody had said what stands there: a homepage with feeds, or an article."""
        links = [link for link in feed.links if page_id_for(link) != page_id_for(source.url)]
        if links:
            return await self._lead_away(source, state, links[:MAX_HOME_FEEDS], for_good=True)
        now = self._clock()
        page = PageState(
            page_id=page_id_for(source.url),
            url=source.url,
            source_id=source.base_id,
            phase="pending",
            first_seen_at=now,
            publisher=source.outlet,
        )
        await self._pages.found(self._book.page(page.page_id, page.url) or page, answer)
        after = replace(
            state,
            kind="page",
            entries=1,
            etag=answer.headers.get("etag"),
            last_modified=answer.headers.get("last-modified"),
        )
        after = self._planner.after_good(source, after, now)
        await self._save(after)
        return Polled("ok", after.next_due_at)

    async def _ask_for_page(self, source: Source, state: FeedState) -> Polled:
        """Ask for a page that is a source by itself; whether it is worth a look its own record tells."""
        now = self._clock()
        await self._outlet.request(
            [
                request_for_page(
                    source.url,
                    source_id=source.base_id,
                    publisher=source.outlet,
                    lane=Lane.LIVE,
                    now=now,
                    changed_at=now,
                )
            ]
        )
        after = self._planner.after_good(source, replace(state, kind="page", entries=1), now)
        await self._save(after)
        return Polled("ok", after.next_due_at)

    async def _lead_away(
        self, source: Source, state: FeedState, targets: Sequence[str], *, for_good: bool
    ) -> Polled:
        """Have *targets* polled, where *source* led: at domains of other processes, or feeds that a homepage names."""
        now = self._clock()
        if state.guest_until is not None and not set(targets) - {source.url}:
            raise FetchRefusedError("The redirects lead in a circle.", code="redirect_loop")
        await self._outlet.request(
            [
                request_for_poll(state, source, target, now=now, until=now + 3 * RECHECK_S)
                for target in targets
            ]
        )
        after = replace(
            self._planner.after_good(source, state, now),
            moved_to=tuple(targets),
            etag=None,
            last_modified=None,
        )
        if for_good:
            after = replace(
                after,
                next_due_at=now + RECHECK_S,
                why="the address leads elsewhere; what it leads to is polled there",
            )
        await self._save(after)
        log.info("feed_moved", source_id=source.id, targets=list(targets))
        return Polled("moved", after.next_due_at)

    async def _unchanged(self, source: Source, state: FeedState) -> Polled:
        now = self._clock()
        history = after_success(state.history, now=now, new_at=(), unchanged=True)
        after = self._planner.after_good(source, replace(state, history=history, new_entries=0), now)
        after = await self._keep(after)
        log.debug("feed_unchanged", source_id=source.id)
        return Polled("unchanged", after.next_due_at)

    async def _keep(self, after: FeedState) -> FeedState:
        """Remember *after*, and ask its hub where that is due: it may grant at once, and the grant needs a record."""
        await self._save(after)
        asked = await self._hubs.keep(after)
        if asked is not after:
            await self._save(asked)
        return asked

    async def _save(self, after: FeedState) -> None:
        """Remember *after*, but for what others said meanwhile: how long a hub tells, and a guest stays."""
        await self._book.quiet(key_of(after))
        known = self._book.feed(after.source_id, after.url)
        if known is not None and known.url == after.url:
            after = replace(after, hub_until=known.hub_until, guest_until=known.guest_until)
        await self._book.save(after)

    async def _failed(
        self, source: Source, state: FeedState, error: FetchRefusedError | FetchFailedError
    ) -> Polled:
        now = self._clock()
        retry_after_s = error.retry_after_s if isinstance(error, FetchFailedError) else None
        # The client knows pages only; a feed has a limit, and so an advice, of its own.
        code = "feed_too_large" if error.reason_code == "page_too_large" else error.reason_code
        after = self._planner.after_failure(
            source, state, now, code=code, reason=str(error), retry_after_s=retry_after_s
        )
        await self._save(after)
        log.warning(
            "feed_failed",
            source_id=source.id,
            code=code,
            reason=str(error)[:300],
            failures=after.failures,
            next_in_s=round(after.next_due_at - now),
        )
        passing = isinstance(error, FetchFailedError)
        return Polled(code, after.next_due_at, passing, retry_after_s)


def _newest(seen: dict[bytes, float | None]) -> dict[bytes, float | None]:
    """Keep what was added last: sitemaps list a whole archive, and the record must stay small."""
    return dict(list(seen.items())[-MAX_SEEN:]) if len(seen) > MAX_SEEN else seen


def _published(entry: FeedEntry) -> float | None:
    moment = entry.published_at or entry.updated_at
    return None if moment is None else moment.timestamp()


def _same_validators(state: FeedState, answer: Answer) -> bool:
    before = (state.etag, state.last_modified)
    return any(before) and before == (answer.headers.get("etag"), answer.headers.get("last-modified"))


def _absolute(address: str | None, base_url: str) -> str | None:
    """Give *address*, which a header names, as an absolute one; None: there is none that could be asked."""
    return None if address is None else absolute_url(address, base_url)
