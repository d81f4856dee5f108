"""Parts of a page that are about other articles, or about nobody's."""

import re
from collections.abc import Collection
from itertools import islice

from lxml.html import HtmlElement

from quotewire_parser.extraction.tree import marks

_OUTSIDE = frozenset({"nav", "aside", "footer"})
_ELSEWHERE = re.compile(
    r"related|recommend|comment|sidebar|promo|most-?(?:read|popular)|newsletter|trending|teaser|author-?(?:bio|box|card)"
    r"|about-?the-?author|more-?(?:from|stories|on)"
)

CARD_LEVELS = 5
"""Elements around another among which the box of another article is looked for."""
MOST_HEADINGS = 6
_HEADINGS = ("h2", "h3", "h4", "h5")
MORE_CHARS = 30
"""Characters of a headline beside a byline."""

PROFILE = re.compile(
    r"/(?:authors?|profiles?|by|people|staff|journalists?|reporters?|contributors?|autor(?:en|es|i|zy|a)?|auteurs?|redaktion|redaktor"
    r"|redakcja|autore|firmas?|yazar(?:lar)?|muhabir|penulis|tac-gia|writers?|columnists?|opinion-writers|byline|skribent|journalistes?)/[^/]"
)
"""The address of a page about an author."""


def is_elsewhere(element: HtmlElement, around: Collection[HtmlElement] = ()) -> bool:
    """
    Tell whether *element* stands in a part of the page that is about other articles, or about nobody's.

    What is *around* the headline is the article's place, whatever it is called ("sidebar-1" is one site's main column);
    so is the `<footer>` of an article around it, where some say who wrote it.
    """
    for node in (element, *element.iterancestors()):
        if node in around:
            return False
        if node.tag == "footer" and any(article in around for article in node.iterancestors("article")):
            continue
        if node.tag in _OUTSIDE or (node.tag not in {"body", "html"} and _ELSEWHERE.search(marks(node))):
            return True
    return False


def is_in_card(element: HtmlElement, text: str) -> bool:
    """Tell whether *element*, whose text is *text*, stands in a link with more in it: the box of another article."""
    link = next(element.iterancestors("a"), None)
    if link is None or PROFILE.search(link.get("href") or ""):
        return False
    return len(" ".join(link.itertext())) > len(text) + MORE_CHARS


def is_of_card(
    element: HtmlElement, around: Collection[HtmlElement], known: dict[HtmlElement, bool] | None = None
) -> bool:
    """
    Tell whether *element* stands in a box with a linked headline of its own: another article's.

    *known* keeps what was found of boxes, where many elements are asked about.
    """
    boxes = {} if known is None else known
    for level, node in enumerate(element.iterancestors()):
        if node in around or level == CARD_LEVELS or node.tag == "body":
            return False
        if node not in boxes:
            boxes[node] = any(map(_is_linked, islice(node.iter(*_HEADINGS), MOST_HEADINGS)))
        if boxes[node]:
            return True
    return False


def _is_linked(heading: HtmlElement) -> bool:
    return next(heading.iter("a"), None) is not None or next(heading.iterancestors("a"), None) is not None
