"""How much text stands in each element of a page, counted in one pass."""

from dataclasses import dataclass

from lxml.html import HtmlElement

_SILENT = frozenset(
    {"script", "style", "noscript", "template", "svg", "head", "iframe", "object", "select", "button"}
)


@dataclass(frozen=True, slots=True)
class Measures:
    """Characters of text per element: all of them, and those that stand in links."""

    elements: list[HtmlElement]
    """In document order."""
    chars: dict[HtmlElement, int]
    linked: dict[HtmlElement, int]

    def prose(self, element: HtmlElement) -> int:
        """Give the characters of *element* that are no link."""
        return self.chars[element] - self.linked[element]


def measure(tree: HtmlElement) -> Measures:
    """Count the text of every element of *tree*; a page is walked once, whatever its shape."""
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    chars: dict[HtmlElement, int] = {}
    linked: dict[HtmlElement, int] = {}
    for element in elements:
        own = 0 if element.tag in _SILENT else len((element.text or "").strip())
        chars[element] = own
        linked[element] = 0
    for element in reversed(elements):
        parent = element.getparent()
        if element.tag == "a":
            linked[element] = chars[element]
        if element is tree or parent is None or parent not in chars:
            continue
        if element.tag not in _SILENT:
            chars[parent] += chars[element]
            linked[parent] += linked[element]
        if parent.tag not in _SILENT:
            chars[parent] += len((element.tail or "").strip())
    return Measures(elements, chars, linked)
