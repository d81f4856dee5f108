"""Invented articles for measurements: the pages of the bundled newsroom, as often as wanted, each with its own address."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from quotewire_deploy.newsroom.outlet import load_outlets
from quotewire_deploy.newsroom.pages import article_page
from quotewire_deploy.newsroom.story import load_editions
from quotewire_parser.cli.inputs import fetch_material, message_for
from quotewire_shared.errors import QuotewireError, UsageError
from quotewire_shared.messages import ArticleFetched, Lane, article_id_for


def newsroom_pages() -> list[str]:
    """Render every bundled story as the newsroom serves it."""
    outlets = {outlet.id: outlet for outlet in load_outlets()}
    stories = [edition.first for edition in load_editions()]
    return [
        article_page(
            story,
            outlets[story.outlet],
            f"https://{story.outlet}.example",
            [other for other in stories if other.outlet == story.outlet and other is not story],
        )
        for story in stories
    ]


@dataclass(slots=True)
class Press:
    """Issues articles without end: the pages in turn, every one under a new address."""

    pages: list[str] = field(default_factory=newsroom_pages)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def issue(self, count: int, lane: Lane = Lane.LIVE) -> list[ArticleFetched]:
        """Make the messages that the fetcher would publish for the next *count* articles."""
        return [self._message(next(self.numbers), lane) for _ in range(count)]

    def _message(self, number: int, lane: Lane) -> ArticleFetched:
        url, now = f"https://bench.example/{number}", datetime.now(UTC)
        return ArticleFetched(
            article_id=article_id_for(url),
            url=url,
            final_url=url,
            canonical_url=url,
            source_id="bench",
            fetched_at=now,
            first_seen_at=now,
            lane=lane,
            status=200,
            content_type="text/html",
            charset="utf-8",
            html=self.pages[number % len(self.pages)],
        )


def pages_in(folder: Path) -> tuple[list[ArticleFetched], int]:
    """
    Read every file below *folder* as `quotewire parse` would; gives the messages and how many files were none.

    Raises:
        UsageError: no file there can be read.
    """
    messages, unread = [], 0
    for file in _files(folder):
        try:
            messages.append(message_for(fetch_material(str(file)), datetime.now(UTC)))
        except QuotewireError:
            unread += 1
    if not messages:
        raise UsageError(f"There is no page and no text in {folder}.")
    return messages, unread


def size_kb(messages: Iterable[ArticleFetched]) -> float:
    """Give the mean size of the messages' pages, in kilobytes of UTF-8."""
    sizes = [len((message.html or message.text or "").encode()) for message in messages]
    return sum(sizes) / len(sizes) / 1_000


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}.")
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
