"""What the visible page says of its article: headings, bylines, times, the line under the headline, microdata."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from quotewire_parser.extraction.claims import Claims
from quotewire_parser.extraction.headings import find_headings, heading_text
from quotewire_parser.extraction.people import joins_names, names_somebody
from quotewire_parser.extraction.places import place_of
from quotewire_parser.extraction.regions import PROFILE, is_elsewhere
from quotewire_parser.extraction.tree import marks, tidy, visible_text
from quotewire_parser.extraction.visible import read_visible

__all__ = ["Furniture", "is_elsewhere", "read_markup"]

LONGEST_BYLINE = 200
MOST_BYLINES = 20
MOST_VALUES = 20
LONGEST_STANDFIRST = 600
"""Characters; what is longer is an article's first paragraph, whatever its class is called."""

_STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:standfirst|dek|deck|sub-?title|sub-?head(?:line|er)?|strap-?line|chapo|entradilla|bajada"
    r"|sommario|vorspann)(?:$|[\s_-])"
)
# Names that outlets give to the first paragraph of the body just as well.
_MAYBE_STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:summary|abstract|excerpt|lead|lede|intro|description)(?:$|[\s_-])"
)
# What outlets call the place of a byline, in their own languages too; before it may stand the name of a block.
_WHO = (
    r"(?:by-?lines?|authors?|writers?|reporters?|contributors?|a[uv]tor(?:es|en|i|a|zy|ka|y)?|auteurs?|autore|autori|auteur|autrice|redacteur|redaktor"
    r"|firma(?:nte|s)?|signature|signatur|skribent|forfatter|journalist(?:e|s|a)?|cronista|yazar|muhabir|penulis|wartawan|reporterinfo"
    r"|tac-?gia|nguoi-?viet|kisha|jizhe|zuozhe|journalist-?name|creator|by|credit-?by|szerzo|autor-?nome)"
)
_BYLINE = re.compile(
    rf"(?:^|[\s_-])(?:article|story|post|entry|meta|news|content|art|item|page|detail|c|m|a|o|td)?[_-]*{_WHO}"
    r"(?:[_-]*(?:names?|info|line|link|list|wrap(?:per)?|container|block|text|title|items?|meta))?(?:$|[\s_-])"
)
_NAME = re.compile(rf"{_WHO}(?:[_-]+\w+)??[_-]*(?:full-?)?name(?:$|\s)")
_PROPERTIES = frozenset(
    {"headline", "author", "datePublished", "dateCreated", "dateModified", "articleSection", "publisher"}
)
_UPDATED = re.compile(r"updat|modif|revised|guncel|aktualis")
_PUBLISHED = re.compile(
    r"publish|posted|pubdate|entry-date|created|issued|article-?date|post-?date|timestamp|dateline"
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
    standfirst = _standfirst(tree, headings, around)
    bylines = tuple(_bylines(tree, around))
    published, modified = _times(tree, around)
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
        ),
        modified=_distinct(*_values(properties, "dateModified"), *modified, *visible.modified),
        sections=tuple(_values(properties, "articleSection")),
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


def _standfirst(
    tree: HtmlElement, headings: tuple[HtmlElement, ...], around: frozenset[HtmlElement]
) -> HtmlElement | None:
    after = not headings
    for element in tree.iter("h1", "h2", "h3", "p", "div", "span", "section"):
        if headings and element is headings[0]:
            after = True
            continue
        names = f"{marks(element)} {(element.get('itemprop') or '').lower()}"
        sure, maybe = _STANDFIRST.search(names), _MAYBE_STANDFIRST.search(names)
        if not after or element.tag == "h1" or not (sure or maybe) or is_elsewhere(element, around):
            continue
        if not sure and _stands_among_paragraphs(element):
            continue
        # A block that holds several paragraphs is the beginning of the body.
        if sum(1 for _ in element.iter("p")) <= 1 and 0 < len(visible_text(element)) <= LONGEST_STANDFIRST:
            return element
    return None


def _stands_among_paragraphs(element: HtmlElement) -> bool:
    parent = element.getparent()
    return parent is not None and sum(child.tag == "p" for child in parent) > 2  # noqa: PLR2004 - itself and two more


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
        named = element.tag == "address" or _BYLINE.search(marks(element)) or element.get("rel") == "author"
        if not named or not found.isdisjoint(element.iterancestors()) or is_elsewhere(element, around):
            continue
        if 0 < len(visible_text(element)) <= LONGEST_BYLINE:
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
        if not piece:
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


def _times(tree: HtmlElement, around: frozenset[HtmlElement]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """List (publication, change) times in `<time>` elements of the article, those that say what they are first."""
    named: list[str] = []
    plain: list[str] = []
    modified: list[str] = []
    for element in tree.iter("time", "abbr"):
        if is_elsewhere(element, around) or (element.tag == "abbr" and not _PUBLISHED.search(marks(element))):
            continue
        # <abbr class="published" title="2026-11-20T08:00:00Z"> is hAtom's form, which Blogger keeps.
        stamp = (
            element.get("datetime")
            or (element.get("title") if element.tag == "abbr" else None)
            or visible_text(element)
        )
        parent = element.getparent()
        names = f"{marks(element)} {element.get('itemprop') or ''}".lower()
        said = names + (f" {marks(parent)} {tidy(parent.text or '')}".lower() if parent is not None else "")
        if _UPDATED.search(said) and not _PUBLISHED.search(names):
            modified.append(stamp)
        elif element.get("pubdate") is not None or _PUBLISHED.search(said):
            named.append(stamp)
        elif next(element.iterancestors("p", "li", "blockquote"), None) is None:
            # A time within a sentence is part of the story.
            plain.append(stamp)
    return (*named, *plain[:1]), tuple(modified)


def _images(tree: HtmlElement) -> Iterator[str]:
    for image in tree.iterfind(".//article//figure//img"):
        source = image.get("src") or ""
        if source and not source.startswith("data:"):
            yield source
            return
