"""Lays out for a person how the sources are. What feeds and servers said is shown as plain text."""

from collections.abc import Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from quotewire_fetcher.reporting.source_status import SourceStatus, counts_of
from quotewire_fetcher.reporting.source_words import iso, sentences_of
from quotewire_fetcher.schedule.rhythm_words import duration, per_day
from quotewire_shared.tracing.render import clean

STYLES: Final = {"ok": "green", "failing": "yellow", "parked": "red", "new": "cyan", "off": "dim"}
MOST_NOTE_CHARS: Final = 90


def table_of(statuses: Sequence[SourceStatus], now: float) -> RenderableType:
    """Show many sources, a line each."""
    table = Table(
        "source", "health", "last poll", "last good", "new/day", "next", "fails", "why, or what is wrong",
        box=None, header_style="bold", pad_edge=False,
    )  # fmt: skip
    for status in statuses:
        feed = status.feed
        if feed is None or feed.polled_at is None:
            table.add_row(clean(status.source.id), _word(status), "never", "never", "", "", "", "")
            continue
        rate = per_day(feed.history, now)
        note = f"{feed.code or 'failed'}: {feed.reason or ''}" if feed.failures else feed.why
        wait_s = feed.next_due_at - now
        table.add_row(
            Text(clean(status.source.id)),
            _word(status, quiet=status.is_quiet(now)),
            _ago(feed.polled_at, now),
            _ago(feed.ok_at, now),
            "" if rate is None else f"{rate:.1f}",
            f"in {duration(wait_s)}" if wait_s > 0 else "now",
            str(feed.failures or ""),
            Text(clean(note + _marks(status, now), MOST_NOTE_CHARS)),
        )
    counts = ", ".join(f"{count:,} {health}" for health, count in counts_of(statuses).items())
    return Group(table, f"{len(statuses):,} sources: {counts}" if statuses else "no source to show")


def long_form(status: SourceStatus, now: float) -> RenderableType:
    """Show all that is known of one source."""
    source, feed = status.source, status.feed
    lines: list[RenderableType] = [
        Text.assemble(
            (source.id, "bold"), "  ", clean(source.name), "  ", _word(status, quiet=status.is_quiet(now))
        ),
        Text(f"  {clean(source.url)}"),
    ]
    if feed is not None and feed.url != source.url:
        lines.append(Text(f"  polled at {clean(feed.url)}"))
    if feed is not None and feed.polled_at is not None:
        lines.append(
            Text(
                f"  {feed.kind or 'kind not known'}; {feed.entries:,} entries in the last document, "
                f"{feed.new_entries:,} of them new; last poll {iso(feed.polled_at)}, last good {iso(feed.ok_at) or 'never'}"
            )
        )
        marks = [f"ETag {clean(feed.etag, 60)}"] if feed.etag else []
        marks += [f"Last-Modified {clean(feed.last_modified, 60)}"] if feed.last_modified else []
        lines.append(
            Text(f"  validators: {', '.join(marks) or 'none, so each poll reads the whole document'}")
        )
    lines += [Text(f"  {clean(sentence)}") for sentence in sentences_of(status, now)]
    if status.pages is not None and status.pages.newest:
        lines += ["", _newest(status)]
    return Group(*lines)


def _newest(status: SourceStatus) -> RenderableType:
    table = Table("newest pages", "first seen", "phase", "code", box=None, header_style="bold")
    for page in status.pages.newest if status.pages else ():
        table.add_row(
            Text(clean(page.named_url, 120)), iso(page.first_seen_at) or "", page.phase, Text(page.code or "")
        )
    return table


def _word(status: SourceStatus, *, quiet: bool = False) -> Text:
    return Text(f"{status.health}, quiet" if quiet else status.health, STYLES[status.health])


def _marks(status: SourceStatus, now: float) -> str:
    feed = status.feed
    marks = [] if status.listed else ["not in the file"]
    if feed is not None and feed.hub_until is not None and feed.hub_until > now:
        marks.append("hub")
    return f" [{', '.join(marks)}]" if marks else ""


def _ago(seconds: float | None, now: float) -> str:
    return "never" if not seconds else f"{duration(max(now - seconds, 0.0))} ago"
