"""The construction "according to X, …" and "…, according to X"."""

from quotewire_parser.linguistics.adjuncts import skip_adjuncts
from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.findings import MIN_REPORTED_TOKENS, Finding, past_openers
from quotewire_parser.linguistics.phrases import phrase_end
from quotewire_parser.linguistics.tokens import ADV, CONJ, DET, HUMAN, NUM, PUNCT


def according_to(doc: Document, at: int, floor: int, last: int) -> Finding | None:
    """
    Take what stands beside "according to X", on either side; None where that is too little.

    *at* is the token "according"; only tokens from *floor* up to *last* (not included) are looked at.
    """
    tokens = doc.tokens
    end = phrase_end(doc, at + 2, last)
    if end is None:
        return None
    mention = (at + 2, _apposition_end(doc, end, last))
    head = [k for k in range(floor, at) if not tokens.flags[k] & (PUNCT | CONJ | ADV)]
    if not head:
        start = skip_adjuncts(doc, mention[1], last)
        while start < last and doc.quoted[start] == OUTSIDE and tokens.words[start] in ",:":
            start += 1
        stop = last
        for k in range(start, last):
            if tokens.words[k] == ";" and doc.quoted[k] == OUTSIDE:
                stop = k
                break
        pieces = [(start, _trimmed(doc, start, stop))]
    else:
        start = past_openers(doc, floor, at)
        stop = at
        while stop > start and tokens.flags[stop - 1] & (PUNCT | ADV) and doc.quoted[stop - 1] == OUTSIDE:
            stop -= 1
        pieces = [(start, stop)]
        if mention[1] < last and tokens.words[mention[1]] == ",":
            rest = _trimmed(doc, mention[1] + 1, last)
            if rest - mention[1] > 3:
                pieces.append((mention[1] + 1, rest))
    pieces = [piece for piece in pieces if piece[1] > piece[0]]
    if not pieces or sum(b - a for a, b in pieces) < MIN_REPORTED_TOKENS:
        return None
    return Finding(pieces, (at, at + 2), None, mention, "according_to", doc.sentence_of[at])


def _trimmed(doc: Document, start: int, end: int) -> int:
    while end > start and doc.quoted[end - 1] == OUTSIDE and doc.tokens.words[end - 1] in ".,;:–—":
        end -= 1
    return end


def _apposition_end(doc: Document, end: int, ceiling: int) -> int:
    """Takes ", a lawyer for the family" into the mention where a comma closes it."""
    tokens = doc.tokens
    if end + 1 < ceiling and tokens.words[end] == "," and tokens.flags[end + 1] & (DET | HUMAN | NUM):
        stop = phrase_end(doc, end + 1, ceiling)
        if (
            stop is not None
            and any(tokens.flags[k] & HUMAN for k in range(end + 1, stop))
            and (stop >= ceiling or tokens.words[stop] in ",.")
        ):
            return stop
    return end
