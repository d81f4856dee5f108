"""Interviews: turns that begin with a name or a letter, without quotation marks."""

import re

from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.findings import Finding
from quotewire_parser.linguistics.tokens import CAP

INTERVIEW = "interview_turn"
"""The rule of an interview's turns; their words are direct, although no marks stand around them."""
_ASKERS = frozenset(("q", "question", "interviewer", "reporter"))
_ANSWERERS = frozenset(("a", "answer"))
_MIN_TURNS = 4
_MAX_LABEL_CHARS = 60
_LABEL = re.compile(r"\s*(?:\(\(([^()\n]{1,60})\)\)\s*:?|([^\W\d_][^:\n()\"“”]{0,60}?)\s*:)\s*")
_ROLES_ONLY = frozenset(("question", "answer", "wn", "interviewer", "reporter"))


def turns(doc: Document) -> list[Finding]:
    """
    The turns of an interview, in text order; empty where the text is none.

    A text counts as an interview when at least four paragraphs begin with "Name:", "((Name))", "Q:" or "A:" and two
    labels take turns.
    """
    labelled: list[
        tuple[int, int, int, int, str]
    ] = []  # paragraph, label start, label end, words start, label
    for number, (first, last) in enumerate(doc.paragraphs):
        start = doc.tokens.starts[first]
        found = _LABEL.match(doc.text, start, min(start + _MAX_LABEL_CHARS + 8, doc.tokens.ends[last - 1]))
        if found is None:
            continue
        group = 1 if found.group(1) is not None else 2
        label = found.group(group).strip()
        if group == 2 and not _is_label(doc, first, label):
            continue
        labelled.append((number, found.start(group), found.start(group) + len(label), found.end(), label))
    labels = [row[4] for row in labelled]
    if len(labelled) < _MIN_TURNS or len(set(labels)) < 2 or len(set(labels)) > max(4, len(labels) // 2):
        return []
    return [turn for at, row in enumerate(labelled) if (turn := _turn(doc, labelled, at, row)) is not None]


def _is_label(doc: Document, first: int, label: str) -> bool:
    words = label.split()
    if not words or len(words) > 5 or doc.quoted[first] != OUTSIDE:
        return False
    return all(word[0].isupper() or word in ("de", "von", "van", "bin", "al") for word in words)


def _turn(
    doc: Document,
    labelled: list[tuple[int, int, int, int, str]],
    at: int,
    row: tuple[int, int, int, int, str],
) -> Finding | None:
    number, start, end, words_start, _ = row
    pieces = []
    until = labelled[at + 1][0] if at + 1 < len(labelled) else number + 1
    for paragraph in range(number, until):
        first, last = doc.paragraphs[paragraph]
        begin = doc.token_at(words_start) if paragraph == number else first
        if begin < last:
            pieces.append((begin, last))
    if not pieces:
        return None
    mention = (doc.token_at(start), doc.token_at(end))
    if mention[1] <= mention[0] or not doc.tokens.flags[mention[0]] & CAP:
        return None
    return Finding(pieces, None, None, mention, INTERVIEW, doc.sentence_of[mention[0]])


def names_nobody(label: str) -> bool:
    """Is the label one letter or a part played ("Q", "Answer"), so that it tells no reader who speaks?"""
    plain = _plain(label)
    return len(plain) == 1 or plain in _ROLES_ONLY


def plays_answer(label: str) -> bool:
    """Tell whether the label is that of whoever is interviewed: "A", "Answer"."""
    return _plain(label) in _ANSWERERS


def is_asker(label: str) -> bool:
    """Tell whether the label is that of whoever only asks: "Q", "Interviewer"."""
    return _plain(label) in _ASKERS


def _plain(label: str) -> str:
    return label.strip().lower().rstrip(".")
