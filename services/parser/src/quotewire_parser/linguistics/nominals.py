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


@dataclass(frozen=True, slots=True)
class Place:
    """Where a nominal stands: its first token and its sentence."""

    at: int
    sentence: int


class Nominals:
    """Weighs the actors of one document. Weights were set by hand on Wikinews' training part and tests/corpus."""

    def __init__(self, doc: Document, entities: list[Entity], presence: Presence) -> None:
        """Take the named actors; descriptions are read when they are first asked for."""
        self._doc = doc
        self._entities = entities
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
        head = self._doc.tokens.lower[shape.head]
        age = self._age(shape, place)
        best, most = None, _PERSON_LEAST
        for entity in self._entities:
            if entity.type != "person" or (distance := self._distance(entity, place)) is None:
                continue
            weight = self._fit(entity, head, shape, age) - 0.35 * min(distance, _FAR)
            weight += 0.6 if self._presence.leads(entity, place.at) else 0.0
            if entity is speaker and place.sentence - spoke <= 3:
                weight += 1.5
            if weight > most:
                best, most = entity, weight
        return best

    def body(self, shape: MentionShape, place: Place, speaker: Entity | None) -> Entity | None:
        """Give the organisation that "the company" or "the irrigation district" means, or None."""
        tokens = self._doc.tokens
        head = tokens.lower[shape.head]
        modifiers = {tokens.lower[k] for k in range(place.at, shape.head)} - {"the", "this", "that"}
        best, most = None, _BODY_LEAST
        for entity in self._entities:
            if entity.type != "organization" or (distance := self._distance(entity, place)) is None:
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

    def _fit(self, entity: Entity, head: str, shape: MentionShape, age: str | None) -> float:
        """Weigh how well *head* describes *entity*."""
        described = self.described(entity)
        if entity.country and shape.country:
            country = 1.0 if entity.country == shape.country else -3.0
        else:
            country = 0.0
        gender = gender_of(head)
        if gender and entity.gender and entity.gender not in (gender, "u"):
            return -9.0
        if age is not None:
            if any(word.isdigit() for word in described):
                return 5.0 if age in described else -9.0
            return 2.6 + country
        if head in described:
            return 5.5 + country
        if same_sort(head, described):
            return 3.0 + country
        # Whom a text often leaves unnamed is never an epithet of somebody whom it does not describe so.
        if head in lexicon.word_class("institutional") or head in lexicon.ranks():
            return -9.0
        # An epithet that the text did not prepare ("the rookie"): whoever is talked about.
        return (2.2 if not described & lexicon.role_nouns() else 1.6) + country

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
