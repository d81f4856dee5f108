"""A text with its tokens, sentences and quoted stretches, as every rule sees it."""

from bisect import bisect_left, bisect_right

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.marks import Stretch, find_stretches
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
    VERB,
    Tokens,
)

_ENDS = frozenset(".!?…。！？")
_ABBREVIATED_MAX_CHARS = 1
_LOOK_AHEAD = 9
_MAX_SENTENCE_TOKENS = (
    400  # more is a list or table without full stops; rules look at whole sentences again and again
)
OUTSIDE = -1


class Document:
    """
    One text, cut up.

    `quoted[i]` is the number of the stretch that token *i* stands in, or -1. `sentences` are token ranges; quoted
    stretches are never cut, so a sentence holds a quotation together with the words that report it.
    """

    __slots__ = ("paragraphs", "quoted", "sentence_of", "sentences", "stretches", "text", "tokens")

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = Tokens(text)
        self.stretches = find_stretches(text)
        self.quoted = self._mark_quoted()
        self.paragraphs = list(self.tokens.paragraphs())
        self.sentences: list[tuple[int, int]] = []
        self.sentence_of = [0] * len(self.tokens)
        for first, last in self.paragraphs:
            self._cut(first, last)

    def _mark_quoted(self) -> list[int]:
        quoted = [OUTSIDE] * len(self.tokens)
        starts = self.tokens.starts
        for number, stretch in enumerate(self.stretches):
            i = bisect_left(starts, stretch.start)
            while i < len(starts) and starts[i] < stretch.end:
                quoted[i] = number
                i += 1
        return quoted

    def stretch_tokens(self, stretch: Stretch) -> tuple[int, int]:
        """Token range of a stretch, marks included."""
        starts = self.tokens.starts
        return bisect_left(starts, stretch.start), bisect_left(starts, stretch.end)

    def token_at(self, offset: int) -> int:
        """Number of the first token that starts at or after *offset*."""
        return bisect_left(self.tokens.starts, offset)

    def paragraph_of(self, token: int) -> int:
        """Number of the paragraph in which *token* stands."""
        return bisect_right(self.paragraphs, token, key=lambda paragraph: paragraph[0]) - 1

    def _cut(self, first: int, last: int) -> None:
        start = first
        for i in range(first, last - 1):
            if self._ends_after(i, last) or (i - start >= _MAX_SENTENCE_TOKENS and self._outside(i)):
                self._add(start, i + 1)
                start = i + 1
        if start < last:
            self._add(start, last)

    def _outside(self, i: int) -> bool:
        """Does a cut after token *i* leave every quoted stretch whole?"""
        return self.quoted[i] == OUTSIDE or self.quoted[i] != self.quoted[i + 1]

    def _add(self, start: int, end: int) -> None:
        number = len(self.sentences)
        self.sentences.append((start, end))
        for i in range(start, end):
            self.sentence_of[i] = number

    def _ends_after(self, i: int, last: int) -> bool:
        """Does a sentence end after token *i*, which is not the paragraph's last?"""
        words, quoted = self.tokens.words, self.quoted
        following = i + 1
        if quoted[i] != OUTSIDE:
            if quoted[following] == quoted[i]:
                return False
            # The token is a closing mark: what stands before it decides.
            inner = self.text[self.stretches[quoted[i]].inner_end - 1]
            if inner not in _ENDS or words[following][0] in ",;:)":
                return False
            if not self._may_start(following):
                return False
            return quoted[following] != OUTSIDE or not self._reports(following, last, inner)
        if len(words[i]) > 1 and words[i][-1] == ".":  # "in the U.S. The minister", not "the U.S. Army"
            flag = self.tokens.flags[following]
            return bool(flag & CAP and flag & (DET | PRON | PREP | CONJ))
        if words[i] not in _ENDS:
            return words[i] in ")]" and i > 0 and words[i - 1] in _ENDS and self._may_start(following)
        if words[following][0] in ")]" or not self._may_start(following):
            return False
        if words[i] != "." or i == 0:
            return True
        before = words[i - 1]
        touches = self.tokens.ends[i - 1] == self.tokens.starts[i]
        if touches and self.tokens.lower[i - 1] in lexicon.word_class("abbreviations"):
            return False
        return not (touches and len(before) == _ABBREVIATED_MAX_CHARS and before.isupper() and before != "I")

    def _may_start(self, i: int) -> bool:
        """May token *i* start a sentence? Capitals, figures, quotation marks and scripts without case may."""
        if self.tokens.starts[i] == self.tokens.ends[i - 1] and self.quoted[i] == OUTSIDE:
            return self.tokens.words[i - 1] in "。！？"
        return (
            bool(self.tokens.flags[i] & (CAP | NUM))
            or self.quoted[i] != OUTSIDE
            or self.tokens.words[i] in "([—–-•*"
        )

    def _reports(self, i: int, last: int, inner: str) -> bool:
        """After a question or exclamation: does "Smith asked" or "asked Smith" follow?"""
        flags = self.tokens.flags
        if flags[i] & CUE and not flags[i] & CAP:
            return True
        if inner == ".":
            return False
        for j in range(i, min(last, i + _LOOK_AHEAD)):
            flag = flags[j]
            if self.quoted[j] != OUTSIDE or self.tokens.words[j] in ".:;":
                return False
            if j > i and flag & CUE and not flag & (DET | PRON):
                return True
            if j > i and flag & (AUX | VERB) and not flag & (HUMAN | ADV | CAP | PUNCT):
                return False
        return False
