"""Mends what trafilatura would lose or run together, before it reads a page."""

import re

from lxml import etree
from lxml.html import HtmlElement

from quotewire_parser.extraction.tree import visible_text

MOST_SPANS = 3_000

_INDENTED = re.compile(r"\s*\n\s*(?=\u3000)")
_NOTE = re.compile(r"[\[(]?(?:\d{1,3}|[a-z*†‡])[\])]?")


def repair(tree: HtmlElement) -> None:
    """Keep times and marks of quotation in *tree*, break its lines, drop signs of footnotes."""
    if sum(1 for _ in tree.iter("span", "font")) > MOST_SPANS:
        _without_spans(tree)
    for time in list(tree.iter("time")):
        # trafilatura drops <time>; inside a sentence that is a hole in the sentence.
        if next(time.iterancestors("p", "li", "dd", "blockquote", "td"), None) is not None:
            time.tag = "span"
    for note in list(tree.iter("sup")):
        if _NOTE.fullmatch(visible_text(note)) and next(note.iter("a"), None) is not None:
            note.drop_tree()
    for quote in list(tree.iter("q")):
        _set_marks(quote)
    _break_at_indents(tree)


def _set_marks(quote: HtmlElement) -> None:
    # Browsers draw the marks of <q>; the text has none.
    quote.text = "“" + (quote.text or "")
    if len(quote):
        quote[-1].tail = (quote[-1].tail or "") + "”"
    else:
        quote.text += "”"
    quote.tag = "span"


def _without_spans(tree: HtmlElement) -> None:
    """Leave the text of spans only: where one stands around each word, trafilatura's time grows with their square."""
    etree.strip_tags(tree, "span", "font")
    for element in tree.iter(etree.Element):
        # What is left are as many pieces of text side by side; an assignment makes one of them.
        if element.text:
            element.text = str(element.text)
        if element.tail:
            element.tail = str(element.tail)


def _break_at_indents(tree: HtmlElement) -> None:
    """Set a line break where a new line begins with an ideographic space: Japanese portals part paragraphs by nothing else."""
    for element in list(tree.iter("p", "div", "article", "section")):
        lines = _INDENTED.split(element.text or "")
        if len(lines) > 1:
            element.text = lines[0]
            for at, line in enumerate(lines[1:]):
                mark = element.makeelement("br")
                mark.tail = line
                element.insert(at, mark)
