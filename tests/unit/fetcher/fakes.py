"""Stand-ins for the web, the state topic and the article topics."""

from collections.abc import AsyncIterator, Sequence

from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from quotewire_fetcher.feed_handler import FeedHandler, FeedLimits
from quotewire_fetcher.page_handler import PageHandler
from quotewire_fetcher.rescue import FeedReader
from quotewire_fetcher.schedule import Pace
from quotewire_fetcher.sources import Source
from quotewire_fetcher.state import PageState, Record, StateBook
from quotewire_fetcher.web import Answer, Wanted
from quotewire_shared.errors import PermanentError
from quotewire_shared.messages import ArticleFetched
from quotewire_shared.retry import Backoff

FEED_URL = "https://news.example/feed"
SOURCE = Source(id="news", name="News", url=FEED_URL, language="en")
PACE = Pace(
    interval_s=900.0,
    floor_s=60.0,
    ceiling_s=6 * 3600.0,
    retries=2,
    retry=Backoff(base_s=10.0, cap_s=100.0),
    patience_s=None,
)

Reply = Answer | Exception


class FakeWeb:
    """Answers by URL; what it does not know is a 404."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply] = {}
        self.asked: list[Wanted] = []

    def page(self, url: str, body: str, *, final: str | None = None, **headers: str) -> None:
        named = {name.replace("_", "-").lower(): value for name, value in headers.items()}
        self.replies[url] = Answer(final or url, 200, {"content-type": "text/html"} | named, body.encode())

    async def get(self, wanted: Wanted) -> Answer:
        self.asked.append(wanted)
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

    def __init__(self) -> None:
        self.records: list[Record] = []

    async def read(self) -> AsyncIterator[Record]:
        for record in list(self.records):
            yield record

    async def write(self, records: Sequence[Record]) -> None:
        self.records.extend(records)


class MemoryOutlet:
    """Keeps what was published and buried."""

    def __init__(self) -> None:
        self.articles: list[ArticleFetched] = []
        self.buried: list[tuple[str, str]] = []

    async def publish(self, article: ArticleFetched) -> None:
        self.articles.append(article)

    async def bury(self, page: PageState, error: PermanentError) -> None:
        self.buried.append((page.url, error.reason_code))


class Clock:
    """Wall time that a test sets."""

    def __init__(self, now: float = 1_795_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class Newsroom:
    """Both handlers over fakes."""

    def __init__(self, log: MemoryLog | None = None, *, max_new_entries: int = 100) -> None:
        self.web = FakeWeb()
        self.log = log or MemoryLog()
        self.outlet = MemoryOutlet()
        self.clock = Clock()
        self.book = StateBook(self.log)
        self.feeds = FeedHandler(
            self.web,
            FeedReader(1_000),
            self.book,
            pace=PACE,
            limits=FeedLimits(1_000_000, max_new_entries),
            clock=self.clock,
        )
        self.pages = PageHandler(
            self.web, self.outlet, self.book, pace=PACE, max_page_bytes=1_000_000, clock=self.clock
        )

    def feed(self, *entries: str, **headers: str) -> None:
        self.web.page(FEED_URL, f"<rss><channel>{''.join(entries)}</channel></rss>", **headers)

    async def round(self) -> None:
        """Poll the feed and try each pending page once."""
        await self.feeds.poll(SOURCE)
        for page in self.book.pending():
            await self.pages.fetch(page)


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
