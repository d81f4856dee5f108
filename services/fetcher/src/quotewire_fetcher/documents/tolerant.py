"""
Reads the entries of broken RSS, Atom and sitemaps by their tags alone, whatever their nesting.

A text runs from its tag to its end tag, or to the next tag that has a meaning: tags that are never closed, unknown
prefixes and a document that stops in the middle do no harm. Every step goes forward over the bytes.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from quotewire_fetcher.documents.channel import Channel
from quotewire_fetcher.documents.collecting import Collector
from quotewire_fetcher.documents.feeds import Feed, FeedKind
from quotewire_fetcher.documents.mending import without_cdata
from quotewire_fetcher.documents.urlset import MAX_URLS, Row, from_refs, from_rows
from quotewire_fetcher.documents.xml_tree import merged

MAX_ENTRY_BYTES = 1024 * 1024
MAX_FIELDS = 300
MAX_HEAD_BYTES = 64 * 1024
"""What stands before the first entry and is looked at."""

_ENTRIES = {
    kind: re.compile(rb"<(/?)(?:[a-z0-9]{1,20}:)?(?:" + names + rb")(?=[\s>/])", re.IGNORECASE)
    for kind, names in (("sitemap", rb"url"), ("sitemapindex", rb"sitemap"), ("", rb"item|entry"))
}
"""Kind of the document -> its entries; "" stands for every feed."""
_FIELD = re.compile(
    rb"<(/?)((?:[a-z0-9]{1,20}:)?(?:title|link|guid|id|pubdate|published|issued|date|created|updated|modified|"
    rb"creator|author|name|description|summary|content|encoded|language|loc|lastmod|news|publication_date|origlink|"
    rb"ttl|updateperiod|updatefrequency|image|source|textinput|channel|email|uri|keywords|genres|publication))"
    rb"(?=[\s>/])([^<>]{0,4000})>",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    rb"""([a-z:]{1,20})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
_FOREIGN = frozenset({"media", "itunes", "image", "video", "xhtml", "podcast"})
_PREFIXED = frozenset({"dc", "dcterms", "content", "news", "feedburner", "atom", "sy"})
_NESTED = frozenset({"image", "source", "textinput"})
"""Elements whose own title and link are not the entry's."""
_ROOT = re.compile(rb"<(?:[a-z0-9]{1,20}:)?(rss|rdf|feed|urlset|sitemapindex)\b", re.IGNORECASE)
_KINDS: dict[str, FeedKind] = {
    "rdf": "rdf", "feed": "atom", "urlset": "sitemap", "sitemapindex": "sitemapindex",
}  # fmt: skip


@dataclass(slots=True)
class _Fields:
    values: dict[str, str] = field(default_factory=dict)
    link: str | None = None
    authors: list[object] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    """(rel, href) of links with attributes."""


def read_broken(data: bytes, collector: Collector, *, limit: int) -> Feed | None:
    """Read what can be read of *data*, UTF-8 and mended; of a sitemap the newest *limit*. None: not one entry."""
    data = without_cdata(data)
    root = _ROOT.search(data, 0, MAX_HEAD_BYTES)
    kind = _KINDS.get(root[1].decode().lower(), "rss") if root else "rss"
    entry = _ENTRIES.get(kind, _ENTRIES[""])
    first = entry.search(data, 0, MAX_HEAD_BYTES)
    head = _head(data[: first.start() if first else MAX_HEAD_BYTES], collector.base_url)
    language = head.language
    pieces = (_fields(piece) for piece in _pieces(data, entry))
    if kind in ("sitemap", "sitemapindex"):
        rows = [_row(found) for found in islice(pieces, MAX_URLS + 1)]
        if not rows:
            return None
        return (
            from_refs(rows, collector) if kind == "sitemapindex" else from_rows(rows, collector, limit=limit)
        )
    for found in pieces:
        if collector.full:
            collector.cut = True
            break
        raw = merged(found.values, link=found.link, authors=found.authors)
        raw["language"] = raw["language"] or language
        collector.add(raw)
    return head.feed(kind, collector) if collector.entries else None


def _row(found: _Fields) -> Row:
    row: Row = {name: found.values[name] for name in ("loc", "lastmod") if name in found.values}
    for name in ("title", "publication_date", "name", "language"):
        value = found.values.get(f"news:{name}") or found.values.get(name)
        if value is not None:
            row[name] = value
    return row


def _pieces(data: bytes, entry: re.Pattern[bytes]) -> Iterator[bytes]:
    """Cut *data* into entries; one that is cut off by the end of the document is left out where others were whole."""
    opened: int | None = None
    whole = 0
    for match in entry.finditer(data):
        closing = bool(match[1])
        if opened is not None:
            whole += closing
            if match.start() - opened <= MAX_ENTRY_BYTES:
                yield data[opened : match.start()]
        opened = None if closing else match.end()
    if opened is not None and not whole and len(data) - opened <= MAX_ENTRY_BYTES:
        yield data[opened:]


def _head(start: bytes, base_url: str) -> Channel:
    head = Channel()
    found = _fields(start)
    for name, text in found.values.items():
        head.take(name, text)
    for rel, href in found.links:
        head.take_link(rel, href, base_url)
    return head


def _fields(piece: bytes) -> _Fields:
    found = _Fields()
    nested = ""
    name, start = "", 0
    for number, match in enumerate(_FIELD.finditer(piece)):
        if number >= MAX_FIELDS:
            break
        if name:
            _take(found, name, piece[start : match.start()])
        name, start = "", match.end()
        closing, tag = bool(match[1]), match[2].decode().lower()
        prefix, _, local = tag.rpartition(":")
        if local in _NESTED and not prefix:
            nested = "" if closing or f"</{local}".encode() not in piece[start:].lower() else local
        elif not (closing or nested or prefix in _FOREIGN):
            name = f"{prefix}:{local}" if prefix in _PREFIXED else local
            if local == "link" and b"href" in match[3].lower():
                _take_link(found, match[3])
                name = ""
            elif match[3].endswith(b"/"):
                name = ""
    if name:
        _take(found, name, piece[start:])
    return found


def _take(found: _Fields, name: str, text: bytes) -> None:
    # Escaped once for XML; what is escaped inside of that is the publisher's HTML.
    value = html.unescape(text.decode("utf-8", "replace")).strip()
    if not value:
        return
    if name == "link":
        found.link = found.link or value.partition("<")[0].strip()
    elif name in ("author", "creator", "dc:creator", "name"):
        found.authors.append(value)
        found.values.setdefault(name, value)
    else:
        found.values.setdefault(name, value)


def _take_link(found: _Fields, attributes: bytes) -> None:
    values = {
        match[1].decode().lower(): html.unescape(
            (match[2] or match[3] or match[4] or b"").decode("utf-8", "replace")
        )
        for match in _ATTRIBUTE.finditer(attributes)
    }
    rel, href = values.get("rel", "alternate"), values.get("href", "").strip()
    found.links.append((rel, href))
    if rel == "alternate" and href:
        found.link = found.link or href
