"""Tries sources as the fetcher would, and says what it found; nothing is stored."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from quotewire_fetcher.feed_handler import FEED_ACCEPT
from quotewire_fetcher.feeds import Feed
from quotewire_fetcher.main import build_client, build_web
from quotewire_fetcher.rescue import FeedReader
from quotewire_fetcher.settings import FetcherSettings
from quotewire_fetcher.sources import FEED_KINDS, Source, load_sources
from quotewire_fetcher.web import Wanted, Web
from quotewire_shared.errors import UsageError
from quotewire_shared.settings import load

SHOWN_ENTRIES = 3


@dataclass(frozen=True, slots=True)
class Report:
    """What came of one source."""

    source: Source
    feed: Feed | None
    code: str
    reason: str = ""

    @property
    def good(self) -> bool:
        """Whether a feed was read."""
        return self.feed is not None

    def lines(self) -> list[str]:
        """Say it to a person."""
        if self.feed is None:
            return [f"{self.source.id}: {self.code}: {self.reason}"]
        first = [
            f"    {entry.title or '(no title)'}  {entry.url}" for entry in self.feed.entries[:SHOWN_ENTRIES]
        ]
        newest = max((entry.changed_at for entry in self.feed.entries if entry.changed_at), default=None)
        facts = [f"{len(self.feed.entries)} entries"]
        facts += [f"newest {newest:%Y-%m-%d %H:%M} UTC"] if newest else []
        facts += [f"{self.feed.dropped} without an address"] if self.feed.dropped else []
        return [f"{self.source.id}: ok: {', '.join(facts)}", *first]


def configured_sources(file: Path | None) -> list[Source]:
    """Read the sources of *file*, or of the one that the settings name."""
    return load_sources(file or load(FetcherSettings).sources_file)


def choose(file: Path | None, which: list[str]) -> list[Source]:
    """
    Find the sources that *which* names by id or address; all where it is empty.

    Raises:
        UsageError: an id that the file does not have.
    """
    if which and all(name.startswith(("http://", "https://")) for name in which):
        return [_unlisted(name, number) for number, name in enumerate(which, start=1)]
    known = {source.id: source for source in configured_sources(file)}
    chosen = []
    for number, name in enumerate(which or known, start=1):
        if name.startswith(("http://", "https://")):
            chosen.append(_unlisted(name, number))
        elif name in known:
            chosen.append(known[name])
        else:
            raise UsageError(f"There is no source {name!r}. `quotewire sources list` shows the ids.")
    return chosen


async def try_all(chosen: list[Source], *, say: Callable[[str], None]) -> list[Report]:
    """Fetch and read each of *chosen*; tells *say* as they come."""
    settings = load(FetcherSettings)
    client = build_client(settings)
    web, reader = build_web(client, settings), FeedReader(settings.max_feed_entries)

    async def one(source: Source) -> Report:
        report = await _try(source, web, reader, settings.max_feed_bytes)
        for line in report.lines():
            say(line)
        return report

    try:
        return await asyncio.gather(*(one(source) for source in chosen))
    finally:
        await client.close()


async def _try(source: Source, web: Web, reader: FeedReader, max_bytes: int) -> Report:
    if source.kind not in FEED_KINDS:
        return Report(source, None, "unsupported_kind", f"Sources of kind {source.kind} are not read yet.")
    try:
        answer = await web.get(Wanted(source.url, max_bytes=max_bytes, accept=FEED_ACCEPT))
        return Report(source, await reader.read(answer.body, answer.url), "ok")
    except (FetchRefusedError, FetchFailedError) as error:
        return Report(source, None, error.reason_code, str(error))


def _unlisted(url: str, number: int) -> Source:
    try:
        return Source(id=f"unlisted-{number}", name=url[:200], url=url)
    except ValueError:
        raise UsageError(f"{url[:200]!r} is not an address that can be read.") from None
