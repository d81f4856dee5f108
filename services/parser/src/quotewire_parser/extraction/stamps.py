"""Times that stand in elements made for them: `<time>`, and the `<abbr>` of hAtom."""

import re
from collections.abc import Collection, Iterator
from itertools import islice

from lxml.html import HtmlElement

from quotewire_parser.extraction.dates import words_beside_day
from quotewire_parser.extraction.headings import bounded_text
from quotewire_parser.extraction.labels import label_of
from quotewire_parser.extraction.regions import PROFILE, is_elsewhere, is_of_card
from quotewire_parser.extraction.tree import marks, tidy, visible_text

MOST_TIMES = 80
"""Elements looked at; what lists more is an archive."""
LONGEST_LINE = 300
"""Characters of a paragraph in which a time may stand that is the article's."""
MOST_SIBLINGS = 6
LONGEST_LABEL = 60
"""Characters before a time in which its label stands."""
MOST_WORDS_BESIDE = 6
"""Words beside a time in its paragraph; with more the time is part of a sentence."""
LONGEST_LINK = 2
"""Words of a link beside a time; a longer one leads to the article that the time belongs to."""

_UPDATED = re.compile(r"updat|modif|revised|guncel|aktualis")
_PUBLISHED = re.compile(
    r"publish|posted|pubdate|entry-date|created|issued|article-?date|post-?date|timestamp|dateline"
)
_SENTENCE_END = re.compile(r"[.!?。！？।]$")


def find_times(
    tree: HtmlElement, headings: tuple[HtmlElement, ...], around: Collection[HtmlElement]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """
    List (publication, change) times of the article: those that say what they are first, then what follows the headline.

    *around* are the elements around the headline. Of times that say nothing only the first is given.
    """
    named: list[list[str]] = [[], []]
    plain: list[list[str]] = [[], []]
    modified: list[str] = []
    before = int(bool(headings))
    cards: dict[HtmlElement, bool] = {}
    for element in _elements(tree, headings):
        if headings and element is headings[0]:
            before = 0
            continue
        if is_elsewhere(element, around) or is_of_card(element, around, cards):
            continue
        kind = _kind(element)
        # <abbr class="published" title="2026-11-20T08:00:00Z"> is hAtom's form, which Blogger keeps.
        title = element.get("title") if element.tag == "abbr" else None
        stamp = element.get("datetime") or title or visible_text(element)
        if kind == "modified":
            modified.append(stamp)
        elif kind == "published":
            named[before].append(stamp)
        elif _stands_alone(element):
            plain[before].append(stamp)
    return (*named[0], *named[1], *(*plain[0], *plain[1])[:1]), tuple(modified)


def _elements(tree: HtmlElement, headings: tuple[HtmlElement, ...]) -> Iterator[HtmlElement]:
    seen = 0
    for element in tree.iter("time", "abbr", *(heading.tag for heading in headings)):
        if headings and element is headings[0]:
            yield element
        elif element.tag == "time" or (element.tag == "abbr" and _PUBLISHED.search(marks(element))):
            seen += 1
            if seen > MOST_TIMES:
                return
            yield element


def _kind(element: HtmlElement) -> str | None:
    parent = element.getparent()
    names = f"{marks(element)} {element.get('itemprop') or ''}".lower()
    said = f"{names} {marks(parent)}" if parent is not None else names
    label = label_of(_before(element)) if parent is not None else None
    if _PUBLISHED.search(names) and label != "modified":
        return "published"
    if label == "modified" or (label is None and _UPDATED.search(said)):
        return "modified"
    if label == "published" or element.get("pubdate") is not None or _PUBLISHED.search(said):
        return "published"
    return None


def _before(element: HtmlElement) -> str:
    """Give the end of the text before *element* in its parent: "<b>Updated</b> <time>"."""
    pieces = []
    for sibling in islice(element.itersiblings(preceding=True), MOST_SIBLINGS):
        pieces.append(sibling.tail or "")
        if sibling.tag == "time":
            return tidy(" ".join(reversed(pieces)))[-LONGEST_LABEL:]
        pieces.append((bounded_text(sibling, LONGEST_LABEL) or "") if isinstance(sibling.tag, str) else "")
    parent = element.getparent()
    pieces.append((parent.text or "") if parent is not None else "")
    return tidy(" ".join(reversed(pieces)))[-LONGEST_LABEL:]


def _stands_alone(element: HtmlElement) -> bool:
    """Tell whether *element* is no part of a sentence, and of no line about another article."""
    line = next(element.iterancestors("p", "li", "blockquote"), None)
    if line is None:
        return True
    text = bounded_text(line, LONGEST_LINE)
    if text is None:
        return False
    beside = text.replace(visible_text(element), " ", 1)
    if line.tag == "blockquote" or _SENTENCE_END.search(text) or words_beside_day(beside) > MOST_WORDS_BESIDE:
        return False
    return all(
        len(visible_text(link).split()) <= LONGEST_LINK or PROFILE.search(link.get("href") or "")
        for link in line.iter("a")
        if link not in element.iterancestors("a")
    )
