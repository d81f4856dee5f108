"""JSON Feed 1 and 1.1. Source: https://www.jsonfeed.org/version/1.1/."""

import json
from collections.abc import Mapping
from typing import Any

from quotewire_fetcher.documents.channel import Channel
from quotewire_fetcher.documents.collecting import Collector, TooHeavyError
from quotewire_fetcher.documents.feeds import Feed
from quotewire_fetcher.failures import FetchRefusedError

MAX_PARTS = 150_000
"""Values of a document that the fetcher reads itself: about 20 MB."""

MAX_BYTES = 2 * 1024 * 1024
"""The same for its size; as text it may take eight times as much."""

MAX_HUBS = 20


def read_json(data: bytes, collector: Collector, *, heavy: bool) -> Feed:
    """
    Read the JSON Feed *data* into *collector*.

    Raises:
        TooHeavyError: it has too many parts, unless *heavy* says that this is the place for it.
        FetchRefusedError: bad_feed, or not_a_feed for other JSON.
    """
    parts = data.count(b",") + data.count(b"[") + data.count(b"{")
    if not heavy and (parts > MAX_PARTS or len(data) > MAX_BYTES):
        raise TooHeavyError
    try:
        # Not strict: line ends and tabs inside of strings are a usual fault. What follows the document is left.
        document, _ = json.JSONDecoder(strict=False).raw_decode(data.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise FetchRefusedError("The document is no valid JSON.", code="bad_feed") from None
    items = document.get("items") if isinstance(document, Mapping) else None
    if not isinstance(items, list) or "jsonfeed.org" not in str(document.get("version", ""))[:200]:
        raise FetchRefusedError("The JSON document is no JSON Feed.", code="not_a_feed")
    head = _head(document, collector.base_url)
    for item in items:
        if collector.full:
            collector.cut = True
            break
        if isinstance(item, Mapping):
            collector.add(_raw(item, head.language))
    return head.feed("jsonfeed", collector)


def _head(document: Mapping[str, Any], base_url: str) -> Channel:
    head = Channel(title=_text(document.get("title")), language=_text(document.get("language")))
    head.take_link("self", document.get("feed_url"), base_url)
    hubs = document.get("hubs")
    for hub in hubs[:MAX_HUBS] if isinstance(hubs, list) else []:
        if isinstance(hub, Mapping) and str(hub.get("type", "")).lower() == "websub":
            head.take_link("hub", hub.get("url"), base_url)
    return head


def _raw(item: Mapping[str, Any], language: str | None) -> dict[str, Any]:
    authors = item.get("authors")
    given = authors if isinstance(authors, list) else [item.get("author")]
    return {
        "link": item.get("url"),
        "other_link": item.get("external_url"),
        "id": item.get("id"),
        "title": item.get("title"),
        "published": item.get("date_published"),
        "updated": item.get("date_modified"),
        "authors": [author.get("name") if isinstance(author, Mapping) else author for author in given],
        "summary": item.get("summary") or item.get("content_text") or item.get("content_html"),
        "language": item.get("language") or language,
    }


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
