"""
Feed bytes to entries: RSS, RDF, Atom and JSON Feed.

A document that a strict XML parser accepts goes to fastfeedparser, which is fifty times faster than feedparser but
damages what is not well-formed without saying so; the rest is for feedparser, in a limited process (`rescue`).
"""

import html
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import fastfeedparser
from lxml import etree

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.identity import MAX_URL_CHARS, canonical_url

MAX_TITLE_CHARS = 500
MAX_SUMMARY_CHARS = 2_000
MAX_AUTHORS = 20
EARLIEST_YEAR = 1990
"""Older dates in a feed are placeholders (1970, 0001)."""

_FEED_ROOTS = frozenset({"rss", "rdf", "feed"})
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*>")
_SPACE = re.compile(r"\s+")
_MAIL_AND_NAME = re.compile(r"\S+@\S+\s*\((?P<name>[^()]+)\)")
_CHANNEL_FACTS = 60  # facts of a channel stand before its items; no more children are looked at


class NotWellFormedError(Exception):
    """The document is no well-formed XML: a tolerant reader may still make something of it."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry, cleaned: plain text, absolute address, times in UTC."""

    url: str
    title: str | None
    guid: str | None
    published_at: datetime | None
    updated_at: datetime | None
    authors: tuple[str, ...]
    summary: str | None
    language: str | None

    @property
    def changed_at(self) -> datetime | None:
        """When the publisher says it last changed; many feeds move the publication time instead of an update time."""
        return self.updated_at or self.published_at


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's entries in its order, each address once."""

    entries: tuple[FeedEntry, ...]
    title: str | None
    language: str | None
    ttl_s: float | None
    """How long the publisher wants to be left alone, in seconds."""
    dropped: int
    """Entries without a usable address."""
    cut: bool
    """Whether there were more entries than are read."""


def read_strict(data: bytes, *, base_url: str, max_entries: int) -> Feed:
    """
    Read a well-formed feed that was found at *base_url*.

    Raises:
        NotWellFormedError: for the tolerant reader.
        FetchRefusedError: not_a_feed, xml_entities or bad_feed.
    """
    data = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not data:
        raise FetchRefusedError("The document is empty.", code="not_a_feed")
    if data[:1] == b"{":
        return _json_feed(data, base_url=base_url, max_entries=max_entries)
    root = _strict_root(data)
    name = etree.QName(root).localname.lower()
    if name not in _FEED_ROOTS:
        raise FetchRefusedError(f"The document is <{name[:40]}>, not a feed.", code="not_a_feed")
    channel = next((child for child in root if _local(child) == "channel"), root)
    facts = {_local(child): (child.text or "").strip() for child in channel[:_CHANNEL_FACTS]}
    base = urljoin(base_url, root.base or "") if root.base else base_url
    del root, channel
    try:
        parsed = fastfeedparser.parse(data)
    except Exception as error:  # the library raises whatever its helpers raise; the tolerant reader decides
        raise NotWellFormedError(str(error)) from error
    return build_feed(
        parsed["entries"],
        base_url=base,
        max_entries=max_entries,
        title=parsed["feed"].get("title"),
        language=facts.get("language") or parsed["feed"].get("language"),
        ttl_minutes=facts.get("ttl"),
    )


def build_feed(
    raw: Iterable[Mapping[str, Any]],
    *,
    base_url: str,
    max_entries: int,
    title: Any = None,
    language: Any = None,
    ttl_minutes: Any = None,
) -> Feed:
    """Clean what a parser gave; entries have the keys title, link, id, published, updated, authors, description."""
    entries: list[FeedEntry] = []
    known: set[str] = set()
    dropped = 0
    cut = False
    feed_language = _language(language)
    for item in raw:
        if len(entries) >= max_entries:
            cut = True
            break
        url = _address(item, base_url)
        if url is None:
            dropped += 1
            continue
        if (identity := canonical_url(url)) in known:
            continue
        known.add(identity)
        entries.append(
            FeedEntry(
                url=url,
                title=plain_text(item.get("title"), MAX_TITLE_CHARS),
                guid=str(item.get("id") or "")[:MAX_URL_CHARS] or None,
                published_at=_moment(item.get("published")),
                updated_at=_moment(item.get("updated")),
                authors=_authors(item),
                summary=plain_text(item.get("description"), MAX_SUMMARY_CHARS),
                language=_language(item.get("language")) or feed_language,
            )
        )
    return Feed(
        tuple(entries), plain_text(title, MAX_TITLE_CHARS), feed_language, _ttl_s(ttl_minutes), dropped, cut
    )


def plain_text(value: Any, max_chars: int) -> str | None:
    """Take the tags, entities and runs of white space out of *value*; None where nothing is left."""
    if not isinstance(value, str):
        return None
    # Cut first: what is shown in the end is short, and cleaning megabytes for it is not worth the time.
    text = html.unescape(_TAG.sub(" ", value[: max_chars * 20]))
    text = _SPACE.sub(" ", text.replace("\x00", "")).strip()
    return text[:max_chars].rstrip() or None


def refuse_entities(data: bytes) -> None:
    """
    Refuse a document that declares XML entities: honest feeds do not need them, entity bombs do.

    Raises:
        FetchRefusedError: xml_entities.
    """
    if b"<!ENTITY" in data.replace(b"\x00", b""):  # without the zero bytes, so that UTF-16 hides nothing
        raise FetchRefusedError("The feed declares XML entities.", code="xml_entities")


def _strict_root(data: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root: Any = etree.fromstring(data, parser)  # Any: the stubs know no DTD entities
    except etree.XMLSyntaxError as error:
        refuse_entities(data)
        raise NotWellFormedError(str(error)) from None
    except (ValueError, LookupError) as error:
        raise NotWellFormedError(str(error)) from None
    internal = root.getroottree().docinfo.internalDTD
    if internal is not None and any(True for _ in internal.iterentities()):
        raise FetchRefusedError("The feed declares XML entities.", code="xml_entities")
    return root


def _json_feed(data: bytes, *, base_url: str, max_entries: int) -> Feed:
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        raise FetchRefusedError("The document is no valid JSON.", code="bad_feed") from None
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list) or "jsonfeed.org" not in str(document.get("version", "")):
        raise FetchRefusedError("The JSON document is no JSON Feed.", code="not_a_feed")
    raw = (
        {
            "title": item.get("title"),
            "link": item.get("url") or item.get("external_url"),
            "id": item.get("id"),
            "published": item.get("date_published"),
            "updated": item.get("date_modified"),
            "authors": item.get("authors") or [item.get("author")],
            "description": item.get("summary") or item.get("content_text") or item.get("content_html"),
            "language": item.get("language"),
        }
        for item in items
        if isinstance(item, dict)
    )
    return build_feed(
        raw,
        base_url=base_url,
        max_entries=max_entries,
        title=document.get("title"),
        language=document.get("language"),
    )


def _local(element: Any) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _address(item: Mapping[str, Any], base_url: str) -> str | None:
    for candidate in (item.get("link"), item.get("id")):
        if not isinstance(candidate, str) or not candidate.strip():
            continue
        is_guid = candidate is item.get("id")
        if is_guid and not candidate.lower().startswith(("http://", "https://")):
            continue
        try:
            url = urljoin(base_url, candidate.strip())
            canonical_url(url)
        except ValueError:
            continue
        if len(url) <= MAX_URL_CHARS:
            return url
    return None


def _moment(value: Any) -> datetime | None:
    if not isinstance(value, str) or not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment.year >= EARLIEST_YEAR else None


def _authors(item: Mapping[str, Any]) -> tuple[str, ...]:
    given = item.get("authors") or [item.get("author")]
    names: dict[str, None] = {}
    for author in given if isinstance(given, list) else []:
        name = plain_text(author.get("name") if isinstance(author, Mapping) else author, 200)
        if name is None:
            continue
        # RSS 2.0 wants "mail@host (Name)"; the address is nobody's byline.
        if match := _MAIL_AND_NAME.fullmatch(name):
            name = match["name"].strip()
        if name and "@" not in name:
            names[name] = None
    return tuple(names)[:MAX_AUTHORS]


def _language(value: Any) -> str | None:
    text = value.strip().replace("_", "-") if isinstance(value, str) else ""
    return text if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}", text) else None


def _ttl_s(minutes: Any) -> float | None:
    text = str(minutes or "").strip()
    return float(text) * 60 if text.isascii() and text.isdigit() and len(text) < 6 else None  # noqa: PLR2004 - 69 days
