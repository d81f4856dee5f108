"""The article's own paragraphs out of a page; the only user of trafilatura."""

import re
from collections import Counter
from collections.abc import Iterator
from configparser import ConfigParser
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

import trafilatura
from lxml import etree
from lxml.html import HtmlElement, document_fromstring
from trafilatura.settings import DEFAULT_CONFIG, Extractor

from quotewire_parser.extraction.blocks import Block, ends_line, read_blocks
from quotewire_parser.extraction.container import MIN_PARAGRAPH_CHARS, find_container, prose_in
from quotewire_parser.extraction.headings import bounded_text
from quotewire_parser.extraction.markup import Furniture, is_elsewhere
from quotewire_parser.extraction.merge import merge
from quotewire_parser.extraction.others import drop_others
from quotewire_parser.extraction.prune import prune
from quotewire_parser.extraction.repairs import repair
from quotewire_parser.extraction.repeats import drop_pull_quotes
from quotewire_parser.extraction.summaries import drop_summary
from quotewire_parser.extraction.tree import marks, tidy, visible_text
from quotewire_parser.extraction.words import SENTENCE_END

ENOUGH_CHARS = 200
"""A container that gives less is not believed to hold the article: the whole page is read as well."""
MOST_LEADS = 12
LONGEST_CARD = 400
"""Characters; an `<article>` under a linked heading that has more is read as one."""

LONGEST_KICKER = 60
"""Characters of a line above the headline that is no part of the text."""

_PULLED = re.compile(r"pull-?quote|quote-?pull|tweetable")
_BLOCK_TAGS = frozenset({"p", "head", "item", "quote", "cell", "row", "list", "table", "code", "div", "body"})


@dataclass(frozen=True, slots=True)
class Body:
    """The paragraphs of an article, in order, each one line."""

    paragraphs: tuple[str, ...]
    leads: frozenset[str] = frozenset()
    """Those of them that stand apart above the others, as a line under the headline does."""


def find_body(tree: HtmlElement, furniture: Furniture) -> Body:
    """
    Find the article in *tree*, which is changed by that.

    What its markup calls a box is taken out first. The part that its author marked as the article (itemprop, one
    `<article>`, `<main>`), or else where the prose stands, is then read twice: by trafilatura, which clears it of what is
    left of boxes and links, and block by block, which puts back the subheads and lines among siblings that trafilatura
    loses. Where that gives next to nothing, the whole page is tried.
    """
    _prepare(tree, furniture)
    prose = prose_in(tree)
    container = find_container(tree, prose)
    paragraphs: list[str] = []
    blocks: list[Block] = []
    if container is not None:
        drop_summary(container, prose[container])
        blocks = list(read_blocks(container))
        paragraphs = merge(_paragraphs(_alone(container), fast=True), blocks)
    if sum(map(len, paragraphs)) < ENOUGH_CHARS:
        all_blocks = list(read_blocks(tree))
        whole = merge(_paragraphs(tree, fast=False), all_blocks)
        if sum(map(len, whole)) > 2 * sum(map(len, paragraphs)):
            paragraphs, blocks = whole, all_blocks
    return Body(tuple(paragraphs), frozenset(_leads(blocks)))


def _leads(blocks: list[Block]) -> Iterator[str]:
    chars: Counter[HtmlElement | None] = Counter()
    for block in blocks:
        chars[block.parent] += len(block.text)
    if not chars:
        return
    place = chars.most_common(1)[0][0]
    for block in blocks[:MOST_LEADS]:
        if block.parent is place and not block.is_heading:
            return
        yield block.text


def _prepare(tree: HtmlElement, furniture: Furniture) -> None:
    """Take out what was read already or is not seen, and save what trafilatura would lose."""
    heading = next(iter(furniture.headings), None)
    drop_others(tree, heading)
    if heading is not None:
        _clear_above(heading)
    standfirst = furniture.standfirst
    if standfirst is not None and _follows_prose(standfirst):
        standfirst = None  # a subhead, whatever its class is called
    _drop(*furniture.headings[1:], *furniture.bylines, standfirst, *_unwanted(tree))
    if heading is not None:
        heading.clear(keep_tail=True)
        heading.tag = "hr"  # marks where the headline stood
    prune(tree, heading)
    _drop(heading)
    drop_pull_quotes(tree)
    repair(tree)
    _join_entries(tree)


def _drop(*elements: HtmlElement | None) -> None:
    for element in elements:
        if element is not None and element.getparent() is not None:
            element.drop_tree()


def _clear_above(heading: HtmlElement) -> None:
    """Drop the short lines above the headline: kickers, labels, a path to the page."""
    for node in (heading, *heading.iterancestors()):
        if node.tag in {"body", "html"} or _follows_prose(node):
            return  # the text stands above: this is no headline of it
        for line in list(
            node.itersiblings(
                "p", "div", "span", "a", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "strong", preceding=True
            )
        ):
            text = bounded_text(line, LONGEST_KICKER)
            if text and not SENTENCE_END.search(text):
                line.drop_tree()


def _follows_prose(element: HtmlElement) -> bool:
    return any(
        len(visible_text(paragraph)) > MIN_PARAGRAPH_CHARS
        for node in element.itersiblings(preceding=True)
        for paragraph in node.iter("p")
    )


def _unwanted(tree: HtmlElement) -> Iterator[HtmlElement]:
    # Scripts were read already; trafilatura would make one paragraph of the articleBody in JSON-LD.
    yield from tree.iter("script")
    yield from (line for line in tree.iter("p", "li", "span") if line.get("hidden") is not None)
    yield from (box for box in tree.iter("blockquote", "div", "figure", "p") if _PULLED.search(marks(box)))
    yield from (article for article in tree.iter("article") if _is_card(article))


def _is_card(article: HtmlElement) -> bool:
    """Tell whether *article* is an appetiser for another page: its heading is a link away, and little stands below."""
    chars = 0
    for piece in article.itertext():  # bounded: articles may nest a thousand deep around five megabytes
        chars += len(piece)
        if chars > LONGEST_CARD:
            return False
    heading = next(article.iter("h2", "h3", "h4"), None)
    if heading is None:
        return False
    links = [*heading.iter("a"), *heading.iterancestors("a")]
    return any(not (link.get("href") or "#").startswith("#") for link in links)


def _join_entries(tree: HtmlElement) -> None:
    """Make plain sections of the sibling articles of a live blog: trafilatura reads the first article only."""
    for parent in {article.getparent() for article in tree.iter("article")} - {None}:
        entries = [
            child
            for child in parent
            if child.tag == "article" and _has_prose(child) and not is_elsewhere(child)
        ]
        if len(entries) > 1 and not any(next(entry.iter("h1"), None) is not None for entry in entries):
            for entry in entries:
                entry.tag = "section"


def _has_prose(element: HtmlElement) -> bool:
    for paragraph in element.iter("p"):
        text = visible_text(paragraph)
        linked = sum(len(visible_text(link)) for link in paragraph.iter("a"))
        if len(text) >= MIN_PARAGRAPH_CHARS and linked < len(text) / 2:
            return True
    return False


def _alone(container: HtmlElement) -> HtmlElement:
    page = document_fromstring("<html><body></body></html>")
    content = deepcopy(container)
    content.tail = None
    content.tag = "div" if _has_bare_text(content) else "article"
    for name in ("class", "id"):
        content.attrib.pop(name, None)
    stated = content.findall(".//*[@itemprop='articleBody']")
    if len(stated) > 1:
        for part in stated:
            del part.attrib["itemprop"]  # of several trafilatura reads the first
    place = page[0]
    if content.tag == "div":
        place = etree.SubElement(
            place, "article"
        )  # of text in an <article> itself trafilatura makes one paragraph
    place.append(content)
    return page


def _has_bare_text(element: HtmlElement) -> bool:
    return any(
        len((text or "").strip()) > MIN_PARAGRAPH_CHARS
        for text in (element.text, *(child.tail for child in element))
    )


def _paragraphs(tree: HtmlElement, *, fast: bool) -> list[str]:
    document: Any = trafilatura.bare_extraction(tree, options=_options(fast=fast))
    if document is None or document.body is None:
        return []
    return [line for line in map(tidy, _lines(document.body)) if line]


@cache
def _options(*, fast: bool) -> Extractor:
    config = ConfigParser()
    config.read_dict(DEFAULT_CONFIG)
    config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = str(ENOUGH_CHARS)
    return Extractor(config=config, comments=False, fast=fast, output_format="python")


def _lines(body: Any) -> Iterator[str]:
    """Split trafilatura's result into paragraphs: each block, list item and table row is one."""
    line: list[str] = []
    for event, node in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            at_break = node.tag == "lb" and ends_line(line, node.tail or "")
            if at_break or (node.tag in _BLOCK_TAGS and node.tag != "cell" and line):
                yield "".join(line)
                line = []
            elif node.tag == "lb":
                line.append(" ")
            line.append(node.text or "")
            continue
        if node.tag in _BLOCK_TAGS and node.tag != "cell":
            yield "".join(line)
            line = []
        elif node.tag == "cell":
            line.append(" ")
        line.append(node.tail or "")
    yield "".join(line)
