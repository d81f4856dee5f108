"""What the page states as its article's text (articleBody) as a witness for the lines that were read."""

import re
from collections.abc import Iterator, Sequence

from quotewire_parser.extraction.words import SENTENCE_END, may_be_speech, weight

AGREED = 0.85
"""Share of the text that the statement must hold; below, it is a summary or another text, and no witness."""
LONGEST_EDGE = 300
"""Characters above or below the stated text; more may be what a shortened statement leaves out."""
LEAST_LINE = 20
COMPLETE = 0.9
"""Share of the statement that stands in our text; it is taken for the whole article then."""
LEAST_STRAY = 40
END = 25
"""Letters at either end of a line by which one that was changed a little is still known."""

_NOT_LETTERS = re.compile(r"[\W_]+")
_QUOTE_MARK = re.compile('["“”„«»「」『』]')


def without_edges(paragraphs: Sequence[str], stated: str | None) -> tuple[str, ...]:
    """
    Drop lines that the *stated* text has not: short ones above and below it, sentences within it where it is complete.

    Those are boxes, captions, biographies. Lines with quotes stay.
    """
    whole = _fold(stated or "")
    forms = [_fold(line) for line in paragraphs]
    held = [len(form) >= LEAST_LINE and form in whole for form in forms]
    agreed = sum(len(form) for form, inside in zip(forms, held, strict=True) if inside)
    if not whole or agreed < AGREED * sum(map(len, forms)) or not any(held):
        return tuple(paragraphs)
    strays = set(_strays(paragraphs, forms, held, whole)) if agreed >= COMPLETE * len(whole) else ()
    first, last = held.index(True), len(held) - held[::-1].index(True)
    kept = [at for at in range(len(paragraphs)) if at not in strays]
    if _is_short(paragraphs[:first]):
        kept = [at for at in kept if at >= first]
    if _is_short(paragraphs[last:]):
        kept = [at for at in kept if at < last]
    return tuple(paragraphs[at] for at in kept)


def _strays(
    paragraphs: Sequence[str], forms: Sequence[str], held: Sequence[bool], whole: str
) -> Iterator[int]:
    """
    Give the sentences that a complete statement does not have: captions, promises, requests.

    Subheads are left out of many statements and stay, as do lines that may be speech.
    """
    for at, (line, form) in enumerate(zip(paragraphs, forms, strict=True)):
        if held[at] or weight(line) < LEAST_STRAY or not SENTENCE_END.search(line) or may_be_speech(line):
            continue
        if form[:END] not in whole and form[-END:] not in whole:
            yield at


def _is_short(lines: Sequence[str]) -> bool:
    return sum(map(len, lines)) <= LONGEST_EDGE and not any(_QUOTE_MARK.search(line) for line in lines)


def _fold(text: str) -> str:
    return _NOT_LETTERS.sub("", text).casefold()
