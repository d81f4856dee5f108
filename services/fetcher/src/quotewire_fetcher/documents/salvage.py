"""
The long way of a document that is malformed or very large; runs in a process of its own (`rescue_server`).

In order, until one gives something: as it is, piece by piece; mended; by its tags alone; feedparser, for formats that
we do not know, where it is small.
"""

import io
import time
from calendar import timegm
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from quotewire_fetcher.documents.channel import Channel
from quotewire_fetcher.documents.collecting import NotWellFormedError
from quotewire_fetcher.documents.encoding import refuse_entities
from quotewire_fetcher.documents.feeds import Feed
from quotewire_fetcher.documents.mending import declare_prefixes, mend
from quotewire_fetcher.documents.reading import (
    SITEMAP_SHARE,
    Job,
    collector_for,
    read_ready,
    ready_bytes,
    root_behind_junk,
    root_name,
)
from quotewire_fetcher.documents.tolerant import read_broken
from quotewire_fetcher.documents.xml_items import XmlItems
from quotewire_fetcher.documents.xml_tree import read_xml
from quotewire_fetcher.failures import FetchRefusedError

MAX_FEEDPARSER_BYTES = 256 * 1024
"""feedparser reads about a megabyte in a second."""

_ROOT_ENDS = (b"</rss>", b"</feed>", b"</rdf:RDF>", b"</RDF>", b"</urlset>", b"</sitemapindex>")

_ENTRY_ENDS = (b"</item>", b"</entry>", b"</url>", b"</sitemap>")


def read_thoroughly(job: Job) -> Feed:
    """
    Read a document by all means that we have.

    Raises:
        FetchRefusedError: those of `read_document`, and bad_feed where nothing could be read.
        FetchFailedError: truncated_body.
    """
    data = ready_bytes(job)
    try:
        return read_ready(job, data, heavy=True)
    except NotWellFormedError:
        refuse_entities(data)
    start = root_behind_junk(data) or 0
    document = declare_prefixes(mend(_without_tail(data[start:])))
    empty: Feed | None = None
    for reader in (_mended, _by_tags, _by_feedparser):
        feed = reader(job, document)
        if feed is not None and (feed.entries or feed.children):
            return replace(feed, salvaged=True)
        empty = empty or feed
    if empty is not None:
        return replace(empty, salvaged=True)
    raise FetchRefusedError("The feed is broken, and no entry could be read.", code="bad_feed")


def _mended(job: Job, document: bytes) -> Feed | None:
    name = root_name(document, 0)
    collector = collector_for(job, sitemap=name == "urlset")
    try:
        return read_xml(
            XmlItems(document, name, in_pieces=True), collector, limit=job.max_entries * SITEMAP_SHARE
        )
    except NotWellFormedError:
        return None


def _by_tags(job: Job, document: bytes) -> Feed | None:
    collector = collector_for(job, sitemap=root_name(document, 0) == "urlset")
    return read_broken(document, collector, limit=job.max_entries * SITEMAP_SHARE)


def _by_feedparser(job: Job, document: bytes) -> Feed | None:
    if len(document) > MAX_FEEDPARSER_BYTES:
        return None
    # It sits here and nowhere else, so that the fetcher itself does not carry it.
    import feedparser  # noqa: PLC0415

    # As a file: a string would be taken for an address or a path, and opened.
    try:
        parsed = feedparser.parse(io.BytesIO(document), sanitize_html=False, resolve_relative_uris=False)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - some documents meet a bug of its own; then it cannot read them
        return None
    collector = collector_for(job)
    language = parsed.feed.get("language")
    for entry in parsed.entries:
        collector.add(_raw(entry, language))
    if not collector.entries:
        return None
    head = Channel(title=parsed.feed.get("title"), language=language, ttl=str(parsed.feed.get("ttl") or ""))
    return head.feed("atom" if str(parsed.get("version")).startswith("atom") else "rss", collector)


def _raw(entry: Mapping[str, Any], language: str | None) -> dict[str, Any]:
    return {
        "title": entry.get("title"),
        "link": entry.get("link"),
        "id": entry.get("id"),
        "published": _iso(entry.get("published_parsed")),
        # Asked for without looking first, it would give the time of publication, and a warning.
        "updated": _iso(entry.get("updated_parsed")) if "updated_parsed" in entry else None,
        "authors": [author.get("name") for author in entry.get("authors", ())],
        "summary": entry.get("summary"),
        "language": entry.get("language") or language,
    }


def _iso(moment: time.struct_time | None) -> str | None:
    if moment is None:
        return None
    try:
        return datetime.fromtimestamp(timegm(moment), UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def _without_tail(data: bytes) -> bytes:
    """Take off what follows the end of the root, or, where there is none, of the last whole entry."""
    for tags in (_ROOT_ENDS, _ENTRY_ENDS):
        ends = [found + len(tag) for tag in tags if (found := data.rfind(tag)) >= 0]
        if ends:
            return data[: max(ends)]
    return data
