"""The sources that this process polls: those of the file whose domain is ours, and feeds that others of them led to."""

from collections.abc import Iterator

import structlog

from quotewire_fetcher.memory.book import StateBook
from quotewire_fetcher.memory.state import FeedState
from quotewire_fetcher.naming.identity import page_id_for
from quotewire_fetcher.sources.source import Source
from quotewire_shared.messages import FetchRequest

log = structlog.get_logger()


MAX_GUESTS = 10
"""Feeds that one source may lead to in one process: redirects that never end are not followed for ever."""


class Roster:
    """Sources by the id of their record."""

    def __init__(self, sources: list[Source], book: StateBook) -> None:
        """Know *sources*; which of them are ours *book* tells."""
        self._book = book
        self._listed = {source.id: source for source in sources}
        self._guests: dict[str, Source] = {}

    def __len__(self) -> int:
        """Count the sources of the file."""
        return len(self._listed)

    def get(self, record_id: str) -> Source | None:
        """Find a source by the id of its record; None: it was taken from the file."""
        return self._listed.get(record_id) or self._guests.get(record_id)

    def named(self, record_id: str, url: str) -> Source | None:
        """Find the source of a record that may be another process's; None: it was taken from the file."""
        listed = self._listed.get(record_id)
        if listed is not None:
            return listed if listed.url == url else None
        host = self._listed.get(record_id.partition("@")[0])
        return None if host is None else _guest_of(host, url)

    def each(self, partitions: frozenset[int]) -> Iterator[Source | None]:
        """
        Give the sources of the file whose domain lies in *partitions*, and None for each of the others.

        It takes a second for a hundred thousand: whoever asks stops now and then for others.
        """
        for source in list(self._listed.values()):
            yield source if self._book.partition(source.domain) in partitions else None

    def ids(self) -> Iterator[str]:
        """Name the listed sources that are ours, one by one: it takes a second for a hundred thousand."""
        return (source.id for source in list(self._listed.values()) if self._book.owns(source.url))

    def records(self) -> list[FeedState]:
        """Give the records that are ours."""
        return list(self._book.feeds())

    def replace(self, sources: list[Source]) -> list[Source]:
        """Take the file's new content; gives the sources that are new or stand at another address."""
        before, self._listed = self._listed, {source.id: source for source in sources}
        self._guests = {key: guest for key, guest in self._guests.items() if guest.base_id in self._listed}
        return [
            source for source in sources if source.id not in before or before[source.id].url != source.url
        ]

    def invite(self, request: FetchRequest) -> Source | str:
        """
        Give the feed that *request* wants polled as a source, or a code for why it is not polled.

        source_gone: its source is not in the file; feed_circle: it is its source; too_many_feeds: this one led to many.
        """
        host = self._listed.get(request.source_id)
        if host is None:
            return "source_gone"
        guest = _guest_of(host, request.url)
        if page_id_for(host.url) == page_id_for(request.url):
            return "feed_circle"
        others = sum(known.base_id == host.id for known in self._guests.values() if known.id != guest.id)
        if others >= MAX_GUESTS:
            return "too_many_feeds"
        self._guests[guest.id] = guest
        return guest

    def recall(self, feed: FeedState) -> Source | None:
        """Give the source of a record that stands at another address than the file says."""
        if feed.guest_until is None:
            return None
        return self._guest(feed.source_id.partition("@")[0], feed.url)

    def dismiss(self, record_id: str) -> None:
        """Forget a feed that nothing leads to any longer."""
        self._guests.pop(record_id, None)

    def _guest(self, base_id: str, url: str) -> Source | None:
        host = self._listed.get(base_id)
        if host is None:
            return None
        guest = _guest_of(host, url)
        self._guests[guest.id] = guest
        return guest


def _guest_of(host: Source, url: str) -> Source:
    # Named by its address: a homepage may lead to several feeds, and all of them may lie in one partition.
    return host.model_copy(update={"id": f"{host.id}@{page_id_for(url)[:8]}", "url": url, "kind": None})
