"""Quotations whose reporting words stand elsewhere: before a colon, in the sentence before, or nowhere."""

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.adjuncts import skip_adjuncts
from quotewire_parser.linguistics.cues import main_subject, plausible_speaker
from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.findings import Finding, clausal
from quotewire_parser.linguistics.phrases import phrase_end
from quotewire_parser.linguistics.tokens import CAP, CUE, HUMAN

_DASHES = frozenset(("—", "–", "-", "--"))
_MIN_WORDS = 4  # fewer words in marks, alone in a sentence, are a title or a term
_MAX_WORDS_BESIDE = 1


class Floating:
    """Adds the quotations that no report of their own sentence took; sentences are given in order."""

    def __init__(self, doc: Document) -> None:
        self.doc = doc
        self.owner: dict[int, Finding] = {}
        self.previous: Finding | None = None
        self.paragraph_of = [0] * len(doc.sentences)
        number = 0
        for s, (first, _) in enumerate(doc.sentences):
            while number + 1 < len(doc.paragraphs) and doc.paragraphs[number + 1][0] <= first:
                number += 1
            self.paragraph_of[s] = number

    def add(self, number: int, found: list[Finding]) -> list[Finding]:
        """Findings of sentence *number*: those given and those added, in text order."""
        for finding in found:
            for stretch in finding.stretches:
                self.owner[stretch] = finding
        first, last = self.doc.sentences[number]
        i = first
        while i < last:
            stretch = self.doc.quoted[i]
            if stretch == OUTSIDE:
                i += 1
                continue
            start, end = self.doc.stretch_tokens(self.doc.stretches[stretch])
            if stretch not in self.owner:
                self._place(number, stretch, (start, end), found)
            i = max(end, i + 1)
        found.sort(key=lambda finding: finding.pieces[0][0])
        if found:
            self.previous = max(found, key=lambda finding: finding.last_token())
        return found

    def carry(self, finding: Finding) -> Finding:
        """Let words that the model tagged, and whose cue it does not see, follow on the quote before them."""
        previous = self.previous
        if previous is not None and finding.stretches:
            paragraph = self.paragraph_of[finding.sentence]
            step = paragraph - self.paragraph_of[previous.sentence]
            if step == 0:
                finding.carried, finding.mention = previous, previous.mention
            elif step == 1 and finding.pieces[0][0] == self.doc.paragraphs[paragraph][0]:
                finding.carried = previous
            self.previous = finding
        self.owner.update(dict.fromkeys(finding.stretches, finding))
        return finding

    def _place(self, number: int, stretch: int, piece: tuple[int, int], found: list[Finding]) -> None:
        doc = self.doc
        first, last = doc.sentences[number]
        before = self.doc.stretches[stretch - 1] if stretch else None
        if before is not None and before.carries_on and stretch - 1 in self.owner:
            self._join(self.owner[stretch - 1], stretch, piece)
            return
        words = sum(doc.tokens.words[k][0].isalnum() for k in range(*piece))
        finding = self._after_colon(number, piece, words) or self._before_dash(number, piece, words)
        if finding is None:
            beside = sum(
                1 for k in range(first, last) if doc.quoted[k] == OUTSIDE and doc.tokens.words[k][0].isalnum()
            )
            if beside > _MAX_WORDS_BESIDE or words < _MIN_WORDS or not clausal(doc, piece):
                return
            finding = self._alone(number, stretch, piece)
        if finding is not None:
            found.append(finding)
            finding.stretches.add(stretch)
            self.owner[stretch] = finding

    def _join(self, finding: Finding, stretch: int, piece: tuple[int, int]) -> None:
        finding.pieces.append(piece)
        finding.stretches.add(stretch)
        self.owner[stretch] = finding

    def _after_colon(self, number: int, piece: tuple[int, int], words: int) -> Finding | None:
        """Take a quotation that a colon announces, on its line or the line before: "She was blunt: "...""."""
        doc, tokens = self.doc, self.doc.tokens
        first, _ = doc.sentences[number]
        start = piece[0]
        if start == first and number and tokens.words[first - 1] == ":" and doc.quoted[first - 1] == OUTSIDE:
            first, _ = doc.sentences[number - 1]
        if start <= first or tokens.words[start - 1] != ":" or doc.quoted[start - 1] != OUTSIDE:
            return None
        colon = start - 1
        end = phrase_end(doc, first, colon)
        if end is not None and skip_adjuncts(doc, end, colon) == colon and plausible_speaker(doc, first, end):
            if any(tokens.flags[k] & (CAP | HUMAN) for k in range(first, end)) and colon - first <= 10:
                return Finding([piece], None, None, (first, end), "colon_name", number)
            return None
        if words < _MIN_WORDS:
            return None
        for k in range(first, colon):
            if doc.quoted[k] == OUTSIDE and (
                tokens.flags[k] & CUE or tokens.lower[k] in lexicon.word_class("speech-nouns")
            ):
                subject = (
                    self.previous.mention
                    if self.previous is not None and self.previous.sentence == number
                    else None
                )
                subject = subject or main_subject(doc, first, colon)
                cue = (k, k + 1) if tokens.flags[k] & CUE else None
                return Finding([piece], cue, None, subject, "colon_sentence", number)
        return None

    def _before_dash(self, number: int, piece: tuple[int, int], words: int) -> Finding | None:
        """Take a pulled quote with its speaker behind a dash, perhaps on the next line: "..." — Jane Smith, lawyer."""
        doc, tokens = self.doc, self.doc.tokens
        k = piece[1]
        if (
            words < _MIN_WORDS
            or k + 1 >= len(tokens)
            or tokens.words[k] not in _DASHES
            or doc.quoted[k + 1] != OUTSIDE
        ):
            return None
        last = doc.sentences[doc.sentence_of[k]][1]
        end = phrase_end(doc, k + 1, last)
        if end is None or not tokens.flags[k + 1] & CAP:
            return None
        if end < last and tokens.words[end] not in ",.(":
            return None
        return Finding([piece], None, None, (k + 1, end), "dash_name", number)

    def _alone(self, number: int, stretch: int, piece: tuple[int, int]) -> Finding | None:
        """A sentence that is nothing but a quotation: the words of whoever spoke last."""
        _doc, previous = self.doc, self.previous
        if previous is None:
            return Finding([piece], None, None, None, "alone", number)
        near = number - previous.sentence <= 1
        same_paragraph = self.paragraph_of[number] == self.paragraph_of[previous.sentence]
        quoting = bool(previous.stretches)
        if (
            near
            and same_paragraph
            and previous.rule.startswith(("direct", "mixed_behind", "colon", "model"))
            and quoting
        ):
            self._join(previous, stretch, piece)
            return None
        if same_paragraph and number - previous.sentence <= 2:
            return Finding(
                [piece], None, None, previous.mention, "alone_same_paragraph", number, carried=previous
            )
        if near or self.paragraph_of[number] - self.paragraph_of[previous.sentence] <= 1:
            return Finding([piece], None, None, None, "alone_next_paragraph", number, carried=previous)
        return Finding([piece], None, None, None, "alone", number)
