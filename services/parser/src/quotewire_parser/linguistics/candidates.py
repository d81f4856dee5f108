"""Who may be meant by a pronoun or a noun: the last ones named, the last speakers, and whoever the text describes so."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Protocol

from quotewire_parser.linguistics.actors import Entity
from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.evidence import Evidence, Features, name_words
from quotewire_parser.linguistics.history import History
from quotewire_parser.linguistics.mentions import MentionShape
from quotewire_parser.linguistics.presence import Presence
from quotewire_parser.linguistics.sorts import same_sort

NEAR = 16
"""So many actors named last are weighed."""
_STEPS = 400
"""So many mentions are looked through for them: bounds the time in a text that names one actor without end."""
_DESCRIBED = 8
"""So many of those whom the text describes by the mention's noun are weighed, the latest first."""
_UNNAMED = 64
"""So many actors without a name are looked at, the latest first."""
READ, READ_FIRST, UNREAD = "read", "read first", "unread"
"""Names of the features that hold the model's opinion."""
_COMPARED = 12
"""So many mentions of a candidate, the latest, are shown to the model."""
_FAINT = -8.0
"""Log-probability under which all are equally improbable."""
TYPES = {
    "he": ("person",),
    "person": ("person",),
    "it": ("organization", "place", "document", "group"),
    "body": ("organization", "place", "document"),
    "they": ("group", "organization", "person", "document"),
    "float": ("person", "organization", "group", "document"),
}
"""Sort of question -> types of actors that may be the answer."""

Candidate = tuple[Entity | None, Features]
"""An actor (None: somebody who was not seen before) and what speaks for it."""


@dataclass(frozen=True, slots=True)
class Question:
    """
    A mention whose actor is looked for; *sort* is a key of TYPES, *end* the token after the mention.

    A quotation without a source asks by its first word ("float"); *carried* is then who speaks by the rules, and
    *carry* how they came to that.
    """

    sort: str
    at: int
    end: int
    sentence: int
    gender: str | None = None
    shape: MentionShape | None = None
    carried: Entity | None = None
    carry: str = ""


class Antecedents(Protocol):
    """The model's opinion of whom a mention means."""

    def chances(
        self, mention: tuple[int, int], candidates: Sequence[Sequence[tuple[int, int]]]
    ) -> list[float | None] | None:
        """Give the log-probability of each candidate, told by its mentions, and last that of none; None: it cannot tell."""


class Candidates:
    """The actors of one document, as candidates."""

    def __init__(
        self,
        doc: Document,
        entities: Sequence[Entity],
        presence: Presence,
        history: History,
        antecedents: Antecedents | None = None,
    ) -> None:
        """Take the named actors; the unnamed ones and who spoke come later. Without a model there are no *antecedents*."""
        self._doc = doc
        self._entities = entities
        self._presence = presence
        self._history = history
        self._antecedents = antecedents
        self._sources: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        self._evidence = Evidence(doc, entities, presence, history)
        self._spans = sorted(
            (start, number)
            for number, entity in enumerate(entities)
            for start, _ in entity.spans
            if doc.quoted[start] == OUTSIDE
        )
        self._starts = [start for start, _ in self._spans]

    def of(self, question: Question, unnamed: Sequence[Entity]) -> list[Candidate]:
        """Give the candidates, the one seen last first, and nobody as the last; *unnamed* are those so far."""
        seen = sorted(
            self._may_be_meant(question, unnamed), key=lambda row: (-row[1], row[0].spans[:1], row[0].type)
        )
        most = max((self._evidence.count(entity, question.at) for entity, _ in seen), default=0)
        found: list[Candidate] = [
            (entity, self._evidence.of(entity, question, last=last, rank=rank, most=most))
            for rank, (entity, last) in enumerate(seen)
        ]
        found.append((None, self._evidence.of_nobody(question, others=len(seen))))
        self._add_opinion(question, found)
        return found

    def note(self, entity: Entity, mention: tuple[int, int]) -> None:
        """Take in that the source *mention* (tokens) means *entity*."""
        self._sources[id(entity)].append(mention)

    def _add_opinion(self, question: Question, found: list[Candidate]) -> None:
        """Add what the model says of each candidate to its features."""
        if self._antecedents is None:
            return
        chances = self._antecedents.chances(
            self._chars((question.at, question.end)),
            [self._mentions(entity, question.at) for entity, _ in found if entity is not None],
        )
        if chances is None or all(chance is None for chance in chances[:-1]):
            return  # that it is nobody of none says nothing
        top = max(chance for chance in chances if chance is not None)
        for (_, features), chance in zip(found, chances, strict=True):
            if chance is None:
                features[UNREAD] = 1.0
            else:
                features[READ] = max(chance, _FAINT)
                if chance == top:
                    features[READ_FIRST] = 1.0

    def _mentions(self, entity: Entity, before: int) -> list[tuple[int, int]]:
        """Give the last mentions of *entity* that end before token *before*, as characters."""
        spans = {span for span in (*entity.spans, *self._sources[id(entity)]) if span[1] <= before}
        return [self._chars(span) for span in sorted(spans)[-_COMPARED:]]

    def _chars(self, span: tuple[int, int]) -> tuple[int, int]:
        return self._doc.tokens.starts[span[0]], self._doc.tokens.ends[span[1] - 1]

    def learn(self, entity: Entity, noun: str) -> None:
        """Take in that a mention of *entity* was headed by *noun*."""
        self._evidence.learn(entity, noun)
        self._by_noun[noun][id(entity)] = entity

    def _may_be_meant(self, question: Question, unnamed: Sequence[Entity]) -> Iterator[tuple[Entity, int]]:
        """Give each candidate with the token at which it was seen last."""
        given: set[int] = set()
        for entity in (
            *self._near(question),
            *self._history.latest(),
            *self._so_called(question),
            *self._unnamed(question, unnamed),
        ):
            if entity.type not in TYPES[question.sort] or id(entity) in given:
                continue
            last = self._last_seen(entity, question.at)
            if last is not None and not self._is_ruled_out(entity, question):
                given.add(id(entity))
                yield entity, last

    def _is_ruled_out(self, entity: Entity, question: Question) -> bool:
        """Do gender, country, age or office rule it out?"""
        if question.gender is not None and entity.gender not in (None, "u", question.gender):
            return True
        country = question.shape.country if question.shape is not None else None
        if question.sort == "person" and country and entity.country not in (None, country):
            return True
        if self._evidence.holds_other_office(entity, question):
            return True
        age = self._evidence.age(question)
        if age is None:
            return False
        told = [word for word in self._evidence.described(entity) if word.isdigit()]
        return bool(told) and age not in told

    def _near(self, question: Question) -> list[Entity]:
        near: dict[int, Entity] = {}
        k = bisect_left(self._starts, question.at)
        for place in range(k - 1, max(-1, k - 1 - _STEPS), -1):
            entity = self._entities[self._spans[place][1]]
            if entity.type in TYPES[question.sort]:
                near[id(entity)] = entity
                if len(near) == NEAR:
                    break
        return list(near.values())

    def _so_called(self, question: Question) -> Iterator[Entity]:
        """Give those whom the text describes by the mention's noun, or by a word before it."""
        if question.shape is not None:
            head = self._doc.tokens.lower[question.shape.head]
            for word in (head, *self._evidence.inner_words(question)):
                if word in self._by_noun:
                    yield from islice(reversed(self._by_noun[word].values()), _DESCRIBED)

    def _unnamed(self, question: Question, unnamed: Sequence[Entity]) -> Iterator[Entity]:
        """Give the actors without a name that are called by the mention's noun, or by one of its sort."""
        if question.shape is not None:
            head = self._doc.tokens.lower[question.shape.head]
            for entity in unnamed[-_UNNAMED:]:
                roles = frozenset(entity.roles)
                if head in roles or head.rstrip("s") in roles or same_sort(head, roles):
                    yield entity

    @cached_property
    def _by_noun(self) -> dict[str, dict[int, Entity]]:
        """Noun -> those whom the text describes by it, and bodies that have it in their names, by `id`."""
        table: dict[str, dict[int, Entity]] = defaultdict(dict)
        for entity in self._entities:
            words = self._evidence.described(entity) if entity.type == "person" else name_words(entity)
            for word in words:
                table[word][id(entity)] = entity
        return table

    def _last_seen(self, entity: Entity, at: int) -> int | None:
        named = self._presence.last_outside(entity, at)
        turns = self._history.turn(entity)
        places = ([named[0]] if named else []) + ([turns.at] if turns else [])
        return max(places, default=None)
