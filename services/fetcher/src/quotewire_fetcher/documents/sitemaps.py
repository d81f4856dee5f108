"""Sitemaps over time: which documents of an index to read now, and which entries are news. No I/O."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from quotewire_fetcher.documents.feeds import FeedEntry, SitemapRef

__all__ = ["SitemapRef", "choose_children", "digest_of", "split_by_age"]

BUDGET = 50
"""Documents of one index that are read at one poll."""

ROTATED = 5
"""Of the children that never say when they changed, so many are looked at again in one poll."""

ROTATE_EVERY_S = 900.0
FUTURE_TOLERANCE_S = 2 * 24 * 3600.0
LIVE_DAYS = 3.0

_NEWEST = re.compile(r"news|latest|recent|today|current|breaking", re.IGNORECASE)


def choose_children(
    children: Iterable[SitemapRef], known: Mapping[str, float | None], *, budget: int = BUDGET, now: float
) -> list[SitemapRef]:
    """
    Choose which *children* of an index to read at *now*, at most *budget*, the most wanted first.

    Args:
        children: what the index names; an address that comes twice counts once.
        known: `digest_of` an address -> the time of change that it had when it was read, None where it had none.
        budget: documents.
        now: seconds since 1970.

    Returns:
        In this order: those that changed and those never read, the latest change first, and among those without a
        time names of news and of this month first; then, of those read before that never tell a time, names of news
        and of this month, and a few others in turn. What is read and unchanged is left out.
    """
    unique = {ref.url: ref for ref in children}.values()
    fresh: list[SitemapRef] = []
    silent: list[SitemapRef] = []
    for ref in unique:
        digest = digest_of(ref.url)
        if digest not in known:
            fresh.append(ref)
        elif ref.changed_at is None:
            silent.append(ref)
        elif _is_later(ref.changed_at, known[digest]):
            fresh.append(ref)
    month = datetime.fromtimestamp(now, UTC)
    fresh.sort(key=lambda ref: (-_believed(ref.changed_at, now), not _names_news(ref.url, month)))
    return [*fresh, *_in_turn(silent, month, now)][: max(budget, 0)]


def split_by_age(
    entries: Sequence[FeedEntry], now: float, live_days: float = LIVE_DAYS
) -> tuple[list[FeedEntry], list[FeedEntry]]:
    """
    Split the *entries* of sitemaps into (live, older), each in the order given.

    Live is what changed within *live_days* before *now*; what has no date is older: a sitemap is an archive.
    """
    since = datetime.fromtimestamp(now, UTC) - timedelta(days=live_days)
    live: list[FeedEntry] = []
    older: list[FeedEntry] = []
    for entry in entries:
        # By the time of publication where it is known: a page of ten years ago that was touched today is no news.
        moment = entry.published_at or entry.updated_at
        (live if moment is not None and moment >= since else older).append(entry)
    return live, older


def digest_of(url: str) -> str:
    """Name a child in the feed's record: 12 hexadecimal digits."""
    return hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()[:12]


def _is_later(changed_at: float, read_at: float | None) -> bool:
    return read_at is None or changed_at > read_at


def _believed(changed_at: float | None, now: float) -> float:
    # A time in the future is a clock or a lie: it must not stand before all others for ever.
    return 0.0 if changed_at is None or changed_at > now + FUTURE_TOLERANCE_S else changed_at


def _names_news(url: str, month: datetime) -> bool:
    path = url.partition("://")[2].partition("/")[2]
    return (
        _NEWEST.search(path) is not None
        or re.search(f"{month:%Y}[-_/.]?0?{month.month}(?![0-9])", path) is not None
    )


def _in_turn(silent: list[SitemapRef], month: datetime, now: float) -> list[SitemapRef]:
    news = [ref for ref in silent if _names_news(ref.url, month)][:ROTATED]
    chosen = {ref.url for ref in news}
    others = sorted((ref for ref in silent if ref.url not in chosen), key=lambda ref: digest_of(ref.url))
    if not others:
        return news
    start = int(now // ROTATE_EVERY_S) * ROTATED % len(others)
    turned = [*others[start:], *others[:start]]
    return news + turned[: max(ROTATED - len(news), 1)]
