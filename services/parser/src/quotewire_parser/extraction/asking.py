"""Boxes that ask readers for something: a mail address, a subscription, to pass them over."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from quotewire_parser.extraction.boxes import LARGEST_CALL, NEVER, Boxes
from quotewire_parser.extraction.measure import Measures

LARGEST_LINE = 220
LARGEST_SKIPPED = 800
MOST_SKIPS = 20

_ADDRESS_FIELD = re.compile(r"e-?mail")
_CALLING = re.compile(
    r"whatsapp\.com/channel|chat\.whatsapp\.|news\.google\.[a-z.]+/publications|/newsletters?(?:$|[/?#-])|/subscri(?:be|ption)|play\.google\.com/store"
    r"|(?:apps|itunes)\.apple\.com"
)
# Where a link past a box leads: to its end, for those who read by ear.
_SKIP = re.compile(r"#(?:end[-_]?of|after[-_]|skip|.*skip-?link)", re.IGNORECASE)


def asking_boxes(tree: HtmlElement, boxes: Boxes, counted: Measures) -> Iterator[HtmlElement]:
    """Give the boxes around fields for a mail address, the lines that lead to channels, and what links lead past."""
    for field in tree.iter("input"):
        if _ADDRESS_FIELD.search(f"{field.get('type')} {field.get('name')}".lower()):
            box = _around(field, boxes, counted)
            if box is not None:
                yield box
    for link in tree.iter("a"):
        line = _line_of(link, counted)
        if line is not None:
            yield line
    yield from _passed(tree, boxes, counted)


def _around(field: HtmlElement, boxes: Boxes, counted: Measures) -> HtmlElement | None:
    """Give the largest small box around a *field*."""
    box = None
    for node in field.iterancestors():
        if node.tag in NEVER or counted.chars.get(node, LARGEST_CALL + 1) > LARGEST_CALL:
            break
        if boxes.is_small(node):
            box = node
    return box


def _line_of(link: HtmlElement, counted: Measures) -> HtmlElement | None:
    """Give the short line around a *link* to a channel, an app or a newsletter."""
    if not _CALLING.search(link.get("href") or ""):
        return None
    line = next(link.iterancestors("p", "li", "div", "h2", "h3", "h4"), None)
    return line if line is not None and counted.chars.get(line, LARGEST_CALL) <= LARGEST_LINE else None


def _passed(tree: HtmlElement, boxes: Boxes, counted: Measures) -> Iterator[HtmlElement]:
    """Give the boxes that hold a link past them and the place where it leads."""
    links = [link for link in tree.iter("a") if _SKIP.match(link.get("href") or "")][:MOST_SKIPS]
    if not links:
        return
    ends = {element.get("id"): element for element in tree.iterfind(".//*[@id]")}
    for link in links:
        end = ends.get((link.get("href") or "")[1:])
        if end is None:
            continue
        around = set(end.iterancestors())
        box = next((node for node in link.iterancestors() if node in around), None)
        if box is None or box.tag in NEVER or counted.chars.get(box, LARGEST_SKIPPED) >= LARGEST_SKIPPED:
            continue
        if boxes.is_small(box):
            yield box
