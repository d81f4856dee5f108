"""Sources beside the words they report, in other languages than English: "selon X", "wie X sagte", "…, so X", "pour X"."""

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.foreign_cues import DASHES, Found
from quotewire_parser.linguistics.foreign_nouns import Subject
from quotewire_parser.linguistics.foreign_phrases import Span
from quotewire_parser.linguistics.foreign_pieces import Pieces, Report
from quotewire_parser.linguistics.tokens import CAP, PUNCT

BACK = 60
"""Tokens before a cue in which its subject is looked for."""
NOT_NEAR = 3
REACH = 12
"""Tokens of a clause that only names a source."""
SHORT = 5
"""Tokens of a clause that goes on behind its cue: "Le plan, dit X, coûtera …"."""
_APPOSITION = 12
_LEAST_AROUND = 2  # words that a source stands beside


class Asides(Pieces):
    """Reads sources that govern no words, and what stands around them."""

    def _opens_aside(self, k: int, floor: int) -> bool:
        word_before = self.words[k - 1] if k else ""
        parted = k == floor or word_before in (",", "(", *DASHES) or self.lower[k - 1] in self.tongue.links
        return parted and self.lower[k] in self.tongue.as_words

    def _as_they_say(self, k: int, floor: int, last: int) -> tuple[Report, int] | None:
        """Read "wie die Polizei mitteilte", "como explicó la alcaldesa"."""
        for j in range(k + 1, min(last, k + REACH)):
            if self.words[j] == ":" or (self.words[j] == "," and not self.tongue.role_ends):
                return None
            cue = self.complements.cue_at(j)
            if cue is None or cue.kind.startswith("according"):
                continue
            parted = (
                i
                for i in range(cue.span[1], min(last, cue.span[1] + REACH + _APPOSITION))
                if self.words[i] in (",", *DASHES)
            )
            comma = next(parted, None)
            subject = self.clauses.subject_of(cue, k + 1, comma or last, before_first=True)
            if comma is None and k > floor:
                comma = last
            return None if comma is None else self._around(cue, subject, (k, comma), floor, last)
        return None

    def _according(self, cue: Found, floor: int, last: int) -> tuple[Report, int] | None:
        k = cue.span[0]
        ordinal = (
            k > floor and self.lower[k] in self.tongue.as_words and not (self.doc.tokens.flags[k - 1] & PUNCT)
        )
        if ordinal and self.lower[k - 1] not in self.tongue.links:
            return None  # "il secondo tempo"
        after = cue.span[1]
        if after < last and self.lower[after] in self.tongue.who:  # "Melis, secondo cui …": who spoke last
            stop = self.complements.clause_end(after, last)
            made = self.made([(after + 1, stop)], cue, self.subjects.before(floor, k))
            return None if made is None else (made, stop)
        subject = self.clauses.subject_of(cue, max(floor, k - BACK), last, before_first=False)
        if subject is None or subject.kind == "nobody":
            return None
        if min(
            abs(subject.span[0] - cue.span[1]), abs(cue.span[0] - subject.span[1])
        ) > NOT_NEAR + NOT_NEAR * (subject.kind == "name"):
            return None
        begin, end = min(k, subject.span[0]), max(cue.span[1], subject.span[1])
        return self._around(cue, subject, (begin, self._past_apposition(end, last)), floor, last)

    def _for_somebody(self, k: int, last: int) -> tuple[Report, int] | None:
        """Read "Pour la ministre, …": whose view it is stands before the first comma, and nothing else."""
        comma = next((j for j in range(k + 1, min(last, k + REACH)) if self.words[j] == ","), None)
        if comma is None:
            return None
        subject = self.subjects.behind(k + 1, comma)
        offices = lexicon.foreign_words("offices")
        somebody = subject is not None and (
            subject.kind == "name"
            or (subject.kind == "pronoun" and not self.tongue.drops)
            or (subject.kind == "noun" and not offices.isdisjoint(subject.words))
        )
        if subject is None or not somebody or subject.span[0] > k + 2 or subject.span[1] != comma:
            return None
        return self._around(Found((k, k + 1), "according"), subject, (k, comma), k, last)

    def _past_apposition(self, end: int, last: int) -> int:
        """Step over what hangs on a source: "selon Paul Henry, maire de Lyon depuis 2020, …"."""
        t = self.tongue
        while end < last and self.subjects.is_in(end, t.genitive):
            end = self.subjects.past_phrase(end, last)
        if end + 1 >= last or self.words[end] != ",":
            return end
        comma = next((k for k in range(end + 1, min(last, end + _APPOSITION)) if self.words[k] == ","), None)
        if comma is None:
            return end
        lead = end + 1
        plain = (
            not self.subjects.capital(lead)
            and self.lower[lead] not in self.subjects.small
            and not t.role_ends
        )
        who = self.lower[lead] in t.who
        return (
            comma
            if plain or who or (self.subjects.is_in(lead, t.new) and self.lower[lead] not in t.many)
            else end
        )

    def _around(
        self, cue: Found, subject: Subject | None, aside: Span, floor: int, last: int
    ) -> tuple[Report, int] | None:
        """Take the sentence around *aside*, which names its source, for the reported words."""
        begin, end = aside
        left = self.left(floor, begin)
        opens = left[0] >= left[1] or all(
            self.doc.tokens.flags[k] & PUNCT or self.lower[k] in self.subjects.small for k in range(*left)
        )
        stop = self.complements.clause_end(end, last)
        right = self.trimmed((end, stop))
        pieces = [right] if opens else [left]
        linked = (
            begin > floor + 1 and self.words[begin - 1] == "," and self.lower[begin - 2] in self.tongue.links
        )
        if linked:
            opens, pieces = True, [right]
        closed = begin > floor and self.words[begin - 1] == ","
        if (
            not opens
            and right[0] < right[1]
            and not (closed and self.count(left) > SHORT and end < last and self.words[end] != ",")
        ):
            pieces.append(right)
        made = self.made(pieces, cue, subject, _LEAST_AROUND)
        return None if made is None else (made, max(stop, end))

    def _so(self, k: int, floor: int, last: int) -> Report | None:
        """Read "…, so die Ministerin" at the end of a sentence."""
        if not k or self.words[k - 1] != ",":
            return None
        subject = self.subjects.behind(k + 1, last, of=True)
        if subject is None or subject.span[0] > k + NOT_NEAR:
            return None
        pieces = [self.left(floor, k)]
        after = self.past_adjuncts(subject.span[1], last)
        if self.count(pieces[0]) <= SHORT and after + 1 < last and self.words[after] == ",":
            pieces.append((after + 1, last))
        return self.made(pieces, Found((k, k + 1), "says"), subject)

    def past_adjuncts(self, k: int, last: int) -> int:
        """Step over what stands between a speaker and the comma behind: "sagte sie am Montag, …"."""
        t, start = self.tongue, k
        while k < last and k - start < REACH:
            if self.subjects.is_in(k, t.prepositions) or self.subjects.is_in(k, t.genitive):
                k = max(k + 1, self.subjects.past_phrase(k, last))
            elif self.lower[k] in t.time:
                k += 1
            else:
                break
        if k + 1 < last and not self.doc.tokens.flags[k] & (PUNCT | CAP):
            k += self.words[k + 1] == ","  # "sagt sie leiser, …"
        return k if k < last and self.words[k] == "," else start
