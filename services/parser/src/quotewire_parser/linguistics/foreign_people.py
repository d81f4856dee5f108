"""Whom a name, noun or pronoun of another language than English means, by what the text said before."""

from bisect import insort

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.findings import Finding
from quotewire_parser.linguistics.foreign_mentions import Subject, Subjects
from quotewire_parser.linguistics.foreign_phrases import Span
from quotewire_parser.linguistics.foreign_speakers import Person, Spoken
from quotewire_parser.linguistics.languages import Tongue
from quotewire_parser.linguistics.tokens import CAP

_BEFORE = 8
_BEHIND = 10
_LEAST_LETTERS = 3  # of a noun by which somebody is known again
_LEAST_STEM = 3


class People:
    """Remembers who was named and who spoke; settles the speaker of each finding in reading order."""

    def __init__(self, doc: Document, tongue: Tongue, subjects: Subjects) -> None:
        self.doc = doc
        self.tongue = tongue
        self.subjects = subjects
        self.everyone: list[Person] = []
        self.by_form: dict[tuple[str, ...], Person] = {}
        self.last: Finding | None = None
        self.events: list[tuple[int, Person]] = []
        for first, last in doc.sentences:
            for run in subjects.name_runs(first, last):
                if run.span[1] - run.span[0] > 1 and self._credible(run.span):
                    self._learn(run.span)
        self._note_mentions()

    def settle(self, finding: Spoken, subject: Subject | None, at: int) -> None:
        """Give *finding* its speaker: *subject*, or whom it stands for at token *at*."""
        if subject is None:
            finding.carried = self.last
            person = self.last.person if isinstance(self.last, Spoken) else None
        elif subject.kind == "nobody":
            person = None
        elif subject.kind == "name":
            person = self._named(finding, subject)
        else:
            finding.mention = subject.span
            person = self._noun(subject, at) if subject.kind == "noun" else self._latest(at, subject.gender)
            self.carry(finding, person)
            if person is None and subject.kind == "noun":
                person = Person(gender=subject.gender, nouns=set(subject.words))
                self.everyone.append(person)
        self.spoke(finding, person, at)

    def spoke(self, finding: Spoken, person: Person | None, at: int) -> None:
        """Remember that *person* speaks *finding*."""
        finding.person = person
        self.last = finding
        if person is not None:
            person.finding = person.finding or finding
            person.sure = True
            insort(self.events, (at, person), key=lambda event: event[0])

    # -- names --------------------------------------------------------------------------------------------------
    def _words(self, span: Span) -> tuple[str, ...]:
        return tuple(self.doc.tokens.words[span[0] : span[1]])

    def _learn(self, span: Span, kind: str = "person") -> Person:
        words = self._words(span)
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
            first = words[0].lower() in lexicon.first_names() or self.subjects.times[words[-1]] > 1
            person.sure = (
                person.sure or first or (len(words) > 1 and (bool(person.nouns) or not self.tongue.role_ends))
            )
        return person

    def _named(self, finding: Spoken, subject: Subject) -> Person:
        words = self._words(subject.span)
        person = self.by_form.get(words)
        if person is None and len(words) == 1:
            person = self._inflected(words[0])
        if person is None:
            person = self._learn(subject.span, subject.type)
        finding.mention = subject.span
        if words not in person.forms() and person.place is not None:
            finding.mention = person.place  # "словам Сидоровой": the name stands elsewhere as it is
        return person

    def _inflected(self, word: str) -> Person | None:
        """Find the surname of which *word* is another case."""
        ends = self.tongue.case_ends
        stems = {word[: len(word) - len(end)] for end in ends if word.endswith(end)} | {word}
        stems = {stem for stem in stems if len(stem) >= _LEAST_STEM}
        for person in self.everyone:
            for own in person.words[-1:] if ends else ():
                if any(own == stem or (own.startswith(stem) and own[len(stem) :] in ends) for stem in stems):
                    return person
        return None

    def _credible(self, span: Span) -> bool:
        """Tell whether a run of capitals outside any cue may be a person: no article before, or a known first name."""
        k = span[0]
        first = self.doc.tokens.lower[k] in lexicon.first_names()
        before = self.doc.tokens.lower[k - 1] if k else ""
        body = self.doc.tokens.lower[k] in self.tongue.bodies
        return first or (
            not body and before not in self.tongue.articles and before not in self.tongue.genitive
        )

    def _describe(self, person: Person, span: Span) -> None:
        """Collect the nouns in front of a name and in the apposition behind it."""
        tokens, small = self.doc.tokens, self.subjects.small
        genders = (("f", self.tongue.she_ends), ("m", self.tongue.he_ends)) if not self.tongue.bare else ()
        first, last = self.doc.sentences[self.doc.sentence_of[span[0]]]
        for k in range(span[0] - 1, max(first, span[0] - _BEFORE) - 1, -1):
            if self.doc.quoted[k] != OUTSIDE or tokens.words[k] in ".!?:;" or self._verb(k):
                break
            self._note(person, k, small)
            article = next((g for g, e in genders if tokens.lower[k] in e), None)
            person.gender = article or person.gender
        person.gender = self._gender(person) or person.gender
        if span[1] < last and tokens.words[span[1]] in ",(":
            for k in range(span[1] + 1, min(last, span[1] + _BEHIND)):
                if self.doc.quoted[k] != OUTSIDE or tokens.words[k] in ",.!?:;)":
                    break
                self._note(person, k, small)
        person.gender = person.gender or self._gender(person)

    def _verb(self, k: int) -> bool:
        lower = self.doc.tokens.lower[k]
        return lower in self.tongue.says or lower in self.tongue.aux

    def _note(self, person: Person, k: int, small: frozenset[str]) -> None:
        lower = self.doc.tokens.lower[k]
        if "'" in lower:
            lower = lower.partition("'")[2]
        if len(lower) >= _LEAST_LETTERS and lower not in small:
            person.nouns.add(lower)

    def _gender(self, person: Person) -> str | None:
        known = lexicon.first_names().get(person.words[0].lower())
        if known in ("m", "f"):
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

    def _note_mentions(self) -> None:
        """Note where known people are named, so that a pronoun may mean them; not where another noun rules the name."""
        tokens, t = self.doc.tokens, self.tongue
        for k, word in enumerate(tokens.words):
            person = self.by_form.get((word,)) if tokens.flags[k] & CAP else None
            ruled = k > 0 and (tokens.lower[k - 1] in t.genitive or tokens.lower[k - 1] in t.prepositions)
            if person is not None and self.doc.quoted[k] == OUTSIDE and not ruled and person.type == "person":
                self.events.append((k, person))

    # -- nouns and pronouns -------------------------------------------------------------------------------------
    def last_in(self, paragraph: int, at: int) -> Person | None:
        """Give the person named or speaking last in *paragraph* before token *at*."""
        first, _ = self.doc.paragraphs[paragraph]
        for place, person in reversed(self.events):
            if place < first:
                break
            if place < at and person.sure and person.type == "person" and person.words:
                return person
        return None

    def carry(self, finding: Spoken, person: Person | None) -> None:
        """Let *finding* name *person* as the text did before."""
        if person is None:
            return
        if person.finding is not None:
            finding.carried = person.finding
        elif person.place is not None:
            finding.mention = person.place

    def _latest(self, at: int, gender: str | None) -> Person | None:
        for place, person in reversed(self.events):
            if place < at and person.sure and (gender is None or person.gender in (None, gender)):
                return person
        return self.last.person if isinstance(self.last, Spoken) else None

    def _noun(self, subject: Subject, at: int) -> Person | None:
        """Find whom a definite noun means: whom it described, who spoke under it, else whoever was named last."""
        if subject.new or subject.many:
            return None
        words = [word for word in subject.words if len(word) >= _LEAST_LETTERS]
        seen: set[int] = set()
        for place, person in reversed(self.events):
            if place < at and id(person) not in seen:
                seen.add(id(person))
                if any(self._known_by(person, word) for word in words):
                    return person
        for person in self.everyone:
            if (
                person.place is not None
                and person.place[0] < at
                and any(word in person.nouns for word in words)
            ):
                return person
        if any(word in self.tongue.bodies for word in words):
            return None
        latest = self._latest(at, subject.gender)
        if latest is None or not latest.words:
            return None
        if latest.nouns and any(word in lexicon.foreign_words("offices") for word in words):
            return None
        # "la directrice de l'école" is somebody else, unless somebody named here is still to speak.
        waits = latest.finding is None and self._near(latest, at)
        return None if subject.bound and not waits else latest

    def _near(self, person: Person, at: int) -> bool:
        last = max((place for place, other in self.events if other is person and place < at), default=0)
        return self.doc.paragraph_of(last) == self.doc.paragraph_of(at)

    def _known_by(self, person: Person, word: str) -> bool:
        if word in person.nouns:
            return True
        # German: "die Meisterin" is the "Oberbürgermeisterin".
        return bool(self.tongue.role_ends) and any(
            noun.endswith(word) or word.endswith(noun)
            for noun in person.nouns
            if len(noun) > _LEAST_LETTERS + 1
        )
