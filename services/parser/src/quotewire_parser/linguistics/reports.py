"""Reports inside one sentence: cue, speaker and words, before, behind or around each other."""

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.according import according_to
from quotewire_parser.linguistics.adjuncts import skip_adjuncts
from quotewire_parser.linguistics.content import (
    TELLING,
    complement_end,
    complement_start,
    has_verb,
    past_addressee,
)
from quotewire_parser.linguistics.cues import Cue, main_subject, reading, subject_after, subject_before
from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.findings import MIN_REPORTED_TOKENS, Finding, clausal, past_openers
from quotewire_parser.linguistics.phrases import phrase_end
from quotewire_parser.linguistics.tokens import ADV, AUX, CAP, CUE, HUMAN, PUNCT, VERB

_DASHES = frozenset(("—", "–", "-"))
_MAX_CUES = 60  # in one sentence; more is a list or an attack


class SentenceReports:
    """Finds the reports of one sentence from left to right; what one report covers is closed to the next."""

    def __init__(self, doc: Document, number: int) -> None:
        self.doc = doc
        self.number = number
        self.first, self.last = doc.sentences[number]
        self.floor = self.first
        self.found: list[Finding] = []
        self.subject: tuple[int, int] | None = None

    def run(self) -> list[Finding]:
        """Findings in text order of their cues."""
        seen = 0
        i = self.first
        while i < self.last and seen < _MAX_CUES:
            step = i + 1
            if self.doc.quoted[i] == OUTSIDE and i >= self.floor:
                if self.doc.tokens.flags[i] & CUE:
                    cue = reading(self.doc, i, self.first, self.last)
                    if cue is not None:
                        seen += 1
                        finding = self._behind(cue) or self._before(cue)
                        if finding is not None:
                            step = max(step, self._take(finding))
                elif (
                    self.doc.tokens.lower[i] == "according"
                    and i + 2 < self.last
                    and self.doc.tokens.lower[i + 1] == "to"
                ):
                    seen += 1
                    finding = according_to(self.doc, i, self.floor, self.last)
                    if finding is not None:
                        step = max(step, self._take(finding))
            i = step
        return self.found

    def _with_name(self, mention: tuple[int, int]) -> tuple[int, int]:
        """Take in the name that a noun for a person announces: "its lawyer, Zeynep Aslanoğlu, said"."""
        tokens, end = self.doc.tokens, mention[1]
        if (
            end + 1 >= self.last
            or tokens.words[end] != ","
            or tokens.lower[end - 1] not in lexicon.role_nouns()
        ):
            return mention
        k = end + 1
        while k < self.last and tokens.flags[k] & CAP and self.doc.quoted[k] == OUTSIDE:
            k += 1
        closed = k >= self.last or tokens.words[k] in ",.;:" or self.doc.quoted[k] != OUTSIDE
        return (mention[0], k) if k > end + 2 and closed else mention  # two words: one alone may be a place

    def _take(self, finding: Finding) -> int:
        if finding.mention is not None:
            finding.mention = self._with_name(finding.mention)
        self.found.append(finding)
        for start, end in finding.pieces:
            finding.stretches.update(
                self.doc.quoted[k] for k in range(start, end) if self.doc.quoted[k] != OUTSIDE
            )
        ends = [end for _, end in finding.pieces]
        if finding.cue:
            ends.append(finding.cue[1])
        if finding.mention:
            ends.append(finding.mention[1])
        self.floor = max(self.floor, *ends)
        if finding.mention is not None:
            self.subject = finding.mention
        return self.floor

    def _quote_before(self, at: int) -> tuple[int, int] | None:
        """Token range of the quoted stretch that ends straight before token *at*, a comma or dash apart."""
        doc = self.doc
        k = at - 1
        while (
            k >= self.floor
            and doc.quoted[k] == OUTSIDE
            and (doc.tokens.words[k] == "," or doc.tokens.words[k] in _DASHES)
        ):
            k -= 1
        if k < self.floor or doc.quoted[k] == OUTSIDE:
            return None
        return doc.stretch_tokens(doc.stretches[doc.quoted[k]])

    # -- words first: "...", Smith said / said Smith ------------------------------------------------------------
    def _behind(self, cue: Cue) -> Finding | None:
        """The words stand before speaker and cue."""
        doc, tokens = self.doc, self.doc.tokens
        boundary = cue.first
        touching = self._touches(boundary)
        # Whoever stands behind "told" is told: it is never turned round.
        turned = touching and cue.word.lemma not in TELLING
        subject = subject_after(doc, cue, self.last) if turned else None
        after = subject[1] if subject else 0
        inverted = subject is not None
        if subject is None:
            if cue.word.form == "ing" and not touching:
                return None
            subject = subject_before(doc, cue, self.floor)
            if subject is None:
                return None
            boundary = subject[0]
            while (
                boundary > self.floor
                and tokens.flags[boundary - 1] & ADV
                and doc.quoted[boundary - 1] == OUTSIDE
            ):
                boundary -= 1
            if not self._touches(boundary):
                return None
            after = past_addressee(doc, cue, self.last)
        quote = self._quote_before(boundary)
        if (
            quote is not None
            and quote[1] - quote[0] <= 4
            and not inverted
            and "," not in tokens.words[quote[1] - 2 : boundary]
        ):
            return None
        after = skip_adjuncts(doc, after, self.last)
        if quote is None and after < self.last and tokens.words[after] == ":":
            return None
        if not self._closes(after, quoted=quote is not None):
            return None
        if quote is None and (
            cue.word.frames in ("d", "n", "o", "c", "a", "na", "no", "i") or cue.word.form == "ing"
        ):
            return None
        pieces, rule = self._words_before(boundary, quote)
        if not pieces:
            return None
        pieces += self._words_after(after, quoted=quote is not None)
        if inverted:
            rule += "_inverted"
        return Finding(pieces, (cue.at, cue.end), cue.word, subject, rule, self.number)

    def _touches(self, at: int) -> bool:
        """Does token *at* follow a comma, a dash or a quotation?"""
        if at <= self.floor:
            return False
        doc = self.doc
        word = doc.tokens.words[at - 1]
        return doc.quoted[at - 1] != OUTSIDE or word == "," or word in _DASHES

    def _closes(self, after: int, *, quoted: bool) -> bool:
        """Does the reporting clause end at *after*, as one does that stands behind or amid its words?"""
        doc = self.doc
        if after >= self.last or doc.quoted[after] != OUTSIDE:
            return True
        word, lower = doc.tokens.words[after], doc.tokens.lower[after]
        if word in ".,;:!?)" or word in _DASHES:
            return True
        if lower == "that":
            return False
        return quoted or lower in (
            "and",
            "as",
            "when",
            "after",
            "but",
            "while",
            "during",
            "adding",
            "of",
            "about",
        )

    def _words_before(
        self, boundary: int, quote: tuple[int, int] | None
    ) -> tuple[list[tuple[int, int]], str]:
        """What is said, left of the reporting clause."""
        doc, tokens = self.doc, self.doc.tokens
        start = past_openers(doc, self.floor, boundary)
        if quote is not None:
            prefix = [
                k for k in range(start, quote[0]) if doc.quoted[k] == OUTSIDE and not tokens.flags[k] & PUNCT
            ]
            if len(prefix) <= 1 or tokens.words[quote[0] - 1] == ":":
                return [quote], "direct_behind"
            if any(doc.quoted[k] != OUTSIDE for k in range(start, quote[0])) and len(prefix) <= 2:
                return [(start, quote[1])], "direct_behind"
            return [(start, quote[1])], "mixed_behind"
        end = boundary
        while (
            end > start
            and doc.quoted[end - 1] == OUTSIDE
            and tokens.flags[end - 1] & PUNCT
            and tokens.words[end - 1] != ")"
        ):
            end -= 1
        if end - start < MIN_REPORTED_TOKENS or not any(
            tokens.flags[k] & (AUX | VERB) or tokens.lower[k].endswith("ed") for k in range(start, end)
        ):
            return [], ""
        return [(start, end)], "indirect_behind"

    def _words_after(self, after: int, *, quoted: bool) -> list[tuple[int, int]]:
        """The second piece of words that the reporting clause interrupts."""
        doc, tokens = self.doc, self.doc.tokens
        k = after
        while (
            k < self.last
            and doc.quoted[k] == OUTSIDE
            and (
                tokens.words[k] in ",:;"
                or tokens.words[k] in _DASHES
                or tokens.lower[k] in ("and", "adding", "but")
            )
        ):
            k += 1
        if k < self.last and doc.quoted[k] != OUTSIDE:
            return [doc.stretch_tokens(doc.stretches[doc.quoted[k]])]
        if (
            quoted
            or k == after
            or after >= self.last
            or tokens.words[after] != ","
            or tokens.lower[k - 1] == "adding"
        ):
            return []
        if any(
            tokens.flags[x] & CUE and doc.quoted[x] == OUTSIDE and not tokens.flags[x] & (CAP | HUMAN)
            for x in range(k, self.last)
        ):
            return []
        end = self.last
        while end > k and tokens.words[end - 1] in ".;":
            end -= 1
        return [(k, end)] if end - k > 1 else []

    # -- cue first: Smith said "..." / said that ... --------------------------------------------------------------
    def _before(self, cue: Cue) -> Finding | None:
        """The words stand behind the cue."""
        doc = self.doc
        start = complement_start(doc, cue, self.last)
        if start is None:
            return None
        subject = self._subject(cue)
        if subject is None and cue.word.form == "base":
            return None
        if doc.quoted[start] != OUTSIDE:
            piece, rule = self._quoted_complement(cue, start), "direct_before"
            if piece is None:
                return None
        else:
            end = complement_end(doc, cue, start, self.last)
            if end - start < 2 and not cue.word.frames.startswith(("n", "p")):
                return None
            piece = (start, end)
            has_quote = any(doc.quoted[k] != OUTSIDE for k in range(start, end))
            describes = cue.word.frames in ("a", "ac")
            if describes and not has_quote and all(doc.tokens.lower[k] != "as" for k in range(start, end)):
                return None
            rule = "mixed_complement" if has_quote else f"indirect_{self._frame(cue, start)}"
        if subject is None and not rule.startswith("direct"):
            return None
        return Finding([piece], (cue.at, cue.end), cue.word, subject, rule, self.number)

    def _frame(self, cue: Cue, start: int) -> str:
        """Which kind of complement begins at *start*; names the rule."""
        lower = self.doc.tokens.lower[start]
        if lower == "that":
            return "that"
        if lower in ("if", "whether", "how", "why", "what", "when", "where", "who"):
            return "question"
        if "t" in cue.word.frames and cue.word.lemma in ("say", "tell", "state", "report", "claim"):
            return "clause"
        if lower == "to":
            return "infinitive"
        clause = "t" in cue.word.frames and has_verb(self.doc, start, self.last, cue)
        return "clause_other" if clause else "object"

    def _subject(self, cue: Cue) -> tuple[int, int] | None:
        """The cue's subject: before it, of the sentence's other reports, or of its main clause."""
        doc, tokens = self.doc, self.doc.tokens
        before = tokens.lower[cue.first - 1] if cue.first > self.first else ""
        if cue.word.form == "ing" and not any(tokens.flags[k] & AUX for k in range(cue.first, cue.at)):
            if before == "as":
                subject = self._quoted_as(cue.first - 1)
                if subject is not None:
                    return subject
            return (
                self.subject
                or main_subject(doc, self.first, cue.first)
                or (subject_before(doc, cue, self.first) if before not in (",", "and", "by", "") else None)
            )
        if before in ("and", "but", "or", "then") and cue.first - 1 > self.first:
            return self.subject or main_subject(doc, self.first, cue.first)
        subject = subject_before(doc, cue, self.first)
        if subject is None and before == "," and cue.word.form in ("past", "s"):
            return main_subject(doc, self.first, cue.first)
        return subject

    def _quoted_as(self, at: int) -> tuple[int, int] | None:
        """Give the subject of "was quoted as saying", and Smith in "quoted Smith as saying"."""
        doc, tokens = self.doc, self.doc.tokens
        for k in range(at - 1, max(self.first, at - 12), -1):
            if tokens.lower[k] in ("quoted", "quoting", "cited", "citing", "quotes", "cites"):
                if at - k > 1:
                    end = phrase_end(doc, k + 1, at)
                    return (k + 1, end) if end is not None else None
                return main_subject(doc, self.first, k)
        return None

    def _quoted_complement(self, cue: Cue, start: int) -> tuple[int, int] | None:
        """The quotation that follows a cue, with quotations and words that go on in the same breath."""
        doc, tokens = self.doc, self.doc.tokens
        _, end = doc.stretch_tokens(doc.stretches[doc.quoted[start]])
        words = sum(tokens.words[k][0].isalnum() for k in range(start, end))
        if words <= 1 and cue.word.frames not in ("c", "t", "ac", "tnc"):
            return None
        if start == cue.end and cue.word.frames == "d" and not clausal(doc, (start, end)):
            return None  # sang "The Ballad of the Old Weir", read "The Salt Road"
        while (
            end + 1 < self.last
            and tokens.lower[end] in ("and", "or", "but", ",")
            and doc.quoted[end + 1] != OUTSIDE
        ):
            _, end = doc.stretch_tokens(doc.stretches[doc.quoted[end + 1]])
        return start, end
