"""Small phrases between speaker, cue and words that belong to none of them: "on Monday", "in a statement"."""

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.tokens import (
    ADV,
    AUX,
    CAP,
    CONJ,
    CUE,
    DET,
    NUM,
    PREP,
    PRON,
    PUNCT,
    TIME,
    VERB,
)

_MAX_ADJUNCT = 9
_ADDRESS = frozenset(("to",))
_LAST_WORDS = frozenset(("last", "next", "this", "late", "early", "earlier", "later"))


def adjunct_end(doc: Document, i: int, ceiling: int) -> int | None:
    """Token after the adjunct of time or medium that starts at *i*; None where none does."""
    tokens = doc.tokens
    if i >= ceiling or doc.quoted[i] != OUTSIDE:
        return None
    word, flag = tokens.lower[i], tokens.flags[i]
    if flag & TIME and not (
        flag & CAP and i + 1 < ceiling and tokens.flags[i + 1] & CAP and not tokens.flags[i + 1] & TIME
    ):
        return i + 1
    if flag & ADV:
        return i + 1
    if word in _LAST_WORDS and i + 1 < ceiling and tokens.flags[i + 1] & TIME:
        return i + 2
    if word not in lexicon.word_class("adjuncts-prepositions"):
        return None
    venue = lexicon.word_class("venue")
    for j in range(i + 1, min(ceiling, i + _MAX_ADJUNCT)):
        if doc.quoted[j] != OUTSIDE:
            return None
        flag = tokens.flags[j]
        if (flag & (AUX | PRON | CONJ) and not flag & DET) or (flag & PUNCT and tokens.words[j] not in "-."):
            return None
        if tokens.lower[j] in venue or flag & TIME:
            return _rest(doc, j + 1, ceiling)
        if (
            flag & (VERB | CUE)
            and not flag & CAP
            and tokens.lower[j - 1] not in ("a", "an", "the", "press", "news")
        ):
            return None
        if flag & PREP and j > i + 1:
            return None
        if (
            flag & NUM
            and word in ("in", "on", "at", "by", "since")
            and j == i + 1
            and tokens.lower[j][:2] in ("19", "20")
        ):
            return j + 1
    return None


def _rest(doc: Document, i: int, ceiling: int) -> int:
    """After "in an interview" also takes "with CNN", "to the BBC", "on Monday", a day's number and year."""
    tokens = doc.tokens
    while i < ceiling and doc.quoted[i] == OUTSIDE:
        flag = tokens.flags[i]
        if flag & NUM or flag & TIME:
            i += 1
            continue
        if (
            tokens.words[i] == ","
            and i + 1 < ceiling
            and tokens.flags[i + 1] & NUM
            and len(tokens.words[i + 1]) == 4
        ):
            i += 2
            continue
        if tokens.lower[i] in ("with", "to", "for", "by", "on", "in", "at", "of", "from") and i + 1 < ceiling:
            j = i + 1
            if tokens.flags[j] & DET:
                j += 1
            first = j
            while j < ceiling and (tokens.flags[j] & (CAP | NUM | TIME)) and doc.quoted[j] == OUTSIDE:
                j += 1
            if j > first:
                i = j
                continue
        break
    return i


def skip_adjuncts(doc: Document, i: int, ceiling: int) -> int:
    """Token after every adjunct that starts at *i*, and "to reporters"-like addressees."""
    while i < ceiling:
        end = adjunct_end(doc, i, ceiling)
        if end is None:
            end = _addressed(doc, i, ceiling)
        if end is None:
            return i
        i = end
    return i


def _addressed(doc: Document, i: int, ceiling: int) -> int | None:
    """After "to the press": a "to" with a noun phrase, not an infinitive."""
    tokens = doc.tokens
    if tokens.lower[i] not in _ADDRESS or i + 1 >= ceiling:
        return None
    following = tokens.flags[i + 1]
    human = lexicon.human_nouns()
    if (
        following & CAP
        or tokens.lower[i + 1] in human
        or tokens.lower[i + 1] in ("him", "her", "them", "me", "us")
    ):
        j = i + 2
        while j < ceiling and tokens.flags[j] & CAP and doc.quoted[j] == OUTSIDE:
            j += 1
        return j
    if following & DET and i + 2 < ceiling:
        j = i + 2
        while j < ceiling and j < i + 6 and (tokens.flags[j] & CAP or tokens.lower[j] in human):
            j += 1
        return j if j > i + 2 else None
    return None
