"""Who is named in a text of another language than English, with the nouns that it gives them and their gender."""

from functools import cache
from itertools import islice

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.foreign_mentions import Subjects
from quotewire_parser.linguistics.foreign_phrases import Span
from quotewire_parser.linguistics.foreign_speakers import Person
from quotewire_parser.linguistics.languages import Tongue, gender_of_name
from quotewire_parser.linguistics.tokens import NUM

_BEFORE = 8
_BEHIND = 10
_LEAST_STEM = 3
MOST = 400
"""People, or places where they are named, among which somebody is looked for; it bounds time in texts without end."""
LEAST_LETTERS = 3
"""Letters of a noun by which somebody is known again."""


@cache
def alike(word: str) -> frozenset[str]:
    """Give the nouns that may stand for somebody whom a text called *word*: "alcaldesa" for "presidenta"."""
    rows = (frozenset(row.split("=")) for row in lexicon.foreign_words("alike"))
    return frozenset().union(*(row for row in rows if word in row))


class Known:
    """Remembers who was named, and how."""

    def __init__(self, doc: Document, tongue: Tongue, subjects: Subjects) -> None:
        self.doc = doc
        self.tongue = tongue
        self.subjects = subjects
        self.everyone: list[Person] = []
        self.by_form: dict[tuple[str, ...], Person] = {}
        for first, last in doc.sentences:
            for run in subjects.name_runs(first, last):
                lone = run.span[1] - run.span[0] == 1
                if self._credible(run.span) and (not lone or self._introduced(run.span)):
                    self.learn(run.span)

    def words(self, span: Span) -> tuple[str, ...]:
        """Give the words of a name."""
        return tuple(self.doc.tokens.words[span[0] : span[1]])

    def learn(self, span: Span, kind: str = "person") -> Person:
        """Know whoever is named at *span* from now on, with what the text tells of them there."""
        words = self.words(span)
        person = self.by_form.get(words)
        if person is None or (len(words) > 1 and len(person.words) < len(words)):
            person = Person(words, span, type=kind)
            self.everyone.append(person)
            self.subjects.know(words)
            for form in sorted(person.forms()):
                self.by_form.setdefault(form, person)
            self.by_form[words] = person
        if person.type == "person":
            self._describe(person, span)
            first = self.subjects.is_first_name(span[0]) or self.subjects.times[words[-1]] > 1
            person.sure = (
                person.sure or first or (len(words) > 1 and (bool(person.nouns) or not self.tongue.role_ends))
            )
        return person

    def inflected(self, word: str) -> Person | None:
        """Find the surname of which *word* is another case."""
        ends = self.tongue.case_ends
        stems = {word[: len(word) - len(end)] for end in ends if word.endswith(end)} | {word}
        stems = {stem for stem in stems if len(stem) >= _LEAST_STEM}
        for person in islice(self.everyone, MOST):
            for own in person.words[-1:] if ends else ():
                if any(own == stem or (own.startswith(stem) and own[len(stem) :] in ends) for stem in stems):
                    return person
        return None

    def _credible(self, span: Span) -> bool:
        """Tell whether a run of capitals outside any cue may be a person: no article before, or a known first name."""
        k = span[0]
        first = self.subjects.is_first_name(k)
        before = self.doc.tokens.lower[k - 1] if k else ""
        body = self.doc.tokens.lower[k] in self.tongue.bodies or bool(
            k and self.doc.tokens.flags[k - 1] & NUM
        )
        ruled = self.tongue.articles | self.tongue.genitive
        if self.tongue.role_ends:
            ruled = ruled | self.tongue.prepositions  # "in den Grossen Rat"
        return first or (not body and before not in ruled)

    def _introduced(self, span: Span) -> bool:
        """Tell whether a first name alone names somebody: "Nahuel, de once años, …"."""
        k, tokens = span[0], self.doc.tokens
        plain = not k or tokens.lower[k - 1] not in self.tongue.prepositions
        told = k + 1 < len(tokens) and tokens.words[k + 1] == ","
        return plain and told and self.subjects.is_first_name(k) and not self.subjects.role(k)

    def _describe(self, person: Person, span: Span) -> None:
        """Collect the nouns in front of a name and in the apposition behind it."""
        tokens, small = self.doc.tokens, self.subjects.small
        genders = (("f", self.tongue.she_ends), ("m", self.tongue.he_ends)) if not self.tongue.bare else ()
        first, last = self.doc.sentences[self.doc.sentence_of[span[0]]]
        for k in self._before_name(span[0], first):
            self._note(person, k, small)
            article = next((g for g, e in genders if tokens.lower[k] in e), None)
            person.gender = article or person.gender
        person.gender = self._gender(person) or person.gender
        if span[1] < last and tokens.words[span[1]] in ",(":
            for k in range(span[1] + 1, min(last, span[1] + _BEHIND)):
                if self.doc.quoted[k] != OUTSIDE or tokens.words[k] in ",.!?:;)" or self._verb(k):
                    break
                self._note(person, k, small)
        person.gender = person.gender or self._gender(person)

    def _before_name(self, start: int, first: int) -> list[int]:
        """Give the tokens before a name that describe it; over a comma only a noun with its article does."""
        tokens, t = self.doc.tokens, self.tongue
        taken: list[int] = []
        comma: int | None = None
        for k in range(start - 1, max(first, start - _BEFORE) - 1, -1):
            if self.doc.quoted[k] != OUTSIDE or tokens.words[k] in ".!?:;" or self._verb(k):
                break
            if tokens.words[k] == ",":
                if comma is not None:
                    break
                comma = len(taken)
            elif comma is not None and not t.bare and tokens.lower[k] in t.prepositions:
                return taken[:comma]
            taken.append(k)
            if (
                comma is not None
                and not t.bare
                and tokens.lower[k] in t.articles
                and tokens.lower[k] not in t.genitive
            ):
                break
        return taken

    def _verb(self, k: int) -> bool:
        lower = self.doc.tokens.lower[k]
        return lower in self.tongue.says or lower in self.tongue.aux

    def _note(self, person: Person, k: int, small: frozenset[str]) -> None:
        lower = self.doc.tokens.lower[k]
        if "'" in lower:
            lower = lower.partition("'")[2]
        if len(lower) >= LEAST_LETTERS and lower not in small and lower not in self.tongue.bodies:
            person.nouns.add(lower)

    def _gender(self, person: Person) -> str | None:
        known = gender_of_name(person.words[0].lower())
        if known is not None:
            return known
        t = self.tongue
        for word in (person.words[-1].lower(),) if t.bare else ():
            for gender, ends in (("f", t.she_ends), ("m", t.he_ends)):
                if any(len(end) > 1 and word.endswith(end) for end in ends):
                    return gender
        for word in (person.words[0].lower(), *sorted(person.nouns if t.role_ends else ())):
            for gender, ends in (("f", t.she_ends), ("m", t.he_ends)):
                if any(word.endswith(end) for end in ends if len(end) == 1 or word in person.nouns):
                    return gender
        return None

    def known_by(self, person: Person, word: str) -> bool:
        """Tell whether the text gave *person* the noun *word*, or one like it."""
        if word in person.nouns or not person.nouns.isdisjoint(alike(word)):
            return True
        # German: "die Meisterin" is the "Oberbürgermeisterin".
        return bool(self.tongue.role_ends) and any(
            noun.endswith(word) or word.endswith(noun)
            for noun in person.nouns
            if len(noun) > LEAST_LETTERS + 1
        )
