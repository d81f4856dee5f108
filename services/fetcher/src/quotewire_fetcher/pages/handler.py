"""Fetches one page: published and then remembered, handed over, tried again later, or buried with its reason."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal, Protocol
from weakref import WeakValueDictionary

import structlog

from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from quotewire_fetcher.memory.book import StateBook
from quotewire_fetcher.memory.state import PageState, key_of
from quotewire_fetcher.naming.identity import domain_of, page_id_for
from quotewire_fetcher.net.web import Answer, PageWeb, SiteRights
from quotewire_fetcher.pages.reading import ReadPage, content_hash_of, read_page, to_article, wanted_page
from quotewire_fetcher.requests import request_for_redirect
from quotewire_fetcher.schedule.freshness import after_look, next_look
from quotewire_fetcher.schedule.pace import Pace
from quotewire_shared.errors import InternalError, PermanentError
from quotewire_shared.messages import ArticleFetched, FetchRequest, Lane

log = structlog.get_logger()

PageOutcome = Literal["published", "unchanged", "moved", "postponed", "buried"]
Fetched = tuple[PageOutcome, PageState, str]
"""What became of a page, its new record, and a code for the count."""


class Outlet(Protocol):
    """Takes what the fetcher found."""

    async def publish(self, article: ArticleFetched) -> None:
        """Send *article* on; returns once it is safe."""
        ...

    async def request(self, requests: Sequence[FetchRequest]) -> None:
        """Hand *requests* to whoever owns their domains; returns once they are safe."""
        ...

    async def bury(self, page: PageState, error: PermanentError) -> None:
        """Keep *page* as a dead letter; returns once it is safe."""
        ...


class PageHandler:
    """Fetches pages."""

    def __init__(
        self,
        web: PageWeb,
        outlet: Outlet,
        book: StateBook,
        *,
        pace: Pace,
        looks_after_s: Sequence[float],
        max_page_bytes: int,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Get pages from *web*, send them to *outlet*, remember in *book*; look again *looks_after_s* seconds later."""
        self._web = web
        self._outlet = outlet
        self._book = book
        self._pace = pace
        self._looks_after_s = looks_after_s
        self._max_page_bytes = max_page_bytes
        self._clock = clock
        # Two addresses may turn out to be one article at the same moment; it is published once.
        self._articles: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def fetch(self, page: PageState) -> Fetched:
        """
        Fetch *page*, or look again at one that is published.

        Raises:
            NotYetError: its host must be left alone for a while; nothing was asked.
            NotOursError: its domain is another process's now.
        """
        domain = domain_of(page.url)

        def follow(target: str) -> bool:
            """Go on to what is this page's alone; what is known under a name of its own is fetched once, by that."""
            if domain_of(target) != domain:
                return False
            name = page_id_for(target)
            return name == page.page_id or self._book.page(name, target) is None

        wanted = replace(
            wanted_page(page, self._max_page_bytes),
            follow=follow,
            passed=page.redirects,
        )
        try:
            await self._web.prepare(page.url)
            answer = await self._web.get(wanted)
            if answer.moved_to is not None:
                return await self._moved(page, answer, answer.moved_to)
            return await self.found(page, answer)
        except FetchRefusedError as error:
            return await self._gone(page, error) if page.phase == "done" else await self.bury(page, error)
        except FetchFailedError as error:
            return await self._failed(page, error)

    async def found(self, page: PageState, answer: Answer) -> Fetched:
        """
        Settle *page* with the *answer* that came for it.

        Raises:
            FetchRefusedError: the answer is no article.
        """
        if answer.not_modified:
            return await self._unchanged(page)
        # Off the event loop: decoding, hashing and scanning 5 MiB takes tens of milliseconds.
        rights = await self._web.site_rights(answer.url)
        read, content_hash = await asyncio.to_thread(_read, answer, page.url, rights)
        lock = self._articles.setdefault(read.article_id, asyncio.Lock())
        async with lock:
            now = self._clock()
            # A copy in a cache of another domain (AMP) may name an article that another process keeps the record of.
            ours = self._book.owns(read.canonical_url)
            article = self._book.page(read.article_id, read.canonical_url) if ours else None
            same_page = article is None or article.page_id == page.page_id
            # The article may have been met under another address before; its first sight counts for both.
            first_seen_at = page.first_seen_at if same_page or article is None else article.first_seen_at
            hash_before = page.content_hash if same_page or article is None else article.content_hash
            known = replace(page, article_id=read.article_id, content_hash=content_hash)
            if hash_before == content_hash:
                return await self._unchanged(known, answer)
            message = to_article(read, answer, page, fetched_at=now, first_seen_at=first_seen_at)
            await self._book.sure()  # another may have published it while this process stood still
            await self._outlet.publish(message)
            done = self._done(known, now, answer, changed=True)
            latest = await self._latest(page, f"page:{read.article_id}")
            records = [_unless_claimed(page, latest, done)]
            if ours and read.article_id != page.page_id:
                # Only the page itself is looked at again, or one change would be found twice.
                records.append(
                    replace(
                        done,
                        page_id=read.article_id,
                        url=read.canonical_url,
                        first_seen_at=first_seen_at,
                        asked_url=None,
                        redirects=(),
                        next_try_at=0.0,
                        facts=None,
                    )
                )
            await self._book.save(*records)
        log.info(
            "article_fetched",
            article_id=read.article_id,
            url=page.named_url,
            source_id=page.source_id,
            chars=len(read.html or read.text or ""),
        )
        return "published", records[0], "ok"

    async def bury(self, page: PageState, error: PermanentError) -> Fetched:
        """Give *page* up: a dead letter, and a record so that no poll brings it back."""
        # Others may have been led here while it was in hand, and while the letters were written.
        told: set[str] = set()
        while untold := [named for named in _roads(await self._latest(page)) if named.named_url not in told]:
            for named in untold:
                await self._outlet.bury(named, error)
                told.add(named.named_url)
        refused = replace(
            page,
            also=(),
            phase="refused",
            code=error.reason_code,
            reason=str(error)[:300],
            attempts=page.attempts + (0 if isinstance(error, InternalError) else 1),
            next_try_at=0.0,
            settled_at=self._clock(),
            facts=None,
        )
        await self._book.save(refused)
        return "buried", refused, error.reason_code

    async def _moved(self, page: PageState, answer: Answer, target: str) -> Fetched:
        """Hand *page* over: *target* is known by itself, or at another domain, which may be another process's."""
        passed = (*answer.redirects, answer.url)
        if target in passed:
            raise FetchRefusedError(f"The redirects lead in a circle: {target}.", code="redirect_loop")
        told: set[str] = set()
        while untold := [named for named in _roads(await self._latest(page)) if named.named_url not in told]:
            await self._outlet.request([request_for_redirect(named, target, passed) for named in untold])
            told.update(named.named_url for named in untold)
        moved = replace(
            page,
            also=(),
            phase="moved",
            moved_to=target,
            attempts=0,
            next_try_at=0.0,
            code=None,
            reason=None,
            settled_at=self._clock(),
            facts=None,
        )
        await self._book.save(moved)
        log.info("page_moved", page_id=page.page_id, url=page.url, target=target)
        return "moved", moved, "moved"

    async def _latest(self, page: PageState, *others: str) -> PageState:
        """
        Give the record of *page* as it is now: requests may have changed it while the page was in hand.

        What is saved right after, under its key and those of *others*, undoes nobody's change.
        """
        await self._book.quiet(key_of(page), *others)
        return self._book.page(page.page_id, page.url) or page

    async def _unchanged(self, page: PageState, answer: Answer | None = None) -> Fetched:
        done = self._done(page, self._clock(), answer, changed=False)
        done = _unless_claimed(page, await self._latest(page), done)
        await self._book.save(done)
        log.debug("page_unchanged", page_id=page.page_id, url=page.url)
        return "unchanged", done, "unchanged"

    def _done(self, page: PageState, now: float, answer: Answer | None, *, changed: bool) -> PageState:
        again = page.fetched_at is not None
        # Only a claim of the publisher can prove false: not a look of our own, nor a first look that finds a known
        # article under another address.
        claimed = again and page.phase == "pending"
        looks = after_look(page.looks, changed=changed) if again else 0
        found_at = now if again and changed else page.changed_found_at
        next_look_at = None
        if page.lane is Lane.LIVE and (again or changed):
            next_look_at = next_look(now, page.first_seen_at, looks, found_at, after_s=self._looks_after_s)
        return replace(
            page,
            phase="done",
            also=(),
            attempts=0,
            next_try_at=next_look_at or 0.0,
            code=None,
            reason=None,
            fetched_at=now,
            facts=page.facts if next_look_at else None,
            unchanged=0 if changed else min(page.unchanged + claimed, 20),
            looks=looks,
            changed_found_at=found_at,
            etag=answer.headers.get("etag") if answer else page.etag,
            last_modified=answer.headers.get("last-modified") if answer else page.last_modified,
        )

    async def _failed(self, page: PageState, error: FetchFailedError) -> Fetched:
        attempts = page.attempts + 1
        wait_s = self._pace.retry_s(attempts, retry_after_s=error.retry_after_s)
        if wait_s is None:
            given_up = FetchRefusedError(f"Given up: {error}", code=error.reason_code)
            return (
                await self._gone(page, given_up) if page.phase == "done" else await self.bury(page, given_up)
            )
        known = await self._latest(page)
        if page.phase == "done" and known.phase == "pending":
            # A claim of a change came meanwhile, and is asked at once.
            return "postponed", known, error.reason_code
        later = replace(
            page,
            also=known.also,
            lane=known.lane,
            facts=known.facts,
            attempts=attempts,
            next_try_at=self._clock() + wait_s,
            code=error.reason_code,
            reason=str(error)[:300],
        )
        await self._book.save(later)
        log.info(
            "page_postponed",
            page_id=page.page_id,
            url=page.url,
            code=error.reason_code,
            attempts=attempts,
            next_in_s=round(wait_s, 1),
        )
        return "postponed", later, error.reason_code

    async def _gone(self, page: PageState, error: FetchRefusedError) -> Fetched:
        """Look at *page* no more: we have published it, and it is not to be had any longer."""
        gone = replace(
            page, next_try_at=0.0, attempts=0, code=error.reason_code, reason=str(error)[:300], facts=None
        )
        await self._book.save(gone)
        log.info("page_gone", page_id=page.page_id, url=page.url, code=error.reason_code)
        return "unchanged", gone, f"gone_{error.reason_code}"


def _unless_claimed(before: PageState, latest: PageState, done: PageState) -> PageState:
    """Give the record to keep: *done*, unless a feed claimed a change during a look; then the page is asked again."""
    if before.phase != "done" or latest.phase != "pending":
        return done
    return replace(
        latest,
        article_id=done.article_id,
        content_hash=done.content_hash,
        etag=done.etag,
        last_modified=done.last_modified,
        fetched_at=done.fetched_at,
        looks=done.looks,
        changed_found_at=done.changed_found_at,
    )


def _roads(page: PageState) -> list[PageState]:
    """List *page* under every address by which it was named."""
    return [page, *(replace(page, asked_url=other) for other in page.also)]


def _read(answer: Answer, asked_url: str, site: SiteRights) -> tuple[ReadPage, str]:
    read = read_page(answer, asked_url, site)
    return read, content_hash_of(read)
