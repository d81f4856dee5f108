"""Sitemaps, with news and without, and their indexes. Source: https://www.sitemaps.org/protocol.html."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from quotewire_fetcher.documents.channel import Channel
from quotewire_fetcher.documents.cleaning import absolute_url
from quotewire_fetcher.documents.collecting import Collector
from quotewire_fetcher.documents.dates import moment
from quotewire_fetcher.documents.feeds import Feed, SitemapRef
from quotewire_fetcher.documents.fields import FieldNames

MAX_URLS = 50_000
"""As many as a sitemap, or an index, may list by the protocol; all are looked at for the newest."""

MAX_REFS = 5_000
"""Documents of an index that are kept, the latest change first where there are more: the fetcher remembers them all."""

MAX_PARTS = 50
"""Elements of one entry that are looked at; pictures and films of it may be many."""

_NEWS = ("title", "publication_date", "name", "language")
_DATE_CHARS = 19

Row = dict[str, str]
"""loc, lastmod, and of news title, publication_date, name, language, as written."""


def read_urlset(elements: Iterable[Any], names: FieldNames, collector: Collector, *, limit: int) -> Feed:
    """Read the `url` *elements* of a sitemap: the newest *limit*, newest first."""
    rows = [_row(element, names) for element in islice(elements, MAX_URLS + 1)]
    return from_rows(rows, collector, limit=limit)


def from_rows(rows: list[Row], collector: Collector, *, limit: int) -> Feed:
    """Make a sitemap of its *rows*: first chosen by the dates as they are written, which costs little."""
    news = any("publication_date" in row or "title" in row for row in rows)
    name = next((row["name"] for row in rows if "name" in row), None)
    if len(rows) > limit:
        collector.cut = True
        rows = sorted(rows, key=_written_date, reverse=True)
    for row in rows:
        if len(collector.entries) >= limit:
            break
        published = row.get("publication_date")
        collector.add(
            {
                "link": row.get("loc"),
                "title": row.get("title"),
                "published": published,
                "updated": row.get("lastmod"),
                "language": row.get("language"),
            }
        )
    collector.newest_first(limit)
    return Channel(title=name).feed("newssitemap" if news else "sitemap", collector)


def read_index(elements: Iterable[Any], names: FieldNames, collector: Collector) -> Feed:
    """Read the `sitemap` *elements* of an index."""
    rows = (_row(element, names) for element in elements)
    return from_refs(rows, collector)


def from_refs(rows: Iterable[Row], collector: Collector) -> Feed:
    """Make an index of its *rows*."""
    looked_at = list(islice(rows, MAX_URLS))
    if len(looked_at) > MAX_REFS:
        collector.cut = True
        looked_at.sort(key=_written_date, reverse=True)
    refs: dict[str, SitemapRef] = {}
    for row in looked_at[:MAX_REFS]:
        url = absolute_url(row.get("loc"), collector.base_url)
        if url is None:
            collector.dropped += 1
            continue
        changed = moment(row.get("lastmod"), now=collector.now)
        refs.setdefault(url, SitemapRef(url, changed.timestamp() if changed else None))
    return Channel().feed("sitemapindex", collector, children=tuple(refs.values()))


def _row(element: Any, names: FieldNames) -> Row:
    row: Row = {}
    for child in islice(element, MAX_PARTS):
        name = names[child.tag]
        if name in ("loc", "lastmod"):
            if text := child.text:
                row.setdefault(name, text)
        elif name in ("news:news", "news"):
            for part_name, text in _news(child, names):
                row.setdefault(part_name, text)
    return row


def _news(element: Any, names: FieldNames) -> Iterator[tuple[str, str]]:
    for part in islice(element.iterdescendants(), MAX_PARTS):
        name = names[part.tag].removeprefix("news:")
        if name in _NEWS and part.text:
            yield name, part.text


def _written_date(row: Row) -> str:
    text = (row.get("lastmod") or row.get("publication_date") or "").strip()[:_DATE_CHARS]
    return text if text[:4].isdigit() else ""
