"""What the model tagged, in the terms of the rules: names and findings as token ranges of the document."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.dialogue import names_nobody
from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.findings import Finding
from quotewire_parser.linguistics.honorifics import honorific_before, is_honorific
from quotewire_parser.linguistics.lexicon import CueWord
from quotewire_parser.linguistics.name import Name
from quotewire_parser.linguistics.spreading import spread

if TYPE_CHECKING:  # the tagger reads our lists and marks: it stands above us
    from collections.abc import Sequence

    from quotewire_parser.tagger.model import Attribution, Tagged, TaggedName


_WORDS_WITH_ARTICLE = 3
_INITIALS = 2
"""Letters that stand together as initials at most: "J.K."."""


def tagged_names(doc: Document, found_names: Sequence[TaggedName]) -> list[Name]:
    """Give the names in text order, each with the honorific before it, and their other places."""
    names: list[Name] = []
    nouns = _nouns(doc)
    for found in found_names:
        start, end = _tokens(doc, found.start, found.end)
        if found.type == "person":
            start = _past_title(doc, _past_honorifics(doc, start, end), end, nouns)
            if names and _goes_on(doc, names[-1], start):
                start = names.pop().start
        else:
            start = _past_article(doc, start, end)
        if start < end and not _is_label(doc, start, end):
            names.append(Name(start, end, found.type, honorific=honorific_before(doc, start)))
    return spread(doc, names)


def _is_label(doc: Document, start: int, end: int) -> bool:
    """Tell whether it is the "Q" or "A" that begins a turn of an interview."""
    begins = start == doc.paragraphs[doc.paragraph_of(start)][0]
    return (
        begins and doc.tokens.words[end : end + 1] == [":"] and names_nobody(doc.tokens.span_text(start, end))
    )


def _nouns(doc: Document) -> frozenset[str]:
    """Give the words that follow "the" somewhere in the text."""
    lower = doc.tokens.lower
    return frozenset(lower[k + 1] for k in range(len(lower) - 1) if lower[k] == "the")


def _past_title(doc: Document, start: int, end: int, nouns: frozenset[str]) -> int:
    """Step over a title that the model took for a part of the name: the text calls "Collector R. Thenmozhi" "the Collector"."""
    words = sum(doc.tokens.words[k][0].isalnum() for k in range(start, end))
    return start + (words >= _WORDS_WITH_ARTICLE and doc.tokens.lower[start] in nouns)


def _goes_on(doc: Document, name: Name, start: int) -> bool:
    """Tell whether *name* is initials only, and the next name follows them: "M.A." and "Basheeruddin"."""
    words = [word for word in doc.tokens.words[name.start : name.end] if word != "."]
    return (
        name.end == start
        and name.type == "person"
        and all(len(word.replace(".", "")) <= _INITIALS and word.isupper() for word in words)
    )


def _past_article(doc: Document, start: int, end: int) -> int:
    """Leave out a "The" before three words or more: it is no part of such names, and the model takes it now and then."""
    return start + (doc.tokens.words[start] == "The" and end - start > _WORDS_WITH_ARTICLE)


def tagged_findings(doc: Document, tagged: Tagged) -> list[Finding]:
    """Give the attributions that say something, in text order."""
    found = [finding for item in tagged.attributions if (finding := _finding(doc, item)) is not None]
    return sorted(found, key=lambda finding: finding.pieces[0])


def _finding(doc: Document, item: Attribution) -> Finding | None:
    pieces = [piece for span in item.content if (piece := _whole(doc, _tokens(doc, *span))) is not None]
    if not pieces:
        return None
    pieces = _apart(sorted(pieces))
    cue = _tokens(doc, *item.cue) if item.cue else None
    source = _tokens(doc, *item.source) if item.source else None
    # A finding belongs to the sentence of its cue: from there its speaker is looked for.
    anchor = (cue or source or pieces[0])[0]
    finding = Finding(
        pieces,
        cue,
        _word(doc, cue) if cue else None,
        source,
        "model" if cue or source else "model_alone",
        doc.sentence_of[anchor],
        sure=item.sure,
    )
    for start, end in pieces:
        finding.stretches.update(doc.quoted[k] for k in range(start, end) if doc.quoted[k] != OUTSIDE)
    return finding


def _tokens(doc: Document, start: int, end: int) -> tuple[int, int]:
    """Give the tokens that the characters *start* to *end* touch."""
    return bisect_right(doc.tokens.ends, start), bisect_left(doc.tokens.starts, end)


def _whole(doc: Document, piece: tuple[int, int]) -> tuple[int, int] | None:
    """Take in the closing or opening mark that the model left out, when nearly all of a quotation is in *piece*."""
    start, end = piece
    if start >= end:
        return None
    for number in {doc.quoted[k] for k in range(start, end)} - {OUTSIDE}:
        first, last = doc.stretch_tokens(doc.stretches[number])
        if start == first + 1:
            start = first
        if end == last - 1:
            end = last
    while end > start + 1 and doc.quoted[end - 1] == OUTSIDE and doc.tokens.words[end - 1] in ".,;:–—-":
        end -= 1
    return start, end


def _apart(pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join pieces that touch."""
    joined = [pieces[0]]
    for start, end in pieces[1:]:
        if start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _word(doc: Document, cue: tuple[int, int]) -> CueWord | None:
    """Find the cue's entry in our list, for its stance; a word that is not there is neutral."""
    for k in range(*cue):
        readings = lexicon.cue_words().get(doc.tokens.lower[k])
        if readings:
            following = doc.tokens.lower[k + 1] if k + 1 < len(doc.tokens) else ""
            return next((word for word in readings if word.particle in (None, following)), readings[0])
    return None


def _past_honorifics(doc: Document, start: int, end: int) -> int:
    """Step over the honorifics before a name of two words or more: "Dr. Ama Boateng", but "Lady Sapphire"."""
    lower, first = doc.tokens.lower, start
    while start < end - 2 and (is_honorific(lower[start]) or lower[start] == "."):
        start += 1
    return start if lower[start] != "." else first
