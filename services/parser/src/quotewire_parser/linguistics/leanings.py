"""What a whole text says of its people: who opens a paragraph, and which pronouns stand beside whom."""

from collections import defaultdict
from collections.abc import Sequence

from quotewire_parser.linguistics.actors import Entity
from quotewire_parser.linguistics.document import OUTSIDE, Document

_GENDERED = {"he": 1, "his": 1, "him": 1, "himself": 1, "she": -1, "her": -1, "hers": -1, "herself": -1}


def paragraph_openers(doc: Document, people: Sequence[Entity]) -> frozenset[int]:
    """Give the first mention of a person in each paragraph, as tokens; quotations do not count."""
    first: dict[int, int] = {}
    for start, _, _ in _mentions(doc, people):
        first.setdefault(doc.paragraph_of(start), start)
    return frozenset(first.values())


def leanings(doc: Document, people: Sequence[Entity]) -> dict[int, int]:
    """
    Count "he" less "she" for each person, by `id`: above 0 speaks for a man, below for a woman.

    Counted are the pronouns behind a person's name in sentences that name nobody else, quotations left out.
    """
    table: dict[int, int] = defaultdict(int)
    only: dict[int, tuple[Entity, int] | None] = {}
    for start, end, entity in _mentions(doc, people):
        sentence = doc.sentence_of[start]
        known = only.get(sentence, (entity, end))
        only[sentence] = known if known is not None and known[0] is entity else None
    for sentence, found in only.items():
        if found is None:
            continue
        entity, end = found
        for k in range(end, doc.sentences[sentence][1]):
            if doc.quoted[k] == OUTSIDE:
                table[id(entity)] += _GENDERED.get(doc.tokens.lower[k], 0)
    return table


def _mentions(doc: Document, people: Sequence[Entity]) -> list[tuple[int, int, Entity]]:
    found = [
        (start, end, entity)
        for entity in people
        for start, end in entity.spans
        if doc.quoted[start] == OUTSIDE
    ]
    return sorted(found, key=lambda row: row[:2])
