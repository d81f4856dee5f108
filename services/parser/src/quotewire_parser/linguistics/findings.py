"""What a rule found, before speakers are resolved."""

from dataclasses import dataclass, field

from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.lexicon import CueWord
from quotewire_parser.linguistics.tokens import CAP, PUNCT

_DIRECT_SHARE = 0.8
_OPENERS = frozenset(("but", "and", "yet", "so", "however", "then"))
MIN_REPORTED_TOKENS = 3
"""Fewer tokens without marks are no reported words."""


@dataclass(slots=True)
class Finding:
    """
    Words put in somebody's mouth; every number is a token range, half-open.

    `mention` is how the text names the speaker at the quote (None: not at all); `carried` is an earlier finding whose
    speaker is meant where the mention itself is not repeated.
    """

    pieces: list[tuple[int, int]]
    cue: tuple[int, int] | None
    word: CueWord | None
    mention: tuple[int, int] | None
    rule: str
    sentence: int
    carried: "Finding | None" = None
    stretches: set[int] = field(default_factory=set)
    sure: float | None = None
    """How sure the model was, 0 to 1; None: a rule found it."""

    def last_token(self) -> int:
        """Token after the last piece."""
        return self.pieces[-1][1]


def kind_of(doc: Document, pieces: list[tuple[int, int]]) -> str:
    """
    Direct, mixed or indirect, by the share of words inside quotation marks: at least 0.8, some, none.

    As in score_quotes.py, with one difference: words that hang on an unquoted "that" are never direct.
    """
    words = inside = 0
    for start, end in pieces:
        for i in range(start, end):
            if doc.tokens.words[i][0].isalnum():
                words += 1
                inside += doc.quoted[i] != OUTSIDE
    if not inside:
        return "indirect"
    if inside / words < _DIRECT_SHARE:
        return "mixed"
    first = pieces[0][0]
    hangs = doc.tokens.lower[first] == "that" and doc.quoted[first] == OUTSIDE
    return "mixed" if hangs else "direct"


def clausal(doc: Document, piece: tuple[int, int]) -> bool:
    """Does the stretch read like somebody's sentence, not like a title: an end mark, or small letters inside?"""
    tokens = doc.tokens
    inner = [k for k in range(piece[0], piece[1]) if not tokens.flags[k] & PUNCT]
    capitals = sum(bool(tokens.flags[k] & CAP) for k in inner)
    return len(inner) > 0 and capitals * 2 < len(inner) + 1


def past_openers(doc: Document, start: int, end: int) -> int:
    """Step over what opens a sentence and is no part of the words: punctuation, "but", "however"."""
    tokens = doc.tokens
    while (
        start < end
        and doc.quoted[start] == OUTSIDE
        and (tokens.flags[start] & PUNCT or tokens.lower[start] in _OPENERS)
    ):
        start += 1
    return start
