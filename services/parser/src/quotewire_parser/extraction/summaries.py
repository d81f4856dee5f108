"""The article in a few points, set above its first paragraph: it says again what the text says."""

from lxml.html import HtmlElement

from quotewire_parser.extraction.tree import visible_text
from quotewire_parser.extraction.words import may_be_speech, weight

PROSE_CHARS = 80
MOST_POINTS = 8
LONGEST_POINT = 250
LONGEST_LEAD = 60
"""Characters of the line over the list: "What you need to know"."""
LEAST_LEFT = 400
"""Characters of prose that the article must have besides; a list may be all of a short one."""

_LINES = frozenset({"p", "div", "section", "blockquote", "td"})


def drop_summary(container: HtmlElement, prose: int) -> None:
    """Drop the list of points that stands in *container* before any paragraph; *prose* is how much text it has."""
    points = _first_list(container)
    if points is None:
        return
    lines = [visible_text(item) for item in points.iter("li")]
    chars = sum(map(len, lines))
    if not 0 < len(lines) <= MOST_POINTS or prose - chars < LEAST_LEFT:
        return
    if any(weight(line) > LONGEST_POINT or may_be_speech(line) for line in lines):
        return
    lead = points.getprevious()
    if (
        lead is not None
        and 0 < len(visible_text(lead)) <= LONGEST_LEAD
        and lead.tag in {"h2", "h3", "h4", "h5", "p", "strong", "b"}
    ):
        lead.drop_tree()
    points.drop_tree()


def _first_list(container: HtmlElement) -> HtmlElement | None:
    for element in container.iter():
        if element.tag in {"ul", "ol"} and element is not container:
            return element
        if element.tag in _LINES and _own_chars(element) >= PROSE_CHARS:
            return None
    return None


def _own_chars(element: HtmlElement) -> int:
    """Count what stands in *element* itself and in its inline children."""
    own = [element.text, *(child.tail for child in element)]
    own += [
        visible_text(child)
        for child in element
        if child.tag in {"b", "strong", "span", "em", "i", "a", "font"}
    ]
    return sum(weight(text.strip()) for text in own if text)
