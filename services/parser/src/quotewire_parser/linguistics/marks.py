"""
Quotation marks of many nations -> the stretches of text between them.

Pairs and apostrophes follow the national usages listed in The Unicode Standard, section 6.2 ("Quotation Marks"); which
of two readings a mark has is told from the characters beside it. Work is linear: the search for the end of a stretch is
bounded, and so is the number of searches in vain.
"""

from collections import Counter
from dataclasses import dataclass

# Opening mark -> the marks that may close it.
_CLOSERS = {
    "“": "”“",
    "„": '“”„"',
    "«": "»",
    "»": "«",
    "”": "”",
    "‹": "›",
    "›": "‹",
    "‘": "’",
    "‚": "‘’",
    "「": "」",
    "『": "』",
    '"': '"',
    "'": "'",
    "’": "’",
}
_MARKS = frozenset("“”„«»‹›‘’‚「」『』\"'")
_SINGLES = frozenset("‘’‚'‹›")
_OPENERS_BEFORE = frozenset(' \t\n\u00a0\u202f([{—–-…/:,.;“”"«»„‘>|*')
_MAX_SINGLE_CHARS = 1500
_MAX_DOUBLE_CHARS = 20_000  # in one paragraph; speeches printed whole are shorter
_MAX_UNPAIRED = 40  # of one kind in a paragraph, after which that kind opens nothing there
_ELISIONS = ("tis", "twas", "em", "cause", "til", "till", "n", "round", "bout", "kay")


@dataclass(frozen=True, slots=True)
class Stretch:
    """
    Text in quotation marks, within one paragraph.

    `start` and `end` include the marks, `inner_start` and `inner_end` leave them out. `closed` is False where the
    paragraph ended first; `carries_on` says that the next paragraph opens again and is part of the same quotation.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    mark: str
    closed: bool
    carries_on: bool = False


def find_stretches(text: str) -> list[Stretch]:
    """Outermost quoted stretches in text order, never overlapping."""
    found: list[Stretch] = []
    start = 0
    waiting = False  # the last paragraph's quotation was left open
    paragraphs: list[tuple[int, int]] = []
    for line in text.split("\n"):
        if line.strip():
            paragraphs.append((start, start + len(line)))
        start += len(line) + 1
    for at, (first, last) in enumerate(paragraphs):
        stretches = _in_paragraph(text, first, last)
        if waiting and not (stretches and not text[first : stretches[0].start].strip()):
            # Nothing reopened: the quotation ended with its paragraph, its closing mark was forgotten.
            found[-1] = _carrying(found[-1], carries_on=False)
        found += stretches
        waiting = bool(
            stretches
            and not stretches[-1].closed
            and at + 1 < len(paragraphs)
            and stretches[-1].mark not in "'’"
        )
        if waiting:
            found[-1] = _carrying(found[-1], carries_on=True)
    if found and found[-1].carries_on:
        found[-1] = _carrying(found[-1], carries_on=False)
    return found


def _carrying(old: Stretch, *, carries_on: bool) -> Stretch:
    return Stretch(
        old.start, old.end, old.inner_start, old.inner_end, old.mark, closed=old.closed, carries_on=carries_on
    )


def _in_paragraph(text: str, first: int, last: int) -> list[Stretch]:
    """Outermost stretches of one paragraph; one left open runs to its end."""
    found = []
    i = first
    unpaired: Counter[str] = Counter()
    while i < last:
        mark = text[i]
        if mark not in _MARKS:
            i += 1
            continue
        width = 2 if mark in "'’‘" and i + 1 < last and text[i + 1] == mark else 1  # '' used as a double mark
        if unpaired[mark] >= _MAX_UNPAIRED or not _opens(text, i, width, first, last):
            i += width
            continue
        if width == 1 and mark in _SINGLES and mark not in "‹›":
            end = _single_end(text, i, last)
        else:
            end = _double_end(text, i, width, min(last, i + _MAX_DOUBLE_CHARS))
        if end < 0:
            unpaired[mark] += 1
            if mark in _SINGLES or width == 2 or not _may_stay_open(text, i, first, last):
                i += width
                continue
            found.append(
                Stretch(i, _trim(text, i, last), i + width, _trim(text, i, last), mark, closed=False)
            )
            return found
        if end - i > 2 * width:
            found.append(Stretch(i, end, i + width, end - width, mark, closed=True))
        i = end
    return found


def _trim(text: str, start: int, end: int) -> int:
    while end > start + 1 and text[end - 1].isspace():
        end -= 1
    return end


def _opens(text: str, i: int, width: int, first: int, last: int) -> bool:
    """Does the mark at *i* open a stretch, by its neighbours?"""
    mark = text[i]
    before = text[i - 1] if i > first else " "
    after = text[i + width] if i + width < last else " "
    if mark in "“„«「『‹‚":
        return mark != "‚" or before in _OPENERS_BEFORE
    if mark == "»":
        return before in _OPENERS_BEFORE and not after.isspace()
    if mark in "」』":
        return False
    if after.isspace() or before not in _OPENERS_BEFORE:
        return False
    if width == 1 and mark in "'’":
        if after.isdigit():
            return mark == "'" and not text[i + 1 : i + 3].isdigit()
        rest = text[i + 1 : i + 7].lower()
        return mark == "'" and not any(
            rest.startswith(word) and not rest[len(word) : len(word) + 1].isalpha() for word in _ELISIONS
        )
    return mark != "”" or "“" not in text[max(first, i - 400) : i]


def _double_end(text: str, i: int, width: int, last: int) -> int:
    """Offset after the mark that closes the double mark at *i*, or -1."""
    mark = text[i]
    if width == 2:
        end = text.find("''", i + 2, last)
        end = end if end >= 0 else text.find("’’", i + 2, last)
        return end + 2 if end >= 0 else -1
    closers = _CLOSERS[mark]
    depth = 0
    for j in range(i + 1, last):
        char = text[j]
        if char not in _MARKS:
            continue
        if char == mark and mark in "“«„「『" and _nests(text, j, last):
            depth += 1
        elif char in closers:
            if mark == '"' and _opens(text, j, 1, i, last) and _has_later_close(text, j, last):
                depth += 1
                continue
            if char == "“" and mark == "“" and not _closes(text, j):
                continue
            if depth == 0:
                return j + 1
            depth -= 1
    return -1


def _nests(text: str, j: int, last: int) -> bool:
    """A second opening mark inside a stretch: only a real one has a letter behind it and space before it."""
    return j + 1 < last and not text[j + 1].isspace() and text[j - 1] in " ([—"


def _closes(text: str, j: int) -> bool:
    return not text[j - 1].isspace() and (j + 1 >= len(text) or not text[j + 1].isalnum())


def _has_later_close(text: str, j: int, last: int) -> bool:
    """Is the straight mark at *j* the start of a quote inside the quote: do two closing marks follow it in a row?"""
    stop = min(last, j + 300)
    first = text.find('"', j + 1, stop)
    second = text.find('"', first + 1, stop) if first > 0 else -1
    return second > 0 and not _opens(text, first, 1, j, last) and not _opens(text, second, 1, j, last)


def _single_end(text: str, i: int, last: int) -> int:
    """Offset after the mark that closes the single mark at *i*, or -1; apostrophes are passed over."""
    mark = text[i]
    closers = _CLOSERS[mark] if mark != "'" else "'’"
    fallback = -1
    for j in range(i + 1, min(last, i + _MAX_SINGLE_CHARS)):
        char = text[j]
        if char not in closers:
            if fallback > 0 and char in '‘“"' and text[j - 1].isspace():
                return fallback
            continue
        after = text[j + 1] if j + 1 < last else " "
        before = text[j - 1]
        if after.isalnum() or before.isspace():
            continue
        if before in ".,!?…;:" or after in ",.;:?!)" or j + 1 >= last:
            return j + 1 if j > i + 1 else -1
        if before in "sS":  # may be the boys' own
            fallback = j + 1 if fallback < 0 else fallback
            continue
        return j + 1
    return fallback


def _may_stay_open(text: str, i: int, first: int, last: int) -> bool:
    """An unclosed mark counts only where a quotation plausibly starts and enough follows."""
    before = text[first:i].rstrip()
    starts = not before or before[-1] in ":,.!?" or before[-1] in '”“»"'
    return starts and last - i > 20 and text[i] != "»"
