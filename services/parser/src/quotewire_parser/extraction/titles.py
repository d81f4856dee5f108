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
LEAST_SHARED = 0.3
"""Share of the words of the shorter of two titles; headlines are rewritten for search engines, logos are not."""
MOST_JOINTS = 12

_JOINT = re.compile(
    r"\s+[|·•»«›‹~/]+\s+|\s+[-–—]+\s+|\s*[|｜丨│￨]\s*|\s*—\s*|\s+:\s+|(?<=[\u3040-\u9fff\uac00-\ud7af」”])(?:_+|--+)(?=[\u3040-\u9fff\uac00-\ud7af])"
)
# A page that was published before its template was filled in.
_TEMPLATE = re.compile(r"\{\{.*\}\}|\{%|\$\{|<%|\[object Object\]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
# A kicker before the headline counts as glued on only where the rest is the page's own heading.
_KICKER = re.compile(r":\s+")
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
        if (plain := fold(name))
        for form in (plain, f"the{plain}", plain.removeprefix("the"))
    }
    names.discard("")
    known = {fold(heading) for heading in headings}
    if fold(title) not in known:
        title = _heading_inside(title, known) or _without_ends(title, names)
    if not fold(title) or is_template(title) or fold(title) in names:
        return None
    if len(title) > LONGEST_TITLE:
        title = title[:LONGEST_TITLE].rsplit(" ", 1)[0] + "…"
    return title or None


def agrees(title: str, others: Iterable[str]) -> bool:
    """
    Tell whether *title* shares so much with one of *others* that both are headlines of one article.

    True where there are no others.
    """
    own = _parts(title)
    rest = [_parts(other) for other in others]
    return not rest or any(
        len(own & other) >= LEAST_SHARED * min(len(own), len(other)) for other in rest if other
    )


def _parts(title: str) -> set[str]:
    """Give the words of *title*, or its pairs of characters in scripts that have no spaces."""
    folded = fold(title)
    if _UNSPACED.search(folded):
        return {folded[at : at + 2] for at in range(max(1, len(folded) - 1))}
    return set(re.findall(r"\w+", title.casefold()))


def is_template(text: str) -> bool:
    """Tell whether *text* is a template's place-holder that was never filled in."""
    return bool(_TEMPLATE.search(text))


def whole_title(title: str, others: Iterable[str]) -> str:
    """Give the longer form that *others* have of a *title* cut short by an ellipsis, or *title* itself."""
    if not _TRUNCATED.search(title):
        return title
    start = fold(_TRUNCATED.sub("", title))
    longer = [other for other in others if fold(other).startswith(start) and not _TRUNCATED.search(other)]
    return longer[0] if longer else title


def same_line(one: str | None, other: str | None) -> bool:
    """Tell whether two lines have the same letters and digits, whatever their marks, case and spaces."""
    return bool(one and other) and fold(one or "") == fold(other or "") != ""


def starts_within(line: str, text: str) -> bool:
    """Tell whether *line*, or as much of it as a description usually gives, stands near the top of *text*."""
    start = fold(line)[:80]
    return bool(start) and start in fold(text[:20_000])


def tail_after(title: str, headings: Iterable[str]) -> str | None:
    """Give what stands last after the headline in *title*: "Gates to close - Ports - Harbour Post" names the site so."""
    spans = [(found.start(), found.end()) for found in islice(_JOINT.finditer(title), MOST_JOINTS)]
    if not spans or not any(
        fold(title[:start]) == fold(heading) for heading in headings for start, _ in spans
    ):
        return None
    return title[spans[-1][1] :].strip() or None


def between(title: str, headings: Iterable[str]) -> tuple[str, ...]:
    """Give what stands between the headline and the site in *title*: "Gates to close - Ports - Harbour Post" is of Ports."""
    spans = [(found.start(), found.end()) for found in islice(_JOINT.finditer(title), MOST_JOINTS)]
    known = {fold(heading) for heading in headings}
    for at, (start, _) in enumerate(spans[:-1]):
        if fold(title[:start]) in known:
            return tuple(
                title[spans[part][1] : spans[part + 1][0]].strip() for part in range(at, len(spans) - 1)
            )
    return ()


def site_names(url: str) -> tuple[str, ...]:
    """Guess what a site calls itself from its address: `www.harbour-post.example` is "harbourpost"."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.") if "://" in url else ""
    except ValueError:
        return ()
    labels = host.split(".")
    return tuple({host, *labels[:-1]} - {""}) if len(labels) > 1 and not host[-1:].isdigit() else ()


def _heading_inside(title: str, known: set[str]) -> str | None:
    joints = (*islice(_JOINT.finditer(title), MOST_JOINTS), *islice(_KICKER.finditer(title), MOST_JOINTS))
    spans = sorted({(found.start(), found.end()) for found in joints})
    starts, ends = [0, *(end for _, end in spans)], [*(start for start, _ in spans), len(title)]
    for start in starts:
        for end in reversed(ends):
            if end > start and (start, end) != (0, len(title)) and fold(title[start:end]) in known:
                return title[start:end].strip()
    return None


def _without_ends(title: str, names: set[str]) -> str:
    changed = True
    while changed:
        changed = False
        spans = [(found.start(), found.end()) for found in _JOINT.finditer(title)]
        if spans and fold(title[spans[-1][1] :]) in names:
            title, changed = title[: spans[-1][0]].rstrip(), True
        elif spans and fold(title[: spans[0][0]]) in names:
            title, changed = title[spans[0][1] :].lstrip(), True
    return title


def fold(text: str) -> str:
    """Give the letters and digits of *text* only, without regard to case: two titles that differ in nothing else are one."""
    return re.sub(r"[\W_]+", "", text).casefold()
