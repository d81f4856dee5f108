"""Many claims to one answer for each field, with the source that gave it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from urllib.parse import urljoin

from quotewire_parser.extraction.claims import Claims
from quotewire_parser.extraction.dates import moment_in_url, read_moment
from quotewire_parser.extraction.people import people_in
from quotewire_parser.extraction.titles import clean_title, is_template, same_line, site_names, whole_title
from quotewire_parser.extraction.tree import tidy
from quotewire_shared.messages import ArticleFetched, ProvenanceSource

T = TypeVar("T")
LONGEST_LABEL = 100
"""Characters of a section or a publisher; longer ones are sentences."""
LONGEST_STANDFIRST = 1_000
LONGEST_ADDRESS = 2_048


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


def settle(page: ArticleFetched, claims: Sequence[Claims], *, headings: Sequence[str] = ()) -> Facts:
    """
    Choose one value a field: that of the first of *claims* that has a credible one.

    *headings* are the headlines as the page shows them; they tell where a title ends and a site's name begins.
    """
    provenance: dict[str, ProvenanceSource] = {}
    outlets = tuple(_outlets(page, claims))

    def choose(field: str, options: Iterator[tuple[ProvenanceSource, T]]) -> T | None:
        for source, value in options:
            provenance[field] = source
            return value
        return None

    def moments(raw: Callable[[Claims], tuple[str, ...]]) -> Iterator[tuple[ProvenanceSource, datetime]]:
        for claim in claims:
            for text in raw(claim):
                moment = read_moment(text, seen_at=page.fetched_at)
                if moment is not None:
                    yield claim.source, moment

    published_at = choose("published_at", moments(lambda claim: claim.published))
    if published_at is None:
        in_url = moment_in_url(page.final_url, seen_at=page.fetched_at)
        published_at = choose("published_at", iter([("heuristic", in_url)] if in_url else []))
    modified_at = choose("modified_at", moments(lambda claim: claim.modified))
    if modified_at and published_at and modified_at < published_at:
        modified_at = None
        del provenance["modified_at"]
    return Facts(
        title=choose("title", _titles(claims, outlets, headings)),
        standfirst=choose("standfirst", _standfirsts(claims)),
        authors=choose("authors", _authors(claims, outlets)) or (),
        published_at=published_at,
        modified_at=modified_at,
        section=choose("section", _labels(claims, lambda claim: claim.sections, outlets)),
        image_url=choose("image_url", _images(claims, page.final_url)),
        publisher=choose("publisher", _publishers(page, claims)),
        provenance=provenance,
    )


def _outlets(page: ArticleFetched, claims: Sequence[Claims]) -> Iterator[str]:
    if page.publisher:
        yield page.publisher
    for claim in claims:
        yield from claim.publishers
    yield from site_names(page.final_url)


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
    for source, title in cleaned:
        yield source, whole_title(title, others)


def _standfirsts(claims: Sequence[Claims]) -> Iterator[tuple[ProvenanceSource, str]]:
    # The line that readers see under the headline comes before descriptions that are written for search engines.
    for claim in sorted(claims, key=lambda claim: claim.source != "html"):
        for text in map(tidy, claim.descriptions):
            if " " in text and len(text) <= LONGEST_STANDFIRST and not is_template(text):
                yield claim.source, text


def _authors(
    claims: Sequence[Claims], outlets: tuple[str, ...]
) -> Iterator[tuple[ProvenanceSource, tuple[str, ...]]]:
    for claim in claims:
        people = people_in(claim.authors, outlets=outlets)
        if people:
            yield claim.source, people


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
