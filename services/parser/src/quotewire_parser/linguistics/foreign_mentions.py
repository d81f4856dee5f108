"""Who stands beside a cue of another language than English: a name, a noun with its article, or a pronoun."""

from dataclasses import replace

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.foreign_nouns import Nouns, Subject
from quotewire_parser.linguistics.foreign_phrases import Span

_APPOSITION = 14  # tokens between a noun and the name behind its comma


def is_pronoun(doc: Document, mention: Span) -> bool:
    """Tell whether *mention* is a pronoun: whoever spoke before is meant."""
    lower = doc.tokens.lower[mention[0]]
    pronouns = lexicon.foreign_words("pronouns")
    return mention[1] - mention[0] == 1 and (lower in pronouns or lower.rpartition("-")[2] in pronouns)


class Subjects(Nouns):
    """Finds who stands where in one document."""

    def behind(self, start: int, end: int, *, of: bool = False) -> Subject | None:
        """Take the speaker from the tokens behind a cue: "…, a déclaré le maire de Lyon", or "…, le parole *of* Rossi"."""
        if (
            of
            and start < end
            and self.is_in(start, self.tongue.genitive)
            and self.lower[start] not in self.tongue.articles
        ):
            start += 1
        found = self._candidates(start, end, ruled=of)
        plain = of and start < end and not self.tongue.bare and not self.tongue.role_ends
        bare = self._bare(start, end) if plain and not self.is_in(start, self.tongue.articles) else None
        if bare is not None:
            bare = replace(bare, new=bare.words[0] in self.tongue.bodies, many=False, bound=False)
            found = [bare, *(other for other in found if other.span[0] >= bare.span[1])]
        return self._with_apposition(found, 0) if found else self._bare(start, end)

    def before(self, start: int, end: int) -> Subject | None:
        """Take the speaker from the tokens before a cue: "Jean Dupont, le maire de Lyon, a déclaré : …"."""
        t = self.tongue
        while end > start and (
            self.lower[end - 1] in t.aux or self.lower[end - 1] in t.time or self._clitic(start, end)
        ):
            if self.pronoun(end - 1) is not None:
                break
            end -= 1
        related = next(
            (k for k in range(end - 1, start, -1) if self._relates(k) or self.doc.tokens.words[k] == ","),
            None,
        )
        if related is not None and self._relates(related) and self._candidates(related + 1, end):
            start = related + 1
        house = self._house(start, end)
        found = [] if house is not None else self._candidates(start, end)
        if not found:
            return house
        last = found[-1]
        if last.kind == "pronoun" and len(found) > 1 and found[-2].span[1] == last.span[0]:
            found.pop()  # an object: "le ministre lui a répondu"
        elif self._heads(last, start, end):
            return last
        elif last.span[1] == end and (found[-1].kind != "noun" or len(found) == 1):
            return found[-1]
        return self._with_apposition(found, 0)

    def topic(self, start: int, end: int) -> Subject | None:
        """Give whom a sentence is about: the first that its tokens name."""
        found = self._candidates(start, end)
        return found[0] if found else None

    def name_runs(self, start: int, end: int) -> list[Subject]:
        """Names in a stretch of text, whatever their place in the sentence."""
        found = []
        k = start
        while k < end:
            if not self.capital(k) or self.quoted[k] != OUTSIDE:
                k += 1
                continue
            last = self._run(k, end)
            name = self._name(k, last, noun=k > start and self.is_in(k - 1, self.tongue.articles))
            words = self.doc.tokens.words
            party = k > start and words[k - 1] == "(" and words[last : last + 1] == [")"]
            if name is not None and not party and not self._body(k):
                found.append(Subject("name", name))
            k = last
        return found

    def _heads(self, noun: Subject, start: int, end: int) -> bool:
        """Tell whether a noun is all that stands between a comma and the verb: "…, sus abogados dijeron"."""
        t, k = self.tongue, noun.span[0]
        parted = k > start and self.doc.tokens.words[k - 1] == ","
        return parted and noun.span[1] == end and noun.kind == "noun" and not t.role_ends and not t.bare

    def whole(self, start: int, end: int) -> bool:
        """Tell whether the tokens are nothing but a name or noun."""
        while start < end and self.lower[start] in (self.tongue.links | self.tongue.time):
            start += 1
        found = self._candidates(start, end)
        last = found[-1].span[1] if found else end
        while last < end and (
            self.is_in(last, self.tongue.prepositions) or self.is_in(last, self.tongue.genitive)
        ):
            last = self.past_phrase(last, end)
        gaps = [k for n in range(len(found) - 1) for k in range(found[n].span[1], found[n + 1].span[0])]
        touching = all(self.quoted[k] != OUTSIDE for k in gaps)
        if self.tongue.bare and found and found[-1].kind != "name":
            return False
        return bool(found) and found[0].span[0] <= start + 1 and last >= end and touching

    def _relates(self, k: int) -> bool:
        """Tell whether a clause of its own begins behind token *k*: "une idée que la mairie juge …"."""
        t = self.tongue
        return (
            self.quoted[k] == OUTSIDE
            and self.is_in(k, t.that)
            and not t.role_ends
            and self.lower[k] not in t.articles
        )

    def _candidates(self, start: int, end: int, *, ruled: bool = False) -> list[Subject]:
        found: list[Subject] = []
        t = self.tongue
        k = start
        while k < end:
            pronoun = self.pronoun(k)
            tail = self._tail(k, end)
            if tail:
                found.append(Subject("name", (k, k + tail)))
                k += tail
            elif pronoun is not None and not (
                self.is_in(k, t.articles) and k + 1 < end and not self._stop(k + 1)
            ):
                found.append(pronoun)
                k += 1
            elif self.doc.tokens.words[k] == "(":
                k = (
                    next(
                        (
                            j
                            for j in range(k + 1, min(end, k + _APPOSITION))
                            if self.doc.tokens.words[j] == ")"
                        ),
                        k,
                    )
                    + 1
                )
            elif ruled and k == start and t.bare and self.capital(k):
                last = self._run(k, end)
                found.append(Subject("name", (k, last), type=self._type((k, last))))
                k = last
            elif self.is_in(k, t.that) and not self.is_in(k, t.articles):
                k = next((j for j in range(k + 1, end) if self.doc.tokens.words[j] == ","), end)
            elif self.is_in(k, t.articles) and not ("'" in self.lower[k] and self.aux(k)):
                k = max(k + 1, self._noun(k, end, found))
            elif self.is_in(k, t.prepositions) or self.is_in(k, t.genitive):
                k = self.past_phrase(k, end)
            elif self._several(k, end) or self._some(k, start, end):
                last = self._past_genitives(k + 1, end)
                found.append(Subject("noun", (k, last), (self.lower[k],), new=True, many=True, bound=True))
                k = last
            elif self.capital(k) and not (t.bare and self._common(k, end)):
                k = self._capitals(k, end, found, noun=False)
            elif t.bare and not self._stop(k) and self.lower[k] not in self.small:
                k = max(k + 1, self._noun(k - 1, end, found))
            else:
                k += 1
        return found

    def _past_phrases(self, k: int, end: int) -> int:
        while k < end and (self.is_in(k, self.tongue.prepositions) or self.is_in(k, self.tongue.genitive)):
            k = self.past_phrase(k, end)
        while k < end and (
            self.role(k) or self.doc.tokens.words[k] == "." or self.lower[k] not in self.small
        ):
            k += 1
        return k

    def _with_apposition(self, found: list[Subject], at: int) -> Subject:
        """Take the name behind a noun's comma in its place: "le maire de Lyon, Jean Dupont"."""
        first = found[at]
        if first.kind != "noun" or at + 1 >= len(found) or found[at + 1].kind != "name":
            return first
        name = found[at + 1]
        words = self.doc.tokens.words
        commas = [k for k in range(first.span[1], name.span[0]) if words[k] == ","]
        near = name.span[0] - first.span[1] <= _APPOSITION
        direct = not commas and self._past_phrases(first.span[1], name.span[0]) == name.span[0]
        led = len(commas) == 1 and all(
            self.role(k) or words[k] == "." or (not self.capital(k) and self.lower[k] not in self.small)
            for k in range(commas[0] + 1, name.span[0])
        )
        return name if near and (led or direct) else first
