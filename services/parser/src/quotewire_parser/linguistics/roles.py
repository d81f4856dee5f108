"""The role that stands before or behind a person's name: "Kremlin spokesperson X", "X, a lawyer for the family"."""

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.name import Name
from quotewire_parser.linguistics.phrases import phrase_end
from quotewire_parser.linguistics.tokens import (
    ADV,
    AUX,
    CAP,
    CONJ,
    CUE,
    DET,
    HUMAN,
    NUM,
    PREP,
    PRON,
    PUNCT,
    TIME,
    VERB,
)

_MAX_BEFORE = 9
_MAX_AFTER = 14


def role_before(doc: Document, name: Name) -> str | None:
    """The role straight before *name*, without article; None where there is none."""
    tokens = doc.tokens
    start = name.role[0] if name.role else name.start
    first = doc.sentences[doc.sentence_of[name.start]][0]
    floor = max(first, start - _MAX_BEFORE)
    # Honorifics are no roles: step over them.
    end = name.start
    while end > start and (tokens.lower[end - 1] in lexicon.honorifics() or tokens.words[end - 1] == "."):
        end -= 1
    if end == start:
        last = start - 1
        if last < floor or not _names_role(doc, last):
            return None
        end = start
    k = start
    while k > floor and _inside(doc, k - 1):
        k -= 1
    while k < end and (tokens.flags[k] & (PUNCT | NUM) or tokens.lower[k] in ("'s", "fellow", "with", "one")):
        k += 1
    if k >= end or not any(_names_role(doc, x) for x in range(k, end)):
        return None
    return " ".join(tokens.span_text(k, end).split())


def _names_role(doc: Document, k: int) -> bool:
    lower = doc.tokens.lower[k]
    if doc.quoted[k] != OUTSIDE and not doc.tokens.flags[k] & CAP:
        return False
    return (
        lower in lexicon.role_nouns()
        or lower in lexicon.ranks()
        or (lower.startswith(("ex-", "co-", "vice-")) and len(lower) > 5)
    )


def _inside(doc: Document, k: int) -> bool:
    """May token *k* be part of a role before a name?"""
    flag, lower = doc.tokens.flags[k], doc.tokens.lower[k]
    if lower == "'s":
        return True
    if flag & (DET | PRON | CONJ | AUX | PREP | PUNCT) and not flag & CAP:
        return False
    if flag & PUNCT:
        return False
    if flag & CAP:
        return not flag & (DET | PRON | CONJ | PREP | TIME | AUX)
    if flag & HUMAN or lower in lexicon.role_modifiers():
        return True
    return not flag & (VERB | CUE | ADV | TIME | NUM) and not lower.endswith(("ed", "ly", "ing"))


def role_after(doc: Document, name: Name) -> str | None:
    """The role in an apposition behind *name*, without article; None where there is none."""
    tokens = doc.tokens
    last = doc.sentences[doc.sentence_of[name.start]][1]
    k = name.end
    if k + 2 < last and tokens.words[k] == "," and tokens.flags[k + 1] & NUM:  # "Smith, 45, a lawyer"
        k += 2
    if k + 1 >= last or tokens.words[k] != ",":
        return None
    k += 1
    while k < last and tokens.flags[k] & DET:
        k += 1
    start = k
    end = phrase_end(doc, start, min(last, start + _MAX_AFTER))
    if end is None or end <= start:
        return None
    noun = next((x for x in range(start, min(end, start + 7)) if _names_role(doc, x)), None)
    if noun is None or any(
        tokens.flags[x] & (PREP | PUNCT) and tokens.lower[x] != "'s" for x in range(start, noun)
    ):
        return None
    if end < last and tokens.flags[end] & CAP and end == noun + 1:
        return None
    # "Smith, Foreign Minister Jones and ..." is a list: a name behind the role belongs to somebody else.
    if end - noun > 1 and tokens.flags[noun + 1] & CAP:
        return None
    return " ".join(tokens.span_text(start, end).split())
