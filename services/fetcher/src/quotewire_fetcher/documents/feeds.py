"""What a source's document says, cleaned: entries, children of a sitemap index, feeds that a page declares."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, Self

FeedKind = Literal["rss", "rdf", "atom", "jsonfeed", "newssitemap", "sitemap", "sitemapindex", "page"]
"""What a document turned out to be; `page` is an HTML page."""


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
class SitemapRef:
    """One document that a sitemap index names."""

    url: str
    changed_at: float | None
    """When the index says it last changed, in seconds since 1970; None where it does not say."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A document's entries in its order (those of a sitemap: newest first), each address once."""

    entries: tuple[FeedEntry, ...]
    title: str | None
    language: str | None
    ttl_s: float | None
    """How long the publisher wants to be left alone from now on, in seconds."""
    dropped: int
    """Entries without a usable address."""
    cut: bool
    """Whether there were more entries than are read."""
    kind: FeedKind = "rss"
    children: tuple[SitemapRef, ...] = ()
    hub_url: str | None = None
    """WebSub hub that pushes this feed."""
    self_url: str | None = None
    """Address that the feed gives as its own: the topic to subscribe to."""
    links: tuple[str, ...] = ()
    """Addresses of feeds that an HTML page declares."""
    salvaged: bool = False
    """Whether the document was malformed, and a tolerant reader made this of it."""

    def as_json(self) -> dict[str, Any]:
        """Give plain values, for another process."""
        values = {name: getattr(self, name) for name in self.__slots__}
        values["entries"] = [_entry_as_json(entry) for entry in self.entries]
        values["children"] = [(ref.url, ref.changed_at) for ref in self.children]
        return values

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Take back what `as_json` gave."""
        entries = tuple(_entry_from_json(entry) for entry in values["entries"])
        children = tuple(SitemapRef(url, changed_at) for url, changed_at in values["children"])
        return cls(
            **{**values, "entries": entries, "children": children, "links": tuple(values["links"])},
        )


def _entry_as_json(entry: FeedEntry) -> list[Any]:
    published, updated = entry.published_at, entry.updated_at
    return [
        entry.url,
        entry.title,
        entry.guid,
        published and published.timestamp(),
        updated and updated.timestamp(),
        entry.authors,
        entry.summary,
        entry.language,
    ]


def _entry_from_json(values: list[Any]) -> FeedEntry:
    url, title, guid, published, updated, authors, summary, language = values
    return FeedEntry(
        url,
        title,
        guid,
        None if published is None else datetime.fromtimestamp(published, UTC),
        None if updated is None else datetime.fromtimestamp(updated, UTC),
        tuple(authors),
        summary,
        language,
    )
