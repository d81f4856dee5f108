"""Readers' comments in boxes that no name tells: each ends with a way to answer it."""

from collections import defaultdict
from collections.abc import Iterator

from lxml.html import HtmlElement

from quotewire_parser.extraction.words import fold, phrases

LEAST_COMMENTS = 3
LONGEST_LABEL = 40
MOST_LABELS = 500

_ITEMS = frozenset({"div", "li", "article", "section"})


def find_comments(tree: HtmlElement) -> set[HtmlElement]:
    """Give the elements of *tree* that are comments: siblings with one name, each with such a label in it."""
    rows: defaultdict[tuple[HtmlElement, str, str], set[HtmlElement]] = defaultdict(set)
    for label in _labels(tree):
        for item in label.iterancestors(*_ITEMS):
            parent = item.getparent()
            if parent is not None and item.get("class"):
                rows[parent, str(item.tag), item.get("class") or ""].add(item)
    return {item for items in rows.values() if len(items) >= LEAST_COMMENTS for item in items}


def _labels(tree: HtmlElement) -> Iterator[HtmlElement]:
    seen = 0
    for element in tree.iter("a", "button", "span", "div", "p"):
        text = element.text or ""
        if (
            0 < len(text) <= LONGEST_LABEL
            and len(element) == 0
            and phrases("replies").are(fold(" ".join(text.split())))
        ):
            yield element
            seen += 1
            if seen == MOST_LABELS:
                return
