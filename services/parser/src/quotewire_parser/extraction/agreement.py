"""What the page states as its article's text (articleBody) as a witness for the lines that were read."""

import re
from collections.abc import Sequence

AGREED = 0.85
"""Share of the text that the statement must hold; below, it is a summary or another text, and no witness."""
LONGEST_EDGE = 300
"""Characters above or below the stated text; more may be what a shortened statement leaves out."""
LEAST_LINE = 20

_NOT_LETTERS = re.compile(r"[\W_]+")
_QUOTE_MARK = re.compile('["“”„«»「」『』]')


def without_edges(paragraphs: Sequence[str], stated: str | None) -> tuple[str, ...]:
    """Drop short lines above and below what is *stated*: boxes, captions, biographies. Lines with quotes stay."""
    whole = _fold(stated or "")
    forms = [_fold(line) for line in paragraphs]
    held = [len(form) >= LEAST_LINE and form in whole for form in forms]
    agreed = sum(len(form) for form, inside in zip(forms, held, strict=True) if inside)
    if not whole or agreed < AGREED * sum(map(len, forms)) or not any(held):
        return tuple(paragraphs)
    first, last = held.index(True), len(held) - held[::-1].index(True)
    if _is_short(paragraphs[:first]):
        paragraphs = paragraphs[first:]
        last -= first
    return tuple(paragraphs[:last] if _is_short(paragraphs[last:]) else paragraphs)


def _is_short(lines: Sequence[str]) -> bool:
    return sum(map(len, lines)) <= LONGEST_EDGE and not any(_QUOTE_MARK.search(line) for line in lines)


def _fold(text: str) -> str:
    return _NOT_LETTERS.sub("", text).casefold()
