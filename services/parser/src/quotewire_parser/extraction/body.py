"""The article's own paragraphs out of a page; the only user of trafilatura."""

import re
from collections.abc import Iterator
from configparser import ConfigParser
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import trafilatura
from lxml import etree
from lxml.html import HtmlElement, document_fromstring
from trafilatura.settings import DEFAULT_CONFIG, Extractor

from quotewire_parser.extraction.markup import Furniture, is_elsewhere
from quotewire_parser.extraction.tree import marks, tidy, visible_text

ENOUGH_CHARS = 200
"""A container that gives less is not believed to hold the article: the whole page is read as well."""
MIN_PARAGRAPH_CHARS = 60
LONGEST_CARD = 400
"""Characters; an `<article>` under a linked heading that has more is read as one."""

_SENTENCE_END = re.compile(r"[.!?…:;\"”’»)\]]$|^$")
_SPEAKER_TURN = re.compile(r"^(?:[QA]|[A-Z][\w.' -]{0,40}):\s|^[–—-]\s")
_PULLED = re.compile(r"pull-?quote|quote-?pull|tweetable")
_BLOCK_TAGS = frozenset({"p", "head", "item", "quote", "cell", "row", "list", "table", "code", "div", "body"})


@dataclass(frozen=True, slots=True)
class Body:
    """The paragraphs of an article, in order, each one line."""

    paragraphs: tuple[str, ...]


def find_body(tree: HtmlElement, furniture: Furniture) -> Body:
    """
    Find the article in *tree*, which is changed by that.

    The part that its author marked as the article (itemprop, one `<article>`, `<main>`) is preferred; trafilatura
    then clears it of boxes, links and captions. Where that gives next to nothing, the whole page is tried.
    """
    _prepare(tree, furniture)
    container = _container(tree)
    paragraphs: list[str] = []
    if container is not None:
        paragraphs = _paragraphs(_alone(container), fast=True)
    if sum(map(len, paragraphs)) < ENOUGH_CHARS:
        whole = _paragraphs(tree, fast=False)
        if sum(map(len, whole)) > 2 * sum(map(len, paragraphs)):
            paragraphs = whole
    return Body(tuple(paragraphs))


def _prepare(tree: HtmlElement, furniture: Furniture) -> None:
    """Take out what was read already or is not seen, and save what trafilatura would lose."""
    for element in (*furniture.headings, *furniture.bylines, furniture.standfirst, *_unwanted(tree)):
        if element is not None and element.getparent() is not None:
            element.drop_tree()
    for time in list(tree.iter("time")):
        # trafilatura drops <time>; inside a sentence that is a hole in the sentence.
        if next(time.iterancestors("p", "li", "dd", "blockquote", "td"), None) is not None:
            time.tag = "span"
    for quote in list(tree.iter("q")):
        # Browsers draw the marks of <q>; the text has none.
        quote.text = "“" + (quote.text or "")
        if len(quote):
            quote[-1].tail = (quote[-1].tail or "") + "”"
        else:
            quote.text += "”"
        quote.tag = "span"
    _join_entries(tree)


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


def _container(tree: HtmlElement) -> HtmlElement | None:
    for expression in (".//*[@itemprop='articleBody']", ".//article", ".//main", ".//*[@role='main']"):
        found = {node for node in tree.iterfind(expression) if not is_elsewhere(node) and _has_prose(node)}
        outer = [node for node in found if found.isdisjoint(node.iterancestors())]
        if len(outer) == 1:
            return outer[0]
        if outer:
            return None
    return None


def _alone(container: HtmlElement) -> HtmlElement:
    page = document_fromstring("<html><body></body></html>")
    content = deepcopy(container)
    content.tail = None
    content.tag = "article"
    for name in ("class", "id"):
        content.attrib.pop(name, None)
    page[0].append(content)
    return page


def _paragraphs(tree: HtmlElement, *, fast: bool) -> list[str]:
    document: Any = trafilatura.bare_extraction(tree, options=_options(fast=fast))
    if document is None or document.body is None:
        return []
    return [line for line in map(tidy, _lines(document.body)) if line]


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
            at_break = node.tag == "lb" and _ends_line(line, node.tail or "")
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


def _ends_line(before: list[str], after: str) -> bool:
    """Tell whether a line break ends a paragraph: after a sentence, or before the next turn of a conversation."""
    if not after.strip():
        return True
    # Only the last piece with a word in it matters: joining all of them at each break would be quadratic.
    last = next((piece.rstrip() for piece in reversed(before) if piece.strip()), "")
    return bool(_SENTENCE_END.search(last) or _SPEAKER_TURN.match(after.lstrip()))
