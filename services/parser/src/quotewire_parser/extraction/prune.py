"""Takes the furniture out of a page before its text is read: boxes, captions, comments, lists of links."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from lxml import etree
from lxml.html import HtmlElement

from quotewire_parser.extraction.measure import Measures, measure
from quotewire_parser.extraction.wordlists import read_words
from quotewire_parser.extraction.words import SENTENCE_END, fold, phrases

LARGEST_BOX = 0.4
"""Share of the page's words that are no link; what holds more is the article, whatever it is called."""
GALLERY_SHARE = 0.6
LARGEST_WALL = 700
LEAST_ARTICLE = 300
"""Characters that must stay where comments go."""
LARGEST_CALL = 500
LARGEST_LINE = 220
LEAST_LINKED = 0.85
LEAST_MENU = 4
"""Links in a table's cell that is nothing but links."""
MIN_HEADLINE_CHARS = 15

_KEPT = frozenset(
    {
        "html",
        "body",
        "main",
        "article",
        "h1",
        "a",
        "em",
        "strong",
        "b",
        "i",
        "img",
        "br",
        "time",
        "sup",
        "sub",
    }
)
_ALWAYS = (
    "style",
    "noscript",
    "template",
    "svg",
    "iframe",
    "object",
    "select",
    "button",
    "canvas",
    "audio",
    "video",
    "dialog",
)
_FRAMES = frozenset({"nav", "aside", "footer", "menu", "form"})
_ROLES = frozenset(
    {
        "navigation",
        "complementary",
        "contentinfo",
        "dialog",
        "alertdialog",
        "banner",
        "search",
        "tablist",
        "toolbar",
        "menu",
    }
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ADDRESS_FIELD = re.compile(r"e-?mail")
_CALLING = re.compile(
    r"whatsapp\.com/channel|chat\.whatsapp\.|news\.google\.[a-z.]+/publications|/newsletters?(?:$|[/?#-])|/subscri(?:be|ption)|play\.google\.com/store"
    r"|(?:apps|itunes)\.apple\.com"
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def prune(tree: HtmlElement) -> None:
    """
    Drop from *tree* what its markup says is no part of an article.

    By names (class, id) in many languages, by element (nav, aside, figcaption), by role, by what a box asks for, and by
    shape (a list or a paragraph that is nothing but links). Nothing goes that holds much of the page's text.
    """
    asking = [
        field
        for field in tree.iter("input")
        if _ADDRESS_FIELD.search(f"{field.get('type')} {field.get('name')}".lower())
    ]
    etree.strip_elements(tree, *_ALWAYS, with_tail=False)
    counted = measure(tree)
    total = max(counted.prose(tree), 1)
    gone = {box for field in asking if (box := _box_around(field, counted, total)) is not None}
    gone |= {box for link in tree.iter("a") if (box := _line_of_call(link, counted)) is not None}
    captions: set[HtmlElement] = set()
    for element in counted.elements:
        parent = element.getparent()
        if element in gone:
            continue
        if parent is not None and (parent in gone or parent in captions):
            (gone if parent in gone else captions).add(element)
        elif _is_caption(element) and parent is not None:
            captions.add(element)
        elif element.tag not in _KEPT and parent is not None and _is_box(element, counted, total):
            gone.add(element)
    if _tell_the_story(captions, gone, counted, total):
        for figure in list(tree.iter("figure", "figcaption")):
            figure.tag = "div"  # trafilatura drops figures
    else:
        gone |= captions
    for element in gone:
        parent = element.getparent()
        if parent is not None and parent not in gone:
            element.drop_tree()


def _is_box(element: HtmlElement, counted: Measures, total: int) -> bool:
    prose = counted.prose(element)
    small = prose <= LARGEST_BOX * total
    if small and (element.tag in _FRAMES or element.get("role") in _ROLES or _is_hidden(element)):
        return element.tag != "form" or counted.chars[element] <= LARGEST_CALL * 2
    kinds = _kinds(_marks(element))
    if "boxes" in kinds and small and not _holds_headline(element):
        return True
    if "comments" in kinds and total - prose >= LEAST_ARTICLE and not _holds_headline(element):
        return True
    if "walls" in kinds and small and counted.chars[element] <= LARGEST_WALL:
        return True
    return _is_links(element, counted) or _is_call(element, counted)


def _box_around(field: HtmlElement, counted: Measures, total: int) -> HtmlElement | None:
    """Give the largest small box around a *field* for a mail address: it asks readers for theirs."""
    box = None
    for node in field.iterancestors():
        if node.tag in _KEPT or node not in counted.chars or counted.chars[node] > LARGEST_CALL:
            break
        if counted.prose(node) <= LARGEST_BOX * total:
            box = node
    return box


def _line_of_call(link: HtmlElement, counted: Measures) -> HtmlElement | None:
    """Give the short line around a *link* to a channel, an app or a newsletter."""
    if not _CALLING.search(link.get("href") or ""):
        return None
    line = next(link.iterancestors("p", "li", "div", "h2", "h3", "h4"), None)
    return line if line is not None and counted.chars.get(line, LARGEST_CALL) <= LARGEST_LINE else None


def _is_caption(element: HtmlElement) -> bool:
    return element.tag == "figcaption" or (element.tag not in _KEPT and "captions" in _kinds(_marks(element)))


def _tell_the_story(
    captions: set[HtmlElement], gone: set[HtmlElement], counted: Measures, total: int
) -> bool:
    """Tell whether the page is a gallery: most of its words stand under pictures."""

    def held(elements: set[HtmlElement]) -> int:
        return sum(counted.prose(each) for each in elements if each.getparent() not in elements)

    return held(captions) > GALLERY_SHARE * (total - held(gone))


def _marks(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''} {element.get('data-component') or ''}"


def _is_hidden(element: HtmlElement) -> bool:
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
    if element.tag in {"td", "tr"}:
        return len(element.findall(".//a")) >= LEAST_MENU
    if element.tag not in {"p", "div"} or chars < MIN_HEADLINE_CHARS:
        return False
    line = "".join(element.itertext()).strip() if chars <= LARGEST_CALL else ""
    return bool(line) and not SENTENCE_END.search(line)


def _says_also(element: HtmlElement) -> bool:
    line = fold(" ".join("".join(element.itertext()).split()))
    return phrases("also").rest(line) is not None


def _is_call(element: HtmlElement, counted: Measures) -> bool:
    """Tell whether *element* is a small box with a field for an address, or whose heading asks for something."""
    if element.tag not in {"div", "section"} or not 0 < counted.chars[element] <= LARGEST_CALL:
        return False
    first = next((node for node in element.iterdescendants() if (node.text or "").strip()), None)
    if first is None or first.tag not in {
        "h2",
        "h3",
        "h4",
        "h5",
        "strong",
        "b",
        "p",
        "span",
        "label",
        "legend",
    }:
        return False
    line = fold(" ".join((first.text or "").split()))
    return phrases("sections").are(line) and first.tag != "p"


@cache
def _names() -> dict[str, re.Pattern[str]]:
    return {kind: _pattern(names) for kind, names in read_words("marks").items()}


def _pattern(names: list[str]) -> re.Pattern[str]:
    joined = "|".join(
        re.escape(name).replace(r"\-", "[-_]?") for name in sorted(set(names), key=len, reverse=True)
    )
    return re.compile(rf"(?:^|[\s_-])(?:{joined})(?=$|[\s_-])")


@lru_cache(maxsize=20_000)
def _kinds(marks: str) -> frozenset[str]:
    """Say what *marks* (class and id) name: boxes, comments, walls; none of them for most elements."""
    if not marks.strip():
        return frozenset()
    plain = _CAMEL.sub("-", marks[:400]).lower()
    return frozenset(_kinds_in(plain))


def _kinds_in(plain: str) -> Iterator[str]:
    for kind, pattern in _names().items():
        if pattern.search(plain):
            yield kind
