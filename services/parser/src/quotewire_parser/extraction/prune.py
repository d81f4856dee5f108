"""Takes the furniture out of a page before its text is read: boxes, captions, comments, lists of links."""

from lxml import etree
from lxml.html import HtmlElement

from quotewire_parser.extraction.asking import asking_boxes
from quotewire_parser.extraction.boxes import Boxes, is_caption
from quotewire_parser.extraction.cards import find_cards
from quotewire_parser.extraction.container import begins_outside
from quotewire_parser.extraction.measure import Measures, measure
from quotewire_parser.extraction.replies import find_comments

GALLERY_SHARE = 0.6
LEAST_LEFT = 0.4
"""Share of the page's words that must stay without all cards, unless the article is sure to stand outside of them."""
LONGEST_LEAD = 60
"""Characters of a line that ends with a colon, and of a heading, over a list of links."""

_ALWAYS = (
    "style", "noscript", "template", "svg", "iframe", "object", "select", "button", "canvas", "audio", "video", "dialog",
)  # fmt: skip
_LEADS = frozenset({"h2", "h3", "h4", "h5", "h6", "p", "div", "strong", "b", "span"})


def prune(tree: HtmlElement, headline: HtmlElement | None = None) -> None:
    """
    Drop from *tree* what its markup says is no part of an article; *headline* marks where the headline stood.

    By names (class, id) in many languages, by element (nav, aside, figcaption), by role, by what a box asks for, and by
    shape (a list or a paragraph that is nothing but links). What holds much of the page's text goes only where the article
    has begun outside of it, below the headline: a short item may stand among appetisers for longer ones.
    """
    counted = _without_comments(tree, headline)
    boxes = Boxes(counted)
    gone = set(asking_boxes(tree, boxes, counted))
    captions: set[HtmlElement] = set()
    for element in counted.elements:
        parent = element.getparent()
        if parent is None or element in gone:
            continue
        if parent in gone or parent in captions:
            (gone if parent in gone else captions).add(element)
        elif is_caption(element):
            captions.add(element)
        elif boxes.holds(element):
            gone.update((element, *_lead_of(element, counted)))
    gone |= _large(tree, boxes, counted, gone, headline)
    if _tell_the_story(captions, gone, counted, boxes.total):
        for figure in list(tree.iter("figure", "figcaption")):
            figure.tag = "div"  # trafilatura drops figures
    else:
        gone |= captions
    _drop(gone)


def _without_comments(tree: HtmlElement, headline: HtmlElement | None) -> Measures:
    """Drop what is never text, and comments that no name tells; count what is left."""
    comments = find_comments(tree)  # by their buttons, which go now
    etree.strip_elements(tree, *_ALWAYS, with_tail=False)
    counted = measure(tree)
    if comments and (headline is None or begins_outside(headline, comments, counted)):
        _drop(comments)
        counted = measure(tree)
    return counted


def _drop(elements: set[HtmlElement]) -> None:
    for element in elements:
        parent = element.getparent()
        if parent is not None and parent not in elements:
            element.drop_tree()


def _large(
    tree: HtmlElement, boxes: Boxes, counted: Measures, gone: set[HtmlElement], headline: HtmlElement | None
) -> set[HtmlElement]:
    """Give cards, and boxes that hold much of the text, where it is sure that the article stands elsewhere."""
    cards = find_cards(tree, counted, boxes.total, gone)
    inner = {card for card in cards if cards.isdisjoint(card.iterancestors())}
    few = sum(map(counted.prose, inner)) <= (1 - LEAST_LEFT) * boxes.total
    large = {element for element in counted.elements if element not in gone and boxes.is_large(element)}
    sure = (
        headline is not None
        and (large or not few)
        and begins_outside(headline, cards | large | gone, counted)
    )
    if sure:
        return cards | large
    return cards if few else set()


def _lead_of(links: HtmlElement, counted: Measures) -> tuple[HtmlElement, ...]:
    """Give the heading over a list of *links*: an element for headings, or a short line that ends with a colon."""
    lead = links.getprevious() if links.tag in {"ul", "ol"} else None
    if lead is None or lead.tag not in _LEADS or not 0 < counted.chars.get(lead, 0) <= LONGEST_LEAD:
        return ()
    line = "".join(lead.itertext()).strip()
    return (lead,) if lead.tag[0] == "h" or line.endswith((":", "：")) else ()


def _tell_the_story(
    captions: set[HtmlElement], gone: set[HtmlElement], counted: Measures, total: int
) -> bool:
    """Tell whether the page is a gallery: most of its words stand under pictures."""

    def held(elements: set[HtmlElement]) -> int:
        return sum(counted.prose(each) for each in elements if each.getparent() not in elements)

    return held(captions) > GALLERY_SHARE * (total - held(gone))
