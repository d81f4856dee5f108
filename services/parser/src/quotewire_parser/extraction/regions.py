"""Parts of a page that are about other articles, or about nobody's."""

import re
from collections.abc import Collection

from lxml.html import HtmlElement

from quotewire_parser.extraction.tree import marks

_OUTSIDE = frozenset({"nav", "aside", "footer"})
_ELSEWHERE = re.compile(
    r"related|recommend|comment|sidebar|promo|most-?(?:read|popular)|newsletter|trending|teaser|author-?(?:bio|box|card)"
    r"|about-?the-?author|more-?(?:from|stories|on)"
)

PROFILE = re.compile(
    r"/(?:authors?|profiles?|by|people|staff|journalists?|reporters?|contributors?|autor(?:en|es|i|zy|a)?|auteurs?|redaktion|redaktor"
    r"|redakcja|autore|firmas?|yazar(?:lar)?|muhabir|penulis|tac-gia|writers?|columnists?|opinion-writers|byline|skribent|journalistes?)/[^/]"
)
"""The address of a page about an author."""


def is_elsewhere(element: HtmlElement, around: Collection[HtmlElement] = ()) -> bool:
    """
    Tell whether *element* stands in a part of the page that is about other articles, or about nobody's.

    What is *around* the headline is the article's place, whatever it is called ("sidebar-1" is one site's main column).
    """
    for node in (element, *element.iterancestors()):
        if node in around:
            return False
        if node.tag in _OUTSIDE or (node.tag not in {"body", "html"} and _ELSEWHERE.search(marks(node))):
            return True
    return False
