"""Interviews: turns that begin with a name or a letter, without quotation marks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.findings import Finding
from quotewire_parser.linguistics.tokens import CAP

INTERVIEW = "interview_turn"
"""The rule of an interview's turns; their words are direct, although no marks stand around them."""
_ASKERS = frozenset(("q", "question", "interviewer", "reporter"))
_ANSWERERS = frozenset(("a", "answer"))
_MIN_TURNS = 4
_MIN_ANSWERS = 3
_MAX_LABEL_CHARS = 60
_LABEL = re.compile(r"\s*(?:\(\(([^()\n]{1,60})\)\)\s*:?|([^\W\d_][^:\n()\"“”]{0,60}?)\s*:)\s*")
_ROLES_ONLY = frozenset(("question", "answer", "wn", "interviewer", "reporter"))


@dataclass(frozen=True, slots=True)
class _Labelled:
    """A paragraph that begins with a label; offsets of the label, and where its words start."""

    paragraph: int
    start: int
    end: int
    words: int
    label: str


def turns(doc: Document) -> list[Finding]:
    """
    The turns of an interview, in text order; empty where the text is none.

    A text counts as an interview when at least four paragraphs begin with "Name:", "((Name))", "Q:" or "A:" and two
    labels take turns, or when at least three begin with the same label and most of those follow a question that has
    none.
    """
    labelled = list(_labelled(doc))
    labels = [row.label for row in labelled]
    asked = sum(_is_question(doc, row.paragraph - 1, labelled) for row in labelled)
    one_sided = len(labels) >= _MIN_ANSWERS and len(set(labels)) == 1 and asked * 2 > len(labels)
    two_sided = len(labels) >= _MIN_TURNS and 2 <= len(set(labels)) <= max(4, len(labels) // 2)
    if not one_sided and not two_sided:
        return []
    found = []
    for row, following in zip(labelled, [*labelled[1:], None], strict=True):
        until = row.paragraph + 1 if following is None else following.paragraph - one_sided
        if (turn := _turn(doc, row, until)) is not None:
            found.append(turn)
    return found


def _labelled(doc: Document) -> Iterator[_Labelled]:
    for number, (first, last) in enumerate(doc.paragraphs):
        start = doc.tokens.starts[first]
        found = _LABEL.match(doc.text, start, min(start + _MAX_LABEL_CHARS + 8, doc.tokens.ends[last - 1]))
        if found is None:
            continue
        group = 1 if found.group(1) is not None else 2
        label = found.group(group).strip()
        if group == 1 or _is_label(doc, first, label):
            yield _Labelled(number, found.start(group), found.start(group) + len(label), found.end(), label)


def _is_question(doc: Document, paragraph: int, labelled: Sequence[_Labelled]) -> bool:
    """Is it a paragraph without a label that ends with a question mark?"""
    if paragraph < 0 or any(row.paragraph == paragraph for row in labelled):
        return False
    return doc.tokens.words[doc.paragraphs[paragraph][1] - 1] == "?"


def _is_label(doc: Document, first: int, label: str) -> bool:
    words = label.split()
    if not words or len(words) > 5 or doc.quoted[first] != OUTSIDE:
        return False
    return all(word[0].isupper() or word in ("de", "von", "van", "bin", "al") for word in words)


def _turn(doc: Document, row: _Labelled, until: int) -> Finding | None:
    """Make the finding of the paragraphs from the label on to *until*."""
    pieces = []
    for paragraph in range(row.paragraph, until):
        first, last = doc.paragraphs[paragraph]
        begin = doc.token_at(row.words) if paragraph == row.paragraph else first
        if begin < last:
            pieces.append((begin, last))
    if not pieces:
        return None
    mention = (doc.token_at(row.start), doc.token_at(row.end))
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
