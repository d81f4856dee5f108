"""A fetched page or text to an article: what the parser knows before it looks for people and quotes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from quotewire_parser.extraction.agreement import without_edges
from quotewire_parser.extraction.asian import lead_names, tail_names
from quotewire_parser.extraction.body import ENOUGH_CHARS, Body, find_body
from quotewire_parser.extraction.boilerplate import body_lines, top_lines
from quotewire_parser.extraction.claims import Claims
from quotewire_parser.extraction.completeness import asks_for_money, is_paywall_notice, judge
from quotewire_parser.extraction.credits import read_credit
from quotewire_parser.extraction.jsonld import read_jsonld
from quotewire_parser.extraction.markup import read_markup
from quotewire_parser.extraction.metatags import read_metatags
from quotewire_parser.extraction.people import is_byline
from quotewire_parser.extraction.plaintext import read_plain
from quotewire_parser.extraction.settle import Facts, settle
from quotewire_parser.extraction.states import read_states, scripts_of
from quotewire_parser.extraction.titles import same_line, starts_within
from quotewire_parser.extraction.tree import parse_html, tidy, visible_text, without_forbidden
from quotewire_parser.refusals import NoTextError, PageTooLargeError
from quotewire_parser.signature import count_words
from quotewire_shared.messages import MAX_PAGE_BYTES, ArticleFetched, Completeness, ProvenanceSource

MOST_SAMPLED = 12
"""Paragraphs from which the language is told where the page's own word for it is doubtful."""
_QUOTED = re.compile(r"[\"“”„«»‹›‘]|(?<!\w)'\w")
"""A line with one of these may hold a quote; an apostrophe counts only where a word begins ("don't" has one inside)."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """An article without its actors and quotes. *text* is the paragraphs joined by blank lines, without the title."""

    facts: Facts
    text: str
    word_count: int
    completeness: Completeness
    languages: tuple[str, ...]
    """Languages that page and feed state, as they state them; the likeliest first."""
    provenance: dict[str, ProvenanceSource]


def extract(page: ArticleFetched, *, min_text_chars: int) -> Extracted:
    """
    Read *page*.

    Raises:
        PageTooLargeError: it is over 5 MiB.
        PageTooDeepError: its tags nest deeper than 2,048 levels.
        NoTextError: it holds less than *min_text_chars* characters of article.
    """
    source = page.html if page.html is not None else page.text or ""
    if len(source) > MAX_PAGE_BYTES or (
        len(source) * 4 > MAX_PAGE_BYTES and len(source.encode("utf-8", "replace")) > MAX_PAGE_BYTES
    ):
        raise PageTooLargeError("The page is over 5 MiB.")
    found = _from_text(page, source) if page.html is None else _from_html(page, source)
    if len(found.text) < min_text_chars:
        raise NoTextError(
            f"Only {len(found.text)} characters of article were found; {min_text_chars} are the least."
        )
    return found


def _from_html(page: ArticleFetched, source: str) -> Extracted:
    tree = parse_html(source)
    if tree is None:
        raise NoTextError("The page is empty.")
    markup, furniture = read_markup(tree)
    headings = furniture.headlines
    jsonld = read_jsonld(tree, urls=(page.canonical_url, page.final_url, page.url), headings=headings)
    claims = (jsonld, read_metatags(tree), markup, _feed_claims(page))
    notice = asks_for_money(tree)
    shown = _shown(furniture.standfirst)
    body_source: ProvenanceSource = "html"
    scripts = scripts_of(tree)
    body = find_body(tree, furniture)
    paragraphs = _without_standfirst(body, claims)
    if sum(map(len, paragraphs)) < ENOUGH_CHARS and (stated := read_states(scripts, headings)):
        # The page builds its text by script, out of data that it carries.
        paragraphs = stated
    if jsonld.body and len(jsonld.body) > 2 * sum(map(len, paragraphs)):
        # The page builds its text by script; its structured data has it anyway.
        paragraphs, body_source = (
            tuple(line for line in map(tidy, jsonld.body.splitlines()) if line),
            "jsonld",
        )
    else:
        paragraphs = without_edges(paragraphs, jsonld.body)
    if shown and _QUOTED.search(shown) and not any(shown in line for line in paragraphs):
        # Words are quoted in the line under the headline: they need their place in the text.
        paragraphs = (shown, *paragraphs)
    return _finish(page, claims, paragraphs, headings=headings, notice=notice, body_source=body_source)


def _without_standfirst(body: Body, claims: Sequence[Claims]) -> tuple[str, ...]:
    """Give the paragraphs without a line above them that the page also gives as its description."""
    described = {text for claim in claims for text in claim.descriptions}
    return tuple(
        line
        for line in body.paragraphs
        if line not in body.leads
        or _QUOTED.search(line)
        or not any(same_line(line, text) for text in described)
    )


def _shown(standfirst: HtmlElement | None) -> str | None:
    return visible_text(standfirst) if standfirst is not None else None


def _from_text(page: ArticleFetched, source: str) -> Extracted:
    feed = _feed_claims(page)
    plain = read_plain(without_forbidden(source), known_title=feed.titles[0] if feed.titles else None)
    # A headline that was given is not guessed.
    guessed = Claims("heuristic", titles=(plain.title,) if plain.title and not feed.titles else ())
    claims = (guessed, feed)
    return _finish(page, claims, plain.paragraphs, headings=(), notice=False, body_source="heuristic")


def _feed_claims(page: ArticleFetched) -> Claims:
    if page.feed is None:
        return Claims("feed")
    feed = page.feed
    return Claims(
        "feed",
        titles=(feed.title,) if feed.title else (),
        descriptions=(feed.summary,) if feed.summary else (),
        authors=feed.authors,
        published=(feed.published_at.isoformat(),) if feed.published_at else (),
        languages=(feed.language,) if feed.language else (),
    )


def _finish(
    page: ArticleFetched,
    claims: tuple[Claims, ...],
    raw: Sequence[str],
    *,
    headings: tuple[str, ...],
    notice: bool,
    body_source: ProvenanceSource,
) -> Extracted:
    signed = _signatures(raw, body_source)
    facts = settle(page, (*claims, signed), headings=headings, sample=" ".join(raw[:MOST_SAMPLED]))
    notice = notice or any(is_paywall_notice(line) for line in raw)
    paragraphs = body_lines(
        raw, titles=(facts.title, *headings), authors=facts.authors, publisher=facts.publisher
    )
    text = "\n\n".join(paragraphs)
    word_count = count_words(text)
    provenance: dict[str, ProvenanceSource] = {**facts.provenance, "text": body_source}
    if facts.standfirst and (
        starts_within(facts.standfirst, text) or same_line(facts.standfirst, facts.title)
    ):
        facts = replace(facts, standfirst=None)
        del provenance["standfirst"]
    return Extracted(
        facts=facts,
        text=text,
        word_count=word_count,
        completeness=judge(paragraphs, word_count, claims, notice=notice),
        languages=tuple(language for claim in claims for language in claim.languages),
        provenance=provenance,
    )


def _signatures(raw: Sequence[str], source: ProvenanceSource) -> Claims:
    """Read who signed the text itself: "By NAME" at its top, "NAME contributed to this report" anywhere."""
    signed = [credit for line in raw if (credit := read_credit(line))]
    names = (
        *(line for line in (*raw[: top_lines(raw)], *raw[-2:]) if is_byline(line)),
        *(name for line in raw[:3] for name in lead_names(line)),
        *(name for line in raw[-2:] for name in tail_names(line)),
        *(name for credit in signed for name in credit.people),
    )
    return Claims(
        source if source == "html" else "heuristic",
        authors=names,
        bylines=("; ".join(names),) if names else (),
        publishers=tuple(credit.outlet for credit in signed if credit.outlet),
    )
