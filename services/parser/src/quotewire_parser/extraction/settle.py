"""Many claims to one answer for each field, with the source that gave it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from urllib.parse import urljoin

from quotewire_parser.extraction.claims import Claims
from quotewire_parser.extraction.moments import choose_times
from quotewire_parser.extraction.people import people_in
from quotewire_parser.extraction.sections import is_section, narrow
from quotewire_parser.extraction.titles import (
    agrees,
    between,
    clean_title,
    fold,
    is_template,
    same_line,
    site_names,
    tail_after,
    whole_title,
)
from quotewire_parser.extraction.tree import tidy
from quotewire_shared.messages import ArticleFetched, ProvenanceSource

T = TypeVar("T")
LONGEST_LABEL = 100
"""Characters of a section or a publisher; longer ones are sentences."""
MOST_SIGNING = 6
"""People; a longer list on the page is the staff, not those who sign."""
LONGEST_STANDFIRST = 1_000
LONGEST_ADDRESS = 2_048
LONGEST_CLAIM = 300
# Words before a place that never stand before a person.
_IN = r"(?<!\w)(?:in|at|near|outside|en|em|w|v|ve|i|på|nach|naar|в|у|στο|στη|στην)"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is believed of an article, besides its text."""

    title: str | None
    standfirst: str | None
    authors: tuple[str, ...]
    published_at: datetime | None
    modified_at: datetime | None
    section: str | None
    image_url: str | None
    publisher: str | None
    provenance: dict[str, ProvenanceSource]


def settle(
    page: ArticleFetched, claims: Sequence[Claims], *, headings: Sequence[str] = (), sample: str = ""
) -> Facts:
    """
    Choose one value a field: that of the first of *claims* that has a credible one.

    *headings* are the headlines as the page shows them; they tell where a title ends and a site's name begins.
    *sample* is some of the article's text; its language tells how dates are meant.
    """
    provenance: dict[str, ProvenanceSource] = {}
    outlets = tuple(_outlets(page, claims, headings))

    def choose(field: str, options: Iterator[tuple[ProvenanceSource, T]]) -> T | None:
        for source, value in options:
            provenance[field] = source
            return value
        return None

    times = choose_times(page, claims, sample=sample)
    published_at = choose("published_at", iter([times.published] if times.published else []))
    modified_at = choose("modified_at", iter([times.modified] if times.modified else []))
    return Facts(
        title=choose("title", _titles(claims, outlets, headings)),
        standfirst=choose("standfirst", _standfirsts(claims)),
        authors=choose("authors", _authors(claims, outlets, sample)) or (),
        published_at=published_at,
        modified_at=modified_at,
        section=choose("section", _sections(claims, tuple(_publishing(page, claims)), headings)),
        image_url=choose("image_url", _images(claims, page.final_url)),
        publisher=choose("publisher", _publishers(page, claims)),
        provenance=provenance,
    )


def _outlets(page: ArticleFetched, claims: Sequence[Claims], headings: Sequence[str]) -> Iterator[str]:
    yield from _publishing(page, claims)
    for claim in claims:
        yield from (name for title in claim.titles if (name := tail_after(title, headings)))
    yield from site_names(page.final_url)


def _publishing(page: ArticleFetched, claims: Sequence[Claims]) -> Iterator[str]:
    if page.publisher:
        yield page.publisher
    for claim in claims:
        yield from claim.publishers


def _titles(
    claims: Sequence[Claims], outlets: tuple[str, ...], headings: Sequence[str]
) -> Iterator[tuple[ProvenanceSource, str]]:
    cleaned = [
        (claim.source, title)
        for claim in claims
        for raw in claim.titles
        if (title := clean_title(raw, outlets=outlets, headings=headings))
    ]
    others = [title for _, title in cleaned]
    shown = {fold(heading) for heading in headings}
    for source, title in cleaned:
        # What readers see as the headline is the title, if anything else on the page agrees with it at all.
        if (
            source == "html"
            and fold(title) in shown
            and agrees(title, [other for where, other in cleaned if where != "html"])
        ):
            yield source, whole_title(title, others)
    for source, title in cleaned:
        yield source, whole_title(title, others)


def _standfirsts(claims: Sequence[Claims]) -> Iterator[tuple[ProvenanceSource, str]]:
    """Give what readers see under the headline, or in the feed; a page's own descriptions are for search engines."""
    shown = [claim for claim in claims if claim.source in {"html", "feed"}]
    for claim in shown:
        for text in map(tidy, claim.descriptions):
            if " " in text and len(text) <= LONGEST_STANDFIRST and not is_template(text):
                yield claim.source, text


def _authors(
    claims: Sequence[Claims], outlets: tuple[str, ...], sample: str
) -> Iterator[tuple[ProvenanceSource, tuple[str, ...]]]:
    stated = [
        (claim.source, people)
        for claim in claims
        for names in (claim.authors, claim.bylines)
        if names and (people := people_in((_without_places(name, sample) for name in names), outlets=outlets))
    ]
    if not stated:
        return
    # A single word is rather a login, or an outlet's short name, where readers see a whole name.
    source, first = next((entry for entry in stated if not all(map(_is_word, entry[1]))), stated[0])
    # A byline may name more people than machines are told, which is often the first only.
    signed = (
        people_in((_without_places(line, sample),), outlets=outlets)
        for claim in claims
        for line in claim.bylines
    )
    more = next((people for people in signed if _covers(people, first)), None)
    yield ("html", more) if more else (source, first)


def _without_places(claim: str, sample: str) -> str:
    """Cut from a byline what follows a comma and is a place in the text: "Jon Tarn, Port Adomi" where "in Port Adomi" is."""
    head, *rest = claim[:LONGEST_CLAIM].split(",")
    if not rest or not sample:
        return claim
    return ",".join([head, *(part for part in rest if not _is_place(part.strip(" ."), sample))])


def _is_place(part: str, sample: str) -> bool:
    return " " in part and part in sample and bool(re.search(rf"{_IN}\s{re.escape(part)}(?!\w)", sample))


def _is_word(name: str) -> bool:
    """Tell whether *name* is one word, in a script that writes names in several."""
    return " " not in name and name.lower() != name.upper()


def _covers(more: tuple[str, ...], fewer: tuple[str, ...]) -> bool:
    return len(fewer) < len(more) <= MOST_SIGNING and {fold(name) for name in fewer} <= {
        fold(name) for name in more
    }


def _sections(
    claims: Sequence[Claims], outlets: tuple[str, ...], headings: Sequence[str]
) -> Iterator[tuple[ProvenanceSource, str]]:
    for source, text in _labels(claims, lambda claim: claim.sections, outlets):
        # "Metro, Top Stories, Fire": a list of categories, the main one first.
        first = text.split(",")[0].strip() if text.count(",") > 1 else text
        if is_section(first):
            yield source, first
    for claim in claims:
        for title in claim.titles:
            parts = [
                part
                for part in between(title, headings)
                if not any(same_line(part, name) for name in outlets)
            ]
            yield from ((claim.source, section) for section in narrow(parts, ""))


def _labels(
    claims: Sequence[Claims], raw: Callable[[Claims], tuple[str, ...]], barred: tuple[str, ...]
) -> Iterator[tuple[ProvenanceSource, str]]:
    for claim in claims:
        for text in map(tidy, raw(claim)):
            if (
                0 < len(text) <= LONGEST_LABEL
                and "://" not in text
                and not is_template(text)
                and not any(same_line(text, no) for no in barred)
            ):
                yield claim.source, text


def _publishers(page: ArticleFetched, claims: Sequence[Claims]) -> Iterator[tuple[ProvenanceSource, str]]:
    if page.publisher:
        yield "feed", page.publisher
    yield from _labels(claims, lambda claim: claim.publishers, ())


def _images(claims: Sequence[Claims], base: str) -> Iterator[tuple[ProvenanceSource, str]]:
    for claim in claims:
        for address in claim.images:
            try:
                absolute = urljoin(base, address)
            except ValueError:
                continue
            if absolute.startswith(("http://", "https://")) and len(absolute) <= LONGEST_ADDRESS:
                yield claim.source, absolute
