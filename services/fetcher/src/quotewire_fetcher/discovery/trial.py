"""Asks for one source as the fetcher would, and finds out what a person wants to know of it; nothing is stored."""

import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

from quotewire_fetcher.discovery.discovery import PAGE_ACCEPT, Discovery, Finder, Sitemaps
from quotewire_fetcher.discovery.feed_facts import Facts, facts_of
from quotewire_fetcher.documents.feeds import Feed
from quotewire_fetcher.documents.rescue import FeedReader
from quotewire_fetcher.documents.sitemaps import choose_children
from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from quotewire_fetcher.feed_handler import FEED_ACCEPT
from quotewire_fetcher.net.patience import read_document
from quotewire_fetcher.net.web import Answer, Wanted, Web
from quotewire_fetcher.robots.robots import Robots
from quotewire_fetcher.schedule.rhythm import (
    Bounds,
    FeedHistory,
    Next,
    after_failure,
    after_success,
    next_poll,
)
from quotewire_fetcher.schedule.rhythm_words import explain
from quotewire_fetcher.sources.source import Source

SHOWN_ENTRIES = 3

Repeat = Literal["honoured", "ignored", "changed", "none", "failed"]
"""What a second, conditional request showed: 304; the same body again; another body; no validators; no answer."""


@dataclass(frozen=True, slots=True)
class RobotsSay:
    """robots.txt on the source's own address."""

    verdict: Literal["allowed", "disallowed", "unavailable"]
    crawl_delay_s: float | None = None
    ai_agents_refused: tuple[str, ...] = ()
    """Crawlers of AI systems that are shut out by name."""
    ai_reserved: bool | None = None
    """Whether a line of Content-Signal or Content-Usage keeps AI out; None: not said."""


@dataclass(frozen=True, slots=True)
class Report:
    """What came of one source."""

    source: Source
    code: str
    """ok, or why there was nothing to read."""
    reason: str = ""
    url: str = ""
    """Address after redirects."""
    status: int | None = None
    size_bytes: int = 0
    took_s: float = 0.0
    facts: Facts | None = None
    shown: tuple[tuple[str, str], ...] = ()
    """Title and address of the first entries."""
    etag: bool = False
    last_modified: bool = False
    repeat: Repeat = "none"
    robots: RobotsSay | None = None
    tdm_reserved: bool | None = None
    """What /.well-known/tdmrep.json says; None: nothing."""
    next_s: float | None = None
    """Seconds until the fetcher would come again."""
    next_why: str = ""
    budget: tuple[int, int] | None = None
    """For a sitemap index: children that one poll would read, and all."""
    discovery: Discovery | None = None
    """For a page: the feeds of its site."""

    @property
    def good(self) -> bool:
        """Whether the fetcher could live on it."""
        return self.code == "ok"


@dataclass(slots=True)
class Trial:
    """Tries sources over one web."""

    web: Web
    reader: FeedReader
    robots: Robots | None
    sitemaps: Sitemaps
    bounds: Bounds
    max_bytes: int
    sitemap_budget: int
    tdm: Callable[[str], Awaitable[bool | None]] | None = None
    """What tdmrep.json of a URL's site says; None: it is not asked."""
    say: Callable[[str], None] = lambda _text: None
    clock: Callable[[], float] = time.time
    _rng: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311 - spreads, keeps no secret

    async def run(self, source: Source) -> Report:
        """Try *source*; every failure is in the report."""
        started = time.monotonic()
        try:
            answer = await self.web.get(self._wanted(source))
            report = await self._read(source, answer)
            report = await self._again(report, source, answer)
        except (FetchRefusedError, FetchFailedError) as error:
            report = self._failed(source, error)
        report = replace(report, robots=await self._robots(source.url))
        if self.tdm is not None and report.good:
            report = replace(report, tdm_reserved=await self._tdm(source.url))
        return replace(report, took_s=time.monotonic() - started)

    def _wanted(self, source: Source) -> Wanted:
        accept = PAGE_ACCEPT if source.kind == "page" else FEED_ACCEPT
        return Wanted(source.url, max_bytes=self.max_bytes, accept=accept)

    async def _read(self, source: Source, answer: Answer) -> Report:
        report = Report(
            source,
            "ok",
            url=answer.url,
            status=answer.status,
            size_bytes=len(answer.body),
            etag="etag" in answer.headers,
            last_modified="last-modified" in answer.headers,
        )
        if source.kind == "page":
            report = self._with_next(report, FeedHistory(), self.clock())
            return replace(report, discovery=await self._discover(answer))
        feed = await read_document(self.reader, answer, kind=source.kind)
        now = self.clock()
        facts = facts_of(feed, self._moment())
        report = replace(report, facts=facts)
        if facts.kind == "page":
            report = self._with_next(report, FeedHistory(), now)
            found = await self._discover(answer)
            if not found.chosen:
                return replace(
                    report,
                    discovery=found,
                    code="not_a_feed",
                    reason="This is a page, and no feed of its site was found.",
                )
            return replace(report, discovery=found)
        history = after_success(
            FeedHistory(),
            now=now,
            new_at=[],
            entries_at=[
                entry.published_at.timestamp() if entry.published_at else None for entry in feed.entries
            ],
            ttl_s=feed.ttl_s,
        )
        return replace(
            self._with_next(report, history, now),
            shown=tuple((entry.title or "(no title)", entry.url) for entry in feed.entries[:SHOWN_ENTRIES]),
            budget=self._budget(feed, now),
        )

    def _failed(self, source: Source, error: FetchRefusedError | FetchFailedError) -> Report:
        now = self.clock()
        retry_after_s = error.retry_after_s if isinstance(error, FetchFailedError) else None
        history = after_failure(FeedHistory(), now=now, code=error.reason_code, retry_after_s=retry_after_s)
        return self._with_next(Report(source, error.reason_code, str(error)), history, now)

    def _with_next(self, report: Report, history: FeedHistory, now: float) -> Report:
        coming: Next = next_poll(
            history, now=now, bounds=self.bounds, own_interval_s=report.source.poll_interval_s, rng=self._rng
        )
        return replace(report, next_s=coming.wait_s, next_why=explain(history, coming, now))

    def _budget(self, feed: Feed, now: float) -> tuple[int, int] | None:
        if not feed.children:
            return None
        chosen = choose_children(feed.children, {}, budget=self.sitemap_budget, now=now)
        return len(chosen), len(feed.children)

    async def _again(self, report: Report, source: Source, answer: Answer) -> Report:
        """Ask a second time, as the next poll would, and see whether the validators save anything."""
        if not (report.etag or report.last_modified):
            return report
        wanted = replace(
            self._wanted(source),
            url=answer.url,
            etag=answer.headers.get("etag"),
            last_modified=answer.headers.get("last-modified"),
        )
        try:
            second = await self.web.get(wanted)
        except (FetchRefusedError, FetchFailedError):
            return replace(report, repeat="failed")
        if second.not_modified:
            return replace(report, repeat="honoured")
        return replace(report, repeat="ignored" if second.body == answer.body else "changed")

    async def _robots(self, url: str) -> RobotsSay | None:
        if self.robots is None:
            return None
        try:
            verdict = await self.robots.verdict(url)
        except (FetchRefusedError, FetchFailedError):
            return RobotsSay("unavailable")
        return RobotsSay(
            "allowed" if verdict.allowed else "disallowed",
            verdict.crawl_delay_s,
            verdict.ai_agents_refused,
            verdict.ai_reserved,
        )

    async def _tdm(self, url: str) -> bool | None:
        try:
            return await self.tdm(url) if self.tdm else None
        except (FetchRefusedError, FetchFailedError):
            return None

    async def _discover(self, answer: Answer) -> Discovery:
        finder = Finder(self.web, self.reader, self.sitemaps, self.max_bytes, say=self.say, now=self._moment)
        return await finder.find(answer.url, answer=answer)

    def _moment(self) -> datetime:
        return datetime.fromtimestamp(self.clock(), UTC)
