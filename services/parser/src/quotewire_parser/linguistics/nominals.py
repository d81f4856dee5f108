"""Whom "the minister", "the 61-year-old" or "the company" means: every actor named before is weighed."""

from dataclasses import dataclass

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.actors import Entity
from quotewire_parser.linguistics.descriptions import describe
from quotewire_parser.linguistics.document import Document
from quotewire_parser.linguistics.mentions import MentionShape
from quotewire_parser.linguistics.presence import Presence
from quotewire_parser.linguistics.sorts import GENERIC_BODIES, gender_of, same_sort

_FAR = 12
"""Sentences after which an actor is no longer near; it may still be meant by its own description."""
_PERSON_LEAST = 2.0
_BODY_LEAST = 1.5
_LEAD = 0.6
"""For whoever leads the sentence of the last mention."""
_SPOKE = 1.5
"""For whoever spoke last, about a paragraph or two ago."""
_NEVER = -9.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a nominal stands: its first token and its sentence."""

    at: int
    sentence: int


@dataclass(frozen=True, slots=True)
class _Noun:
    """A phrase's head, and what the lists say of it; *unnamed*: for somebody whom a text often does not name."""

    head: str
    gender: str | None
    country: str | None
    age: str | None
    unnamed: bool


class Nominals:
    """Weighs the actors of one document. Weights were set by hand on Wikinews' training part and tests/corpus."""

    def __init__(self, doc: Document, entities: list[Entity], presence: Presence) -> None:
        """Take the named actors; descriptions are read when they are first asked for."""
        self._doc = doc
        self._people = [entity for entity in entities if entity.type == "person"]
        self._bodies = [entity for entity in entities if entity.type == "organization"]
        self._presence = presence
        self._described: dict[int, frozenset[str]] = {}

    def person(self, shape: MentionShape, place: Place, speaker: Entity | None, spoke: int) -> Entity | None:
        """
        Give the person that a definite noun phrase means, or None.

        Args:
            shape: The phrase.
            place: Where it stands.
            speaker: Who spoke last, in sentence *spoke*.
            spoke: Number of that sentence.
        """
        noun = self._noun(shape, place)
        best, most = None, _PERSON_LEAST
        for entity in self._people:
            fit = self._fit(entity, noun)
            # Nothing below adds more than this: most actors need not be looked for.
            if fit + _LEAD + _SPOKE <= most or (distance := self._distance(entity, place)) is None:
                continue
            weight = fit - 0.35 * min(distance, _FAR)
            weight += _LEAD if self._presence.leads(entity, place.at) else 0.0
            if entity is speaker and place.sentence - spoke <= 3:
                weight += _SPOKE
            if weight > most:
                best, most = entity, weight
        return best

    def body(self, shape: MentionShape, place: Place, speaker: Entity | None) -> Entity | None:
        """Give the organisation that "the company" or "the irrigation district" means, or None."""
        tokens = self._doc.tokens
        head = tokens.lower[shape.head]
        modifiers = {tokens.lower[k] for k in range(place.at, shape.head)} - {"the", "this", "that"}
        best, most = None, _BODY_LEAST
        for entity in self._bodies:
            if (distance := self._distance(entity, place)) is None:
                continue
            words = {word for form in entity.forms for word in form.lower().replace("-", " ").split()}
            weight = 4.0 if head in words else 0.0
            weight += 1.0 if modifiers & words else 0.0
            if not weight and head in GENERIC_BODIES:
                weight = 3.4 if words & GENERIC_BODIES[head] else 2.4
            weight += (0.8 if entity is speaker else 0.0) - 0.15 * min(distance, _FAR)
            weight += min(len(entity.spans), 5) * 0.1
            if weight > most:
                best, most = entity, weight
        return best

    def _noun(self, shape: MentionShape, place: Place) -> "_Noun":
        """Take from the lists, once for all actors, what they say of the phrase's head."""
        head = self._doc.tokens.lower[shape.head]
        return _Noun(
            head,
            gender_of(head),
            shape.country,
            self._age(shape, place),
            unnamed=head in lexicon.word_class("institutional") or head in lexicon.ranks(),
        )

    def _fit(self, entity: Entity, noun: "_Noun") -> float:
        """Weigh how well *noun* describes *entity*."""
        described = self.described(entity)
        country = 0.0
        if entity.country and noun.country:
            country = 1.0 if entity.country == noun.country else -3.0
        if noun.gender and entity.gender and entity.gender not in (noun.gender, "u"):
            return _NEVER
        if noun.age is not None:
            if any(word.isdigit() for word in described):
                return 5.0 if noun.age in described else _NEVER
            return 2.6 + country
        if noun.head in described:
            return 5.5 + country
        if same_sort(noun.head, described):
            return 3.0 + country
        if noun.unnamed:
            return _NEVER
        # An epithet that the text did not prepare ("the rookie"): whoever is talked about.
        return (2.2 if described.isdisjoint(lexicon.role_nouns()) else 1.6) + country

    def _age(self, shape: MentionShape, place: Place) -> str | None:
        """Give the number of "the 61-year-old"."""
        tokens = self._doc.tokens
        if not tokens.lower[shape.head].endswith("year-old"):
            return None
        return next((tokens.words[k] for k in range(place.at, shape.head) if tokens.words[k].isdigit()), "")

    def learn(self, entity: Entity, noun: str) -> None:
        """Take in that a mention of *entity* was headed by *noun*."""
        entity.called.add(noun)
        self._described.pop(id(entity), None)

    def described(self, entity: Entity) -> frozenset[str]:
        """Give what `describe` gives, once for each actor."""
        if id(entity) not in self._described:
            self._described[id(entity)] = describe(self._doc, entity)
        return self._described[id(entity)]

    def _distance(self, entity: Entity, place: Place) -> int | None:
        """Sentences since the last mention outside of quotations; None where there is none before."""
        last = self._presence.last_outside(entity, place.at)
        return place.sentence - self._doc.sentence_of[last[0]] if last else None
