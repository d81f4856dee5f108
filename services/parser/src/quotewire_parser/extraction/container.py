"""The part of a page that holds the article, by what its markup says and by where the prose stands."""

from collections.abc import Collection, Iterator

from lxml.html import HtmlElement

from quotewire_parser.extraction.markup import is_elsewhere
from quotewire_parser.extraction.measure import Measures

MIN_PARAGRAPH_CHARS = 60
STATED_SHARE = 0.6
"""Of the page's prose; a part that its author marked as the article must hold so much of it to be believed."""
SURELY_BEGUN = 300
LIKELY_BEGUN = 180
"""Characters of one paragraph, or of several, from which an article is known to have begun."""
CORE_SHARE = 0.9
"""An element is left for one of its children when that holds so much of its prose."""

_STATED = (".//*[@itemprop='articleBody']", ".//article", ".//main", ".//*[@role='main']")
_PARAGRAPHS = frozenset(
    {"p", "li", "blockquote", "dd", "td", "div", "section", "pre", "h2", "h3", "article", "main"}
)


def find_container(tree: HtmlElement, prose: dict[HtmlElement, int]) -> HtmlElement | None:
    """Find the element that holds the article, by the *prose* in each; None where nothing stands out."""
    total = prose.get(tree, 0)
    for expression in _STATED:
        found = {node for node in tree.iterfind(expression) if prose.get(node, 0) and not is_elsewhere(node)}
        outer = [node for node in found if found.isdisjoint(node.iterancestors())]
        if len(outer) == 1 and prose[outer[0]] >= STATED_SHARE * total:
            return outer[0]
        if len(outer) > 1:
            break
    core = _core(tree, prose)
    return None if core is tree or core.tag in {"body", "html"} else core


def _core(tree: HtmlElement, prose: dict[HtmlElement, int]) -> HtmlElement:
    """Go down from *tree* as long as one child holds nearly all the prose."""
    core = tree
    while True:
        inner = max(core, key=lambda child: prose.get(child, 0), default=None)
        if (
            inner is None
            or prose.get(inner, 0) < CORE_SHARE * max(prose[core], 1)
            or inner.tag in {"p", "span"}
        ):
            return core
        core = inner


def begins_outside(headline: HtmlElement, boxes: Collection[HtmlElement], counted: Measures) -> bool:
    """Tell whether the first paragraphs below *headline* stand in none of *boxes*, and are enough for a short item."""
    inside: set[HtmlElement] = set()
    passed = False
    chars = paragraphs = 0
    for element in counted.elements:
        passed = passed or element is headline
        parent = element.getparent()
        if element in boxes or (parent is not None and parent in inside):
            inside.add(element)
        elif passed and element.tag in _PARAGRAPHS:
            plain, linked = _own_text(element)
            if plain >= MIN_PARAGRAPH_CHARS and linked < plain:
                chars += plain
                paragraphs += 1
                if chars >= SURELY_BEGUN or (paragraphs > 1 and chars >= LIKELY_BEGUN):
                    return True
    return False


def prose_in(tree: HtmlElement) -> dict[HtmlElement, int]:
    """Count for every element the characters of the paragraphs in it: runs of text with few links, not too short."""
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    counts = dict.fromkeys(elements, 0)
    for element in elements:
        if element.tag in _PARAGRAPHS:
            plain, linked = _own_text(element)
            if plain >= MIN_PARAGRAPH_CHARS and linked < plain:
                counts[element] += plain
    for element in reversed(elements):
        parent = element.getparent()
        if element is not tree and parent is not None:
            counts[parent] += counts[element]
    return counts


def _own_text(element: HtmlElement) -> tuple[int, int]:
    """Count the text that stands in *element* itself or in inline elements of it: (not linked, linked)."""
    plain, linked = len((element.text or "").strip()), 0
    for child in _inline(element):
        size = len((child.text or "").strip())
        linked += size if child.tag == "a" else 0
        plain += 0 if child.tag == "a" else size
        plain += len((child.tail or "").strip())
    return plain, linked


def _inline(element: HtmlElement) -> Iterator[HtmlElement]:
    waiting = list(element)
    while waiting:
        child = waiting.pop()
        if not isinstance(child.tag, str):
            continue
        yield child
        if child.tag not in _PARAGRAPHS and child.tag not in {"ul", "ol", "table"}:
            waiting.extend(child)
