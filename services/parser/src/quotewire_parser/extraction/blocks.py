"""A second reading of the article's part of a page: every block of text in order, with what its markup says of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from quotewire_parser.extraction.tree import tidy

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt", "summary"})
_BLOCKS = _HEADINGS | {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "figure", "footer", "form", "header",
    "hr", "li", "main", "ol", "p", "pre", "section", "table", "tbody", "tr", "ul",
}  # fmt: skip
_UNREAD = frozenset(
    {
        "script",
        "style",
        "figure",
        "figcaption",
        "form",
        "nav",
        "button",
        "svg",
        "noscript",
        "template",
        "head",
        "select",
        "textarea",
    }
)
_SENTENCE_END = re.compile(r"[.!?…:;\"”’»)\]。！？」』।۔؟]$|^$")
_SPEAKER_TURN = re.compile(r"^(?:[QA]|[A-Z][\w.' -]{0,40}):\s|^[–—-]\s")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item or table row."""

    text: str
    is_heading: bool
    linked: int
    """Characters of it that stand in links."""
    owner: HtmlElement
    parent: HtmlElement | None
    """The element of the block and what that stands in: paragraphs with the same parent belong together."""


class _Reader:
    """Collects the text of one block after another."""

    def __init__(self, container: HtmlElement) -> None:
        self._container = container
        self._pieces: list[str] = []
        self._linked = self._unread = self._in_link = 0
        self._owners: list[HtmlElement] = []

    def flush(self) -> Iterator[Block]:
        text = tidy("".join(self._pieces))
        if text:
            owner = self._owners[-1] if self._owners else self._container
            yield Block(text, owner.tag in _HEADINGS, self._linked, owner, owner.getparent())
        self._pieces.clear()
        self._linked = 0

    def open(self, node: HtmlElement, tag: str) -> Iterator[Block]:
        self._unread += tag in _UNREAD
        if self._unread:
            return
        if tag in _BLOCKS or (tag == "br" and ends_line(self._pieces, node.tail or "")):
            yield from self.flush()
        elif tag in {"br", "td", "th"}:
            self._pieces.append(" ")
        if tag in _BLOCKS:
            self._owners.append(node)
        self._in_link += tag == "a"
        self._say(node.text)

    def close(self, node: HtmlElement, tag: str) -> Iterator[Block]:
        if tag in _UNREAD:
            self._unread -= 1
        elif not self._unread:
            self._in_link -= tag == "a"
            if tag in _BLOCKS:
                yield from self.flush()
                self._owners.pop()
        if not self._unread and node is not self._container:
            self._say(node.tail)

    def _say(self, text: str | None) -> None:
        if text:
            self._pieces.append(text)
            self._linked += len(text) if self._in_link else 0


def read_blocks(container: HtmlElement) -> Iterator[Block]:
    """Give the blocks of *container* that have text, in order."""
    reader = _Reader(container)
    for event, node in etree.iterwalk(container, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else "script"
        yield from reader.open(node, tag) if event == "start" else reader.close(node, tag)
    yield from reader.flush()


def ends_line(before: list[str], after: str) -> bool:
    """Tell whether a line break ends a paragraph: after a sentence, or before the next turn of a conversation."""
    if not after.strip():
        return True
    # Only the last piece with a word in it matters: joining all of them at each break would be quadratic.
    last = next((piece.rstrip() for piece in reversed(before) if piece.strip()), "")
    return bool(_SENTENCE_END.search(last[-8:]) or _SPEAKER_TURN.match(after.lstrip()))
