"""Cues of other languages than English in a document, and the clauses that they stand in."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.foreign_mentions import Subjects
from quotewire_parser.linguistics.foreign_nouns import Subject
from quotewire_parser.linguistics.foreign_phrases import Span
from quotewire_parser.linguistics.languages import Tongue
from quotewire_parser.linguistics.tokens import CAP, PUNCT

DASHES = "—–―-"
_REACH = 14  # tokens between a quotation and its cue
_MAX_COMMAS = 2
_PARTS_REACH = 25  # tokens between a verb and its separated part
_REFLEXIVE = ("s", "m", "t")


@dataclass(frozen=True, slots=True)
class Found:
    """A cue in place; `kind` is says, according, according-behind or calls."""

    span: Span
    kind: str


class Clauses:
    """Looks for cues and for the ends of sentences in one document."""

    def __init__(self, doc: Document, tongue: Tongue, subjects: Subjects) -> None:
        self.doc = doc
        self.tongue = tongue
        self.subjects = subjects
        self.quoted = subjects.quoted
        self.words = doc.tokens.words
        self.lower = doc.tokens.lower

    # -- where sentences end ------------------------------------------------------------------------------------
    def ends(self, k: int) -> bool:
        """Tell whether token *k*, outside of quotations, ends a sentence."""
        if self.words[k] not in (".", "!", "?", "…", ";"):
            return False
        if self.words[k] != "." or k == 0 or k + 1 >= len(self.words):
            return True
        before = self.lower[k - 1]
        touches = self.doc.tokens.ends[k - 1] == self.doc.tokens.starts[k]
        short = len(before) == 1 or before in lexicon.foreign_words("titles")
        short = short or before in lexicon.word_class("abbreviations")
        following = self.words[k + 1]
        return not (touches and short and self.quoted[k - 1] == OUTSIDE) and not following[:1].islower()

    def sentences(self) -> Iterator[Span]:
        """Cut the text at the ends of sentences; quotations stay whole."""
        for first, last in self.doc.paragraphs:
            start = first
            for k in range(first, last):
                if self.quoted[k] == OUTSIDE:
                    done = self.words[k] != ";" and self.ends(k)
                else:
                    inside = k + 1 < last and self.quoted[k + 1] == self.quoted[k]
                    follows = k + 1 < last and self.words[k + 1] in (".", "!", "?", ";", "…")
                    done = not inside and not follows and self.closed_sentence(k + 1)
                if done or k + 1 == last:
                    yield start, k + 1
                    start = k + 1

    def floor(self, k: int) -> int:
        """Give the first token of the clause that token *k* stands in or ends: after a sentence, quotation or paragraph."""
        first = self.doc.paragraphs[self.doc.paragraph_of(max(k - 1, 0))][0]
        while k > first and self.quoted[k - 1] == OUTSIDE and not self.ends(k - 1):
            k -= 1
        return k

    def ceiling(self, k: int, *, past_quotes: bool = False) -> int:
        """Give the token after the clause that goes on at *k*: where a sentence, quotation or paragraph begins or ends."""
        if k >= len(self.words):
            return k
        last = self.doc.paragraphs[self.doc.paragraph_of(k - 1 if k else 0)][1]
        while k < last:
            if self.quoted[k] != OUTSIDE:
                if not past_quotes:
                    break
                if self.closed_sentence(k + 1):
                    return k + 1
            elif self.ends(k):
                break
            k += 1
        return k

    def closed_sentence(self, end: int) -> bool:
        """Tell whether the quotation that ends before token *end* ends a sentence, too."""
        if end >= len(self.words):
            return True
        if self.quoted[end] != OUTSIDE and self.quoted[end] == self.quoted[end - 1]:
            return False
        if self.words[end] in (".", "!", "?", ";", "…"):
            return True
        inner = self.last_char(end - 1)
        starts = bool(self.doc.tokens.flags[end] & CAP) or self.quoted[end] != OUTSIDE
        return starts and inner in ".!?…"

    def last_char(self, k: int) -> str:
        """Give the last character of the words in marks in which token *k* stands."""
        stretch = self.doc.stretches[self.quoted[k]]
        return self.doc.text[stretch.inner_start : stretch.inner_end].rstrip()[-1:]

    # -- cues ---------------------------------------------------------------------------------------------------
    def cue_at(self, k: int) -> Found | None:
        """Give the cue that begins at token *k*, outside of quotations."""
        if self.quoted[k] != OUTSIDE:
            return None
        t, lower = self.tongue, self.lower[k]
        for phrase in t.phrases.get(lower, ()):
            if tuple(self.lower[k : k + len(phrase)]) == phrase:
                joined = "_".join(phrase)
                return Found((k, k + len(phrase)), "according" if joined in t.according else "says")
        for kind, words in (
            ("calls", t.calls), ("says", t.says), ("according", t.according), ("according-behind", t.according_behind)
        ):  # fmt: skip
            if lower in words and self._whole(k) and not self._noun(k):
                return Found((k, k + 1), kind)
        head, hyphen, _ = lower.partition("-")
        prefix, mark, rest = lower.partition("'")
        if (hyphen and head in t.says) or (mark and prefix in _REFLEXIVE and rest in t.says):
            return Found((k, k + 1), "says")
        return None

    def _noun(self, k: int) -> bool:
        """Tell whether a word that may be a cue is a noun here: "la denuncia", "en nota"."""
        t, before = self.tongue, self.lower[k - 1] if k else ""
        if t.role_ends or t.bare or not k or self.quoted[k - 1] != OUTSIDE:
            return False
        led = (t.articles, t.new, t.genitive, t.prepositions)
        return any(before in words for words in led) and before not in t.aux

    def _whole(self, k: int) -> bool:
        """Tell whether a verb whose part is separated has it in its clause: "teilte … mit"."""
        parts = {part for stem, part in self.tongue.parts if self.lower[k].startswith(stem)}
        reach = range(k + 1, min(len(self.words), k + _PARTS_REACH)) if parts else range(0)
        return not parts or any(self.lower[j] in parts for j in reach)

    def first_cue(self, start: int, end: int) -> Found | None:
        """Give the cue behind a quotation, unless its clause is too far away."""
        commas = 0
        for k in range(start, min(end, start + _REACH)):
            commas += self.words[k] == ","
            found = self.cue_at(k)
            if commas > _MAX_COMMAS or self.words[k] == ":":
                return None
            if found is not None:
                return found
        return None

    def last_cue(self, start: int, end: int) -> Found | None:
        """Give the cue nearest before a quotation."""
        for k in range(end - 1, start - 1, -1):
            found = self.cue_at(k)
            if found is not None and found.span[1] <= end:
                return found
        return None

    def verb_at(self, k: int, end: int) -> tuple[Found, Subject | None] | None:
        """Take any verb straight behind a quotation that somebody follows for a cue: "…", soupire une ouvrière."""
        t, small = self.tongue, self.subjects.small
        while k < end and (self.words[k] == "," or self.words[k] in DASHES):
            k += 1
        while k + 1 < end and self.lower[k] in t.aux and self.lower[k] not in t.articles:
            k += 1
        if k + 1 < end and self.lower[k] in t.articles and self.lower[k + 1] in t.behind:
            k += 1
        if k < end and self.lower[k] in t.behind:
            subject = self.subjects.behind(k + 1, end, of=True)
            return (Found((k, k + 1), "says"), subject) if subject is not None else None
        while k < end and (self.lower[k] in t.aux or (self.lower[k] in t.time and k + 1 < end)):
            k += 1
        if k >= end or self.doc.tokens.flags[k] & (PUNCT | CAP) or self.lower[k] in small | t.whether | t.who:
            return None
        own = self.subjects.pronoun(k)
        if own is not None:
            return Found((k, k + 1), "says"), own
        subject = self.subjects.behind(k + 1, end)
        skipped = subject is not None and any(
            self.doc.tokens.flags[j] & PUNCT or not (self.lower[j] in t.time or self.lower[j] in t.aux)
            for j in range(k + 1, subject.span[0])
            if self.lower[j] not in lexicon.foreign_words("titles")
            and self.lower[j] not in t.articles
            and self.words[j] != "."
            and not self.subjects.role(j)
        )
        return None if subject is None or skipped else (Found((k, k + 1), "says"), subject)

    def subject_of(self, cue: Found, start: int, end: int, *, before_first: bool) -> Subject | None:
        """Give who says what *cue* reports, within a clause from *start* to *end*."""
        nobody = self.nobody(cue)
        if nobody is not None:
            return nobody
        subject = self._subject_of(cue, start, end, before_first=before_first)
        verb = self.lower[cue.span[0]]
        if subject is None or cue.kind not in ("says", "calls"):
            return subject
        if self.tongue.they_verbs and verb.endswith(self.tongue.they_verbs) and subject.kind == "noun":
            return replace(subject, many=True)
        told = subject.span[1]  # "сообщили ТАСС в полиции"
        housed = told < end and self.lower[told] in self.tongue.houses and subject.span[0] == cue.span[1]
        if housed and self.tongue.they_verbs and verb.endswith(self.tongue.they_verbs):
            return self.subjects.behind(told, end) or subject
        if verb.endswith(self.tongue.she_verbs or ("-",)):
            return replace(subject, gender="f")
        return replace(subject, gender="m") if verb.endswith(self.tongue.he_verbs or ("-",)) else subject

    def nobody(self, cue: Found) -> Subject | None:
        """Tell where a cue says itself that it has no subject: "hieß es", "сообщалось"."""
        housed = cue.span[1] < len(self.words) and self.lower[cue.span[1]] in self.tongue.houses
        for k in range(*cue.span) if not housed else ():
            if self.lower[k] in self.tongue.impersonal or (
                k > cue.span[0] and self.lower[k] in self.tongue.nobody
            ):
                return Subject("nobody", (k, k + 1))
        return None

    def _subject_of(self, cue: Found, start: int, end: int, *, before_first: bool) -> Subject | None:
        first, last = cue.span
        if cue.kind == "according":
            inner = next((s for k in range(first, last) if (s := self.subjects.pronoun(k)) is not None), None)
            whose = next((k for k in range(first, last) if self.lower[k] in self.tongue.own), None)
            if whose is not None:
                return Subject("pronoun", (whose, whose + 1))
            return inner or self.subjects.behind(last, end, of=True)
        if cue.kind == "according-behind":
            return self.subjects.before(start, first)
        own = self.subjects.pronoun(first) if "-" in self.words[first] else None
        if own is not None:
            return own
        while start < first and (self.words[start] == "," or self.words[start] in DASHES):
            start += 1
        before = self.subjects.before(start, first)
        if before_first and before is not None:
            return before
        # Behind a quotation the clause reads "…, said Smith"; a subject before the cue then stands straight before it.
        if before is not None and start + 1 >= before.span[0] - 1:
            return before
        return self.subjects.behind(last, end) or before
