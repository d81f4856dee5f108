"""Which of the times that a page states is its publication, and which its last change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from quotewire_parser.extraction.claims import Claims
from quotewire_parser.extraction.dates import Moment, moment_in_url, read_time
from quotewire_parser.extraction.places import Place, place_of
from quotewire_parser.extraction.spoken import likely_tags
from quotewire_parser.extraction.yearless import with_year
from quotewire_shared.messages import ArticleFetched, ProvenanceSource

SAME_DAY = timedelta(hours=36)
"""A day and a moment of it, in any zone, are no further apart."""
MADE_NOW = timedelta(minutes=30)
"""A time this near to the fetch is rather when the page was made than when it was published."""
QUARTER_S = 900
MOST_OFFSET_S = 14 * 3600

Stated = tuple[ProvenanceSource, Moment]


@dataclass(frozen=True, slots=True)
class Times:
    """What was chosen, with its source; None where nothing is credible."""

    published: tuple[ProvenanceSource, datetime] | None
    modified: tuple[ProvenanceSource, datetime] | None


def choose_times(page: ArticleFetched, claims: Sequence[Claims], *, sample: str = "") -> Times:
    """
    Choose publication and change among *claims*, in their order.

    A time without a zone gets that of another time on the page which shows the same clock, else an offset that the page
    states anywhere, else the one zone of its country or language (data/places.toml), else UTC. A day alone gives way to
    a time of that day. A time of the fetch gives way to an earlier one that readers see.
    """
    languages = [text for claim in claims for text in claim.languages]
    place = place_of(page.final_url, likely_tags(languages, sample))

    def read(kind: str, zone: tzinfo | None) -> list[Stated]:
        return [
            (claim.source, moment)
            for claim in claims
            for text in (claim.published if kind == "published" else claim.modified)
            if (moment := read_time(text, seen_at=page.fetched_at, place=place, zone=zone))
        ]

    published, modified = read("published", None), read("modified", None)
    offset = _offset([*published, *modified])
    if offset is not None and any(not moment.zoned for _, moment in (*published, *modified)):
        published, modified = read("published", offset), read("modified", offset)
    first = _chosen(published, page.fetched_at)
    if first is None:
        in_url = moment_in_url(page.final_url, seen_at=page.fetched_at)
        first = _of_address(in_url, modified) if in_url else None
    if first is None:
        first = next(_without_year(page, claims, place), None)
    if first is None:
        # Where readers see no other time than that of a change, it is the article's.
        first = next((entry for entry in modified if entry[0] == "html"), None)
    if first is None:
        return Times(None, _plain(_chosen(modified, page.fetched_at)))
    later = [entry for entry in modified if entry[1].at >= first[1].at and entry is not first]
    return Times(_plain(first), _plain(next(iter(_precise(later)), None)))


def _of_address(day: datetime, modified: list[Stated]) -> Stated:
    """Give the *day* that the address has, or the time of a change on that day, if readers see no other."""
    found = Moment(day, day.replace(tzinfo=None), has_time=False, zoned=False)
    shown = (entry for entry in modified if entry[0] == "html" and entry[1].has_time)
    return next((entry for entry in shown if _day_matches(found, entry[1])), ("heuristic", found))


def _without_year(page: ArticleFetched, claims: Sequence[Claims], place: Place) -> Iterator[Stated]:
    for claim in claims:
        for text in claim.published:
            whole = with_year(text, html=page.html or "", seen_at=page.fetched_at)
            moment = read_time(whole, seen_at=page.fetched_at, place=place) if whole else None
            if moment:
                yield claim.source, moment


def _plain(stated: Stated | None) -> tuple[ProvenanceSource, datetime] | None:
    return None if stated is None else (stated[0], stated[1].at)


def _chosen(stated: list[Stated], seen_at: datetime) -> Stated | None:
    if not stated:
        return None
    chosen = stated[0]
    if _is_now(chosen[1], seen_at):
        earlier = [entry for entry in stated if entry[0] == "html" and entry[1].at < seen_at - SAME_DAY]
        chosen = earlier[0] if earlier else chosen
    return next(_better(chosen, stated), chosen)


def _is_now(moment: Moment, seen_at: datetime) -> bool:
    if not moment.has_time:
        return moment.local.date() == seen_at.date()
    return seen_at - moment.at < MADE_NOW


def _better(chosen: Stated, stated: list[Stated]) -> Iterator[Stated]:
    """Give the times that say the same as *chosen* more exactly."""
    _, first = chosen
    if not first.has_time or _is_midnight(first):
        same_day = [
            entry
            for entry in stated
            if entry[1].has_time and not _is_midnight(entry[1]) and _day_matches(first, entry[1])
        ]
        zoned = [entry for entry in same_day if entry[1].zoned]
        yield from zoned[:1] or same_day[:1]
    elif not first.zoned:
        yield from (
            entry
            for entry in stated
            if entry[1].zoned and entry[1].has_time and _same_clock(first.local, entry[1])
        )
        # A stated zone is a better witness than a clock without one (such a clock is often the change's).
        yield from (
            entry
            for entry in stated
            if entry[1].zoned and entry[1].has_time and _day_matches(first, entry[1])
        )


def _is_midnight(moment: Moment) -> bool:
    return (moment.local.hour, moment.local.minute, moment.local.second) == (0, 0, 0)


def _day_matches(day: Moment, exact: Moment) -> bool:
    return exact.local.date() == day.local.date() or exact.at.date() == day.local.date()


def _same_clock(local: datetime, exact: Moment) -> bool:
    """Tell whether *local* is *exact* in some zone: both differ by whole quarters of an hour, at most fourteen hours."""
    seconds = (local - exact.at.replace(tzinfo=None)).total_seconds()
    near = round(seconds / QUARTER_S) * QUARTER_S
    return abs(seconds - near) < 60 and abs(near) <= MOST_OFFSET_S and local.date() == exact.local.date()  # noqa: PLR2004 - a minute


def _precise(stated: list[Stated]) -> list[Stated]:
    return sorted(stated, key=lambda entry: not entry[1].has_time)


def _offset(stated: list[Stated]) -> tzinfo | None:
    """Give the offset that the page states beside a time, if it is one other than UTC."""
    for _, moment in stated:
        if moment.zoned and moment.has_time:
            seconds = (
                round((moment.local.replace(tzinfo=UTC) - moment.at).total_seconds() / QUARTER_S) * QUARTER_S
            )
            if seconds:
                return timezone(timedelta(seconds=seconds))
    return None
