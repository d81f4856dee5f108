"""What of a page a reader could see, for telling a changed page from one with another nonce; and how deep it nests."""

import hashlib
import re

MANY_TAGS = 10_000
"""Pages with fewer tags cannot nest deep enough to hurt anybody, and are not looked through."""

MAX_DEPTH = 3_000
"""Elements inside each other; browsers stop at 512, and no tree builder needs more than a moment for this many."""

_MARKUP = re.compile(r"<[^<>]*>")
_UNSEEN = (("<!--", "-->"), ("<script", "</script"), ("<style", "</style"), ("<noscript", "</noscript"))
_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)", re.IGNORECASE)
_NO_NESTING = frozenset(
    [
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source"),
        *("track", "wbr", "p", "li", "dt", "dd", "option", "optgroup", "td", "th", "tr", "thead", "tbody"),
        *("tfoot", "colgroup", "rp", "rt"),
    ]
)
"""Elements that have no end, or whose end may be left out: they end by themselves."""


def visible_hash(page: str) -> str:
    """
    Digest what can be read on *page*: SHA-256 in hex of its text without markup, scripts, styles and comments.

    Pages carry nonces, ad ids and build numbers that differ at each request; they are no new version of an article.
    """
    lower = page.lower()
    if len(lower) != len(page):  # some capital letters become two characters: the places would not fit
        lower = page
    for begin, end in _UNSEEN:
        page, lower = _without(page, lower, begin, end)
    return text_hash(_MARKUP.sub(" ", page))


def text_hash(text: str) -> str:
    """Digest *text*: SHA-256 in hex, runs of white space being one."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "replace")).hexdigest()


def nests_too_deep(page: str) -> bool:
    """Tell whether the elements of *page* lie in each other more than `MAX_DEPTH` deep."""
    if page.count("<") < MANY_TAGS:
        return False
    depth = 0
    for match in _TAG.finditer(page):
        if match[2].lower() in _NO_NESTING:
            continue
        depth = max(depth - 1, 0) if match[1] else depth + 1
        if depth > MAX_DEPTH:
            return True
    return False


def _without(page: str, lower: str, begin: str, end: str) -> tuple[str, str]:
    """Leave out what stands between *begin* and *end*, of both spellings; linear, also where *end* is missing."""
    if begin not in lower:
        return page, lower
    kept: list[slice] = []
    at = 0
    while (start := lower.find(begin, at)) >= 0:
        kept.append(slice(at, start))
        stop = lower.find(end, start + len(begin))
        if stop < 0:
            at = len(page)
            break
        at = stop if end.startswith("</") else stop + len(end)  # the end tag goes with the other markup
    kept.append(slice(at, len(page)))
    return "".join(page[part] for part in kept), "".join(lower[part] for part in kept)
