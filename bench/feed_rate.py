"""
How many entries of feeds a second are read on one core, beside feedparser; and what hostile feeds cost.

Good feeds go through `FeedReader.read`, as in the fetcher; seconds are those of all our processes together (CPU), as the
machine may be shared. A hostile feed is read once: time on the wall, growth of the fetcher's own memory at its peak, and
growth of the process that reads it; both must stay below 0.5 s and 50 MB.
"""

import asyncio
import io
import json
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import psutil

from bench.figures import Table
from quotewire_fetcher.documents.feeds import Feed
from quotewire_fetcher.documents.reading import Job
from quotewire_fetcher.documents.rescue import MAX_BYTES, FeedReader
from quotewire_fetcher.documents.rescue_server import Limits
from quotewire_fetcher.documents.rescuers import Rescuers, Used
from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from tests.hostile_feeds import ENTITY_BOMBS, HOSTILE_FEEDS

ENTRIES = 2_000
"""As many as one feed may have by default."""

ROUNDS = 5
BASE = "https://news.example/feeds/all.xml"
MEGABYTE = 1024 * 1024
_SENTENCE = (
    "Waves of six metres hit the harbour wall on Tuesday, and the ferry stayed in port; nobody was hurt. "
)
_ITEM = """<item><title>Storm hits the coast &amp; port number {n}</title>
<link>https://news.example/2026/11/{n}/storm-hits-coast?utm_source=rss</link><guid isPermaLink="false">tag:news.example,2026:{n}</guid>
<pubDate>Tue, 24 Nov 2026 10:00:00 +0200</pubDate><description><![CDATA[<p>{text}</p>]]></description>
<dc:creator>Ada Lindqvist</dc:creator><category>Weather</category></item>"""
_ENTRY = """<entry><title type="html">Storm hits the coast &amp;amp; port number {n}</title><id>tag:news.example,2026:{n}</id>
<link rel="alternate" type="text/html" href="/2026/11/{n}/storm-hits-coast"/><updated>2026-11-24T10:00:00+02:00</updated>
<author><name>Ada Lindqvist</name></author><summary type="html">&lt;p&gt;{text}&lt;/p&gt;</summary></entry>"""
_URL = """<url><loc>https://news.example/2026/11/{n}/storm</loc><news:news><news:publication><news:name>Post</news:name>
<news:language>en</news:language></news:publication><news:publication_date>2026-11-24T10:00:00+02:00</news:publication_date>
<news:title>Storm hits the coast number {n}</news:title></news:news></url>"""


def measure(entries: int = ENTRIES) -> list[Table]:
    """Time good and broken feeds of *entries* each, then every hostile one."""
    return [asyncio.run(_rates(entries)), _costs()]


def good_feeds(entries: int) -> dict[str, bytes]:
    """Make feeds of *entries* each, by what they are."""
    rss = _joined(
        _ITEM,
        entries,
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>',
        "</channel></rss>",
    )
    items = [
        {
            "id": str(n),
            "url": f"https://news.example/{n}",
            "title": f"Storm number {n}",
            "content_html": f"<p>{_SENTENCE}</p>",
            "date_published": "2026-11-24T10:00:00Z",
            "authors": [{"name": "Ada Lindqvist"}],
        }
        for n in range(entries)
    ]
    return {
        "RSS 2.0": rss,
        "RSS 2.0, whole articles": rss.replace(_SENTENCE.encode(), _SENTENCE.encode() * 15),
        "Atom": _joined(_ENTRY, entries, '<feed xmlns="http://www.w3.org/2005/Atom">', "</feed>"),
        "news sitemap": _joined(
            _URL, entries, '<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">', "</urlset>"
        ),
        "JSON Feed": json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode(),
        "RSS, truncated": rss[: -len("</item></channel></rss>")],
        "RSS, bare ampersands": rss.replace(b"&amp;", b"&"),
    }


async def _rates(entries: int) -> Table:
    rescuers = Rescuers(1)
    reader = FeedReader(entries, rescuers=rescuers, limits=Limits(cpu_s=30.0, wall_s=120.0))
    rows = []
    for name, data in good_feeds(entries).items():
        await reader.read(data, BASE)
        seconds = []
        for _ in range(ROUNDS):
            started = _cpu_s()
            feed = await reader.read(data, BASE)
            seconds.append(_cpu_s() - started)
        started = _cpu_s()
        parsed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
        theirs = len(parsed.entries) / (_cpu_s() - started)
        rows.append(
            (
                name,
                len(data) // entries,
                len(feed.entries),
                len(feed.entries) / min(seconds),
                theirs or "none",
            )
        )
    rescuers.close()
    return Table(
        "feeds: entries a second on one core, cleaned and ready",
        ("document", "bytes each", "entries", "ours/s", "feedparser/s"),
        tuple(rows),
        (f"{entries} entries, the best of {ROUNDS} rounds; feedparser once, uncleaned.",),
    )


def _costs() -> Table:
    rescuers = Rescuers(1)
    with suppress(FetchRefusedError):
        rescuers.read(_job(b"<rss>"), Limits())  # it is warm when the first one comes
    rows = []
    for name, make in {**ENTITY_BOMBS, **HOSTILE_FEEDS}.items():
        rows.append((name, *asyncio.run(_cost(make, rescuers))))
    rescuers.close()
    worst_ms, worst_own, worst_child = (max(float(row[at]) for row in rows) for at in (4, 6, 7))
    return Table(
        "feeds: what a hostile one costs",
        ("document", "MB", "becomes", "entries", "ms", "CPU ms", "own MB", "child MB"),
        tuple(rows),
        (
            f"worst: {worst_ms:.0f} ms, {worst_own:.0f} MB of our own, {worst_child:.0f} MB of the process that reads it.",
        ),
    )


async def _cost(make: Callable[[], bytes], rescuers: Rescuers) -> tuple[str | float, ...]:
    data = make()
    watched = _Watched(rescuers)
    reader = FeedReader(ENTRIES, rescuers=watched)
    own = _Peak()
    cpu, started = _cpu_s(), time.perf_counter()
    becomes, entries = "", 0
    try:
        feed = await reader.read(data, BASE)
        becomes, entries = str(feed.kind), len(feed.entries) + len(feed.children)
    except (FetchRefusedError, FetchFailedError) as error:
        becomes = error.reason_code
    wall = time.perf_counter() - started
    used = watched.used
    return (
        len(data) / MEGABYTE,
        becomes,
        entries,
        wall * 1000,
        (_cpu_s() - cpu) * 1000,
        own.growth_mb(),
        max(used.peak_bytes, 0) / MEGABYTE if used else 0.0,
    )


class _Watched(Rescuers):
    """Notes what the last document took."""

    def __init__(self, inner: Rescuers) -> None:
        super().__init__(0)
        self._inner = inner
        self.used: Used | None = None

    def read(self, job: Job, limits: Limits) -> Feed:
        outcome, self.used = self._inner.measure(job, limits)
        if isinstance(outcome, Feed):
            return outcome
        raise outcome


class _Peak:
    """Growth of this process's memory at its peak, as Linux counts it."""

    def __init__(self) -> None:
        with suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5")
        self._before = psutil.Process().memory_info().rss

    def growth_mb(self) -> float:
        with suppress(OSError):
            for line in Path("/proc/self/status").read_text().splitlines():
                if line.startswith("VmHWM:"):
                    return max(int(line.split()[1]) * 1024 - self._before, 0) / MEGABYTE
        return 0.0


def _job(data: bytes) -> Job:
    return Job(data, BASE, ENTRIES, MAX_BYTES, datetime.now(UTC))


def _joined(piece: str, entries: int, before: str, after: str) -> bytes:
    return (before + "".join(piece.format(n=n, text=_SENTENCE) for n in range(entries)) + after).encode()


def _cpu_s() -> float:
    """Processor time of this process and of its children, in seconds; forks that ended are counted by their server."""
    total = time.process_time()
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            times = child.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total
