"""Noun phrases by closed classes: where the mention of a speaker begins and ends."""

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.document import OUTSIDE, Document
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

_ALWAYS_LINKS = frozenset(("of", "for", "de", "des"))
_MAX_PHRASE = 32
_MAX_APPOSITION = 28
_JOINS = frozenset(("-", "&", "/", "‑", "’", "'"))


def nounish(doc: Document, i: int) -> bool:
    """May token *i* be part of a noun phrase's inside?"""
    flag = doc.tokens.flags[i]
    if flag & CAP and not flag & (PRON | CONJ | PREP | AUX | DET):
        return True
    if flag & (PUNCT | PRON | CONJ | PREP | AUX | DET):
        return False
    if flag & HUMAN:
        return True
    return not flag & (VERB | CUE | ADV) or doc.tokens.lower[i].endswith("ing")


def _dotted(doc: Document, i: int) -> bool:
    """Is token *i* the full stop of "Dr." or "J." inside a name?"""
    tokens = doc.tokens
    return (
        tokens.words[i] == "."
        and i > 0
        and i + 1 < len(tokens)
        and doc.sentence_of[i] == doc.sentence_of[i + 1]
        and bool(tokens.flags[i - 1] & CAP)
    )


def phrase_start(doc: Document, last: int, floor: int) -> int | None:
    """First token of the noun phrase that ends with token *last*; None where none ends there."""
    tokens = doc.tokens
    flags, lower = tokens.flags, tokens.lower
    if last < floor:
        return None
    if (flags[last] & PRON and not flags[last] & CAP) or lower[last] in (
        "he",
        "she",
        "they",
        "it",
        "we",
        "i",
        "you",
        "who",
        "which",
    ):
        return last
    i = last
    start = None
    limit = max(floor, last - _MAX_PHRASE)
    while i >= limit:
        if doc.quoted[i] != OUTSIDE and doc.quoted[i] != doc.quoted[last]:
            stretch = doc.stretches[doc.quoted[i]]
            if stretch.end - stretch.start > 30 or i == last:
                break
            i -= 1
            continue
        word = lower[i]
        if nounish(doc, i) or word == "'s" or _dotted(doc, i) or tokens.words[i] in _JOINS:
            if nounish(doc, i):
                start = i
            i -= 1
            continue
        if flags[i] & DET and not (flags[i] & PRON and word == "her" and i == last):
            start = i
            if i - 1 >= limit and _links(doc, i - 1, limit):
                i -= 1
                continue
            if i - 1 >= limit and lower[i - 1] in ("all", "both", "half", "such"):
                start = i - 1
            break
        if start is not None and _links(doc, i, limit):
            i -= 1
            continue
        if start is not None and word in ("and", "&", "or") and _coordinates(doc, i, limit, start):
            i -= 1
            continue
        if start is not None and word == "," and _list_comma(doc, i, limit):
            i -= 1
            continue
        if start is not None and (flags[i] & (VERB | CUE)) and _modifies(doc, i, limit):
            i -= 1
            continue
        if (start is None and flags[i] & NUM) or word in lexicon.word_class("partitives"):
            start = i
            i -= 1
            continue
        break
    if start is None:
        return None
    while start < last and (
        flags[start] & TIME
        and not flags[start] & HUMAN
        and start + 1 <= last
        and tokens.lower[start + 1] != "'s"
        and start == floor
    ):
        start += 1
    return start


def _links(doc: Document, i: int, limit: int) -> bool:
    """Does the preposition at *i* tie what follows to a noun before it?"""
    tokens = doc.tokens
    if i - 1 < limit or tokens.lower[i] not in lexicon.word_class("links") or doc.quoted[i] != OUTSIDE:
        return False
    before = tokens.flags[i - 1]
    if tokens.lower[i - 1] in lexicon.word_class("partitives") or before & NUM:
        return True
    if before & (PUNCT | PREP | CONJ | AUX | DET | PRON | ADV) and not before & CAP:
        return tokens.lower[i - 1] == "familiar"
    if before & (VERB | CUE) and not before & (CAP | HUMAN):
        return False
    if tokens.lower[i] in _ALWAYS_LINKS:
        return True
    # "officials in Kyiv", "a professor at Yale": the noun is somebody who can speak, or a name.
    return bool(before & (HUMAN | CAP)) or tokens.lower[i - 1] == "familiar"


def _coordinates(doc: Document, i: int, limit: int, start: int) -> bool:
    """Does "and" at *i* join two speakers, not two clauses?"""
    tokens = doc.tokens
    if i - 1 < limit:
        return False
    before = tokens.flags[i - 1]
    if not before & (CAP | HUMAN) or (before & (VERB | CUE | AUX) and not before & (CAP | HUMAN)):
        return False
    if not tokens.flags[start] & (CAP | HUMAN | DET):
        return False
    # Walk over the left part: it has to begin where a clause begins.
    j = i - 1
    while j >= limit and (nounish(doc, j) or tokens.flags[j] & DET or tokens.lower[j] in ("of", "for", "'s")):
        j -= 1
    return j < limit or tokens.lower[j] in (
        ",",
        "that",
        "and",
        ";",
        ":",
        "—",
        "–",
        "“",
        '"',
        "”",
        "but",
        "while",
    )


def _list_comma(doc: Document, i: int, limit: int) -> bool:
    """A comma inside a name: "Smith, Jr." or "Portland, Oregon, police"."""
    return doc.tokens.lower[i + 1] in ("jr", "sr", "inc", "llc", "ltd") and i - 1 >= limit


def _modifies(doc: Document, i: int, limit: int) -> bool:
    """A participle after a person: "officials briefed on the matter", "residents living nearby"."""
    tokens = doc.tokens
    if i - 1 < limit or not tokens.lower[i].endswith(("ing", "ed", "wn", "en")):
        return False
    return bool(tokens.flags[i - 1] & HUMAN) and not tokens.flags[i - 1] & CAP


def phrase_end(doc: Document, start: int, ceiling: int) -> int | None:
    """Token after the noun phrase that starts with token *start*; None where none starts there."""
    tokens = doc.tokens
    flags, lower = tokens.flags, tokens.lower
    if start >= ceiling or doc.quoted[start] != OUTSIDE:
        return None
    if flags[start] & PRON and lower[start] not in (
        "her",
        "who",
        "which",
        "that",
        "this",
        "these",
        "those",
        "all",
        "some",
        "one",
    ):
        return start + 1
    i = start
    end = None
    after_link = True
    while i < min(ceiling, start + _MAX_PHRASE):
        word, flag = lower[i], flags[i]
        if doc.quoted[i] != OUTSIDE:
            stretch = doc.stretches[doc.quoted[i]]
            if stretch.end - stretch.start > 30 or end is None:
                break
            i += 1
            continue
        if flag & DET and after_link:
            i += 1
            after_link = False
            continue
        if flag & TIME and not flag & HUMAN and end is not None and not flag & CAP:
            break
        if flag & TIME and flag & CAP and end is not None:
            break
        if nounish(doc, i):
            i += 1
            end = i
            after_link = False
            continue
        if (word == "'s" or _dotted(doc, i) or tokens.words[i] in _JOINS) and end is not None:
            i += 1
            if word == "'s":
                end = i
            continue
        if flag & NUM and end is None:
            i += 1
            end = i
            continue
        if (
            end is not None
            and word in lexicon.word_class("links")
            and i + 1 < ceiling
            and _link_right(doc, i)
        ):
            i += 1
            after_link = True
            continue
        if (
            end is not None
            and word == "and"
            and i + 1 < ceiling
            and (flags[i + 1] & CAP)
            and flags[i - 1] & CAP
        ):
            i += 1
            after_link = True
            continue
        break
    return end


def _link_right(doc: Document, i: int) -> bool:
    tokens = doc.tokens
    following = tokens.flags[i + 1]
    if following & TIME and not following & HUMAN:
        return False
    if tokens.lower[i] in _ALWAYS_LINKS:
        return True
    if tokens.lower[i] in ("in", "on", "at", "to", "by", "from", "with"):
        return (
            tokens.lower[i] in ("at", "in", "from", "with")
            and bool(following & (CAP | DET))
            and bool(tokens.flags[i - 1] & HUMAN)
            and not _is_venue(doc, i)
        )
    return bool(following & (CAP | DET))


def _is_venue(doc: Document, i: int) -> bool:
    """Does "in a statement", "at a press conference", "on Monday" start at *i*?"""
    from quotewire_parser.linguistics.adjuncts import adjunct_end  # noqa: PLC0415 - the two modules describe one grammar

    return adjunct_end(doc, i, len(doc.tokens)) is not None


def appositive_start(doc: Document, comma: int, floor: int) -> int | None:
    """
    Start of a mention that ends with ", <apposition>," where *comma* is the last comma's token.

    "Smith, a lawyer for the family, said" and "Smith, who leads the team, said" give the start of "Smith".
    """
    tokens = doc.tokens
    for j in range(comma - 1, max(floor, comma - _MAX_APPOSITION) - 1, -1):
        if doc.quoted[j] != OUTSIDE or tokens.lower[j] in (";", ":", "—"):
            return None
        if tokens.lower[j] == "," and j + 1 < comma and _apposes(doc, j, comma):
            start = phrase_start(doc, j - 1, floor)
            if start is not None and any(tokens.flags[k] & (CAP | HUMAN) for k in range(start, j)):
                return start
    return None


def _apposes(doc: Document, comma: int, end: int) -> bool:
    """Are the tokens between two commas an apposition, not a list or a clause?"""
    tokens = doc.tokens
    first = comma + 1
    if tokens.lower[first] in ("who", "which", "whose") or (tokens.flags[first] & NUM and end - first <= 2):
        return True
    if tokens.lower[first] in (
        "and",
        "but",
        "as",
        "while",
        "when",
        "after",
        "because",
        "if",
        "although",
        "in",
        "on",
    ):
        return False
    if tokens.lower[first] == "of":
        return True
    finite = any(
        tokens.flags[k] & AUX or (tokens.flags[k] & VERB and not tokens.lower[k].endswith(("ed", "ing", "n")))
        for k in range(first, end)
        if not tokens.flags[k] & (CAP | HUMAN)
    )
    return not finite
