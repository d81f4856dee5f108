"""What hangs on a word of saying in other languages than English: a clause, an infinitive or a noun."""

from dataclasses import dataclass

from quotewire_parser.linguistics.document import OUTSIDE
from quotewire_parser.linguistics.foreign_cues import Clauses, Found
from quotewire_parser.linguistics.tokens import CAP, NUM, PUNCT

_REACH = 18  # tokens between a cue and what hangs on it
_MAX_COMMAS = 3
_NEAR = 3  # tokens from a comma to the cue of its clause
_WHOLE_WORD = 3  # a stem of so few letters is the whole word
_AUX_REACH = 5
_MOOD_REACH = 12


@dataclass(frozen=True, slots=True)
class Complement:
    """Reported words from token `start` on; `kind` is that, clause, infinitive, noun or quoted."""

    start: int
    kind: str


class Complements:
    """Looks for cues that report by themselves, and for what hangs on them."""

    def __init__(self, clauses: Clauses) -> None:
        self.clauses = clauses
        self.doc = clauses.doc
        self.tongue = clauses.tongue
        self.subjects = clauses.subjects
        self.words, self.lower = clauses.words, clauses.lower
        self.flags = clauses.doc.tokens.flags

    # -- cues ----------------------------------------------------------------------------------------------------------
    def cue_at(self, k: int) -> Found | None:
        """Give the cue at token *k* that may report words without marks."""
        cue = self.clauses.cue_at(k)
        if cue is None and self.clauses.quoted[k] == OUTSIDE and self.lower[k] in self.tongue.adding:
            cue = Found((k, k + 1), "says")
        if cue is None or cue.kind.startswith("according"):
            return cue
        if self.tongue.role_ends and self.flags[k] & CAP and k and self.words[k - 1] not in ".!?:":
            return None
        if _begins(self.lower[k], self.tongue.mute) or self._adjective(k):
            return None
        return None if self._ruled(k) else cue

    def _adjective(self, k: int) -> bool:
        """Tell whether a participle has no auxiliary: "el plan anunciado"."""
        ends = self.tongue.participles
        if not ends or not self.lower[k].endswith(ends):
            return False
        before = [j for j in range(max(0, k - _AUX_REACH), k) if "," not in self.words[j:k]]
        return not any(self.subjects.aux(j) for j in before)

    def _ruled(self, k: int) -> bool:
        """Tell whether an infinitive or participle hangs on a modal verb: "müsse man sagen", "hätten angegeben"."""
        for j in range(k - 1, max(0, k - _MOOD_REACH) - 1, -1):
            if self.flags[j] & PUNCT or self.clauses.quoted[j] != OUTSIDE:
                return False
            bare = self.lower[j] == "zu" and j == k - 1
            if bare or self.lower[j] in self.tongue.modals or self.mood(j):
                return True
        return False

    def mood(self, k: int) -> bool:
        """Tell whether token *k* is a verb in the mood of reported speech: "sei", not "Almut Reiche"."""
        return self.lower[k] in self.tongue.moods and not self.flags[k] & CAP

    # -- what hangs on them --------------------------------------------------------------------------------------------
    def of(self, cue: Found, last: int) -> Complement | None:
        """Step over adverbs, the addressed and the speaker behind a cue; tell where reported words begin."""
        t = self.tongue
        asks = _begins(self.lower[cue.span[0]], t.asks)
        start = k = cue.span[1]
        commas = nouns = 0
        stop = min(last, start + _REACH)
        if k < stop and self.clauses.quoted[k] != OUTSIDE:
            return Complement(k, "quoted")
        while k < stop and self.clauses.quoted[k] == OUTSIDE:
            if self._opens(k, asks=asks):
                related = nouns and not self._parted(k, start)
                asked = self.lower[k] in t.whether or "'" in self.lower[k]  # "chiede | come si chiami"
                return None if related else Complement(k if asked else k + 1, "that")
            if not commas and not t.role_ends and self._infinitive(k, last) and k - start <= _REACH // 2:
                return Complement(k, "infinitive")
            if self.words[k] in (",", *"—–") or (self.words[k] == ":" and k == start):
                if t.role_ends and k + 1 < last:
                    return self._german(k, start, last, asks=asks) or self._object(cue, start, last)
                commas += 1
                if commas > _MAX_COMMAS:
                    break
                k += 1
            elif (self.flags[k] & PUNCT and self.words[k] not in "()") or (
                k > start and (self.lower[k] in t.adding or self.clauses.cue_at(k) is not None)
            ):
                break
            elif self.subjects.is_in(k, t.genitive) or self.subjects.is_in(k, t.prepositions):
                k = (
                    max(k + 1, self.subjects.past_phrase(k, stop))
                    if not self._opens(k + 1, asks=asks)
                    else k + 1
                )
            elif self.lower[k] in t.time or self.lower[k] in t.aux or self._adverb(k):
                k += 1
            else:
                nouns += k > start
                k += 1
        return self._object(cue, start, last)

    def _opens(self, k: int, *, asks: bool) -> bool:
        t = self.tongue
        if k >= len(self.words) or self.clauses.quoted[k] != OUTSIDE:
            return False
        if asks and self.lower[k] in t.whether:
            return True
        word = self.lower[k]
        return self.subjects.is_in(k, t.that) and word not in t.whether and word not in t.as_words

    def _parted(self, k: int, start: int) -> bool:
        """Tell whether "que" behind a noun may begin reported words: no noun that it describes stands straight before it."""
        before = self.lower[k - 1]
        if k == start or self.flags[k - 1] & PUNCT or before in self.tongue.time or self._adverb(k - 1):
            return True
        if self.flags[k - 1] & CAP:
            return True
        speaker = self.subjects.behind(start, k) if self.tongue.drops else None
        return speaker is not None and speaker.span[1] == k and "," not in self.words[start:k]

    def _german(self, comma: int, start: int, last: int, *, asks: bool) -> Complement | None:
        """Read the clause behind a comma: "sagte, dass", "sagte, man habe", "versprach, zu kommen"."""
        k = comma + 1
        if self._opens(k, asks=asks):
            return Complement(k + 1, "that")
        near = (comma > start and self._particle(comma - 1)) or all(
            self.lower[j] in self.subjects.small or self._particle(j) or self.flags[j] & NUM
            for j in range(start, comma)
        )
        reach = range(k, min(last, k + _MOOD_REACH))
        mood = any(self.mood(j) for j in reach)
        relative = comma > start and self.lower[k] in self.tongue.who and not mood
        if (comma == start or near or mood) and not relative:
            return Complement(k, "clause")
        return None

    def _particle(self, k: int) -> bool:
        return any(self.lower[k] == part for _, part in self.tongue.parts)

    def _object(self, cue: Found, start: int, last: int) -> Complement | None:
        """Take a noun for the reported words, behind verbs that take one: "pidió una reunión"."""
        t, first = self.tongue, self.lower[cue.span[0]]
        about = t.bare and start < last and self.lower[start] in t.about
        if (
            not about
            and not _begins("_".join(self.lower[cue.span[0] : cue.span[1]]), t.objects)
            and not _begins(first, t.objects)
        ):
            return None
        if first in t.adding and self.words[cue.span[0] - 1] != ",":
            return None
        k = start
        while k < last and (
            self.lower[k] in t.time or self._adverb(k) or self.lower[k] in t.aux - t.articles
        ):
            k += 1
        if (
            k < last
            and self.subjects.is_in(k, t.prepositions)
            and self.lower[k] not in t.about
            and not t.bare
        ):
            if t.role_ends:
                return None  # "warnte über eine App"
            k = self.subjects.past_phrase(k, last)
        if k >= last or self.flags[k] & PUNCT or self.clauses.quoted[k] != OUTSIDE:
            return None
        return Complement(k, "noun") if not self.subjects.pronoun(k) else None

    def _infinitive(self, k: int, last: int) -> bool:
        """Tell whether an infinitive begins at token *k*: "d'avoir vu", "de ne pas voter", "haber visto"."""
        t = self.tongue
        if not t.infinitive_ends or self.flags[k] & (CAP | PUNCT):
            return False
        head, mark, rest = self.lower[k].partition("'")
        if mark:
            return (head + mark in t.genitive or head + mark in t.nots) and self.subjects.infinite(rest)
        j = k
        if self.lower[j] in t.genitive or self.lower[j] in t.before_infinitive:
            j += 1
        for _ in range(2):
            if j < last and (self.lower[j] in t.nots or self.lower[j] in t.clitics):
                j += 1
        if j >= last or self.flags[j] & (CAP | PUNCT):
            return False
        _, mark, rest = self.lower[j].partition("'")
        return self.subjects.infinite(rest if mark else self.lower[j])

    def _adverb(self, k: int) -> bool:
        ends = self.tongue.adverb_ends
        return bool(ends) and len(self.lower[k]) > _WHOLE_WORD + 3 and self.lower[k].endswith(ends)

    # -- where they end ------------------------------------------------------------------------------------------------
    def clause_end(self, k: int, last: int) -> int:
        """Give the end of reported words that begin at *k*: the sentence's, or where another cue begins."""
        t = self.tongue
        for place in range(k + 1, last):
            if self.clauses.quoted[place] != OUTSIDE:
                continue
            if self.words[place] == ";":
                return place
            comma = self.words[place] == ","
            if not comma and self.words[place] not in "—–" and self.lower[place] not in t.links:
                continue
            if self._another(place, last):
                return place
            for j in range(place + 1, min(last, place + 1 + _NEAR)):
                if self.words[j] == "," or (not comma and self.subjects.capital(j)):
                    break
                cue = self.cue_at(j)
                if cue is None:
                    continue
                named = cue.kind.startswith("according")
                if (named and comma) or (not named and self._goes_on(cue, place, last)):
                    return place
        return last

    def _another(self, place: int, last: int) -> bool:
        """Tell whether somebody else says something behind *place*: ", mas o diretor informou que …"."""
        t = self.tongue
        start = place + (self.words[place] == ",")
        if start >= last or not (self.lower[start] in t.links or self.lower[start] in t.but):
            return False
        for k in range(start + 1, min(last, start + _REACH)):
            if self.flags[k] & PUNCT or self.subjects.opens_clause(k) or self.lower[k] in t.who:
                return False
            cue = self.cue_at(k)
            if cue is not None and not cue.kind.startswith("according"):
                subject = self.subjects.before(start + 1, k)
                complement = self.of(cue, last) if subject is not None else None
                return complement is not None and complement.kind in ("that", "clause")
        return False

    def _goes_on(self, cue: Found, place: int, last: int) -> bool:
        """Tell whether a cue behind a comma or link reports by itself: "… y pidió que", "…, ajoutant que"."""
        t, first, end = self.tongue, *cue.span
        apart = self.words[place] == "," and self.lower[first] not in t.adding
        apart = apart and self.lower[place + 1] not in t.but | t.conjunctions
        # "… y denunció una «cacería»"
        marks = any(k != OUTSIDE for k in self.clauses.quoted[end : end + _NEAR + 1])
        return not apart and (marks or self.words[end : end + 1] == [":"] or self.of(cue, last) is not None)


def _begins(word: str, stems: frozenset[str] | tuple[str, ...]) -> bool:
    """Tell whether *word* begins with one of *stems*; short ones are whole words."""
    return any(word == stem or (len(stem) > _WHOLE_WORD and word.startswith(stem)) for stem in stems)
