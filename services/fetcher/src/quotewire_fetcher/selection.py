"""Feed entries against memory: which pages must be fetched, and why."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from quotewire_fetcher.feeds import Feed, FeedEntry
from quotewire_fetcher.identity import page_id_for
from quotewire_fetcher.sources import Source
from quotewire_fetcher.state import FeedState, PageState
from quotewire_shared.messages import FeedFacts

FUTURE_TOLERANCE_S = 3600.0
"""A change dated later than this from now is a clock or a lie; it is not acted upon."""

DISTRUST_BASE_S = 60.0
DISTRUST_CAP_S = 24 * 3600.0
"""A page that claimed changes it did not make is believed less and less often: after 4, 16, 64 … minutes."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What one poll of a feed leads to."""

    pages: tuple[PageState, ...]
    """Pages to fetch, as pending records; new ones and changed ones."""
    seen: dict[str, str]
    """Entry key -> page id, for the feed's record."""
    complete: bool
    """Whether nothing was left for the next poll; only then may the feed be asked conditionally."""


def select(
    feed: Feed, source: Source, state: FeedState, pages: Mapping[str, PageState], *, now: float, limit: int
) -> Selection:
    """Choose what to fetch of *feed*: at most *limit* pages, in the feed's order."""
    chosen: dict[str, PageState] = {}
    seen: dict[str, str] = {}
    complete = True
    for entry in feed.entries:
        page_id = page_id_for(entry.url)
        key = _key(entry, page_id)
        if page_id in chosen:
            continue
        # An entry whose link changes at every poll (a session in the address) is known by its guid and title.
        known = pages.get(page_id) or pages.get(state.seen.get(key, ""))
        if known is None:
            wanted: PageState | None = _new_page(entry, page_id, source, now)
        elif _claims_change(entry, known, now):
            distrust_s = _distrust_s(known)
            wanted = _again(entry, known, source) if now - (known.fetched_at or 0.0) >= distrust_s else None
            complete = complete and wanted is not None
        else:
            wanted = None
        if wanted is not None:
            if len(chosen) >= limit:
                complete = False
                continue
            chosen[wanted.page_id] = wanted
        seen[key] = known.page_id if known is not None else page_id
    return Selection(tuple(chosen.values()), seen, complete)


def _key(entry: FeedEntry, page_id: str) -> str:
    if entry.guid is None:
        return page_id[:16]
    # With the title, because some feeds give every entry the same guid, or number them 1 to 20 for ever.
    return hashlib.sha256(f"{entry.guid}\n{entry.title or ''}".encode("utf-8", "replace")).hexdigest()[:16]


def _new_page(entry: FeedEntry, page_id: str, source: Source, now: float) -> PageState:
    return PageState(
        page_id=page_id,
        url=entry.url,
        source_id=source.id,
        phase="pending",
        first_seen_at=now,
        publisher=source.outlet,
        changed_at=_changed_at(entry),
        next_try_at=now,
        facts=_facts(entry, source),
    )


def _again(entry: FeedEntry, known: PageState, source: Source) -> PageState:
    return replace(
        known,
        url=entry.url,
        phase="pending",
        changed_at=_changed_at(entry),
        attempts=0,
        next_try_at=0.0,
        code=None,
        facts=_facts(entry, source),
    )


def _claims_change(entry: FeedEntry, known: PageState, now: float) -> bool:
    if known.phase == "pending":
        return False
    changed_at = _changed_at(entry)
    if changed_at is None or changed_at > now + FUTURE_TOLERANCE_S:
        return False
    # The publisher's clock is compared with itself where possible; another feed may have named the page without it.
    return changed_at > (known.changed_at or known.fetched_at or known.first_seen_at)


def _distrust_s(known: PageState) -> float:
    return min(DISTRUST_BASE_S * 4.0**known.unchanged, DISTRUST_CAP_S) if known.unchanged else 0.0


def _changed_at(entry: FeedEntry) -> float | None:
    return entry.changed_at.timestamp() if entry.changed_at else None


def _facts(entry: FeedEntry, source: Source) -> FeedFacts:
    return FeedFacts(
        title=entry.title,
        authors=entry.authors,
        published_at=entry.published_at or entry.updated_at,
        summary=entry.summary,
        guid=entry.guid,
        language=entry.language or source.language,
    )
