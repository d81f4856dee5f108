"""Pull quotes: sentences of the article that its layout shows a second time, in large letters."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from quotewire_parser.extraction.tree import marks

LEAST_CHARS = 20
"""Letters of a quote; a shorter one is found in other sentences by chance."""
LONGEST_QUOTE = 400
MOST_QUOTES = 40

_QUOTE = re.compile(
    r"(?:^|[\s_-])(?:block|big|box|large|hero)?[_-]?(?:quotes?|quotation|zitat|cita|citas|destacado|citation|exergue|citazione|citaat|quoot|citat|sitat"
    r"|sitaatti|nosto|cytat|citace|alinti|kutipan)(?:$|[\s_-])"
)
_NOT_LETTERS = re.compile(r"[\W_]+")


def drop_pull_quotes(tree: HtmlElement) -> None:
    """
    Take out of *tree* the quotes whose words stand in the text around them too.

    Only what its markup calls a quote is one. Scripts must be gone: they repeat the whole article.
    """
    quotes = list(_quotes(tree))
    if not quotes:
        return
    rest = _fold("".join(_outside(tree, set(quotes))))
    for quote in quotes:
        if any(words in rest for words in _words(quote)):
            _around(quote).drop_tree()


def _quotes(tree: HtmlElement) -> Iterator[HtmlElement]:
    seen: set[HtmlElement] = set()
    for element in tree.iter("blockquote", "div", "figure", "aside", "p", "section"):
        if element.tag != "blockquote" and not _QUOTE.search(marks(element)):
            continue
        if seen.isdisjoint(element.iterancestors()) and _is_short(element):
            seen.add(element)
            yield element
            if len(seen) == MOST_QUOTES:
                return


def _is_short(element: HtmlElement) -> bool:
    chars = 0
    for piece in element.itertext():
        chars += len(piece.strip())
        if chars > LONGEST_QUOTE:
            return False
    return chars > 0


def _words(quote: HtmlElement) -> Iterator[str]:
    """Give what is said in *quote*: its paragraphs where it has any, as a name may follow them."""
    for part in [*quote.iter("p", "blockquote"), quote]:
        folded = _fold("".join(part.itertext()))
        if len(folded) >= LEAST_CHARS:
            yield folded


def _outside(tree: HtmlElement, quotes: set[HtmlElement]) -> Iterator[str]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node.tag, str) and node not in quotes:
            yield node.text or ""
            waiting.extend(reversed(node))
        if node is not tree:
            yield node.tail or ""


def _around(quote: HtmlElement) -> HtmlElement:
    """Give the element that holds *quote* and at most who said it."""
    parent = quote.getparent()
    if (
        parent is not None
        and parent.tag in {"div", "figure", "aside"}
        and _QUOTE.search(marks(parent))
        and _is_short(parent)
    ):
        return parent
    return quote


def _fold(text: str) -> str:
    return _NOT_LETTERS.sub("", text).casefold()
