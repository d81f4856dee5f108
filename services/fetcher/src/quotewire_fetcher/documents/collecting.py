"""Raw entries of any format to clean ones: usable addresses only, each once, up to a limit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from quotewire_fetcher.documents.cleaning import (
    MAX_SUMMARY_CHARS,
    MAX_TITLE_CHARS,
    absolute_url,
    is_web_address,
    language_tag,
    names,
    plain_text,
)
from quotewire_fetcher.documents.dates import moment
from quotewire_fetcher.documents.feeds import FeedEntry
from quotewire_fetcher.naming.identity import MAX_URL_CHARS

USELESS_SHARE = 3
"""Entries without an address, or with one that was there before, for each one that may be read; then it is enough."""


class NotWellFormedError(Exception):
    """The document is not what its format demands: a tolerant reader may still make something of it."""


class TooHeavyError(Exception):
    """The document has so many parts that it is read in a process of its own."""


class Collector:
    """Takes raw entries; keys: title, link, other_link, id, published, updated, authors, summary, language."""

    def __init__(self, base_url: str, *, max_entries: int, now: datetime) -> None:
        """Resolve addresses against *base_url*; dates beyond *now* are not believed."""
        self.base_url = base_url
        self.entries: list[FeedEntry] = []
        self.dropped = 0
        self.cut = False
        self._max_entries = max_entries
        self.now = now
        self._known: set[str] = set()
        self._useless = 0
        self._max_useless = USELESS_SHARE * max_entries

    @property
    def full(self) -> bool:
        """Whether no more entries are looked at."""
        return len(self.entries) >= self._max_entries or self._useless > self._max_useless

    def add(self, raw: Mapping[str, Any], base_url: str | None = None) -> None:
        """Clean one entry; its address is resolved against *base_url* where it has a base of its own."""
        if self.full:
            self.cut = True
            return
        get = raw.get
        base = base_url or self.base_url
        guid = get("id")
        url = absolute_url(get("link"), base) or absolute_url(get("other_link"), base)
        if url is None and is_web_address(guid):
            url = absolute_url(guid, base)
        if url is None:
            self.dropped += 1
            self._useless += 1
            return
        if url in self._known:
            self._useless += 1
            return
        self._known.add(url)
        published, updated = get("published"), get("updated")
        authors = get("authors")
        self.entries.append(
            FeedEntry(
                url,
                plain_text(get("title"), MAX_TITLE_CHARS),
                _guid(guid),
                moment(published, now=self.now) if published else None,
                moment(updated, now=self.now) if updated else None,
                names(authors) if authors else (),
                plain_text(get("summary"), MAX_SUMMARY_CHARS),
                language_tag(get("language")),
            )
        )

    def newest_first(self, limit: int) -> None:
        """Put what changed last first, and keep *limit* entries; those without a date keep their order at the end."""
        self.entries.sort(key=lambda entry: -entry.changed_at.timestamp() if entry.changed_at else 0.0)
        self.cut = self.cut or len(self.entries) > limit
        del self.entries[limit:]


def _guid(value: object) -> str | None:
    if isinstance(value, str):
        text = value.strip()[:MAX_URL_CHARS]
    elif isinstance(value, int) and not isinstance(value, bool):
        text = str(value)[:MAX_URL_CHARS] if value.bit_length() < MAX_URL_CHARS else ""
    else:
        return None
    return (text if text.isascii() else text.encode("utf-8", "replace").decode()) or None
