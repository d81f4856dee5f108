"""Whom a name, noun or pronoun of another language than English means, by what the text said before."""

from bisect import bisect_left, insort
from collections.abc import Iterator
from itertools import islice

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.findings import Finding
from quotewire_parser.linguistics.foreign_known import LEAST_LETTERS, MOST, Known
from quotewire_parser.linguistics.foreign_mentions import Subjects
from quotewire_parser.linguistics.foreign_nouns import Subject
from quotewire_parser.linguistics.foreign_speakers import Person, Spoken
from quotewire_parser.linguistics.languages import Tongue, job_nouns, person_nouns
from quotewire_parser.linguistics.tokens import CAP

_TOPIC = 16  # tokens of a sentence in which it says whom it is about
_NEAR = 80  # tokens in which somebody of the right gender comes before somebody of an unknown one
_LEAST_END = 3  # letters of an end that only nouns for people have
_LEAST_BODY = 5  # letters of a German noun that ends the names of bodies


class People(Known):
    """Remembers who was named and who spoke; settles the speaker of each finding in reading order."""

    def __init__(self, doc: Document, tongue: Tongue, subjects: Subjects) -> None:
        super().__init__(doc, tongue, subjects)
        self.last: Finding | None = None
        self.pending: tuple[int, str] = (-1, "")
        """Paragraph and noun of somebody who was told of and may be named there: "La gérante n'y croit pas. « … », dit X"."""
        self.events: list[tuple[int, Person]] = []
        self._note_mentions()

    def settle(self, finding: Spoken, subject: Subject | None, at: int) -> None:
        """Give *finding* its speaker: *subject*, or whom it stands for at token *at*."""
        if subject is None:
            person = self._left_out(at)
            if person is None or (isinstance(self.last, Spoken) and self.last.person is person):
                finding.carried = self.last
                person = self.last.person if isinstance(self.last, Spoken) else None
            else:
                self.carry(finding, person)
        elif subject.kind == "nobody":
            person = None
        elif subject.kind == "name":
            person = self._named(finding, subject)
        else:
            finding.mention = subject.span
            person = self._noun(subject, at) if subject.kind == "noun" else self._latest(at, subject.gender)
            self.carry(finding, person)
            if person is None and subject.kind == "noun":
                body = any(word in self.tongue.bodies for word in subject.words)
                person = Person(
                    gender=subject.gender, nouns=set(subject.words), type="organization" if body else "person"
                )
                self.everyone.append(person)
        self.spoke(finding, person, at)

    def tell_of(self, first: int, last: int) -> None:
        """Note whom the sentence from token *first* to *last* is about, so that who speaks next may be them."""
        subject = self.subjects.topic(first, min(last, first + _TOPIC))
        if subject is None or self.doc.quoted[subject.span[0]] != OUTSIDE:
            return
        at = subject.span[0]
        person = None
        if subject.kind == "pronoun" and subject.gender is not None:
            person = self._latest(at, subject.gender)
        elif subject.kind == "noun" and not subject.many:
            person = self._told(subject, at)
        if person is not None:
            insort(self.events, (at, person), key=lambda event: event[0])

    def _told(self, subject: Subject, at: int) -> Person | None:
        people = person_nouns()
        head = subject.words[-1 if self.tongue.bare else 0]
        agent = any(len(end) > _LEAST_END and head.endswith(end) for end in self.tongue.she_ends)
        if head not in people and not agent:
            return None
        known = next((person for person in islice(self.everyone, MOST) if self.known_by(person, head)), None)
        if known is None:
            self.pending = (self.doc.paragraph_of(at), head)
        new = self.doc.tokens.lower[subject.span[0]] in self.tongue.new
        if known is None and (new or head in job_nouns() - lexicon.foreign_words("offices") or agent):
            known = Person(gender=subject.gender, nouns=set(subject.words), place=subject.span, sure=True)
            self.everyone.append(known)
        return known

    def spoke(self, finding: Spoken, person: Person | None, at: int) -> None:
        """Remember that *person* speaks *finding*."""
        finding.person = person
        self.last = finding
        if person is not None:
            person.finding = person.finding or finding
            person.sure = True
            insort(self.events, (at, person), key=lambda event: event[0])

    # -- names --------------------------------------------------------------------------------------------------

    def _named(self, finding: Spoken, subject: Subject) -> Person:
        words = self.words(subject.span)
        person = self.by_form.get(words)
        if person is None and len(words) == 1:
            person = self.inflected(words[0])
        if person is None:
            person = self.learn(subject.span, subject.type)
        if self.pending[0] == self.doc.paragraph_of(subject.span[0]) and person.type == "person":
            person.nouns.add(self.pending[1])
            self.pending = (-1, "")
        finding.mention = subject.span
        if words not in person.forms() and person.place is not None:
            finding.mention = person.place  # "словам Сидоровой": the name stands elsewhere as it is
        return person

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
        for place, person in self._events_before(at):
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

    def _events_before(self, at: int) -> Iterator[tuple[int, Person]]:
        """Give who was named or spoke before token *at*, the last first."""
        end = bisect_left(self.events, at, key=lambda event: event[0])
        return reversed(self.events[max(0, end - MOST) : end])

    def _left_out(self, at: int) -> Person | None:
        """Give who is meant where a subject is left out: whom the paragraph told of since somebody spoke last."""
        if not self.tongue.drops:
            return None
        since = self.last.last_token() if self.last is not None else 0
        paragraph = self.doc.paragraphs[self.doc.paragraph_of(at)][0]
        silent = not isinstance(self.last, Spoken) or self.last.person is None
        for place, person in self._events_before(at):
            if place < (0 if silent else max(since, paragraph)):
                break
            if place < at and person.sure and person.type == "person":
                return person
        return None

    def _latest(self, at: int, gender: str | None) -> Person | None:
        unsure: Person | None = None
        for place, person in self._events_before(at):
            if place >= at or not person.sure or (gender is not None and person.type != "person"):
                continue
            if gender is None or person.gender == gender:
                return person if unsure is None or at - place < _NEAR else unsure
            if unsure is None and person.gender is None:
                unsure = person
            if unsure is not None and at - place > _NEAR:
                break
        if unsure is not None:
            return unsure
        last = self.last.person if isinstance(self.last, Spoken) else None
        return None if last is not None and gender is not None and last.type != "person" else last

    def _noun(self, subject: Subject, at: int) -> Person | None:
        """Find whom a definite noun means: whom it described, who spoke under it, else whoever was named last."""
        if subject.new or subject.many:
            return None
        words = [word for word in subject.words if len(word) >= LEAST_LETTERS]
        seen: set[int] = set()
        for place, person in self._events_before(at):
            if place < at and id(person) not in seen:
                seen.add(id(person))
                if any(self.known_by(person, word) for word in words):
                    return person
        for person in islice(self.everyone, MOST):
            if (
                person.place is not None
                and person.place[0] < at
                and any(word in person.nouns for word in words)
            ):
                return person
        ends = (
            tuple(body for body in self.tongue.bodies if len(body) > _LEAST_BODY)
            if self.tongue.role_ends
            else ("-",)
        )
        if any(word in self.tongue.bodies or word.endswith(ends) for word in words):
            return None
        latest = self._latest(at, subject.gender)
        if latest is None or not latest.words or latest.type != "person":
            return None
        near = self._near(latest, at)
        named = lexicon.foreign_words("offices")
        if not near:
            named = named | job_nouns()
        if latest.nouns and any(word in named for word in words):
            return None
        # "la directrice de l'école" is somebody else, unless somebody named here is still to speak.
        waits = near and (latest.finding is None or not latest.nouns)
        return None if subject.bound and not waits else latest

    def _near(self, person: Person, at: int) -> bool:
        last = next((place for place, other in self._events_before(at) if other is person), 0)
        return self.doc.paragraph_of(last) == self.doc.paragraph_of(at)
