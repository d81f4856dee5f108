"""Where an actor was named last before a place, and whether it led its sentence there; told without a search."""

from bisect import bisect_left

from quotewire_parser.linguistics.actors import Entity
from quotewire_parser.linguistics.document import OUTSIDE, Document

Mention = tuple[int, int]


class Presence:
    """An index over the mentions of a document's named actors, which must not change any more."""

    def __init__(self, doc: Document, entities: list[Entity]) -> None:
        """Walk over all mentions once."""
        self._doc = doc
        self._outside = {
            id(entity): [span for span in entity.spans if doc.quoted[span[0]] == OUTSIDE]
            for entity in entities
        }
        self._leading = self._find_leading(entities)

    def last_outside(self, entity: Entity, at: int) -> Mention | None:
        """Give the last mention before token *at* that stands outside of quotations."""
        return _last_before(self._outside.get(id(entity), []), at)

    def leads_with(self, mention: Mention) -> bool:
        """Tell whether no other person stands before *mention* in its sentence."""
        return mention[0] in self._leading

    def _find_leading(self, entities: list[Entity]) -> frozenset[int]:
        people = sorted(
            ((start, entity) for entity in entities if entity.type == "person" for start, _ in entity.spans),
            key=lambda row: row[0],
        )
        leading: set[int] = set()
        sentence, leader, alone = -1, None, True
        for start, entity in people:
            if self._doc.sentence_of[start] != sentence:
                sentence, leader, alone = self._doc.sentence_of[start], entity, True
            alone = alone and entity is leader
            if alone:
                leading.add(start)
        return frozenset(leading)


def _last_before(spans: list[Mention], at: int) -> Mention | None:
    place = bisect_left(spans, (at, at))
    return spans[place - 1] if place else None
