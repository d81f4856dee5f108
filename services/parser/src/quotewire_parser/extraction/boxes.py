"""Tells of one element of a page whether it is a box: by its name, its tag and role, its links, what it asks for."""

import re
from collections import Counter

from lxml.html import HtmlElement

from quotewire_parser.extraction.measure import Measures
from quotewire_parser.extraction.names import kinds_of, names_of
from quotewire_parser.extraction.words import SENTENCE_END, fold, phrases

LARGEST_BOX = 0.4
"""Share of the page's words that are no link; what holds more is the article, whatever it is called."""
LARGEST_WALL = 700
LEAST_LINKS = 0.1
"""Share of a large box that is links."""
LEAST_TEXT = 60
"""Characters of an element that may hold a paragraph."""
LEAST_ARTICLE = 300
"""Characters that must stay where comments go."""
LARGEST_CALL = 500
LEAST_LINKED = 0.85
LEAST_MENU = 4
"""Links in a table's cell, or in a row, that is nothing but links."""
MIN_HEADLINE_CHARS = 15

_BOLD = frozenset({"em", "strong", "b", "i"})
NEVER = frozenset({"html", "body", "main", "article", "h1", "a", "img", "br", "time", "sup", "sub"}) | _BOLD
"""Elements that are no box."""
_FRAMES = frozenset({"nav", "aside", "footer", "menu", "form"})
_ROLES = frozenset(
    ["navigation", "complementary", "contentinfo", "dialog", "alertdialog", "banner", "search", "tablist", "toolbar", "menu"]
)  # fmt: skip
_LEADS = frozenset({"h2", "h3", "h4", "h5", "strong", "b", "span", "label", "legend"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# React sends what took longer in hidden parts, and a script moves them to their place.
_STREAMED = re.compile(r"S:[0-9a-f]+")


class Boxes:
    """The boxes of one page, whose text is *counted*."""

    def __init__(self, counted: Measures) -> None:
        """Look once for names that many paragraphs have."""
        self._counted = counted
        self.total = max(counted.prose(counted.elements[0]), 1)
        """Characters of the page that are no link."""
        self._texts = self._named_texts()

    def is_small(self, element: HtmlElement) -> bool:
        """Tell whether so little of the page stands in *element* that it may go."""
        return self._counted.prose(element) <= LARGEST_BOX * self.total

    def holds(self, element: HtmlElement) -> bool:
        """Tell whether *element* is a box."""
        if element.tag in NEVER:
            return False
        counted, small = self._counted, self.is_small(element)
        if small and (element.tag in _FRAMES or element.get("role") in _ROLES or _is_hidden(element)):
            return element.tag != "form" or counted.chars[element] <= LARGEST_CALL * 2
        names = names_of(element)
        kinds = kinds_of(names)
        if "boxes" in kinds and small and names not in self._texts and not _holds_headline(element):
            return True
        if "comments" in kinds and self._leaves_enough(element) and not _holds_headline(element):
            return True
        if "walls" in kinds and small and counted.chars[element] <= LARGEST_WALL:
            return True
        return _is_links(element, counted) or _asks(element, counted)

    def is_large(self, element: HtmlElement) -> bool:
        """Tell whether *element* is named as a box, holds much, and leads to other pages."""
        counted = self._counted
        if element.tag in NEVER or self.is_small(element):
            return False
        if counted.linked[element] < LEAST_LINKS * counted.chars[element]:
            return False
        return element.tag in {"nav", "aside", "footer"} or "boxes" in kinds_of(names_of(element))

    def _leaves_enough(self, element: HtmlElement) -> bool:
        return self.total - self._counted.prose(element) >= LEAST_ARTICLE

    def _named_texts(self) -> set[str]:
        """
        Give what is named as a box but holds much of the page's text without links, in many elements together.

        Some sites set each paragraph in a box of its own ("content-card"); each alone would be small enough to go.
        """
        prose: Counter[str] = Counter()
        counted = self._counted
        for element in counted.elements:
            chars = counted.chars[element]
            if chars >= LEAST_TEXT and element.tag not in NEVER and counted.linked[element] * 10 < chars:
                names = names_of(element)
                if "boxes" in kinds_of(names):
                    prose[names] += chars
        return {names for names, chars in prose.items() if chars > LARGEST_BOX * self.total}


def is_caption(element: HtmlElement) -> bool:
    """Tell whether *element* is what stands under a picture."""
    if element.tag == "figcaption":
        return True
    return (element.tag not in NEVER or element.tag in _BOLD) and "captions" in kinds_of(names_of(element))


def _is_hidden(element: HtmlElement) -> bool:
    if _STREAMED.fullmatch(element.get("id") or ""):
        return False
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN.search(element.get("style") or ""))
    )


def _holds_headline(element: HtmlElement) -> bool:
    return next(element.iter("h1"), None) is not None


def _is_links(element: HtmlElement, counted: Measures) -> bool:
    """Tell whether *element* is a list of links, or a paragraph that is the headline of another page."""
    chars, linked = counted.chars[element], counted.linked[element]
    if not chars or linked < LEAST_LINKED * chars:
        return linked * 2 > chars and element.tag in {"p", "li", "h3", "h4"} and _says_also(element)
    if element.tag in {"ul", "ol", "dl"}:
        return len(element) > 0
    if element.tag in {"div", "section"} and len(element.findall("a")) >= LEAST_MENU:
        return True
    if element.tag in {"td", "tr"}:
        return len(element.findall(".//a")) >= LEAST_MENU
    if element.tag not in {"p", "div"} or chars < MIN_HEADLINE_CHARS:
        return False
    line = "".join(element.itertext()).strip() if chars <= LARGEST_CALL else ""
    return bool(line) and not SENTENCE_END.search(line)


def _says_also(element: HtmlElement) -> bool:
    line = fold(" ".join("".join(element.itertext()).split()))
    return phrases("also").rest(line) is not None


def _asks(element: HtmlElement, counted: Measures) -> bool:
    """Tell whether *element* is a small box whose first line is a heading over other pages or a request."""
    if element.tag not in {"div", "section"} or not 0 < counted.chars[element] <= LARGEST_CALL:
        return False
    first = next((node for node in element.iterdescendants() if (node.text or "").strip()), None)
    if first is None or first.tag not in _LEADS:
        return False
    return phrases("sections").are(fold(" ".join((first.text or "").split())))
