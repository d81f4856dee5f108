"""
Finds the feeds and sitemaps of a site from its front page: politely, one request after another, and bounded.

Asked in this order, until enough is found: what the front page declares, the sitemaps that robots.txt names, feeds
that the page links, and the usual paths.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from quotewire_fetcher.discovery.candidates import (
    USUAL_FEEDS,
    USUAL_NEWS_SITEMAPS,
    USUAL_SITEMAPS,
    Candidate,
    PageFacts,
    is_about_comments,
    looks_like_page,
    newsiness,
    part_of_site,
    read_page,
    usual_paths,
)
from quotewire_fetcher.discovery.discovery_choice import NEWS, SITEMAP_KINDS, Finding, judge
from quotewire_fetcher.discovery.feed_facts import facts_of
from quotewire_fetcher.documents.cleaning import absolute_url
from quotewire_fetcher.documents.feeds import Feed
from quotewire_fetcher.documents.rescue import FeedReader
from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from quotewire_fetcher.feed_handler import FEED_ACCEPT
from quotewire_fetcher.naming.identity import canonical_url, host_of
from quotewire_fetcher.net.patience import read_document
from quotewire_fetcher.net.web import Answer, Wanted, Web

MAX_REQUESTS = 24
"""Documents asked for on one site, without its robots.txt."""

MAX_OF_A_KIND: Final = {"declared": 10, "linked": 6, "robots.txt": 6, "sitemap index": 3}
"""Candidates tried of each origin; a site may declare a feed for each of its 300 sections."""

PAGE_ACCEPT = f"text/html, application/xhtml+xml;q=0.9, {FEED_ACCEPT}"

MAX_S = 300.0
"""Seconds for one site; no more is asked for after that."""

# What a whole host has in common: asking it for more ends the same.
_DOWN: Final = frozenset(
    {"connect_failed", "connect_timeout", "dns_failed", "host_paused", "robots_unavailable"}
)
_OUT_OF_REACH: Final = _DOWN | {
    "bad_url",
    "blocked_address",
    "blocked_port",
    "blocked_scheme",
    "tls_untrusted",
}

Sitemaps = Callable[[str], Awaitable[Sequence[str]]]
"""Gives the sitemaps that robots.txt of a URL's origin names; never raises."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """What a site has to offer."""

    home: str
    """The address that was asked first, after redirects."""
    site_name: str | None
    language: str | None
    findings: tuple[Finding, ...]
    """In the order in which they were asked."""
    requests: int
    code: str = "ok"
    """ok, or why the address that was given could not be read."""
    reason: str = ""

    @property
    def chosen(self) -> tuple[Finding, ...]:
        """What should be added, the feed before the sitemap."""
        return tuple(
            sorted((found for found in self.findings if found.chosen), key=lambda found: not found.is_feed)
        )


@dataclass(slots=True)
class Finder:
    """Looks for the feeds of one site."""

    web: Web
    reader: FeedReader
    sitemaps: Sitemaps
    max_bytes: int
    say: Callable[[str], None] = lambda _text: None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    kind: str | None = None
    """Choose only sources of this kind."""
    _asked: set[str] = field(default_factory=set, init=False)
    _findings: list[Finding] = field(default_factory=list, init=False)
    _requests: int = field(default=0, init=False)
    _hopeless: bool = field(default=False, init=False)
    _host: str = field(default="", init=False)
    _until: float = field(default=0.0, init=False)

    async def find(self, url: str, *, answer: Answer | None = None) -> Discovery:
        """
        Find what the site at *url* has; an address that is itself a feed or a sitemap is all there is then.

        *answer*: what *url* answered already.
        """
        home, page, code, reason = url, None, "ok", ""
        self._until = time.monotonic() + MAX_S
        try:
            answer = answer or await self._ask(url, accept=PAGE_ACCEPT)
        except (FetchRefusedError, FetchFailedError) as error:
            code, reason = error.reason_code, str(error)
            self._hopeless = code in _OUT_OF_REACH
        else:
            home = answer.url
            self._asked |= {canonical_url(url), canonical_url(home)}
            page = await self._front_page(url, answer)
        self._host = host_of(home)
        if page is not None or code != "ok":
            await self._walk(home, page)
        return Discovery(
            home=home,
            site_name=page.site_name if page else None,
            language=page.language if page else None,
            findings=tuple(judge(self._findings, self.now(), kind=self.kind)),
            requests=self._requests,
            code=code,
            reason=reason,
        )

    async def _front_page(self, url: str, answer: Answer) -> PageFacts | None:
        """Read the answer to the address that was given: a page, or else the one finding."""
        candidate = Candidate(url, "given")
        try:
            feed = await read_document(self.reader, answer)
        except (FetchRefusedError, FetchFailedError) as error:
            if looks_like_page(answer.body, answer.content_type):
                return await asyncio.to_thread(read_page, answer.body, answer.url, answer.content_type)
            self._findings.append(Finding(candidate, answer.url, error.reason_code, str(error)))
            return None
        if feed.kind == "page":
            return await asyncio.to_thread(read_page, answer.body, answer.url, answer.content_type)
        await self._keep(candidate, answer, feed)
        return None

    async def _walk(self, home: str, page: PageFacts | None) -> None:
        declared = sorted(
            page.declared if page else (),
            key=lambda found: (is_about_comments(found.url, found.title), part_of_site(found.url)),
        )
        await self._try(declared)
        lines = [] if self._hopeless else await self.sitemaps(home)
        # Some write a path where the standard wants an address.
        named = sorted(filter(None, (absolute_url(line, home) for line in lines)), key=newsiness)
        await self._try(Candidate(url, "robots.txt") for url in named)
        if page is not None and not self._has_feed():
            await self._try(sorted(page.linked, key=lambda found: part_of_site(found.url)))
        await self._try(usual_paths(home, USUAL_FEEDS), until=self._has_feed)
        paths = USUAL_NEWS_SITEMAPS[:2] if self._has_feed() else USUAL_NEWS_SITEMAPS
        await self._try(usual_paths(_root(home), paths), until=self._has_news_sitemap)
        if not named:
            await self._try(usual_paths(_root(home), USUAL_SITEMAPS), until=self._has_sitemap)

    async def _try(
        self, candidates: Iterable[Candidate], *, until: Callable[[], bool] = lambda: False
    ) -> None:
        """Ask for *candidates*, at most so many of an origin, until there is enough."""
        tried = 0
        for candidate in candidates:
            limit = MAX_OF_A_KIND.get(candidate.found_by, MAX_REQUESTS)
            if tried >= limit or self._spent() or until():
                return
            tried += await self._look(candidate)

    async def _look(self, candidate: Candidate) -> bool:
        """Ask for *candidate* unless that was done; True if it was asked for."""
        try:
            identity = canonical_url(candidate.url)
        except ValueError:
            return False
        if identity in self._asked:
            return False
        try:
            answer = await self._ask(candidate.url)
        except (FetchRefusedError, FetchFailedError) as error:
            self._findings.append(Finding(candidate, candidate.url, error.reason_code, str(error)))
            if error.reason_code in _DOWN and host_of(candidate.url) == self._host:
                self._hopeless = True
            return True
        if canonical_url(answer.url) in self._asked - {identity}:
            reason = f"leads to {answer.url}, which was looked at"
            self._findings.append(Finding(candidate, answer.url, "redirected", reason))
            return True
        self._asked.add(canonical_url(answer.url))
        try:
            feed = await read_document(self.reader, answer)
        except (FetchRefusedError, FetchFailedError) as error:
            await self._no_feed(candidate, answer, error)
            return True
        if feed.kind == "page":
            await self._no_feed(
                candidate, answer, FetchRefusedError("The document is a page.", code="not_a_feed")
            )
            return True
        await self._keep(candidate, answer, feed)
        return True

    async def _ask(self, url: str, *, accept: str = FEED_ACCEPT) -> Answer:
        self._asked.add(canonical_url(url))
        self._requests += 1
        self.say(f"asking for {url}")
        return await self.web.get(Wanted(url, max_bytes=self.max_bytes, accept=accept))

    async def _no_feed(
        self, candidate: Candidate, answer: Answer, error: FetchRefusedError | FetchFailedError
    ) -> None:
        self._findings.append(Finding(candidate, answer.url, error.reason_code, str(error)))
        # Many outlets keep a page that lists their feeds at /rss or /feeds.
        if (
            candidate.depth == 0
            and looks_like_page(answer.body, answer.content_type)
            and not self._has_feed()
        ):
            page = await asyncio.to_thread(read_page, answer.body, answer.url, answer.content_type)
            found = sorted(
                (*page.declared, *page.linked),
                key=lambda link: (is_about_comments(link.url, link.title), part_of_site(link.url)),
            )
            await self._try(Candidate(link.url, "linked", link.title, depth=1) for link in found)

    async def _keep(self, candidate: Candidate, answer: Answer, feed: Feed) -> None:
        facts = facts_of(feed, self.now())
        pages = frozenset(_identities(entry.url for entry in feed.entries))
        self._findings.append(Finding(candidate, answer.url, "ok", facts=facts, pages=pages))
        children = feed.children
        if facts.kind != "sitemapindex" or candidate.depth or candidate.found_by == "given":
            return
        # The newest child of those that name news; its siblings are the archive.
        newsy = sorted(
            (child for child in children if newsiness(child.url) == 0),
            key=lambda child: child.changed_at or 0.0,
            reverse=True,
        )
        await self._try(
            (Candidate(child.url, "sitemap index", depth=1, parent=answer.url) for child in newsy),
            until=self._has_news_sitemap,
        )

    def _spent(self) -> bool:
        return self._hopeless or self._requests >= MAX_REQUESTS or time.monotonic() >= self._until

    def _has_feed(self) -> bool:
        """Tell whether a feed of the whole site was found: the page says so, or its address names no part."""
        return any(
            found.chosen
            and found.is_feed
            and (found.candidate.found_by == "declared" or part_of_site(found.url) == 0)
            for found in judge(self._findings, self.now())
        )

    def _has_news_sitemap(self) -> bool:
        return any(found.chosen and found.note == NEWS for found in judge(self._findings, self.now()))

    def _has_sitemap(self) -> bool:
        return self._has_news_sitemap() or any(found.kind in SITEMAP_KINDS for found in self._findings)


def _identities(urls: Iterable[str]) -> Iterator[str]:
    for url in urls:
        with suppress(ValueError):
            yield canonical_url(url)


def _root(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, "/", "", ""))
