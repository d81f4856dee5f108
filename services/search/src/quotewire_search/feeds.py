"""
A search as a feed: Atom (RFC 4287) and JSON Feed 1.1. Pure: results in, bytes out.

An entry's id is a UUID of what it is, so it is the same under every address this service is reached at, and a reader
never shows a quote twice. Text from outside travels as text or as HTML escaped here, never as markup of its own.
"""

import json
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any, Final
from xml.etree import ElementTree as ET

from quotewire_search.answers import ArticleSummary, QuoteItem
from quotewire_search.citing import in_marks
from quotewire_search.links import web_address

ATOM: Final = "http://www.w3.org/2005/Atom"
XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
JSON_FEED: Final = "https://jsonfeed.org/version/1.1"
NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without entries changed last; the time of asking would make every answer a new one."""
TITLE_CHARS: Final = 140
NOT_XML: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")

ET.register_namespace("", ATOM)


@dataclass(frozen=True, slots=True)
class Entry:
    """One quote or article in a feed."""

    id: str
    title: str
    url: str
    original: str | None
    author: str
    html: str
    published_at: datetime
    updated_at: datetime
    language: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A search, and what it found."""

    title: str
    asked: str
    """Names the search; its feed keeps its id while this stays the same."""
    self_url: str
    page_url: str
    entries: tuple[Entry, ...] = ()

    @property
    def updated_at(self) -> datetime:
        """When an entry changed last."""
        return max((entry.updated_at for entry in self.entries), default=NEVER)


def quote_entry(quote: QuoteItem, base_url: str) -> Entry:
    """Make an entry of a quote; *base_url* ends with a slash."""
    who = quote.speaker or "Speaker not told"
    said = in_marks(quote.text, reported=quote.kind != "direct")
    outlet = quote.publisher or quote.source_id
    role = f", {quote.role}" if quote.role else ""
    url = f"{base_url}articles/{quote.article_id}#{quote.quote_id}"
    story = f'<a href="{escape(url)}">{escape(quote.article_title or "the article")}</a>'
    at = quote.published_at or quote.first_seen_at
    return Entry(
        id=stable_id("quote", quote.id),
        title=_shortened(f"{who}: {said}"),
        url=url,
        original=web_address(quote.url),
        author=outlet,
        html=f"<blockquote><p>{escape(said)}</p></blockquote>"
        f"<p><b>{escape(who)}</b>{escape(role)} · {escape(outlet)}, {story}</p>",
        published_at=at,
        updated_at=at,
        language=quote.language,
        tags=tuple(filter(None, (quote.kind, quote.stance, quote.section))),
    )


def article_entry(article: ArticleSummary, base_url: str) -> Entry:
    """Make an entry of an article; *base_url* ends with a slash."""
    at = article.published_at or article.first_seen_at
    count = f"{article.quote_count} quote{'' if article.quote_count == 1 else 's'}"
    standfirst = f"<p>{escape(article.standfirst)}</p>" if article.standfirst else ""
    return Entry(
        id=stable_id("article", article.article_id),
        title=_shortened(article.title or "Untitled article"),
        url=f"{base_url}articles/{article.article_id}",
        original=web_address(article.url),
        author=", ".join(article.authors) or article.publisher or article.source_id,
        html=f"{standfirst}<p>{escape(article.publisher or article.source_id)} · {count}</p>",
        published_at=at,
        updated_at=max(at, article.modified_at or at),
        language=article.language,
        tags=tuple(filter(None, (article.section,))),
    )


def stable_id(kind: str, name: str) -> str:
    """Name a feed or an entry for ever, wherever this service runs."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"quotewire:{kind}:{name}").urn


def to_atom(feed: Feed) -> bytes:
    """Write *feed* as Atom."""
    root = ET.Element(_atom("feed"))
    _add(root, "id", stable_id("feed", feed.asked))
    _add(root, "title", feed.title)
    _add(root, "updated", _time(feed.updated_at))
    _add(root, "generator", "Quotewire")
    _link(root, "self", feed.self_url, "application/atom+xml")
    _link(root, "alternate", feed.page_url, "text/html")
    for entry in feed.entries:
        _write_entry(root, entry)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def to_json_feed(feed: Feed) -> bytes:
    """Write *feed* as JSON Feed 1.1."""
    document = {
        "version": JSON_FEED,
        "title": feed.title,
        "home_page_url": feed.page_url,
        "feed_url": feed.self_url,
        "items": [_item(entry) for entry in feed.entries],
    }
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")


def _write_entry(root: ET.Element, entry: Entry) -> None:
    element = ET.SubElement(root, _atom("entry"))
    if entry.language and LANGUAGE.fullmatch(entry.language):
        element.set(XML_LANG, entry.language)
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "published", _time(entry.published_at))
    _add(element, "updated", _time(entry.updated_at))
    _add(ET.SubElement(element, _atom("author")), "name", entry.author)
    _link(element, "alternate", entry.url, "text/html")
    if entry.original:
        _link(element, "via", entry.original, "text/html")
    for tag in entry.tags:
        ET.SubElement(element, _atom("category"), term=_xml(tag))
    _add(element, "content", entry.html).set("type", "html")


def _item(entry: Entry) -> dict[str, Any]:
    item = {
        "id": entry.id,
        "url": entry.url,
        "external_url": entry.original,
        "title": entry.title,
        "content_html": entry.html,
        "date_published": _time(entry.published_at),
        "date_modified": _time(entry.updated_at),
        "authors": [{"name": entry.author}],
        "language": entry.language,
        "tags": list(entry.tags),
    }
    return {name: value for name, value in item.items() if value}


def _atom(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, _atom(name))
    element.text = _xml(text)
    return element


def _link(parent: ET.Element, rel: str, href: str, media_type: str) -> None:
    ET.SubElement(parent, _atom("link"), rel=rel, type=media_type, href=_xml(href))


def _xml(text: str) -> str:
    """Leave out what XML cannot carry, even escaped: most control characters."""
    return NOT_XML.sub("", text)


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _shortened(text: str) -> str:
    joined = " ".join(text.split())
    return joined if len(joined) <= TITLE_CHARS else f"{joined[: TITLE_CHARS - 1].rstrip()}…"
