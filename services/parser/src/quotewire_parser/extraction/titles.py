"""Headlines without the names of sites and sections that are glued to them."""

import re
from collections.abc import Iterable
from html import unescape
from itertools import islice
from urllib.parse import urlsplit

from quotewire_parser.extraction.tree import tidy

LONGEST_TITLE = 400
"""Characters; what is longer is cut at a word."""

MOST_CHARS = 2_000
MOST_JOINTS = 12

_JOINT = re.compile(r"\s+[|·•»«›‹~/]+\s+|\s+[-–—]+\s+|\s*\|\s*|\s*—\s*|\s+:\s+")
# A page that was published before its template was filled in.
_TEMPLATE = re.compile(r"\{\{.*\}\}|\{%|\$\{|<%|\[object Object\]")
_TRUNCATED = re.compile(r"\s*(?:\.\.\.|…)$")


def clean_title(raw: str, *, outlets: Iterable[str], headings: Iterable[str] = ()) -> str | None:
    """
    Cut what is no part of the headline *raw*, by evidence only.

    Cut are *outlets* (names of the publication) at either end, and whatever stands around one of the page's *headings*
    when that heading is one of the parts. None where nothing is left.
    """
    title = tidy(unescape(unescape(raw[:MOST_CHARS])))
    names = {
        form
        for name in outlets
        if (plain := _fold(name))
        for form in (plain, f"the{plain}", plain.removeprefix("the"))
    }
    names.discard("")
    known = {_fold(heading) for heading in headings}
    if _fold(title) not in known:
        title = _heading_inside(title, known) or _without_ends(title, names)
    if not _fold(title) or is_template(title) or _fold(title) in names:
        return None
    if len(title) > LONGEST_TITLE:
        title = title[:LONGEST_TITLE].rsplit(" ", 1)[0] + "…"
    return title or None


def is_template(text: str) -> bool:
    """Tell whether *text* is a template's place-holder that was never filled in."""
    return bool(_TEMPLATE.search(text))


def whole_title(title: str, others: Iterable[str]) -> str:
    """Give the longer form that *others* have of a *title* cut short by an ellipsis, or *title* itself."""
    if not _TRUNCATED.search(title):
        return title
    start = _fold(_TRUNCATED.sub("", title))
    longer = [other for other in others if _fold(other).startswith(start) and not _TRUNCATED.search(other)]
    return longer[0] if longer else title


def same_line(one: str | None, other: str | None) -> bool:
    """Tell whether two lines have the same letters and digits, whatever their marks, case and spaces."""
    return bool(one and other) and _fold(one or "") == _fold(other or "") != ""


def starts_within(line: str, text: str) -> bool:
    """Tell whether *line*, or as much of it as a description usually gives, stands near the top of *text*."""
    start = _fold(line)[:80]
    return bool(start) and start in _fold(text[:20_000])


def site_names(url: str) -> tuple[str, ...]:
    """Guess what a site calls itself from its address: `www.harbour-post.example` is "harbourpost"."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.") if "://" in url else ""
    except ValueError:
        return ()
    labels = host.split(".")
    return tuple({host, *labels[:1]} - {""}) if len(labels) > 1 and not host[-1:].isdigit() else ()


def _heading_inside(title: str, known: set[str]) -> str | None:
    spans = [(found.start(), found.end()) for found in islice(_JOINT.finditer(title), MOST_JOINTS)]
    starts, ends = [0, *(end for _, end in spans)], [*(start for start, _ in spans), len(title)]
    for start in starts:
        for end in reversed(ends):
            if end > start and (start, end) != (0, len(title)) and _fold(title[start:end]) in known:
                return title[start:end].strip()
    return None


def _without_ends(title: str, names: set[str]) -> str:
    changed = True
    while changed:
        changed = False
        spans = [(found.start(), found.end()) for found in _JOINT.finditer(title)]
        if spans and _fold(title[spans[-1][1] :]) in names:
            title, changed = title[: spans[-1][0]].rstrip(), True
        elif spans and _fold(title[: spans[0][0]]) in names:
            title, changed = title[spans[0][1] :].lstrip(), True
    return title


def _fold(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
