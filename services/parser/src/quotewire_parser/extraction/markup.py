"""What the visible page says of its article: headings, bylines, times, the line under the headline, microdata."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from quotewire_parser.extraction.claims import Claims
from quotewire_parser.extraction.tree import marks, tidy, visible_text

LONGEST_BYLINE = 200
MOST_BYLINES = 20
MOST_VALUES = 20
LONGEST_STANDFIRST = 600
"""Characters; what is longer is an article's first paragraph, whatever its class is called."""

_OUTSIDE = frozenset({"nav", "aside", "footer"})
_ELSEWHERE = re.compile(
    r"related|recommend|comment|sidebar|promo|most-?(?:read|popular)|newsletter|trending|teaser|author-?(?:bio|box|card|info)"
    r"|about-?the-?author|more-?(?:from|stories|on)"
)
_STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:standfirst|dek|deck|sub-?title|sub-?head(?:line|er)?|strap-?line|chapo|entradilla|bajada"
    r"|sommario|vorspann)(?:$|[\s_-])"
)
# Names that outlets give to the first paragraph of the body just as well.
_MAYBE_STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:summary|abstract|excerpt|lead|lede|intro|description)(?:$|[\s_-])"
)
_BYLINE = re.compile(r"(?:^|[\s_-])(?:by-?lines?|authors?|writer|reporter|contributors?)(?:$|[\s_-])")
_NAME = re.compile(r"(?:by-?line|author|writer|reporter|contributor)[_-]*(?:full-?)?name(?:$|\s)")
_PROFILE = re.compile(
    r"/(?:authors?|profiles?|by|people|staff|journalists?|reporters?|contributors?|autor(?:en|es)?|auteurs?)/[^/]"
)
_UPDATED = re.compile(r"updated|modified|revised")
_PUBLISHED = re.compile(
    r"publish|posted|pubdate|entry-date|created|issued|article-?date|post-?date|timestamp|dateline"
)


@dataclass(frozen=True, slots=True)
class Furniture:
    """Elements around the body that were read here and are no part of the text."""

    headings: tuple[HtmlElement, ...]
    standfirst: HtmlElement | None
    bylines: tuple[HtmlElement, ...]


def read_markup(tree: HtmlElement) -> tuple[Claims, Furniture]:
    """Read the claims that stand in the page's own markup, and the elements they stand in."""
    headings = tuple(_headings(tree))
    standfirst = _standfirst(tree, headings)
    bylines = tuple(_bylines(tree))
    published, modified = _times(tree)
    title = tree.find(".//title")
    claims = Claims(
        "html",
        titles=tuple(
            text
            for text in (
                *_itemprop(tree, "headline"),
                *(visible_text(heading) for heading in headings),
                tidy(title.text_content()) if title is not None else "",
            )
            if text
        ),
        descriptions=(visible_text(standfirst),) if standfirst is not None else (),
        authors=_authors(tree, bylines),
        published=(*_itemprop(tree, "datePublished"), *_itemprop(tree, "dateCreated"), *published),
        modified=(*_itemprop(tree, "dateModified"), *modified),
        sections=tuple(_itemprop(tree, "articleSection")),
        images=tuple(_images(tree)),
        publishers=tuple(_itemprop(tree, "publisher")),
        languages=tuple(text for text in (tree.get("lang"), tree.get("xml:lang")) if text),
    )
    return claims, Furniture(headings, standfirst, bylines)


def is_elsewhere(element: HtmlElement) -> bool:
    """Tell whether *element* stands in a part of the page that is about other articles, or about nobody's."""
    for node in (element, *element.iterancestors()):
        if node.tag in _OUTSIDE or (node.tag not in {"body", "html"} and _ELSEWHERE.search(marks(node))):
            return True
    return False


def _headings(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Give the headline's element: an h1 inside an article or main, else any; the longest that `<title>` repeats first."""
    all_h1 = [h1 for h1 in tree.iter("h1") if visible_text(h1)]
    inside = [h1 for h1 in all_h1 if next(h1.iterancestors("article", "main"), None) is not None]
    chosen = (inside or all_h1)[:MOST_VALUES]
    if len(chosen) > 1:
        # One of several is often the site's logo, which `<title>` repeats too, but is shorter.
        title = tree.find(".//title")
        stated = tidy(title.text_content()) if title is not None else ""
        chosen.sort(key=lambda h1: -len(visible_text(h1)) if visible_text(h1) in stated else 0)
    yield from chosen[:1]


def _standfirst(tree: HtmlElement, headings: tuple[HtmlElement, ...]) -> HtmlElement | None:
    after = not headings
    for element in tree.iter("h1", "h2", "h3", "p", "div", "span", "section"):
        if headings and element is headings[0]:
            after = True
            continue
        names = f"{marks(element)} {(element.get('itemprop') or '').lower()}"
        sure, maybe = _STANDFIRST.search(names), _MAYBE_STANDFIRST.search(names)
        if not after or element.tag == "h1" or not (sure or maybe) or is_elsewhere(element):
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


def _bylines(tree: HtmlElement) -> Iterator[HtmlElement]:
    found: set[HtmlElement] = set()
    for element in tree.iter(
        "p", "div", "span", "a", "address", "section", "li", "ul", "em", "cite", "header"
    ):
        named = element.tag == "address" or _BYLINE.search(marks(element)) or element.get("rel") == "author"
        if not named or not found.isdisjoint(element.iterancestors()) or is_elsewhere(element):
            continue
        if 0 < len(visible_text(element)) <= LONGEST_BYLINE:
            found.add(element)
            yield element
            if len(found) == MOST_BYLINES:
                return


def _authors(tree: HtmlElement, bylines: tuple[HtmlElement, ...]) -> tuple[str, ...]:
    stated = tuple(_itemprop(tree, "author"))
    if stated:
        return stated
    named = tuple(
        visible_text(element)
        for byline in bylines
        for element in byline.iter("a", "span", "div", "p", "strong", "b")
        if _is_name(element)
    )
    return tuple(dict.fromkeys(named)) or tuple(visible_text(byline) for byline in bylines)


def _is_name(element: HtmlElement) -> bool:
    """Tell whether *element*, inside a byline, says itself that it is an author's name."""
    if element.tag == "a" and (element.get("rel") == "author" or _PROFILE.search(element.get("href") or "")):
        return True
    return bool(_NAME.search(marks(element))) and next(element.iterchildren("div", "p", "span"), None) is None


def _itemprop(tree: HtmlElement, name: str) -> Iterator[str]:
    """Give the values of microdata property *name*; a scoped item is named by its own `name`."""
    for element in islice(tree.iterfind(f".//*[@itemprop='{name}']"), MOST_VALUES):
        if is_elsewhere(element):
            continue
        inner = element.find(".//*[@itemprop='name']") if element.get("itemscope") is not None else None
        chosen = element if inner is None else inner
        text = chosen.get("content") or chosen.get("datetime") or visible_text(chosen)
        if text.strip():
            yield tidy(text)


def _times(tree: HtmlElement) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """List (publication, change) times in `<time>` elements of the article, those that say what they are first."""
    named: list[str] = []
    plain: list[str] = []
    modified: list[str] = []
    for element in tree.iter("time"):
        if is_elsewhere(element):
            continue
        stamp = element.get("datetime") or visible_text(element)
        parent = element.getparent()
        names = f"{marks(element)} {element.get('itemprop') or ''}".lower()
        around = names + (f" {marks(parent)} {tidy(parent.text or '')}".lower() if parent is not None else "")
        if _UPDATED.search(around) and not _PUBLISHED.search(names):
            modified.append(stamp)
        elif element.get("pubdate") is not None or _PUBLISHED.search(around):
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
