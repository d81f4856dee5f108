"""What the visible page says of its article: headings, bylines, times, the line under the headline, microdata."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from quotewire_parser.extraction.claims import Claims
from quotewire_parser.extraction.crafts import BY_ALONE
from quotewire_parser.extraction.headings import find_headings, heading_text
from quotewire_parser.extraction.people import joins_names, names_somebody
from quotewire_parser.extraction.places import place_of
from quotewire_parser.extraction.regions import PROFILE, is_elsewhere, is_in_card, is_of_card
from quotewire_parser.extraction.scripts import script_times
from quotewire_parser.extraction.sections import find_sections
from quotewire_parser.extraction.stamps import find_times
from quotewire_parser.extraction.standfirsts import find_standfirst
from quotewire_parser.extraction.tree import marks, tidy, visible_text
from quotewire_parser.extraction.visible import read_visible

__all__ = ["Furniture", "is_elsewhere", "read_markup"]

LONGEST_BYLINE = 200
MOST_BYLINES = 20
MOST_VALUES = 20

# What outlets call the place of a byline, in their own languages too; before it may stand the name of a block.
_WHO = (
    r"(?:by-?lines?|authors?|writers?|reporters?|contributors?|a[uv]tor(?:es|en|i|a|zy|ka|y|s|ius|iai)?|auteurs?|autore|autori|auteur|autrice|redacteur|redaktor"
    r"|firma(?:nte|s)?|signature|signatur|skribent|forfatter|journalist(?:e|s|a)?|cronista|yazar|muhabir|penulis|wartawan|reporterinfo"
    r"|tac-?gia|nguoi-?viet|kisha|jizhe|zuozhe|journalist-?name|creator|by|credit-?by|szerzo|autor-?nome|username)"
)
_BYLINE = re.compile(
    rf"(?:^|[\s_-])(?:article|story|post|entry|meta|news|content|art|item|page|detail|c|m|a|o|td)?[_-]*{_WHO}"
    r"(?:[_-]*(?:names?|info|line|link|list|wrap(?:per)?|container|block|text|title|items?|meta))?(?:$|[\s_-])"
)
_NAME = re.compile(rf"{_WHO}(?:[_-]+\w+)??[_-]*(?:full-?)?name(?:$|\s)")
_PROPERTIES = frozenset(
    {"headline", "author", "datePublished", "dateCreated", "dateModified", "articleSection", "publisher"}
)


@dataclass(frozen=True, slots=True)
class Furniture:
    """Elements around the body that were read here and are no part of the text."""

    headings: tuple[HtmlElement, ...]
    standfirst: HtmlElement | None
    bylines: tuple[HtmlElement, ...]
    headlines: tuple[str, ...] = ()
    """The headline as text, without a kicker inside its element; then with it."""


def read_markup(tree: HtmlElement) -> tuple[Claims, Furniture]:
    """Read the claims that stand in the page's own markup, and the elements they stand in."""
    headings = find_headings(tree)
    languages = tuple(text for text in (tree.get("lang"), tree.get("xml:lang")) if text)
    around = frozenset(headings[0].iterancestors()) if headings else frozenset()
    properties = _properties(tree, around)
    standfirst = find_standfirst(tree, headings, around)
    bylines = tuple(_bylines(tree, around))
    published, modified = find_times(tree, headings, around)
    headline = tuple(heading_text(heading, tree) for heading in headings)
    visible = read_visible(tree, headings, place_of(_own_address(tree), languages))
    lines = _distinct(*map(byline_text, visible.bylines), *visible.signed, *map(byline_text, _inner(bylines)))
    signed = _names(bylines) or lines
    title = tree.find(".//title")
    claims = Claims(
        "html",
        titles=tuple(
            text
            for text in (
                *_values(properties, "headline"),
                *headline,
                tidy(title.text_content()) if title is not None else "",
            )
            if text
        ),
        descriptions=(visible_text(standfirst),) if standfirst is not None else (),
        authors=tuple(_values(properties, "author")) or signed,
        bylines=lines,
        published=_distinct(
            *_values(properties, "datePublished"),
            *_values(properties, "dateCreated"),
            *published,
            *visible.published,
            *script_times(tree),
        ),
        modified=_distinct(*_values(properties, "dateModified"), *modified, *visible.modified),
        sections=(*_values(properties, "articleSection"), *find_sections(tree, headings, _own_address(tree))),
        images=tuple(_images(tree)),
        publishers=tuple(_values(properties, "publisher")),
        languages=languages,
    )
    return claims, Furniture(
        headings,
        standfirst,
        bylines,
        _distinct(*headline, *map(visible_text, headings)),
    )


def _distinct(*texts: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def _own_address(tree: HtmlElement) -> str:
    link = tree.find(".//link[@rel='canonical']")
    return (link.get("href") or "") if link is not None else ""


def _bylines(tree: HtmlElement, around: frozenset[HtmlElement]) -> Iterator[HtmlElement]:
    found: set[HtmlElement] = set()
    for element in tree.iter(
        "p",
        "div",
        "span",
        "a",
        "address",
        "section",
        "li",
        "ul",
        "em",
        "cite",
        "header",
        "strong",
        "b",
        "small",
        "td",
    ):
        named = (
            element.tag == "address"
            or _BYLINE.search(marks(element))
            or element.get("rel") == "author"
            or (element.get("typeof") or "").endswith("Person")
        )
        if not named or not found.isdisjoint(element.iterancestors()) or is_elsewhere(element, around):
            continue
        text = visible_text(element)
        if not 0 < len(text) <= LONGEST_BYLINE or is_in_card(element, text):
            continue
        if not around or not is_of_card(element, around):
            found.add(element)
            yield element
            if len(found) == MOST_BYLINES:
                return


def _names(bylines: tuple[HtmlElement, ...]) -> tuple[str, ...]:
    """List the elements inside *bylines* that say they are names."""
    return tuple(
        dict.fromkeys(
            byline_text(element)
            for byline in bylines
            for element in byline.iter("a", "span", "div", "p", "strong", "b", "li")
            if _is_name(element)
        )
    )


def _inner(bylines: tuple[HtmlElement, ...]) -> Iterator[HtmlElement]:
    """Give each byline, and the elements inside it that are called so too: the outer one often holds share buttons."""
    for byline in bylines:
        yield byline
        yield from (
            inner
            for inner in islice(byline.iter("div", "span", "p", "li"), MOST_VALUES)
            if inner is not byline and _BYLINE.search(marks(inner))
        )


def byline_text(element: HtmlElement) -> str:
    """
    Give a byline on one line, up to its last name.

    Elements inside are held apart; what follows a name without a joint ("and", a comma) is its role or its place.
    """
    text = ""
    for piece in map(tidy, element.itertext()):
        if not piece or (not text and BY_ALONE.match(piece)):
            continue
        if text and names_somebody(text) and not joins_names(text, piece):
            break
        text = f"{text} {piece}"
    return text.strip()


def _is_name(element: HtmlElement) -> bool:
    """Tell whether *element*, inside a byline, says itself that it is an author's name."""
    if element.tag == "a" and (element.get("rel") == "author" or PROFILE.search(element.get("href") or "")):
        return True
    return bool(_NAME.search(marks(element))) and next(element.iterchildren("div", "p", "span"), None) is None


Properties = dict[str, list[HtmlElement]]


def _properties(tree: HtmlElement, around: frozenset[HtmlElement]) -> Properties:
    """Sort the elements of the article's microdata by the name of their property; one element may have several."""
    found: defaultdict[str, list[HtmlElement]] = defaultdict(list)
    for element in tree.iterfind(".//*[@itemprop]"):
        for name in _PROPERTIES.intersection((element.get("itemprop") or "").split()):
            if len(found[name]) < MOST_VALUES and not is_elsewhere(element, around):
                found[name].append(element)
    return found


def _values(properties: Properties, name: str) -> Iterator[str]:
    """Give the values of property *name*; a scoped item is named by its own `name`."""
    for element in properties.get(name, ()):
        inner = element.find(".//*[@itemprop='name']") if element.get("itemscope") is not None else None
        chosen = element if inner is None else inner
        machine = chosen.get("content") or chosen.get("datetime")
        text = machine or (chosen.get("title") if chosen.tag == "abbr" else None) or visible_text(chosen)
        if text.strip():
            yield tidy(text)


def _images(tree: HtmlElement) -> Iterator[str]:
    for image in tree.iterfind(".//article//figure//img"):
        source = image.get("src") or ""
        if source and not source.startswith("data:"):
            yield source
            return
