"""A small press for load and faults: invented articles by number, as messages and as a site with a feed."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from quotewire_shared.messages import ArticleFetched, article_id_for

START = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
NAMES = ("Ama Boateng", "Tomás Villar", "Ingrid Solheim", "Ravi Kulkarni", "Mei Tanaka", "Joseph Okello")
TOWNS = ("Port Sella", "Marrow Bay", "Karsund", "Dorrigan", "Eastmere")


def page(number: int) -> str:
    """Write article *number* as a page; every one has the same two quotes by one of six people."""
    name, town = NAMES[number % len(NAMES)], TOWNS[number % len(TOWNS)]
    return f"""<!doctype html><html lang="en"><head><title>Bridge {number} of {town} opens</title>
<meta property="article:published_time" content="{(START + timedelta(minutes=number)).isoformat()}"></head><body>
<article><h1>Bridge {number} of {town} opens</h1>
<p>The council of {town} opened bridge number {number} on Friday after two years of work, and several hundred
residents walked across it before the first bus did.</p>
<p>“We have waited for this day since the flood,” said Mayor {name}, who cut the ribbon at noon. “Nobody will have to
take the ferry in winter again.”</p>
<p>{name.rsplit(" ", 1)[-1]} said that bridge {number} had cost less than planned, and that the rest of the money would
go to the school of {town}.</p>
</article></body></html>"""


def message(number: int, *, version: int = 0, html: str | None = None) -> ArticleFetched:
    """Build the message that the fetcher would publish for article *number*; a later *version* is fetched later."""
    url = f"https://press.example/{number}"
    return ArticleFetched(
        article_id=article_id_for(url),
        url=url,
        final_url=url,
        canonical_url=url,
        source_id="press",
        publisher="The Press",
        fetched_at=START + timedelta(hours=version),
        first_seen_at=START,
        status=200,
        content_type="text/html",
        charset="utf-8",
        html=page(number) if html is None else html,
    )


class Press(ThreadingHTTPServer):
    """Serves a feed of *count* articles at /feed.xml and the articles at /a/N; counts the requests."""

    daemon_threads = True

    def __init__(self, count: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.count = count
        self.pages: dict[str, tuple[str, str]] = {}
        self.requests: list[tuple[str, int]] = []
        self.lock = threading.Lock()

    @property
    def origin(self) -> str:
        """Address of the site."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def sources_toml(self) -> str:
        """Write the sources file that leads a fetcher here."""
        return (
            f'[[source]]\nid = "press"\nname = "The Press"\nurl = "{self.origin}/feed.xml"\nkind = "rss"\n'
            'publisher = "The Press"\npoll_interval_s = 2\n'
        )

    def feed(self) -> str:
        """Write the feed: the numbered articles, then the extra pages."""
        links = [f"{self.origin}/a/{number}" for number in range(self.count)]
        links += [f"{self.origin}{path}" for path in self.pages]
        items = "".join(
            f"<item><title>Story</title><link>{link}</link><guid>{link}</guid></item>" for link in links
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Press</title>{items}</channel></rss>'


class _Handler(BaseHTTPRequestHandler):
    server: Press
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        status, kind, body = self._answer()
        with self.server.lock:
            self.server.requests.append((self.path, status))
        content = b"" if status == 304 else body.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        if kind == "application/rss+xml":
            self.send_header("ETag", f'"{self.server.count}-{len(self.server.pages)}"')
        self.end_headers()
        if status != 304:
            self.wfile.write(content)

    def _answer(self) -> tuple[int, str, str]:
        if self.path == "/feed.xml":
            if self.headers.get("If-None-Match") == f'"{self.server.count}-{len(self.server.pages)}"':
                return 304, "application/rss+xml", ""
            return 200, "application/rss+xml", self.server.feed()
        if self.path in self.server.pages:
            kind, body = self.server.pages[self.path]
            return 200, kind, body
        if self.path.startswith("/a/"):
            return 200, "text/html", page(int(self.path.removeprefix("/a/")))
        return 404, "text/plain", "not here"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing on standard error."""


@contextmanager
def press(count: int) -> Iterator[Press]:
    """Have the site running inside the block."""
    server = Press(count)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
