"""Makes hosts: addresses, stories and times by number, so that one seed gives one web."""

import itertools
import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from tests.hostile_web.documents import Entry, rss
from tests.hostile_web.http import Ask, Reply, Route
from tests.hostile_web.site import Site, validated
from tests.hostile_web.stories import Story, story

Write = Callable[..., str]


class Maker:
    """Gives the next host, the next story."""

    def __init__(self, *, port: int, net: int, seed: int, now: datetime) -> None:
        """Hosts lie in 127.*net*.0.0/16 and listen on *port*; nothing in a feed is dated after *now*, but for lies."""
        self.port = port
        self.net = net
        self.now = now
        self.random = random.Random(seed)
        self.sites: list[Site] = []
        self._stories = itertools.count(seed % 1000)

    def site(self, name: str) -> Site:
        """Make a host with a robots.txt and nothing else."""
        number = len(self.sites)
        made = Site(name, f"127.{self.net}.{number // 200 + 1}.{number % 200 + 1}", self.port, self.now)
        self.sites.append(made)
        return made

    def story(self, language: str = "en") -> Story:
        """Write the next story."""
        return story(next(self._stories), language)

    def ago(self, hours: float) -> datetime:
        """Tell the time *hours* ago, in whole seconds."""
        return (self.now - timedelta(hours=hours)).replace(microsecond=0)

    def pages(self, site: Site, count: int, *, folder: str = "/news") -> list[Entry]:
        """Add *count* good pages to *site* and give their entries."""
        entries = []
        for number in range(1, count + 1):
            told = self.story()
            target = f"{folder}/{number}-{slug(told.title)}"
            site.add_page(target, told)
            entries.append(self.entry(site.url(target), told, hours=number / 2))
        return entries

    def entry(self, url: str, told: Story, *, hours: float = 1.0, **values: object) -> Entry:
        """Make the feed's entry of *told*."""
        return Entry(
            url,
            told.title,
            self.ago(hours),
            summary=told.summary,
            author=told.author,
            language=told.language,
            **values,  # type: ignore[arg-type]
        )

    def paper(self, name: str, count: int = 2) -> tuple[Site, list[Entry]]:
        """Make a host with an RSS feed of *count* good pages, to which a test may add entries."""
        site = self.site(name)
        entries = self.pages(site, count)
        serve_feed(site, lambda _ask: rss(entries, title=name))
        site.source()
        return site, entries


def serve_feed(
    site: Site,
    build: Callable[[Ask], str | bytes],
    *,
    target: str = "/feed",
    kind: str = "application/rss+xml",
    etag: bool = True,
    modified: bool = True,
    weak: bool = False,
) -> None:
    """Serve what *build* gives as a feed with validators."""

    def body(ask: Ask) -> tuple[bytes, str]:
        text = build(ask)
        return (text.encode() if isinstance(text, str) else text), ""

    site.polled.add(target)
    site.routes[target] = validated(body, kind=kind, etag=etag, modified=modified, weak=weak)


def first_then(firsts: Sequence[Reply], then: Route) -> Route:
    """Answer the first requests by *firsts*, the others by *then*."""
    return lambda ask: firsts[ask.number - 1] if ask.number <= len(firsts) else then(ask)


def slug(title: str) -> str:
    """Make the last part of an address."""
    words = "".join(
        letter if letter.isascii() and letter.isalnum() else " " for letter in title.lower()
    ).split()
    return "-".join(words[:6]) or "story"
