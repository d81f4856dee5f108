"""
The memory of one partition: its feeds, pages and hosts.

A settled page is kept as the bytes of its record: there are millions of them, and few are ever looked at again.
"""

from collections.abc import Iterator

import structlog
from pydantic import ValidationError

from quotewire_fetcher.state import FEED, HOST, PAGE, AnyState, FeedState, HostState, PageState, bytes_of

log = structlog.get_logger()


class Shelf:
    """Records of one partition, and how far its log was read."""

    def __init__(self) -> None:
        """Start empty, at the beginning of the log."""
        self.read_to = 0
        self.feeds: dict[str, FeedState] = {}
        self.hosts: dict[str, HostState] = {}
        self._pending: dict[bytes, PageState] = {}
        self._settled: dict[bytes, bytes] = {}

    def __len__(self) -> int:
        """Count the pages."""
        return len(self._pending) + len(self._settled)

    def page(self, page_id: str) -> PageState | None:
        """Find a page by its id."""
        key = bytes.fromhex(page_id)
        if (pending := self._pending.get(key)) is not None:
            return pending
        record = self._settled.get(key)
        return None if record is None else PAGE.validate_json(record)

    def pages(self) -> Iterator[PageState]:
        """Give every page, those to be fetched first."""
        yield from self._pending.values()
        for record in self._settled.values():
            yield PAGE.validate_json(record)

    def due(self) -> Iterator[PageState]:
        """Give every page that is to be fetched, or looked at again."""
        yield from self._pending.values()
        for record in self._settled.values():
            # Only a page with a next look has this field; decoding all the others would take minutes.
            if b'"next_try_at"' in record and (page := PAGE.validate_json(record)).due_at is not None:
                yield page

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
        self._pending.pop(key, None)
        self._settled.pop(key, None)

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
        if page.phase == "pending":
            self._pending[key] = page
            self._settled.pop(key, None)
        else:
            self._settled[key] = record
            self._pending.pop(key, None)
