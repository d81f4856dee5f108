"""Finds the records of one page in the fetcher's state: its own, those it redirected to, its hosts, and who lists it."""

import base64
import binascii
import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Final

from pydantic import ValidationError

from quotewire_fetcher.memory.seen import entry_key, unpack
from quotewire_fetcher.memory.state import FEED, HOST, PAGE, FeedState, HostState, PageState
from quotewire_fetcher.memory.state_reader import SEEN, StateRead, read_state
from quotewire_fetcher.naming.identity import domain_of, host_of, page_id_for
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.tracing.contract import Query

MOST_HOPS: Final = 10
"""Redirects between domains that are followed from record to record."""


@dataclass(slots=True)
class Found:
    """What the state holds of one page."""

    pages: list[PageState] = field(default_factory=list)
    """In the order of the redirects that led from one to the next."""
    hosts: list[HostState] = field(default_factory=list)
    feeds: list[FeedState] = field(default_factory=list)
    """Of the partitions that were read, the feeds whose last document listed it, and one that stands at its address."""
    read: int = 0
    ended: bool = True
    """False: time was over before all records were read."""


async def find_pages(kafka: KafkaSettings, query: Query) -> Found:
    """
    Look for *query* in the partition of its domain, and in all where it is not there or only an id is known.

    Raises:
        QuotewireError: the state cannot be read.
    """
    found, ids = Found(), set(query.ids)
    if query.url is not None:
        await _look(kafka, found, ids, query, domain_of(query.url))
    if not found.pages:
        await _look(kafka, found, ids, query, None)
    for _ in range(MOST_HOPS):
        gone = {page.page_id for page in found.pages}
        ahead = [
            page.moved_to for page in found.pages if page.moved_to and page_id_for(page.moved_to) not in gone
        ]
        if not ahead:
            break
        ids.add(page_id_for(ahead[0]))
        before = len(found.pages)
        await _look(kafka, found, ids, query, domain_of(ahead[0]))
        if len(found.pages) == before:
            break
    return found


async def _look(
    kafka: KafkaSettings, found: Found, ids: Collection[str], query: Query, domain: str | None
) -> None:
    state = await read_state(kafka, about(ids, query.url), domain=domain, patience_s=query.patience_s)
    found.read += state.read
    found.ended = found.ended and state.ended
    sort_in(found, state)


def about(ids: Collection[str], url: str | None) -> Callable[[bytes, bytes], bool]:
    """Want the pages with one of *ids*, as their own or as the article's, the host, and feeds that list it or stand at *url*."""
    names = [id_.encode() for id_ in ids]
    keys = {b"page:" + name for name in names}
    digests = [entry_key(id_) for id_ in ids]
    address = b'"url":' + json.dumps(url, ensure_ascii=False).encode()
    host = b"host:" + host_of(url).encode() if url is not None else None

    def wanted(key: bytes, value: bytes) -> bool:
        if key.startswith(b"page:"):
            return key in keys or any(name in value for name in names)
        if key.startswith(b"feed:"):
            return address in value or _lists(value, digests)
        return key == host

    return wanted


def _lists(value: bytes, digests: Collection[bytes]) -> bool:
    """Tell whether the feed's record lists one of *digests*; without reading all of it, as there may be many feeds."""
    match = SEEN.search(value)
    if match is None:
        return False
    try:
        packed = base64.b64decode(match[1], validate=True)
    except binascii.Error:
        return False
    return any(digest in packed for digest in digests) and any(
        digest in unpack(match[1].decode()) for digest in digests
    )


def sort_in(found: Found, state: StateRead) -> None:
    """Take what *state* holds into *found*, unless it was found before."""
    known = {page.page_id for page in found.pages}
    feeds = {feed.source_id for feed in found.feeds}
    hosts = {host.host for host in found.hosts}
    for (_, key), value in state.records.items():
        try:
            if key.startswith("page:") and (page := PAGE.validate_json(value)).page_id not in known:
                found.pages.append(page)
            elif key.startswith("feed:") and (feed := FEED.validate_json(value)).source_id not in feeds:
                found.feeds.append(feed)
            elif key.startswith("host:") and (host := HOST.validate_json(value)).host not in hosts:
                found.hosts.append(host)
        except ValidationError:
            continue  # of a newer or broken version: the fetcher ignores it, too
