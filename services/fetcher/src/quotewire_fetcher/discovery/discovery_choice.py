"""Which of the feeds that a site has are worth reading: pure judgement over what was found."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from quotewire_fetcher.discovery.candidates import (
    Candidate,
    is_about_comments,
    is_podcast,
    newsiness,
    part_of_site,
)
from quotewire_fetcher.discovery.feed_facts import Facts, is_dead

FEED_KINDS = frozenset({"rss", "rdf", "atom", "jsonfeed"})
SITEMAP_KINDS = frozenset({"sitemap", "sitemapindex"})
_NUMBERED = re.compile(r"\d(?:\.xml)?(?:\.gz)?$|\d{4}[-/]?\d\d")
"""Addresses of documents that are others next month."""

NEWS = "news sitemap"
SAME_SHARE = 0.8
"""Two feeds with this share of entries in common are one feed in two forms."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One candidate, and what came of asking for it."""

    candidate: Candidate
    url: str
    """Where it was found in the end."""
    code: str
    """ok, or why there is nothing to read."""
    reason: str = ""
    facts: Facts | None = None
    pages: frozenset[str] = field(default=frozenset(), repr=False)
    """Canonical addresses of its entries."""
    note: str = ""
    """Why it is chosen or not, for a person."""
    chosen: bool = False

    @property
    def kind(self) -> str | None:
        """What it turned out to be."""
        return None if self.facts is None else self.facts.kind

    @property
    def is_feed(self) -> bool:
        """Whether it is a feed, not a sitemap."""
        return self.kind in FEED_KINDS


def judge(findings: Sequence[Finding], now: datetime, *, kind: str | None = None) -> list[Finding]:
    """
    Choose what should be read, and say of each of *findings* why or why not, in their order.

    What was asked for by its own address is chosen as it is. Else a news sitemap and the main feed are: the sitemap
    names every article at once, the feed is lighter and polled more often. Where there is neither, a sitemap.
    *kind*: only that.
    """
    judged = [replace(finding, note=_fault(finding, now), chosen=False) for finding in findings]
    if kind is not None:
        judged = [
            replace(finding, note=f"not of kind {kind}")
            if not finding.note and not _is(finding, kind)
            else finding
            for finding in judged
        ]
    for place, finding in enumerate(judged):
        if (
            finding.candidate.found_by == "given"
            and finding.kind not in (None, "page")
            and _is(finding, kind)
        ):
            judged[place] = replace(finding, chosen=True, note=finding.note or "the address that was given")
    good = [place for place, finding in enumerate(judged) if not finding.note]
    feeds = [place for place in good if judged[place].is_feed]
    order = sorted(feeds, key=lambda place: _feed_order(judged, place, feeds))
    for rank, place in enumerate(order):
        better = [judged[other] for other in order[:rank]]
        judged[place] = (
            replace(judged[place], chosen=True, note="main feed")
            if rank == 0
            else replace(judged[place], note=_relation(judged[place], better))
        )
    news = sorted(
        (place for place in good if judged[place].kind == "newssitemap"),
        key=lambda place: (-_rate(judged[place]), place),
    )
    for place in [place for place in news if _lasting(judged, place) != place]:
        index = judged[_lasting(judged, place)].url
        judged[place] = replace(judged[place], note=f"read through {index}")
    news = list(dict.fromkeys(_lasting(judged, place) for place in news))
    _choose_first(judged, news, NEWS, "another news sitemap")
    maps = sorted(
        (place for place in good if judged[place].kind in SITEMAP_KINDS),
        key=lambda place: (judged[place].kind != "sitemapindex", place),
    )
    if feeds or news:
        for place in set(maps) - set(news):
            judged[place] = replace(judged[place], note="all pages, old and new; the chosen ones are enough")
    else:
        _choose_first(judged, maps, "no feed was found; new pages are told by date", "another sitemap")
    return judged


def _choose_first(judged: list[Finding], places: Sequence[int], first: str, other: str) -> None:
    for rank, place in enumerate(places):
        judged[place] = replace(judged[place], chosen=rank == 0, note=first if rank == 0 else other)


def _lasting(judged: Sequence[Finding], place: int) -> int:
    """
    Give the place of the address to read a news sitemap by: an index of news, where that is what led to it.

    The children of such an index are numbered or named by day, and are others tomorrow.
    """
    parent = judged[place].candidate.parent
    for other, finding in enumerate(judged):
        if finding.url == parent and (newsiness(finding.url) == 0 or _NUMBERED.search(judged[place].url)):
            return other
    return place


def _is(finding: Finding, kind: str | None) -> bool:
    return kind is None or finding.kind == kind or (finding.kind == "rdf" and kind == "rss")


def _fault(finding: Finding, now: datetime) -> str:
    """Say what keeps *finding* from being read at all."""
    if finding.facts is None:
        return "not readable"
    title = finding.facts.title or finding.candidate.title
    if finding.kind == "page":
        return "a page, not a feed"
    if not finding.facts.has_content:
        return "empty"
    if is_about_comments(finding.url, title):
        return "readers' comments"
    if is_podcast(finding.url, title):
        return "podcast"
    if is_dead(finding.facts.newest, now):
        return f"dead: nothing new since {finding.facts.newest:%Y-%m-%d}"
    return ""


def _feed_order(judged: Sequence[Finding], place: int, feeds: Sequence[int]) -> tuple[int, int, float, int]:
    """Order feeds, the main one first: of no part of the site, covering others, busy, named early."""
    finding = judged[place]
    covers = sum(
        _share_inside(judged[other], finding) >= SAME_SHARE and len(judged[other].pages) < len(finding.pages)
        for other in feeds
        if other != place
    )
    return part_of_site(finding.url), -covers, -_rate(finding), place


def _relation(finding: Finding, better: Sequence[Finding]) -> str:
    for other in better:
        inside = _share_inside(finding, other)
        if inside >= SAME_SHARE and _share_inside(other, finding) >= SAME_SHARE:
            return f"the same entries as {other.url}"
        if inside >= SAME_SHARE:
            return f"a part of {other.url}"
    return "a part of the site; add it by its address if you want it"


def _share_inside(finding: Finding, other: Finding) -> float:
    return len(finding.pages & other.pages) / len(finding.pages) if finding.pages else 0.0


def _rate(finding: Finding) -> float:
    return (finding.facts.per_day if finding.facts else None) or 0.0
