"""The line under the headline: by what its publisher calls it, by the description it repeats, or by where it stands."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from quotewire_parser.extraction.calendars import find_day, plain_digits
from quotewire_parser.extraction.dates import is_moment
from quotewire_parser.extraction.headings import bounded_text
from quotewire_parser.extraction.people import is_byline
from quotewire_parser.extraction.places import NOWHERE
from quotewire_parser.extraction.regions import PROFILE, is_elsewhere
from quotewire_parser.extraction.titles import fold, same_line
from quotewire_parser.extraction.tree import visible_text

LONGEST_STANDFIRST = 600
"""Characters; what is longer is an article's first paragraph, whatever its class is called."""
SHORTEST = 25
"""Characters (fewer in scripts that write a word in one or two) of a line that only its place makes a standfirst."""
SHORTEST_DENSE = 10
SHORTEST_PARAGRAPH = 40
SHORTEST_REPEATED = 30
"""Letters of a line that repeats the description; a shorter one is a label."""
LONGEST_NAME = 200
"""Characters of an attribute; longer ones hold data."""
MOST_BOXES = 3_000
"""Elements among which other prose is looked for."""
MOST_LOOKED_AT = 120
"""Elements after the headline; beyond them are other things."""
PARAGRAPH_CHARS = 140
"""A paragraph of so many characters that is no standfirst is the body's first."""
SHORTEST_PARAGRAPH_OF_BODY = 60
MOST_LEVELS = 4
"""Boxes around the headline that hold nothing else."""

_NAMED, _REPEATED, _ALONE, _MAYBE_NAMED = range(4)

_OF = r"(?:^|[\s_-])(?:article|story|post|entry|news|content|page|detail|head(?:er|line)?|single|nota|art|c|a)?[_-]*"
_SURE = re.compile(
    rf"{_OF}(?:standfirst|dek|(?:sub-?)?deck|sub-?tit(?:le|ulo|el)|subtítulo|sub-?head(?:line|er|ing)?|strap-?line|chapo|chapeau|entradilla|bajada"
    r"|copete|sommario|sumario|catenaccio|sottotitolo|sous-?titre|vorspann|unter-?(?:zeile|titel)|ondertitel|ingressi?|preamble|manchet"
    r"|under-?(?:rubrik|tittel|titel)|alaotsikko|perex|podtytul|podnaslov|podnadpis|zajawka|alcim|sapo|synopsis|linha-?fina|alternativeheadline)"
    r"(?:[_-]?(?:text|nota|article|content|wrap(?:per)?))?(?:$|[\s_-])"
)
# Names that outlets give to the first paragraph of the body just as well.
_MAYBE = re.compile(
    rf"{_OF}(?:summary|abstract|excerpt|leads?|lede|lid|intro(?:duction)?|desc(?:ription)?|spot|anons|teaser-?text|opener|accroche|tagline|(?<=[_-])teaser)"
    r"(?:[_-]?(?:text|article|content))?(?:$|[\s_-])"
)
_CAPTION = re.compile(
    r"caption|legend|credit|figure|gallery|image|photo|foto|media(?!n)|video|player|toc(?:$|[\s_-])"
)
_BYLINE = re.compile(
    r"by-?line|author|autor|meta(?:$|[\s_-])|share|social|breadcrumb|tags?(?:$|[\s_-])|kicker|comment"
)
_DESCRIPTIONS = frozenset({"description", "og:description", "twitter:description", "dc.description"})
_TAGS = ("h2", "h3", "h4", "p", "div", "span", "section", "strong", "em")
_BLOCKS = ("p", "div", "section", "ul", "ol", "h1", "h2", "h3", "h4", "table", "figure", "form", "article")
_BOXED = frozenset({"div", "section", "h2", "h3", "h4"})
"""No paragraphs, so that one among paragraphs is none of them."""
_NOT_INSIDE = ("h1", "time", "figure", "img", "button", "ul", "ol", "table")
_CARD = re.compile(r"(?:^|[\s_-])card")
_DENSE = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CUT = re.compile(r"\s*(?:\[?(?:\.\.\.|…)\]?)$")


def find_standfirst(
    tree: HtmlElement, headings: tuple[HtmlElement, ...], around: Collection[HtmlElement]
) -> HtmlElement | None:
    """
    Give the element of the line under the headline, or None.

    *around* are the elements around the headline. What is named for it comes first, then a line that repeats the page's
    description, then one that stands alone under the headline, then what has a name that may mean a first paragraph.
    """
    page = _Page(
        visible_text(headings[0]) if headings else "",
        _under(headings[0]) if headings else (),
        tuple(_described(tree)),
        around,
    )
    best: dict[int, HtmlElement] = {}
    for element in _after(tree, headings):
        rank = _rank(element, page)
        if rank is None or rank in best:
            continue
        if is_elsewhere(element, around) and not _is_header_teaser(element, around):
            continue
        best[rank] = element
        if rank == _NAMED:
            break
    return best[min(best)] if best else None


@dataclass(frozen=True, slots=True)
class _Page:
    title: str
    under: tuple[HtmlElement, ...]
    """What stands right under the headline."""
    described: tuple[str, ...]
    around: Collection[HtmlElement]


def _rank(element: HtmlElement, page: _Page) -> int | None:
    """Tell how likely *element* is the standfirst; 0 is surest, None is not at all."""
    names = _names(element)
    sure = _SURE.search(names) or (element.tag == "p" and _SURE.search(_names_of_boxes(element)))
    if not sure and (_CAPTION.search(names) or _BYLINE.search(names)):
        return None
    maybe, below = _MAYBE.search(names), any(element is other for other in page.under)
    text = _line(element) if sure or maybe or below or page.described else None
    if text is None:
        return None
    reasons: tuple[tuple[int, Callable[[], object]], ...] = (
        (_NAMED, lambda: sure and not _repeats_class(element)),
        (_REPEATED, lambda: _repeats(text, page.described) and _shares_a_header(element, page.around)),
        (_ALONE, lambda: below and _is_alone(element, text, page.around)),
        (_MAYBE_NAMED, lambda: maybe and (element.tag in _BOXED or not _stands_among_paragraphs(element))),
    )
    rank = next((rank for rank, holds in reasons if holds()), None)
    return None if rank is None or _is_other(element, text, page.title) else rank


def _after(tree: HtmlElement, headings: tuple[HtmlElement, ...]) -> Iterator[HtmlElement]:
    """Give the elements after the headline, up to where the body has begun."""
    after = not headings
    seen = 0
    for element in tree.iter(*_TAGS, "h1"):
        if headings and element is headings[0]:
            after = True
        elif after and element.tag != "h1" and not (headings and headings[0] in element.iterancestors()):
            seen += 1
            if seen > MOST_LOOKED_AT:
                return
            yield element
            if element.tag == "p" and _chars(element) >= PARAGRAPH_CHARS:
                return


def _chars(element: HtmlElement) -> int:
    text = bounded_text(element, LONGEST_STANDFIRST)
    return LONGEST_STANDFIRST if text is None else len(text)


def _names(element: HtmlElement) -> str:
    """Give what *element* is called, in whatever attribute publishers write it."""
    return " ".join(
        value.lower()
        for name, value in element.items()
        if len(value) <= LONGEST_NAME and (name in {"class", "id", "itemprop"} or name.startswith("data-"))
    )


def _names_of_boxes(paragraph: HtmlElement) -> str:
    return " ".join(_names(box) for box in islice(paragraph.iterancestors("div", "section"), 2))


def _line(element: HtmlElement) -> str | None:
    """Give the text of *element* if it is one line: what holds several paragraphs is the beginning of the body."""
    if bounded_text(element, LONGEST_STANDFIRST) is None:
        return None
    if len([*islice(element.iter("p"), 2)]) > 1 or next(element.iter(*_NOT_INSIDE), None) is not None:
        return None
    text = visible_text(element)
    return text if 0 < len(text) <= LONGEST_STANDFIRST else None


def _is_other(element: HtmlElement, text: str, title: str) -> bool:
    """Tell whether a line under the headline is a caption, a byline, a date, a link, or the headline again."""
    if next(element.iterancestors("figure", "figcaption", "a", "button"), None) is not None or same_line(
        text, title
    ):
        return True
    if _CARD.search(_names(element)):
        return True
    if any(_CAPTION.search(_names(box)) for box in list(element.iterancestors())[:2] if box.tag != "body"):
        return True
    links = list(element.iter("a"))
    if links and (
        any(PROFILE.search(link.get("href") or "") for link in links)
        or sum(len(visible_text(link)) for link in links) * 2 > len(text)
    ):
        return True
    return text.endswith((":", "：")) or is_byline(text) or is_moment(text)


def _stands_among_paragraphs(element: HtmlElement) -> bool:
    parent = element.getparent()
    if parent is None:
        return False
    long = (
        child
        for child in islice(parent.iterchildren("p"), MOST_LOOKED_AT)
        if _chars(child) >= SHORTEST_PARAGRAPH_OF_BODY
    )
    return sum(child is not element for child in long) > 1


def _repeats_class(element: HtmlElement) -> bool:
    """Tell whether its siblings are called the same: the subheads of the body."""
    parent, name = element.getparent(), element.get("class")
    return (
        parent is not None
        and sum(
            child.tag == element.tag and child.get("class") == name
            for child in parent
            if child.tag == element.tag
        )
        > 1
    )


def _described(tree: HtmlElement) -> Iterator[str]:
    for meta in tree.iter("meta"):
        if (meta.get("property") or meta.get("name") or "").lower() in _DESCRIPTIONS:
            folded = fold(_CUT.sub("", meta.get("content") or ""))
            if len(folded) >= SHORTEST_REPEATED:
                yield folded


def _repeats(text: str, described: tuple[str, ...]) -> bool:
    folded = fold(text)
    return len(folded) >= SHORTEST_REPEATED and any(
        stated.startswith(folded) or folded.startswith(stated) for stated in described
    )


def _under(heading: HtmlElement) -> tuple[HtmlElement, ...]:
    """Give the element right under *heading*, or under the boxes that hold nothing but it, and its only child."""
    node = heading
    for _ in range(MOST_LEVELS):
        following = next(
            (each for each in node.itersiblings() if isinstance(each.tag, str) and visible_text(each)), None
        )
        if following is not None:
            inner = [child for child in following if isinstance(child.tag, str)]
            return (following, *inner) if len(inner) == 1 else (following,)
        parent = node.getparent()
        if parent is None or parent.tag in {"body", "html", "article", "main"}:
            return ()
        node = parent
    return ()


def _is_alone(element: HtmlElement, text: str, around: Collection[HtmlElement]) -> bool:
    """Tell whether *element* is a heading of its own kind, or a sentence apart from the body."""
    dense = bool(_DENSE.search(text))
    if len(text) < (SHORTEST_DENSE if dense else SHORTEST) or (not dense and len(text.split()) < 4):  # noqa: PLR2004 - words of a sentence
        return False
    if next(element.iterdescendants(*_BLOCKS), None) is not None or find_day(plain_digits(text), NOWHERE):
        return False
    if element.tag in {"h2", "h3", "h4"}:
        return not _repeats_class(element)
    long_enough = len(text) >= (SHORTEST if dense else SHORTEST_PARAGRAPH)
    return element.tag in {"p", "div"} and long_enough and _shares_a_header(element, around)


def _shares_a_header(element: HtmlElement, around: Collection[HtmlElement]) -> bool:
    """Tell whether the smallest box that holds the headline and *element* holds no other prose, which stands further on."""
    box = next((node for node in element.iterancestors() if node in around), None)
    if box is None or next(element.iter("br"), None) is not None:
        return False
    outside = box
    while outside.getparent() is not None and outside.getparent().tag != "html":
        outside = outside.getparent()
    return not _has_prose(box, element) and _has_prose(outside, element)


def _has_prose(box: HtmlElement, besides: HtmlElement) -> bool:
    skipped = set(besides.iter())
    for node in islice(box.iter("p", "div", "section", "article", "td", "li", "span"), MOST_BOXES):
        if node in skipped:
            continue
        own = len(node.text or "") + sum(len(child.tail or "") for child in node)
        if (
            own >= SHORTEST_PARAGRAPH_OF_BODY
            and next(node.iterancestors("a", "footer", "nav", "aside"), None) is None
        ):
            return True
    return False


def _is_header_teaser(element: HtmlElement, around: Collection[HtmlElement]) -> bool:
    """Tell whether *element* is called a teaser because it is that of its own article: it stands in the headline's box."""
    node = element
    while (parent := node.getparent()) is not None and parent not in around:
        node = parent
    return (
        parent is not None
        and parent.tag not in {"body", "main", "article"}
        and _MAYBE.search(_names(node)) is not None
    )
