"""Appetisers for other pages: a headline that is a link, with a line or two below it, alone or in rows."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from quotewire_parser.extraction.measure import Measures

LARGEST_CARD = 400
LARGEST_SHARE = 0.25
"""Of the page's words that are no link; what holds more is no card."""
LEAST_PROSE = 60
SHORTEST_HEADLINE = 15
LEAST_IN_A_ROW = 3
LEAST_LINKED = 0.15
"""Share of a card in a row that is its link."""
BOLD_HEADLINE = 30
LONGEST_KICKER = 40
"""Characters beside a headline: a date, a section."""
LONGEST_LEAD = 60
"""Characters that may be left of the box that held the cards: its heading."""

_HOST = re.compile(r"^(?:https?:)?//[^/]*")
_QUERY = re.compile(r"[?#]")
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_BLOCKS = (*_HEADINGS, "p", "div")
_BOXES = frozenset({"div", "li", "section", "article", "aside", "td", "figure"})
_HOLDERS = frozenset({"div", "section", "aside", "ul", "ol"})
_ELSEWHERE = ("#", "mailto:", "tel:", "javascript:")


def find_cards(
    tree: HtmlElement, counted: Measures, total: int, gone: Collection[HtmlElement]
) -> set[HtmlElement]:
    """
    Give the elements of *tree* outside *gone* that are cards, and the boxes that hold nothing but cards and a heading.

    They may be most of the page: a short item among long appetisers.
    """
    own = _own_path(tree)
    links = [link for link in tree.iter("a") if link not in gone and _leads_away(link, own)]
    cards = {card for card in _cards(links, counted) if counted.prose(card) <= LARGEST_SHARE * total}
    outer = {card for card in cards if cards.isdisjoint(card.iterancestors())}
    outer -= _alike_text(outer, counted)
    return outer | _boxes(outer, counted)


def _alike_text(cards: set[HtmlElement], counted: Measures) -> set[HtmlElement]:
    """Give those of *cards* that have a sibling of the same name which is none: together they are a text in parts."""
    rows: defaultdict[tuple[HtmlElement | None, str, str], set[HtmlElement]] = defaultdict(set)
    for card in cards:
        if name := card.get("class"):
            rows[card.getparent(), str(card.tag), name].add(card)
    return {
        card
        for (parent, tag, name), row in rows.items()
        if parent is not None
        and any(
            counted.prose(other) >= LEAST_PROSE
            for other in parent.iterchildren(tag)
            if other not in row and other.get("class") == name and other in counted.chars
        )
        for card in row
    }


def _cards(links: list[HtmlElement], counted: Measures) -> Iterator[HtmlElement]:
    for link in links:
        if not SHORTEST_HEADLINE <= counted.chars.get(link, 0) <= LARGEST_CARD:
            continue
        heading = next(link.iterancestors(*_HEADINGS), None)
        if heading is None and next(link.iter(*_BLOCKS), None) is not None:
            heading = link
        if heading is not None and (box := _box(heading, counted)) is not None:
            yield box
    yield from _rows(links, counted)


def _box(heading: HtmlElement, counted: Measures) -> HtmlElement | None:
    """Give the largest box around *heading* that is still small."""
    box = heading if heading.tag == "a" else None
    for node in heading.iterancestors():
        if counted.chars.get(node, LARGEST_CARD + 1) > LARGEST_CARD or node.tag not in {
            *_BOXES,
            "a",
            "p",
            "header",
        }:
            break
        if node.tag in _BOXES:
            box = node
    return box


def _rows(links: list[HtmlElement], counted: Measures) -> Iterator[HtmlElement]:
    """Give siblings with one name each of which is a link with few words besides."""
    rows: defaultdict[tuple[HtmlElement, str, str], list[HtmlElement]] = defaultdict(list)
    for link in links:
        box = link.getparent()
        while box is not None and box.tag not in _BOXES:
            box = box.getparent()
        parent = box.getparent() if box is not None else None
        if box is None or parent is None or not (box.get("class") or box.tag == "li"):
            continue
        chars, linked = counted.chars.get(box, 0), counted.chars.get(link, 0)
        if (
            linked >= SHORTEST_HEADLINE
            and LEAST_LINKED * chars <= linked
            and chars <= LARGEST_CARD
            and _is_headline(link, box, counted)
        ):
            row = rows[parent, str(box.tag), box.get("class") or ""]
            if row[-1:] != [box]:
                row.append(box)
    for row in rows.values():
        if len(row) >= LEAST_IN_A_ROW:
            yield from row


def _is_headline(link: HtmlElement, box: HtmlElement, counted: Measures) -> bool:
    """Tell whether *link* stands above what else is in its *box*, on a line of its own."""
    before = 0
    for event, node in etree.iterwalk(box, events=("start", "end")):
        if node is link:
            break
        before += len(((node.text if event == "start" else node.tail) or "").strip())
    if before > LONGEST_KICKER:
        return False
    if (link.tail or "").strip():
        # Else the link begins a sentence.
        return counted.linked[box] * 2 >= counted.chars[box] or _is_bold(link, counted)
    line = next(link.iterancestors("p", "div", "li", "span", "td", "section", "article"), box)
    return line is box or counted.chars.get(line, 0) - counted.chars[link] <= LONGEST_KICKER


def _is_bold(link: HtmlElement, counted: Measures) -> bool:
    """Tell whether *link* is set as a headline is, and as long."""
    if counted.chars[link] < BOLD_HEADLINE:
        return False
    return next(link.iter("strong", "b"), None) is not None or link.getparent().tag in {"strong", "b"}


def _boxes(cards: set[HtmlElement], counted: Measures) -> set[HtmlElement]:
    """Give the elements in which nothing but a heading is left without *cards*."""
    gone: dict[HtmlElement, int] = defaultdict(int)
    for card in cards:
        for node in islice(card.iterancestors(), 2):
            if node.tag in _HOLDERS:
                gone[node] += counted.chars[card]
    return {node for node, chars in gone.items() if counted.chars.get(node, 0) - chars <= LONGEST_LEAD}


def _own_path(tree: HtmlElement) -> str:
    link = tree.find(".//link[@rel='canonical']")
    meta = tree.find(".//meta[@property='og:url']")
    stated = (link.get("href") if link is not None else None) or (
        meta.get("content") if meta is not None else None
    )
    return _path(stated or "")


def _leads_away(link: HtmlElement, own: str) -> bool:
    address = (link.get("href") or "#").strip()
    return not address.startswith(_ELSEWHERE) and (not own or _path(address) != own)


def _path(address: str) -> str:
    return _HOST.sub("", _QUERY.split(address, maxsplit=1)[0]).rstrip("/")
