"""Reported speech without marks, in other languages than English: "El ministro dijo que …", "…, sagte X"."""

from collections.abc import Iterator

from quotewire_parser.linguistics.document import OUTSIDE
from quotewire_parser.linguistics.foreign_asides import BACK, NOT_NEAR, REACH, SHORT, Asides
from quotewire_parser.linguistics.foreign_cues import DASHES, Found
from quotewire_parser.linguistics.foreign_nouns import Subject
from quotewire_parser.linguistics.foreign_pieces import LEAST_WORDS, Report
from quotewire_parser.linguistics.tokens import PUNCT

_LEAST_OF_NOUN = 2  # words that hang on "demanded"
_LEAST_OF_KIND = {"that": 2, "noun": _LEAST_OF_NOUN, "infinitive": 2, "quoted": 1}
_BEFORE_CUE = 5  # tokens between a comma and the cue behind it


class Reports(Asides):
    """Reads the reported speech of one sentence after the other; `taken` are tokens that other findings hold."""

    def read(self, first: int, last: int) -> Iterator[Report]:
        """Give what is reported in the sentence from token *first* to *last*."""
        k = floor = first
        while k < last:
            if self.taken[k]:
                k += 1
                floor = k
                continue
            report, k = self._at(k, floor, first, last)
            if report is not None:
                self.take(report[0])
                yield report
                floor = k = max(k, report[0].last_token() if report[0].pieces[0][0] >= k - 1 else k)

    def _at(self, k: int, floor: int, first: int, last: int) -> tuple[Report | None, int]:
        """Read the cue at token *k*, if one is there; gives the token to go on from, too."""
        if self._opens_aside(k, floor):
            made = self._as_they_say(k, floor, last)
            if made is not None:
                return made
        if k == first and self.lower[k] in self.tongue.for_name and not self.tongue.role_ends:
            made = self._for_somebody(k, last)
            if made is not None:
                return made
        cue = self.complements.cue_at(k)
        if cue is None and self._in_mood(floor, k):
            told = self.clauses.verb_at(k, last)
            somebody = told is not None and told[1] is not None and not (told[1].many and told[1].bound)
            if told is not None and somebody and told[0].span[0] == k:
                return self._behind(told[0], floor, last), k + 1
        if cue is None:
            return (self._so(k, floor, last), k + 1) if self.lower[k] in self.tongue.behind else (None, k + 1)
        if cue.kind.startswith("according"):
            made = self._according(cue, floor, last)
            return made or (None, cue.span[1])
        if self._denied(cue, first):
            return None, cue.span[1]
        return self._verb(cue, floor, last), cue.span[1]

    # -- sources without a verb, and clauses that only name one -----------------------------------------------------

    def _in_mood(self, floor: int, k: int) -> bool:
        """Tell whether the clause before the comma before *k* is in the mood of reported speech: any verb may report it."""
        parted = k > floor and self.words[k - 1] == ","
        return parted and any(self.complements.mood(j) for j in range(max(floor, k - BACK), k))

    # -- verbs -----------------------------------------------------------------------------------------------------
    def _denied(self, cue: Found, first: int) -> bool:
        """Tell whether somebody does not say so: "no dijo que", "sagte nicht, dass"."""
        start, end = cue.span
        nots = self.tongue.nots
        before = range(max(first, start - NOT_NEAR), start)
        commas = [k for k in before if self.words[k] == ","]
        near = range(commas[-1] + 1, start) if commas else before
        after = range(end, min(len(self.words), end + 2)) if self.tongue.role_ends else range(0)
        behind = [k for k in after if "," not in self.words[end : k + 1]]
        return any(self.subjects.is_in(k, nots) for k in (*near, *behind))

    def _verb(self, cue: Found, floor: int, last: int) -> Report | None:
        back = max(floor, cue.span[0] - BACK)
        complement = self.complements.of(cue, last)
        behind = self._behind(cue, floor, last)
        parted = complement is not None and complement.kind in ("clause", "noun")
        comma = self._comma_before(cue, floor) if parted else None
        if complement is not None and complement.kind == "noun" and self._related(cue, floor):
            return None
        inverted = behind is not None or (comma is not None and not self.apposed(floor, comma))
        if complement is not None and not (parted and inverted):
            start, end = complement.start, self.complements.clause_end(complement.start, last)
            end = next((k for k in range(start, end) if self.taken[k]), end)
            parts = {part for stem, part in self.tongue.parts if self.lower[cue.span[0]].startswith(stem)}
            end -= complement.kind == "noun" and self.lower[self.trimmed((start, end))[1] - 1] in parts
            subject = self._subject(cue, back, complement.start, noun=complement.kind == "noun")
            if complement.kind == "noun" and subject is not None and subject.span[0] >= cue.span[1]:
                start = subject.span[1]
            least = _LEAST_OF_KIND.get(complement.kind, LEAST_WORDS)
            return self.made([(start, end)], cue, subject, least)
        if behind is not None:
            return behind
        return self._closed(cue, back, last)

    def _subject(self, cue: Found, back: int, start: int, *, noun: bool) -> Subject | None:
        """Give whom the clause before *start* names; a noun behind a verb that takes one is no subject."""
        t = self.tongue
        if not t.role_ends and (noun or (t.tells and self.lower[cue.span[0]].startswith(t.tells))):
            return self.subjects.before(back, cue.span[0])
        if noun:
            start = min(len(self.words), cue.span[1] + _BEFORE_CUE + 1)
        return self.clauses.subject_of(cue, back, start, before_first=True)

    def _related(self, cue: Found, floor: int) -> bool:
        """Tell whether what is said stands before the cue: "ce qu'a annoncé la maire"."""
        k = cue.span[0] - 1
        while k > floor and self.subjects.aux(k) and "'" not in self.words[k]:
            k -= 1
        t = self.tongue
        return k >= floor and not t.role_ends and (self.lower[k] in t.who or self.subjects.is_in(k, t.that))

    def _closed(self, cue: Found, back: int, last: int) -> Report | None:
        """Read "hat eine Untersuchung gefordert": what is demanded stands before a verb that ends its clause."""
        t = self.tongue
        start, end = cue.span
        ends = end >= last or bool(self.doc.tokens.flags[end] & PUNCT) or self.lower[end] in t.links
        if not t.role_ends or not ends or not self.lower[start].startswith(t.objects):
            return None
        aux = next((k for k in range(start - 1, back, -1) if self.lower[k] in t.aux), None)
        if aux is None:
            return None
        subject = self.subjects.before(back, aux)
        return None if subject is None else self.made([(aux + 1, start)], cue, subject, _LEAST_OF_NOUN)

    def _behind(self, cue: Found, floor: int, last: int) -> Report | None:
        """Read "…, sagte die Ministerin", where the clause before the comma is reported."""
        comma = self._comma_before(cue, floor)
        if comma is None or comma <= floor or self.apposed(floor, comma):
            return None
        left = self.left(floor, comma, whole=True)
        subordinate = self.tongue.role_ends and self.lower[left[0]] in self.tongue.conjunctions
        if left[0] >= left[1] or subordinate:
            return None
        end = cue.span[1]
        own = self.subjects.pronoun(cue.span[0]) if "-" in self.words[cue.span[0]] else None
        while end < last and (self.lower[end] in self.tongue.time or self.lower[end] in self.tongue.aux):
            if self.subjects.pronoun(end) is not None:
                break
            end += 1
        end = self._past_paper(end, last)
        subject = own or self.clauses.nobody(cue) or self.subjects.behind(end, last)
        if self.tongue.role_ends and self.subjects.aux(comma + 1) and comma + 2 < cue.span[0]:
            subject = self.subjects.behind(comma + 2, cue.span[0])
            return None if subject is None else self.made([left], cue, subject)
        dropped = end >= last or self.words[end] in (".", "!", "?", ",")
        if subject is not None and subject.kind == "nobody":
            pass
        elif dropped and own is None:
            subject = None
            if not self.tongue.drops:
                return None
        elif subject is None or subject.span[0] > end + NOT_NEAR:
            return None
        pieces = [left]
        after = self.past_adjuncts(max(end, subject.span[1] if subject is not None else 0), last)
        goes_on = self.count(left) <= SHORT or any(self.complements.mood(k) for k in range(after, last))
        if goes_on and after + 1 < last and self.words[after] == ",":
            pieces.append(self.trimmed((after + 1, self.complements.clause_end(after + 1, last))))
        return self.made(pieces, cue, subject)

    def apposed(self, floor: int, comma: int) -> bool:
        """Tell whether *comma* closes what is told of the subject before: "El alcalde, que vive allí, anunció ayudas"."""
        commas = [k for k in range(floor, comma) if self.words[k] in (",", *DASHES)]
        if not commas:
            return False
        opened = commas[-1]
        start = commas[-2] + 1 if len(commas) > 1 else floor
        return self.subjects.whole(start, opened)

    def _past_paper(self, k: int, last: int) -> int:
        """Step over whom something was told, where that is a name in marks: "рассказали «Причалу» источники"."""
        start = k
        while k < last and self.clauses.quoted[k] != OUTSIDE and k - start < _BEFORE_CUE:
            k += 1
        return k if k < last and self.clauses.quoted[k] == OUTSIDE else start

    def _comma_before(self, cue: Found, floor: int) -> int | None:
        """Give the comma or dash that parts a cue, with its auxiliaries, from the clause before it."""
        t = self.tongue
        for k in range(cue.span[0] - 1, max(floor, cue.span[0] - _BEFORE_CUE) - 1, -1):
            if self.words[k] == "," or self.words[k] in DASHES:
                return k
            if not (self.subjects.aux(k) or self.lower[k] in t.time):
                return self._framed(cue, floor) if t.role_ends else None
        return None

    def _framed(self, cue: Found, floor: int) -> int | None:
        """Give the comma of "…, hat die Ministerin gesagt"."""
        end = cue.span[1]
        if end < len(self.words) and not self.doc.tokens.flags[end] & PUNCT:
            return None
        for k in range(cue.span[0] - 1, max(floor, cue.span[0] - REACH), -1):
            if self.words[k - 1] == "," and self.lower[k] in self.tongue.aux:
                return k - 1
        return None

    # -- small parts ----------------------------------------------------------------------------------------------------
