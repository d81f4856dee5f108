"""Stand-ins for the web, the state topic and the article topics."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from quotewire_fetcher.documents.rescue import FeedReader
from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from quotewire_fetcher.feed_handler import FeedHandler, FeedLimits
from quotewire_fetcher.intake import Intake
from quotewire_fetcher.loop import FetchLoop, LoopLimits
from quotewire_fetcher.memory.book import Record, StateBook
from quotewire_fetcher.memory.state import PageState
from quotewire_fetcher.net.gate import HostGate
from quotewire_fetcher.net.web import Answer, SiteRights, Wanted
from quotewire_fetcher.pages.handler import PageHandler
from quotewire_fetcher.schedule.hosts_queue import HostQueue
from quotewire_fetcher.schedule.pace import Pace
from quotewire_fetcher.schedule.planning import Planner
from quotewire_fetcher.schedule.rhythm import Bounds
from quotewire_fetcher.sources.roster import Roster
from quotewire_fetcher.sources.source import Source
from quotewire_fetcher.websub.hubs import Hubs
from quotewire_fetcher.websub.subscriptions import Secrets
from quotewire_shared.decoding import Received
from quotewire_shared.errors import PermanentError
from quotewire_shared.messages import ArticleFetched, FetchRequest
from quotewire_shared.retry import Backoff

FEED_URL = "https://news.example/feed"
SOURCE = Source(id="news", name="News", url=FEED_URL, language="en")
PACE = Pace(
    retries=2,
    retry=Backoff(base_s=10.0, cap_s=100.0),
    patience_s=None,
)

BOUNDS = Bounds(floor_s=60.0, ceiling_s=6 * 3600.0, usual_s=900.0)

Reply = Answer | Exception


def received(request: FetchRequest) -> Received[FetchRequest]:
    """Wrap *request* as the consumer would; nobody looks at the record."""
    return Received(request, None, {})


class FakeWeb:
    """Answers by URL; what it does not know is a 404."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply] = {}
        self.asked: list[Wanted] = []
        self.rights: dict[str, SiteRights] = {}
        self.moved: dict[str, str] = {}

    def page(self, url: str, body: str, *, final: str | None = None, **headers: str) -> None:
        named = {name.replace("_", "-").lower(): value for name, value in headers.items()}
        self.replies[url] = Answer(final or url, 200, {"content-type": "text/html"} | named, body.encode())

    def redirect(self, url: str, target: str) -> None:
        self.moved[url] = target

    async def prepare(self, url: str) -> None:
        """Know already what sites reserve: nothing."""

    async def site_rights(self, url: str) -> SiteRights:
        return self.rights.get(url, SiteRights())

    async def get(self, wanted: Wanted) -> Answer:
        self.asked.append(wanted)
        if (target := self.moved.get(wanted.url)) is not None:
            if wanted.follow is None or wanted.follow(target):
                return await self.get(replace(wanted, url=target))
            return Answer(wanted.url, 302, {}, b"", moved_to=target)
        reply = self.replies.get(wanted.url, FetchRefusedError("The server answered 404.", code="http_404"))
        if isinstance(reply, Exception):
            raise reply
        etag = reply.headers.get("etag")
        if etag is not None and etag == wanted.etag:
            return Answer(reply.url, 304, reply.headers, b"")
        return reply

    def urls(self) -> list[str]:
        return [wanted.url for wanted in self.asked]


class MemoryLog:
    """A state topic in memory, compacted only in the reader's mind."""

    def __init__(self, partitions: int = 1) -> None:
        self.records: list[Record] = []
        """Of all partitions, in the order of writing."""
        self.parts: list[int] = []
        """The partition of each."""
        self.count = partitions

    async def partitions(self) -> int:
        return self.count

    async def read(self, partition: int, start: int) -> AsyncIterator[tuple[int, str, bytes | None]]:
        own = [record for record, part in zip(self.records, self.parts, strict=True) if part == partition]
        for offset, (key, value) in enumerate(own[start:], start):
            yield offset, key, value

    async def write(self, partition: int, records: Sequence[Record]) -> int:
        self.records.extend(records)
        self.parts.extend(partition for _ in records)
        return self.parts.count(partition)


class MemoryOutlet:
    """Keeps what was published, asked for and buried; requests go straight to *intake* where there is one."""

    def __init__(self) -> None:
        self.articles: list[ArticleFetched] = []
        self.requests: list[FetchRequest] = []
        self.buried: list[tuple[str, str]] = []
        self.intake: Intake | None = None

    async def publish(self, article: ArticleFetched) -> None:
        self.articles.append(article)

    async def request(self, requests: Sequence[FetchRequest]) -> None:
        self.requests += requests
        if self.intake is not None:
            await self.intake.take([received(request) for request in requests])

    async def bury(self, page: PageState, error: PermanentError) -> None:
        self.buried.append((page.named_url, error.reason_code))


class Clock:
    """Wall time that a test sets."""

    def __init__(self, now: float = 1_795_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class Newsroom:
    """Both handlers over fakes, in one process that owns everything."""

    def __init__(
        self,
        log: MemoryLog | None = None,
        *,
        max_new_entries: int = 100,
        sources: Sequence[Source] = (SOURCE,),
        looks_after_s: Sequence[float] = (),
        secrets: Secrets | None = None,
    ) -> None:
        self.web = FakeWeb()
        self.log = log or MemoryLog()
        self.outlet = MemoryOutlet()
        self.clock = Clock()
        self.book = StateBook(self.log)
        self.pages = PageHandler(
            self.web,
            self.outlet,
            self.book,
            pace=PACE,
            looks_after_s=looks_after_s,
            max_page_bytes=1_000_000,
            clock=self.clock,
        )
        self.feeds = FeedHandler(
            self.web,
            FeedReader(1_000),
            self.book,
            self.outlet,
            self.pages,
            Hubs(self.web, secrets, clock=self.clock),
            planner=Planner(BOUNDS),
            limits=FeedLimits(1_000_000, max_new_entries),
            clock=self.clock,
        )
        self.roster = Roster(list(sources), self.book)
        self.loop = FetchLoop(
            self.roster,
            self.book,
            self.feeds,
            self.pages,
            HostQueue(),
            HostGate(0.0),
            pace=PACE,
            limits=LoopLimits(8, 3600.0),
        )
        self.outlet.intake = Intake(self.book, self.roster, self.loop, outlet=self.outlet, clock=self.clock)

    async def open(self) -> "Newsroom":
        """Own every partition."""
        await self.book.open(range(self.log.count))
        return self

    def feed(self, *entries: str, **headers: str) -> None:
        self.web.page(FEED_URL, f"<rss><channel>{''.join(entries)}</channel></rss>", **headers)

    async def round(self) -> None:
        """Poll the feed and try each pending page once."""
        await self.feeds.poll(SOURCE)
        for page in self.pending():
            await self.pages.fetch(page)

    def pending(self) -> list[PageState]:
        """List the pages that are to be fetched now."""
        return [
            page for page in self.book.due() if page.phase == "pending" and page.next_try_at <= self.clock.now
        ]


def item(path: str, *, title: str = "Title", guid: str | None = None, when: str | None = None) -> str:
    link = path if path.startswith("http") else f"https://news.example{path}"
    return (
        f"<item><title>{title}</title><link>{link}</link>"
        + (f"<guid isPermaLink='false'>{guid}</guid>" if guid else "")
        + (f"<pubDate>{when}</pubDate>" if when else "")
        + "</item>"
    )


def passing(code: str = "http_503", retry_after_s: float | None = None) -> FetchFailedError:
    return FetchFailedError(code, code=code, retry_after_s=retry_after_s)
