"""Reported words in other languages than English as stretches of tokens, and what no other finding may take any more."""

from quotewire_parser.linguistics.document import OUTSIDE
from quotewire_parser.linguistics.foreign_complements import Complements
from quotewire_parser.linguistics.foreign_cues import Clauses, Found
from quotewire_parser.linguistics.foreign_nouns import Subject
from quotewire_parser.linguistics.foreign_phrases import Span
from quotewire_parser.linguistics.foreign_speakers import Spoken
from quotewire_parser.linguistics.tokens import PUNCT

LEAST_WORDS = 3
"""Words that a reported clause has."""

Report = tuple[Spoken, Subject | None]


class Pieces:
    """Makes findings of stretches of tokens; `taken` are tokens that other findings hold."""

    def __init__(self, clauses: Clauses) -> None:
        self.clauses = clauses
        self.doc = clauses.doc
        self.tongue = clauses.tongue
        self.subjects = clauses.subjects
        self.words, self.lower = clauses.words, clauses.lower
        self.complements = Complements(clauses)
        self.taken = [False] * len(self.words)

    def take(self, finding: Spoken) -> None:
        """Let nothing else be read in the words and the cue of *finding*."""
        for start, end in (*finding.pieces, *((finding.cue,) if finding.cue else ())):
            self.taken[start:end] = [True] * (end - start)

    def left(self, floor: int, end: int, *, whole: bool = False) -> Span:
        """Give what stands between *floor* and *end*; unless *whole*, only behind the last comma, if that is much."""
        start, end = self.trimmed((floor, end))
        while start < end and self.lower[start] in self.tongue.links:
            start += 1
        if whole:
            return start, end
        comma = next((k for k in range(end - 1, start, -1) if self.words[k] == ","), None)
        return (
            (start, end)
            if comma is None or end - comma <= LEAST_WORDS or self.words[end : end + 1] == [","]
            else (comma + 1, end)
        )

    def count(self, piece: Span) -> int:
        """Count the words of a stretch."""
        return sum(self.words[k][0].isalnum() for k in range(*piece))

    def trimmed(self, piece: Span) -> Span:
        """Leave out the punctuation at both ends of a stretch, quotation marks excepted."""
        start, end = piece
        outer = self.clauses.quoted
        flags = self.doc.tokens.flags
        while start < end and outer[start] == OUTSIDE and flags[start] & PUNCT:
            start += 1
        while (
            end > start
            and outer[end - 1] == OUTSIDE
            and flags[end - 1] & PUNCT
            and self.words[end - 1] not in ")»"
        ):
            end -= 1
        return start, end

    def made(
        self, pieces: list[Span], cue: Found, subject: Subject | None, least: int = LEAST_WORDS
    ) -> Report | None:
        """Make a finding of *pieces*; None where they are no *least* words, or another finding holds some of them."""
        pieces = [piece for piece in map(self.trimmed, pieces) if piece[0] < piece[1]]
        if sum(map(self.count, pieces)) < least or any(
            self.taken[k] for piece in pieces for k in range(*piece)
        ):
            return None
        pieces = [piece for part in pieces for piece in self._without(part, cue)]
        return Spoken(
            pieces, cue.span, None, None, "foreign_direct", self.doc.sentence_of[cue.span[0]]
        ), subject

    @staticmethod
    def _without(piece: Span, cue: Found) -> list[Span]:
        """Leave out a cue that stands inside of the words it reports."""
        start, end = piece
        if start <= cue.span[0] < end:
            return [part for part in ((start, cue.span[0]), (cue.span[1], end)) if part[0] < part[1]]
        return [piece]
