"""The headline as the page shows it: an h1 that is not the site's logo, or whatever repeats the page's stated title."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from quotewire_parser.extraction.titles import fold
from quotewire_parser.extraction.tree import marks, tidy, visible_text

LONGEST_HEADING = 300
SHORTEST_HEADING = 12
"""Characters; a shorter line that repeats a title is a label."""
SHORTEST_DENSE = 7
"""The same in scripts that write a word in one or two characters."""
LONGEST_PART = 20
"""Letters of the name of a part of a site."""
MOST_LABEL_WORDS = 2
MOST_HEADINGS = 20

_LOGO = re.compile(r"(?:^|[\s_-])(?:logo|brand|masthead|site-?(?:title|name|header))(?:$|[\s_-])")
_HEADLINE = re.compile(
    r"(?:^|[\s_-])(?:headline|content-?heading|(?:article|entry|post|story|news|page|detail)[_-]*(?:title|heading|headline))(?:$|[\s_-])"
)
_KICKER = re.compile(
    r"(?:^|[\s_-])(?:kicker|top-?line|over-?line|eyebrow|roof-?line|dach-?zeile|ober-?zeile|spitz-?marke|antetitulo|surtitre|cintillo"
    r"|occhiello|chapeu|vinjett|nadtytul|label|badge|tag|category|flag|pre-?title|super-?title|super-?headline)(?:$|[\s_-])"
)
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_STATED = ("og:title", "twitter:title")
_ANYWHERE = ("h1", "h2", "h3", "h4", "div", "span", "td", "b", "strong", "font", "p")


def find_headings(tree: HtmlElement) -> tuple[HtmlElement, ...]:
    """Give the element of the headline, or none."""
    all_h1 = [h1 for h1 in tree.iter("h1") if visible_text(h1) and not _is_logo(h1)]
    inside = [h1 for h1 in all_h1 if next(h1.iterancestors("article", "main"), None) is not None]
    chosen = (inside or all_h1)[:MOST_HEADINGS]
    stated = _stated(tree)
    if len(chosen) > 1:
        # One of several is often the site's name, which `<title>` repeats too, but is shorter.
        whole = " ".join(stated)
        chosen.sort(key=lambda h1: -len(visible_text(h1)) if fold(visible_text(h1)) in whole else 0)
    if chosen and stated and _names_a_part(chosen[0], stated):
        chosen = [*islice(_repeated(tree, stated), 1), *chosen]
    if not chosen:
        chosen = [*tree.iterfind(".//*[@aria-level='1']"), *_repeated(tree, stated), *_named(tree)]
    return tuple(chosen[:1])


def heading_text(heading: HtmlElement, tree: HtmlElement) -> str:
    """
    Give the headline in *heading* without a kicker that stands in it as an element of its own.

    It is one by its name, or because a title that the page states for itself is what remains without it.
    """
    whole = visible_text(heading)
    stated = None
    for child in heading:
        kicker = visible_text(child) if isinstance(child.tag, str) else ""
        if not kicker or not whole.startswith(kicker):
            break
        rest = whole[len(kicker) :].lstrip(" :|–—-•·/")
        if stated is None:
            stated = _stated(tree)
        if rest and (
            _KICKER.search(marks(child)) or _is_stated(rest, stated) or _is_glued(kicker, rest, whole, stated)
        ):
            return rest
        break
    return _without_label(heading, whole, stated or _stated(tree))


def _without_label(heading: HtmlElement, whole: str, stated: tuple[str, ...]) -> str:
    """Cut a label after the headline that no stated title has: "Gates to close <span>Premium</span>"."""
    last = heading[-1] if len(heading) else None
    label = visible_text(last) if last is not None and not tidy(last.tail or "") else ""
    if len(label.split()) > MOST_LABEL_WORDS:
        return whole
    rest = whole.removesuffix(label).rstrip() if label else whole
    if rest in {whole, ""} or any(title.startswith(fold(whole)) for title in stated):
        return whole
    return rest if _is_stated(rest, stated) else whole


def _names_a_part(h1: HtmlElement, stated: tuple[str, ...]) -> bool:
    """Tell whether *h1* rather names a part of the site ("World"): it is short, and no stated title begins with it."""
    folded = fold(visible_text(h1))
    return len(folded) <= LONGEST_PART and not any(title.startswith(folded) for title in stated)


def _is_long(folded: str) -> bool:
    return len(folded) >= (SHORTEST_DENSE if _DENSE.search(folded) else SHORTEST_HEADING)


def _is_stated(line: str, stated: tuple[str, ...]) -> bool:
    folded = fold(line)
    return _is_long(folded) and any(title.startswith(folded) for title in stated)


def _is_glued(kicker: str, rest: str, whole: str, stated: tuple[str, ...]) -> bool:
    """Tell whether *kicker* stands before *rest* as a line of its own, for which styles make the room."""
    folded = fold(rest)
    return (
        whole[len(kicker) : len(kicker) + 1].isalnum()
        and _is_long(folded)
        and any(title.endswith(folded) for title in stated)
    )


def _is_logo(h1: HtmlElement) -> bool:
    if _LOGO.search(marks(h1)):
        return True
    links = [*h1.iter("a"), *h1.iterancestors("a")]
    return any(
        re.fullmatch(r"(?:https?://[^/]+)?/?(?:index\.\w+)?", link.get("href") or "#") for link in links
    )


def _stated(tree: HtmlElement) -> tuple[str, ...]:
    title = tree.find(".//title")
    texts = [tidy(title.text_content())] if title is not None else []
    texts += [
        meta.get("content") or ""
        for meta in tree.iter("meta")
        if (meta.get("property") or meta.get("name") or "").lower() in _STATED
    ]
    return tuple(folded for text in texts if _is_long(folded := fold(text)))


def _repeated(tree: HtmlElement, stated: tuple[str, ...]) -> Iterator[HtmlElement]:
    """Give the innermost element whose whole text is a stated title, or its beginning or end."""
    if not stated:
        return
    for element in tree.iter(*_ANYWHERE):
        text = bounded_text(element, LONGEST_HEADING)
        if text is None or not _is_long(folded := fold(text)):
            continue
        if any(title.startswith(folded) or title.endswith(folded) for title in stated) and not _is_logo(
            element
        ):
            inner = [child for child in element.iter(*_ANYWHERE) if fold(visible_text(child)) == folded]
            yield inner[-1]
            return


def _named(tree: HtmlElement) -> Iterator[HtmlElement]:
    for element in tree.iter(*_ANYWHERE):
        if _HEADLINE.search(marks(element)):
            text = bounded_text(element, LONGEST_HEADING)
            if (
                text
                and len(text) >= SHORTEST_HEADING
                and next(element.iterancestors("nav", "aside", "footer"), None) is None
            ):
                yield element
                return


def bounded_text(element: HtmlElement, longest: int) -> str | None:
    """Give the text of *element* on one line, roughly; None where it has more than *longest* characters. Cheap."""
    pieces: list[str] = []
    chars = 0
    for piece in element.itertext():
        chars += len(piece)
        if chars > longest * 3:
            return None
        pieces.append(piece)
    text = " ".join(" ".join(pieces).split())
    return text if len(text) <= longest else None
