"""
The memory of one partition: its feeds, pages and hosts.

A settled page is kept as the bytes of its record: there are millions of them, and few are ever looked at again. Those
few lie by themselves, so that taking a partition over takes the time of what is due there, not of what was ever fetched.
"""

from collections.abc import Iterator

import structlog
from pydantic import ValidationError

from quotewire_fetcher.memory.state import (
    FEED,
    HOST,
    PAGE,
    AnyState,
    FeedState,
    HostState,
    PageState,
    bytes_of,
)

log = structlog.get_logger()


class Shelf:
    """Records of one partition, and how far its log was read."""

    def __init__(self) -> None:
        """Start empty, at the beginning of the log."""
        self.read_to = 0
        self.feeds: dict[str, FeedState] = {}
        self.hosts: dict[str, HostState] = {}
        self._pending: dict[bytes, PageState] = {}
        self._watched: dict[bytes, bytes] = {}
        """Settled pages that are looked at again."""
        self._settled: dict[bytes, bytes] = {}

    def __len__(self) -> int:
        """Count the pages."""
        return len(self._pending) + len(self._watched) + len(self._settled)

    def page(self, page_id: str) -> PageState | None:
        """Find a page by its id."""
        key = bytes.fromhex(page_id)
        if (pending := self._pending.get(key)) is not None:
            return pending
        record = self._watched.get(key) or self._settled.get(key)
        return None if record is None else PAGE.validate_json(record)

    def pages(self) -> Iterator[PageState]:
        """Give every page as it is now, those to be fetched first; others may be put or dropped meanwhile."""
        yield from list(self._pending.values())
        for record in [*self._watched.values(), *self._settled.values()]:
            yield PAGE.validate_json(record)

    def due(self) -> Iterator[PageState]:
        """Give every page that is to be fetched or looked at again now; others may be put or dropped meanwhile."""
        yield from list(self._pending.values())
        for record in list(self._watched.values()):
            yield PAGE.validate_json(record)

    def put(self, state: AnyState) -> None:
        """Remember *state*."""
        if isinstance(state, FeedState):
            self.feeds[state.source_id] = state
        elif isinstance(state, HostState):
            self.hosts[state.host] = state
        else:
            self._put_page(state, bytes_of(state) if state.phase != "pending" else b"")

    def drop_page(self, page_id: str) -> None:
        """Forget a page."""
        key = bytes.fromhex(page_id)
        for pages in (self._pending, self._watched, self._settled):
            pages.pop(key, None)

    def apply(self, key: str, value: bytes | None) -> bool:
        """Take one record of the log; False: it was none that this version understands."""
        kind, _, name = key.partition(":")
        try:
            if value is None and kind in ("feed", "host"):
                (self.feeds if kind == "feed" else self.hosts).pop(name, None)
            elif kind == "feed":
                self.put(FEED.validate_json(value or b""))
            elif kind == "host":
                self.put(HOST.validate_json(value or b""))
            elif kind == "page":
                if value is None:
                    self.drop_page(name)
                else:
                    self._put_page(PAGE.validate_json(value), value)
            else:
                return False
        except (ValidationError, ValueError) as error:
            # A record of a newer or broken version: the page or feed counts as new, which repeats work and loses
            # nothing.
            log.warning("state_record_ignored", key=key, reason=str(error)[:300])
            return False
        return True

    def _put_page(self, page: PageState, record: bytes) -> None:
        key = bytes.fromhex(page.page_id)
        self.drop_page(page.page_id)
        if page.phase == "pending":
            self._pending[key] = page
        elif page.due_at is not None:
            self._watched[key] = record
        else:
            self._settled[key] = record
