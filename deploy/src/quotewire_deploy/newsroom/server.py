"""The outlets on loopback, one port each, in the version that is published now."""

import threading
from functools import partial
from types import TracebackType
from typing import Self

from quotewire_deploy.newsroom.feeds import CONTENT_TYPES, render_feed
from quotewire_deploy.newsroom.handler import Document, OutletServer
from quotewire_deploy.newsroom.outlet import Outlet, load_outlets
from quotewire_deploy.newsroom.pages import article_page, home_page
from quotewire_deploy.newsroom.story import ExpectedQuote, Story, load_editions
from quotewire_shared.errors import QuotewireError

HOST = "127.0.0.1"
ROBOTS = "User-agent: *\nDisallow: /private/\n"


class Newsroom:
    """The bundled outlets and their stories, served while started."""

    def __init__(self, base_port: int, *, host: str = HOST, correct_after_s: float | None = None) -> None:
        """
        Take *base_port* and the ports after it, one an outlet.

        Args:
            base_port: Port of the first outlet.
            host: Address to listen on, and to be named in every link.
            correct_after_s: Seconds after which corrections are published; None: when `publish_corrections` is called.
        """
        self._host = host
        self.outlets = load_outlets()
        self.editions = load_editions()
        self._base_port = base_port
        self._corrected = False
        self._timer = (
            threading.Timer(correct_after_s, self.publish_corrections)
            if correct_after_s is not None
            else None
        )
        self._servers: list[OutletServer] = []
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        """Start serving."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop serving."""
        self.stop()

    @property
    def stories(self) -> list[Story]:
        """Every story in the version that is published now, newest first."""
        return [
            edition.corrected if self._corrected and edition.corrected else edition.first
            for edition in self.editions
        ]

    def expected_quotes(self) -> dict[str, tuple[ExpectedQuote, ...]]:
        """Give the quotes that a careful reader finds, by address of the page."""
        return {self.origin(story.outlet) + story.path: story.quotes for story in self.stories}

    def origin(self, outlet_id: str) -> str:
        """Give an outlet's address (http://host:port)."""
        position = [outlet.id for outlet in self.outlets].index(outlet_id)
        return f"http://{self._host}:{self._base_port + position}"

    def publish_corrections(self) -> None:
        """Replace every story that has a corrected version; pages and feeds change at once."""
        self._corrected = True

    def sources_toml(self) -> str:
        """Write the sources file that leads a fetcher here."""
        return "\n".join(
            f'[[source]]\nid = "{outlet.id}"\nname = "{outlet.name}"\nurl = "{self.origin(outlet.id)}{outlet.feed_path}"\n'
            f'kind = "{outlet.feed}"\npublisher = "{outlet.name}"\nlanguage = "{outlet.language}"\ncountry = "{outlet.country}"\n'
            'group = "demo"\n'
            for outlet in self.outlets
        )

    def start(self) -> None:
        """Serve every outlet; raises QuotewireError if a port is taken."""
        for position, outlet in enumerate(self.outlets):
            port = self._base_port + position
            try:
                server = OutletServer((self._host, port), partial(self.find, outlet))
            except OSError as error:
                self.stop()
                raise QuotewireError(
                    f"Port {port}, which the newsroom needs for {outlet.name}, is taken ({error.strerror}); "
                    "choose others with --newsroom-port."
                ) from None
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            self._servers.append(server)
            self._threads.append(thread)
        if self._timer:
            self._timer.daemon = True
            self._timer.start()

    def stop(self) -> None:
        """Stop serving."""
        if self._timer:
            self._timer.cancel()
        for server in self._servers:
            server.shutdown()
            server.server_close()
        for thread in self._threads:
            thread.join(timeout=5)
        self._servers, self._threads = [], []

    def find(self, outlet: Outlet, path: str) -> Document | None:
        """Give what *outlet* serves at *path*, or None."""
        stories = [story for story in self.stories if story.outlet == outlet.id]
        origin, changed = self.origin(outlet.id), max(story.updated for story in stories)
        if path == "/":
            return Document("text/html", home_page(outlet, origin, stories), changed)
        if path == "/robots.txt":
            return Document("text/plain", ROBOTS, changed)
        if path == outlet.feed_path:
            return Document(CONTENT_TYPES[outlet.feed], render_feed(outlet, origin, stories), changed)
        for story in stories:
            if story.path == path:
                others = [other for other in stories if other is not story]
                return Document("text/html", article_page(story, outlet, origin, others), story.updated)
        return None
