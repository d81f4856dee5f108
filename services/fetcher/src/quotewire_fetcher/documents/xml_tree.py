"""Well-formed XML documents: RSS 0.9 to 2.0, RDF and Atom here; sitemaps are for `urlset`."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from quotewire_fetcher.documents.channel import Channel
from quotewire_fetcher.documents.cleaning import absolute_url
from quotewire_fetcher.documents.collecting import Collector
from quotewire_fetcher.documents.feeds import Feed, FeedKind
from quotewire_fetcher.documents.fields import FieldNames
from quotewire_fetcher.documents.urlset import read_index, read_urlset
from quotewire_fetcher.documents.xml_items import XmlItems

MAX_CHILDREN = 300
"""Elements of one entry, or of a channel's head, that are looked at."""

MAX_LINKS = 50
MAX_PIECES = 2_000
"""Pieces of a text with markup in it that are put together."""

XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_KINDS: dict[str, FeedKind] = {"feed": "atom", "rdf": "rdf"}
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
ROOTS = frozenset({"rss", "rdf", "feed", "channel", "urlset", "sitemapindex"})

# Which fields say the same; the first one that is there counts.
TITLES = ("title", "dc:title", "atom:title")
IDS = ("guid", "id", "atom:id", "dc:identifier")
PUBLISHED = (
    "pubdate", "published", "issued", "dc:date", "date", "dcterms:issued", "dcterms:created", "created",
    "atom:published",
)  # fmt: skip
UPDATED = ("updated", "modified", "dcterms:modified", "atom:updated")
AUTHORS = ("dc:creator", "creator", "author", "itunes:author", "atom:author")
SUMMARIES = (
    "description",
    "summary",
    "dc:description",
    "content:encoded",
    "content",
    "tagline",
    "atom:summary",
)
LANGUAGES = ("dc:language", "language")
_LINKS = frozenset({"link", "atom:link"})
_MANY = frozenset(AUTHORS)
_READ = frozenset((*TITLES, *IDS, *PUBLISHED, *UPDATED, *SUMMARIES, *LANGUAGES, "feedburner:origlink"))


@dataclass(slots=True)
class _Raw:
    values: dict[str, str] = field(default_factory=dict)
    link: str | None = None
    other_link: str | None = None
    authors: list[object] = field(default_factory=list)


def read_xml(items: XmlItems, collector: Collector, *, limit: int) -> Feed:
    """
    Read what *items* hold into *collector*; of a sitemap the newest *limit* entries are kept.

    Raises:
        NotWellFormedError: for the tolerant reader.
    """
    feed = _read(items, collector, limit)
    return replace(feed, salvaged=True) if items.truncated else feed


def _read(items: XmlItems, collector: Collector, limit: int) -> Feed:
    first = next(entries := iter(items), None)
    root = items.root
    names = FieldNames(root.tag)
    kind = names.root
    if kind == "sitemapindex":
        return read_index(_chain(first, entries), names, collector)
    if kind == "urlset":
        return read_urlset(_chain(first, entries), names, collector, limit=limit)
    base = _base(root, collector.base_url) if root.get(XML_BASE) else collector.base_url
    collector.base_url = base
    head = _channel(Channel(), root, names, base)
    language = head.language or root.get(XML_LANG)
    for element in _chain(first, entries):
        if collector.full:
            collector.cut = True
            break
        raw = _raw_entry(element, names)
        own_base = _base(element, base) if element.get(XML_BASE) else None
        collector.add(_merged(raw, element.get(XML_LANG) or language), own_base)
    if items.in_pieces:
        head = _channel(head, items.root, names, base)  # what stands behind the entries was not there before
    head.language = head.language or language
    return head.feed(_KINDS.get(kind, "rss"), collector)


def merged(values: dict[str, str], *, link: str | None, authors: list[object]) -> dict[str, Any]:
    """Choose among the fields *values* of one entry those that `Collector` wants."""
    return _merged(_Raw(values, link, None, authors), None)


def _merged(raw: _Raw, language: str | None) -> dict[str, Any]:
    values = raw.values
    return {
        # What a feed service put in place of the publisher's own address is only a detour.
        "link": values.get("feedburner:origlink") or raw.link,
        "other_link": raw.other_link or raw.link,
        "title": _first(values, TITLES),
        "id": _first(values, IDS),
        "published": _first(values, PUBLISHED),
        "updated": _first(values, UPDATED),
        "authors": raw.authors,
        "summary": _first(values, SUMMARIES),
        "language": _first(values, LANGUAGES) or language,
    }


def _first(values: dict[str, str], names: tuple[str, ...]) -> str | None:
    for name in names:
        if name in values:
            return values[name]
    return None


def _raw_entry(element: Any, names: FieldNames) -> _Raw:
    raw = _Raw()
    values = raw.values
    for child in islice(element, MAX_CHILDREN):
        name = names[child.tag]
        if name in _READ:
            if name not in values and (text := _text(child)):
                values[name] = text
        elif name in _LINKS:
            _take_link(child, raw, plain=name == "link")
        elif name in _MANY:
            raw.authors += _author(child, names)
    if raw.link is None and (about := element.get(_ABOUT)):
        raw.link = about
    return raw


def _take_link(child: Any, raw: _Raw, *, plain: bool) -> None:
    href = child.get("href")
    if href is None:
        if plain and raw.link is None:
            raw.link = (child.text or "").strip() or None
        return
    if child.get("rel", "alternate") != "alternate":
        return
    if plain and raw.link is None and "html" in child.get("type", "html"):
        raw.link = href
    elif raw.other_link is None:
        raw.other_link = href


def _author(child: Any, names: FieldNames) -> Iterator[str]:
    if len(child):
        for part in islice(child, MAX_CHILDREN):
            if names[part.tag].rpartition(":")[2] == "name" and part.text:
                yield part.text
    elif child.text:
        yield child.text


def _text(element: Any) -> str:
    # Without markup inside, which is nearly always, text is all; else (XHTML in Atom, tags nobody escaped) its pieces.
    return " ".join(islice(element.itertext(), MAX_PIECES)) if len(element) else element.text or ""


def _channel(head: Channel, root: Any, names: FieldNames, base_url: str) -> Channel:
    channel = next((child for child in islice(root, MAX_CHILDREN) if names[child.tag] == "channel"), root)
    own = (child for child in channel if names[child.tag] not in ("item", "entry"))
    for child in islice(own, MAX_CHILDREN):
        name = names[child.tag]
        if name in _LINKS:
            head.take_link(child.get("rel", ""), child.get("href"), base_url)
        elif name in ("skiphours", "skipdays"):
            head.take_skips(name, [part.text or "" for part in islice(child, MAX_LINKS)])
        elif name:
            head.take(name, _text(child))
    head.language = head.language or channel.get(XML_LANG)
    return head


def _base(element: Any, base_url: str) -> str:
    return absolute_url(element.get(XML_BASE), base_url) or base_url


def _chain(first: Any, rest: Iterator[Any]) -> Iterator[Any]:
    if first is not None:
        yield first
        yield from rest
