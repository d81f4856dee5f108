"""Says how a source is doing: for programs as JSON values, for a person as sentences; above all, why it is quiet."""

import time
from datetime import UTC, datetime
from typing import Any, Final

from quotewire_fetcher.memory.state import FeedState
from quotewire_fetcher.reporting.reasons import reason_for
from quotewire_fetcher.reporting.source_status import Pages, SourceStatus
from quotewire_fetcher.schedule.rhythm import Next
from quotewire_fetcher.schedule.rhythm_words import duration, explain, per_day

MOST_CODES: Final = 5
NEVER_POLLED: Final = (
    "No fetcher has polled it yet. See whether one runs with this sources file (`quotewire status`); new sources are "
    "polled soon after the file changed."
)
MOSTLY: Final = 0.5
"""Share of refused pages from which on they are named as the cause of silence."""


def facts_of(status: SourceStatus, now: float | None = None) -> dict[str, Any]:
    """Give all that is known of *status* as plain JSON values; times in ISO 8601, UTC."""
    now = time.time() if now is None else now
    source, feed = status.source, status.feed
    facts: dict[str, Any] = {
        "id": source.id,
        "name": source.name,
        "url": source.url,
        "listed": status.listed,
        "health": status.health,
        "quiet": status.is_quiet(now),
    }
    if feed is not None:
        history = feed.history
        rate = per_day(history, now)
        facts |= {
            "polled_url": feed.url,
            "kind": feed.kind,
            "last_poll_at": iso(feed.polled_at),
            "last_good_at": iso(feed.ok_at),
            "last_new_at": iso(history.found_at),
            "new_per_day": None if rate is None else round(rate, 2),
            "entries": feed.entries,
            "new_entries": feed.new_entries,
            "next_poll_at": iso(feed.next_due_at),
            "why": feed.why,
            "failures": feed.failures,
            "failing_since": iso(history.failed_at) if feed.failures else None,
            "parked_since": iso(history.parked_at) if feed.failures else None,
            "code": feed.code,
            "reason": feed.reason,
            "unchanged_in_a_row": history.same,
            "etag": feed.etag,
            "last_modified": feed.last_modified,
            "validators_lie": history.etag_lies(now),
            "last_probe_at": iso(history.probed_at),
            "ttl_s": history.ttl_s or None,
            "hub": {"url": feed.hub_url, "until": iso(feed.hub_until)} if feed.hub_url else None,
        }
    facts["explanation"] = sentences_of(status, now)
    if status.pages is not None:
        facts["pages"] = {
            "by_phase": dict(status.pages.phases),
            "codes": dict(status.pages.codes.most_common(20)),
            "newest": [
                {
                    "page_id": page.page_id,
                    "url": page.named_url,
                    "phase": page.phase,
                    "first_seen_at": iso(page.first_seen_at),
                    "code": page.code,
                }
                for page in status.pages.newest
            ],
        }
    return facts


def sentences_of(status: SourceStatus, now: float) -> list[str]:
    """Say in sentences how *status* is, why it is quiet where it is, and what can be done."""
    feed, pages = status.feed, status.pages
    if status.health == "off":
        return ["The sources file says `enabled = false`: it is not read."]
    if feed is None or feed.polled_at is None:
        return [NEVER_POLLED]
    said = [] if status.listed else ["It is not in the sources file any more: it is not read."]
    coming = Next(feed.next_due_at - now, feed.why, 0.0, 0.0)
    said.append(explain(feed.history, coming, now))
    if feed.failures:
        said += _failing(feed, now)
    else:
        said += _well(status, feed, now)
    if pages is not None:
        said += _of_pages(pages)
    return said


def iso(seconds: float | None) -> str | None:
    """Write a time of the state as ISO 8601; None where it is none."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds") if seconds else None


def _failing(feed: FeedState, now: float) -> list[str]:
    reason = reason_for(feed.code or "unknown")
    since = feed.history.failed_at
    times = "once" if feed.failures == 1 else f"{feed.failures} times in a row"
    lasted = f", for {duration(now - since)}" if since and feed.failures > 1 else ""
    good = (
        f"The last good poll was {duration(now - feed.ok_at)} ago."
        if feed.ok_at
        else "It was never read well."
    )
    said = [f"It failed {times}{lasted} ({feed.code}): {reason.meaning} {feed.reason or ''}".strip(), good]
    said.append(f"What to do: {reason.advice}")
    return said


def _well(status: SourceStatus, feed: FeedState, now: float) -> list[str]:
    history = feed.history
    said = []
    if not feed.entries:
        said.append("The document is well but lists no entries: the publisher shows nothing there.")
    if history.same:
        marks = " and ".join(
            name for name, value in (("ETag", feed.etag), ("Last-Modified", feed.last_modified)) if value
        )
        said.append(
            f"The last {history.same} polls were answered “not modified” (304){f', by {marks}' if marks else ''}."
        )
    if history.etag_lies(now):
        said.append("Its answers of “not modified” proved false, so it is read in full each time for now.")
    elif history.probed_at:
        said.append(
            f"It was last read in full, to see whether that is true, {duration(now - history.probed_at)} ago."
        )
    if status.is_quiet(now):
        last = f"{duration(now - history.found_at)} ago" if history.found_at else "never"
        said.append(
            f"It is quiet: the last new entry came {last}. The feed itself is read well, so look whether the "
            "publisher has moved to another feed (`quotewire sources add <homepage>` shows what there is)."
        )
    if feed.hub_url:
        held = feed.hub_until is not None and feed.hub_until > now
        said.append(
            f"Its hub {feed.hub_url} "
            + (
                f"tells us of new entries until {iso(feed.hub_until)}."
                if held
                else "has not confirmed a subscription."
            )
        )
    return said


def _of_pages(pages: Pages) -> list[str]:
    total = sum(pages.phases.values())
    if not total:
        return ["No page of it is remembered."]
    phases = ", ".join(f"{count:,} {phase}" for phase, count in pages.phases.most_common())
    codes = ", ".join(f"{code} {count:,}" for code, count in pages.codes.most_common(MOST_CODES))
    said = [f"Pages remembered: {phases}{f'; codes: {codes}' if codes else ''}."]
    if pages.codes and pages.phases["refused"] > MOSTLY * total:
        worst = reason_for(pages.codes.most_common(1)[0][0])
        said.append(f"Most of its pages were refused. {worst.meaning} What to do: {worst.advice}")
    if pages.phases["pending"]:
        said.append(f"{pages.phases['pending']:,} pages wait to be fetched, one at a time for each host.")
    return said
