"""A small web for discovery and trials: documents by address, redirects, failures; remembers what was asked."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.net.web import Answer, Wanted

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


class Newsstand:
    """Answers by address; an unknown one is a 404."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer | Exception] = {}
        self.asked: list[Wanted] = []
        self.sitemaps: list[str] = []

    def put(self, url: str, body: str | bytes, *, final: str | None = None, **headers: str) -> None:
        named = {name.replace("_", "-").lower(): value for name, value in headers.items()}
        data = body.encode() if isinstance(body, str) else body
        self.answers[url] = Answer(final or url, 200, named, data)

    def page(self, url: str, body: str = "", *, head: str = "", final: str | None = None) -> None:
        html = f"<!doctype html><html lang='en'><head>{head}</head><body>{body}</body></html>"
        self.put(url, html, final=final, content_type="text/html; charset=utf-8")

    async def get(self, wanted: Wanted) -> Answer:
        self.asked.append(wanted)
        answer = self.answers.get(wanted.url, FetchRefusedError("The server answered 404.", code="http_404"))
        if isinstance(answer, Exception):
            raise answer
        etag = answer.headers.get("etag")
        if etag is not None and etag == wanted.etag and "lies" not in etag:
            return Answer(answer.url, 304, answer.headers, b"")
        return answer

    async def named_sitemaps(self, _url: str) -> Sequence[str]:
        return self.sitemaps

    @property
    def urls(self) -> list[str]:
        return [wanted.url for wanted in self.asked]


def rss(
    paths: Sequence[str],
    *,
    site: str = "https://harbour.example",
    title: str = "Harbour Post",
    days_old: float = 0.0,
    extra: str = "",
) -> str:
    """Make a feed whose entries are an hour apart, the newest *days_old* old."""
    items = "".join(
        f"<item><title>Story {path}</title><link>{site}/{path}</link><pubDate>"
        f"{NOW - timedelta(days=days_old, hours=place):%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
        for place, path in enumerate(paths)
    )
    return (
        f"<?xml version='1.0'?><rss version='2.0'><channel><title>{title}</title><link>{site}/</link>"
        f"<language>en-gb</language>{extra}{items}</channel></rss>"
    )


def sitemap(paths: Sequence[str], *, news: bool, site: str = "https://harbour.example") -> str:
    def url(place: int, path: str) -> str:
        when = (NOW - timedelta(hours=place)).isoformat()
        about = (
            f"<news:news><news:publication><news:name>Harbour Post</news:name><news:language>en</news:language>"
            f"</news:publication><news:publication_date>{when}</news:publication_date><news:title>{path}</news:title>"
            "</news:news>"
            if news
            else f"<lastmod>{when}</lastmod>"
        )
        return f"<url><loc>{site}/{path}</loc>{about}</url>"

    return (
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        + "".join(url(place, path) for place, path in enumerate(paths))
        + "</urlset>"
    )


def sitemap_index(urls: Sequence[str]) -> str:
    children = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{children}</sitemapindex>'


def alternate(path: str, title: str = "", kind: str = "application/rss+xml") -> str:
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{path}">'
