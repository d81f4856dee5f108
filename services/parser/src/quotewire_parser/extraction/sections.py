"""The section of an article, as the page shows it: its breadcrumbs, its categories, a label over the headline, its address."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from quotewire_parser.extraction.dates import is_moment
from quotewire_parser.extraction.headings import bounded_text
from quotewire_parser.extraction.regions import is_elsewhere
from quotewire_parser.extraction.titles import fold
from quotewire_parser.extraction.tree import marks, tidy, visible_text
from quotewire_parser.extraction.wordlists import every, read_words

LONGEST_SECTION = 40
"""Characters; longer ones are headlines."""
MOST_WORDS = 5
LONGEST_PATH = 240
MOST_CRUMBS = 8
BEFORE, AFTER = 30, 60
"""Elements looked at before and after the headline."""
CRUMBS_BEFORE = 250
"""The same for what is named as a path; menus stand between it and the headline."""
MOST_LINKS = 150
MOST_FOLDERS = 3
SHORTEST_FOLDER = 3
"""Letters; shorter ones are languages and countries."""

_WORDS = read_words("sections")
_HOME = frozenset(every(_WORDS["home"]))
_GENERAL = frozenset(every(_WORDS["general"]))
_UNCHOSEN = frozenset(every(_WORDS["unchosen"]))

_CRUMBS = re.compile(
    r"bread-?crum|(?:^|[\s_-])(?:bread|crumbs?|bc|pathway|path(?:-search)?|channel-?path|fil-?d?-?ariane|migas?|rastro|head-nav)(?:$|[\s_-])|breadcrumb"
)
_CATEGORY = re.compile(
    r"(?:^|[\s_-])(?:(?:article|post|entry|news|story|detail|field|item|name|topic-header)[_-]*)*(?:sections?|categor(?:y|ies|ia|ie)|cat(?:e|s|-links)?|rubri[ck]|rubrique"
    r"|seccion|seção|secao|editoria|sezione|rubriek|dzial|kategori[ae]?|osasto|channel|service)(?:[_-]*(?:name|link|label|title))?(?:$|[\s_-])"
)
# What so is called holds a section only where it leads to a part of the site.
_LABEL = re.compile(
    r"(?:^|[\s_-])(?:\w+[_-]+)*(?:kicker|over-?line|eyebrow|badge|labels?|tag|vignett?e|topic|up-?title|super-?title|over-?title|roof-?line|antetitulo|shoulder|cintillo)(?:$|[\s_-])"
)
_SEPARATOR = re.compile(r"\s*[>»›→＞|•/]+\s*|::")
_LEADING = re.compile(r"^[^:：]{0,20}[:：]\s*")
_TAGS = ("nav", "ol", "ul", "div", "p", "span", "td", "a", "section", "li", "dd", "b", "strong")
_BOXES = frozenset({"nav", "ol", "ul", "div", "p", "span", "td", "section"})
_MICRODATA = re.compile(r"BreadcrumbList|/breadcrumb", re.IGNORECASE)


def find_sections(tree: HtmlElement, headings: tuple[HtmlElement, ...], address: str) -> tuple[str, ...]:
    """List the sections that the page shows itself in, the likeliest first; *address* is the page's own."""
    title = visible_text(headings[0]) if headings else ""
    elements = list(tree.iter(*_TAGS, "h1", "h2", "h3", "h4"))
    at = elements.index(headings[0]) if headings and headings[0] in elements else 0
    around = frozenset(headings[0].iterancestors()) if headings else frozenset()
    near = elements[max(0, at - BEFORE) : at][::-1]
    after = elements[at + 1 : at + 1 + AFTER]
    named = elements[max(0, at - CRUMBS_BEFORE) : at + BEFORE]
    found = [
        *(section for crumbs in _trails(named, near) for section in narrow(crumbs, title)),
        *_categories([*near, *after], around),
    ]
    if not found:
        found = [*_labels(near, around, tree), *_by_address(address, tree)]
    return tuple(dict.fromkeys(text for text in found if is_section(text) and fold(text) != fold(title)))


def narrow(crumbs: Iterable[str], title: str) -> list[str]:
    """
    Give the sections in a path through the site, without the front page and the article.

    The first is the widest, but what says no more than "News" comes last.
    """
    whole = fold(title)
    kept = [
        text
        for crumb in islice(crumbs, MOST_CRUMBS)
        if is_section(text := tidy(crumb))
        and not (whole and whole.startswith(fold(text)) and len(text) > LONGEST_SECTION // 2)
        and fold(text) != whole
    ]
    return sorted(kept, key=lambda text: text.lower() in _GENERAL)


def is_section(text: str) -> bool:
    """Tell whether *text* may name a section: a few words, no front page, no system's stand-in."""
    lower = text.lower().strip(" .:")
    return (
        0 < len(text) <= LONGEST_SECTION
        and len(text.split()) <= MOST_WORDS
        and any(char.isalpha() for char in text)
        and lower not in _HOME
        and lower not in _UNCHOSEN
        and not is_moment(text)
    )


def _trails(named: Sequence[HtmlElement], near: Sequence[HtmlElement]) -> Iterator[list[str]]:
    """Give the parts of each path through the site, those that are named so first."""
    seen: set[HtmlElement] = set()
    for element in named:
        if element.tag not in _BOXES:
            continue
        said = f"{marks(element)} {(element.get('aria-label') or '').lower()}"
        if not (
            _CRUMBS.search(said)
            or _MICRODATA.search(f"{element.get('itemtype') or ''} {element.get('xmlns:v') or ''}")
        ):
            continue
        if seen.isdisjoint(element.iterancestors()) and bounded_text(element, LONGEST_PATH):
            seen.add(element)
            yield list(_crumbs(element))
    for element in near:
        first = next(element.iter("a"), None)
        text = bounded_text(element, LONGEST_PATH)
        if first is not None and text and tidy(first.text_content()).lower() in _HOME:
            crumbs = [part for part in _SEPARATOR.split(_LEADING.sub("", text)) if part]
            if 1 < len(crumbs) <= MOST_CRUMBS // 2 + 1:
                yield crumbs


def _crumbs(element: HtmlElement) -> Iterator[str]:
    for node in element.iter():
        if not isinstance(node.tag, str) or node.tag in {"script", "style"}:
            continue
        link = node if node.tag == "a" else next(node.iterancestors("a"), None)
        home = link is not None and path_of(link.get("href")) == "/"
        for text in (() if home else (node.text or "",), (node.tail or "",) if node is not element else ()):
            for part in text:
                yield from (
                    piece
                    for piece in _SEPARATOR.split(tidy(part))
                    if piece and not piece.endswith((":", "："))
                )


def _categories(elements: Iterable[HtmlElement], around: frozenset[HtmlElement]) -> Iterator[str]:
    for element in elements:
        named = "category" in (element.get("rel") or "") or _CATEGORY.search(marks(element))
        if not named or element in around or is_elsewhere(element, around):
            continue
        # Of several the first is the widest.
        chosen = next(element.iter("a"), element)
        text = bounded_text(chosen, LONGEST_SECTION)
        if text:
            yield text


def _labels(near: Iterable[HtmlElement], around: frozenset[HtmlElement], tree: HtmlElement) -> Iterator[str]:
    for element in near:
        if element in around or not _LABEL.search(marks(element)):
            continue
        text = bounded_text(element, LONGEST_SECTION)
        linked = next(element.iter("a"), None) is not None
        if text and (linked or _is_linked(text, tree)) and not is_elsewhere(element, around):
            yield text


def _is_linked(text: str, tree: HtmlElement) -> bool:
    """Tell whether a link of the page is called *text*: a part of the site then."""
    return any(bounded_text(link, LONGEST_SECTION) == text for link in islice(tree.iter("a"), MOST_LINKS))


def _by_address(address: str, tree: HtmlElement) -> Iterator[str]:
    """Name the folders of *address* by what other links call them, the narrower after the wider."""
    parts = [part for part in path_of(address).split("/") if part]
    folders = {
        "/" + "/".join(parts[:end]): ""
        for end in range(1, min(len(parts), MOST_FOLDERS + 1))
        if len(parts[end - 1]) >= SHORTEST_FOLDER
    }
    for link in islice(tree.iter("a"), MOST_LINKS) if folders else ():
        path = path_of(link.get("href"))
        if folders.get(path) == "":
            folders[path] = bounded_text(link, LONGEST_SECTION) or ""
    yield from narrow((name for name in folders.values() if name), "")


def path_of(address: str | None) -> str:
    """Give the path of *address* without its last slash ("/" for a site's front page); "" where it has none."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return ""
    if not parts.path and not parts.netloc:
        return ""
    return parts.path.rstrip("/") or "/"
