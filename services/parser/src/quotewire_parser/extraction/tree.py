"""HTML text to a tree, once for every step that reads it, and the visible text of its parts."""

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from quotewire_parser.refusals import PageTooDeepError

# What XML forbids and libxml2 stops at (NUL), and what no encoder takes (lone surrogates).
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Nobody means these controls: they are windows-1252 read as Latin-1, curly quotation marks above all, or a reference
# such as &#147;, which browsers read so too (WHATWG HTML, numeric character reference end state).
_C1 = re.compile("[\x80-\x9f]")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_SPACES = re.compile(r"\s+")

_UNSEEN = frozenset({"script", "style", "noscript", "template", "svg", "head", "iframe", "object", "select"})
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)


def parse_html(html: str) -> HtmlElement | None:
    """
    Parse *html*, whatever its markup is like; None where nothing is in it.

    What the page says of its own charset is ignored, as it was decoded already. Comments are dropped.

    Raises:
        PageTooDeepError: the tags nest deeper than 2,048 levels.
    """
    text = without_forbidden(html)
    if not text.strip():
        return None
    # Without huge_tree everything below level 256 is cut off silently, which unclosed <font> tags do reach.
    parser = HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True
    )
    try:
        tree = document_fromstring(text.encode(), parser=parser)
    except etree.ParserError:
        return None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise PageTooDeepError("The page's tags nest deeper than 2,048 levels.")
    return tree if isinstance(tree, HtmlElement) else None


def without_forbidden(text: str) -> str:
    """Put U+FFFD in the place of characters that no XML and no encoder takes: controls and lone surrogates."""
    return _FORBIDDEN.sub("\ufffd", _C1.sub(_as_windows_1252, text.replace("\x00", "")))


def tidy(text: str) -> str:
    """
    Make every run of white space one space; drop soft hyphens and other characters without a shape.

    What no XML and no encoder takes becomes U+FFFD here too: references (&#27;) and JSON escapes bring it back.
    """
    visible = _INVISIBLE.sub("", _C1.sub(_as_windows_1252, text))
    return _FORBIDDEN.sub("\ufffd", _SPACES.sub(" ", visible)).strip()


def _as_windows_1252(control: re.Match[str]) -> str:
    return control[0].encode("latin-1").decode("cp1252", "replace")


def visible_text(element: HtmlElement) -> str:
    """Give the text of *element* on one line; blocks are held apart by a space, scripts left out."""
    return tidy("".join(_pieces(element)))


def _pieces(element: HtmlElement) -> Iterator[str]:
    # By events and not by recursion: a page may nest deeper than Python calls.
    hidden = 0
    for event, node in etree.iterwalk(element, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            if tag in _UNSEEN:
                hidden += 1
            if not hidden:
                if tag in _BLOCKS:
                    yield " "
                yield node.text or ""
            continue
        if tag in _UNSEEN:
            hidden -= 1
        if not hidden and node is not element:
            if tag in _BLOCKS:
                yield " "
            yield node.tail or ""


def marks(element: HtmlElement) -> str:
    """Give the class, id and test names of *element* in lower case: what its author calls it."""
    return " ".join(
        element.get(name) or "" for name in ("class", "id", "data-testid", "data-component")
    ).lower()
