"""Entries of a document against what it listed before: which pages to ask for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from quotewire_fetcher.documents.feeds import FeedEntry
from quotewire_fetcher.memory.seen import entry_key
from quotewire_fetcher.naming.identity import page_id_for

FUTURE_TOLERANCE_S = 3600.0
"""A change dated later than this from now is a clock or a lie; it is not acted upon."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What one reading of a document leads to."""

    wanted: tuple[FeedEntry, ...]
    """New entries, and entries that claim a change."""
    seen: dict[bytes, float | None]
    """Entry key -> time of change, for the feed's record."""
    complete: bool
    """Whether nothing was left for the next poll; only then may the feed be asked conditionally."""


def select(
    entries: Iterable[FeedEntry], seen: dict[bytes, float | None], *, now: float, limit: int
) -> Selection:
    """Choose what to ask for: at most *limit* entries, in the document's order."""
    wanted: list[FeedEntry] = []
    listed: dict[bytes, float | None] = {}
    complete = True
    for entry in entries:
        key = _key(entry)
        if key in listed:
            continue
        changed_at = _believable(entry.changed_at, now)
        if key in seen and (changed_at is None or changed_at <= (seen[key] or 0.0)):
            listed[key] = seen[key]
            continue
        if len(wanted) >= limit:
            complete = False
            if key in seen:
                listed[key] = seen[key]
            continue
        wanted.append(entry)
        listed[key] = changed_at
    return Selection(tuple(wanted), listed, complete)


def _key(entry: FeedEntry) -> bytes:
    if entry.guid is None:
        return entry_key(page_id_for(entry.url))
    # With the title, because some feeds give every entry the same guid, or number them 1 to 20 for ever. A link that
    # changes at every poll (a session in the address) is known by this too.
    return entry_key(f"{entry.guid}\n{entry.title or ''}")


def _believable(moment: datetime | None, now: float) -> float | None:
    # The packed form keeps whole seconds.
    seconds = None if moment is None else float(int(moment.timestamp()))
    return None if seconds is None or seconds > now + FUTURE_TOLERANCE_S else seconds
