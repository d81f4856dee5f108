"""What speaks for a candidate to be meant by a pronoun or a noun: features by name, for ranking.py to weigh."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from math import log1p
from typing import TYPE_CHECKING

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.descriptions import describe
from quotewire_parser.linguistics.leanings import leanings, paragraph_openers
from quotewire_parser.linguistics.sorts import BODY_WORDS, GENERIC_BODIES, gender_of, same_sort
from quotewire_parser.linguistics.tokens import CAP, PREP, PUNCT, VERB

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quotewire_parser.linguistics.actors import Entity
    from quotewire_parser.linguistics.candidates import Question
    from quotewire_parser.linguistics.document import Document
    from quotewire_parser.linguistics.history import History
    from quotewire_parser.linguistics.mentions import MentionShape
    from quotewire_parser.linguistics.presence import Presence

_INITIAL = 10
"""Tokens before a name that may still be its noun phrase at the start of a sentence."""

Features = dict[str, float]


class Evidence:
    """Looks at the actors of one document."""

    def __init__(
        self, doc: Document, entities: Sequence[Entity], presence: Presence, history: History
    ) -> None:
        self._doc = doc
        self._people = [entity for entity in entities if entity.type == "person"]
        self._presence = presence
        self._history = history
        self._described: dict[int, frozenset[str]] = {}

    def of(self, entity: Entity, question: Question, *, last: int, rank: int, most: int) -> Features:
        """
        Give the features of *entity*.

        Args:
            entity: The candidate.
            question: The mention whose actor is looked for.
            last: Token at which the candidate was seen last.
            rank: How many candidates were seen after it.
            most: The most mentions and turns that any candidate has.
        """
        features = self._of_place(entity, question, last, rank) | self._of_part(entity, question, most)
        if question.carry and entity is question.carried:
            features[f"carried: {question.carry}"] = 1.0
        return (
            features if question.shape is None else features | self._of_noun(entity, question, question.shape)
        )

    def of_nobody(self, question: Question, *, others: int) -> Features:
        """Give the features of somebody who was not seen before, beside *others* candidates."""
        features: Features = {"nobody": 1.0}
        if question.carry and question.carried is None:
            features[f"nobody carried: {question.carry}"] = 1.0
        if not others:
            features["nobody else"] = 1.0
        if question.shape is None:
            return features
        head = self._doc.tokens.lower[question.shape.head]
        features[f"nobody for {_sort_of(head)} noun"] = 1.0
        if question.shape.head + 1 < question.end:
            features["nobody: words follow the noun"] = 1.0
        features["nobody: adjectives"] = float(min(3, len(self.inner_words(question))))
        if self._doc.tokens.lower[question.at] != "the":
            features["nobody: no article"] = 1.0
        if question.shape.possessed:
            features["nobody: possessed"] = 1.0
        return features

    def count(self, entity: Entity, at: int) -> int:
        """Count mentions and turns of *entity* before token *at*."""
        turns = self._history.turn(entity)
        return bisect_left(entity.spans, (at, at)) + (turns.count if turns else 0)

    def described(self, entity: Entity) -> frozenset[str]:
        """Give what `describe` gives, once for each actor."""
        if id(entity) not in self._described:
            self._described[id(entity)] = describe(self._doc, entity)
        return self._described[id(entity)]

    def learn(self, entity: Entity, noun: str) -> None:
        """Take in that a mention of *entity* was headed by *noun*."""
        entity.called.add(noun)
        self._described.pop(id(entity), None)

    def inner_words(self, question: Question) -> list[str]:
        """Give the words before the mention's noun, lower case, articles left out."""
        if question.shape is None:
            return []
        words = (self._doc.tokens.lower[k] for k in range(question.at, question.shape.head))
        return [word for word in words if word not in ("the", "this", "that")]

    def age(self, question: Question) -> str | None:
        """Give the number of "the 61-year-old"; "" where it has none, None for other nouns."""
        tokens = self._doc.tokens
        if question.shape is None or not tokens.lower[question.shape.head].endswith("year-old"):
            return None
        return next(
            (tokens.words[k] for k in range(question.at, question.shape.head) if tokens.words[k].isdigit()),
            "",
        )

    def holds_other_office(self, entity: Entity, question: Question) -> bool:
        """Tell whether the noun is for an office ("the judge"), and the text knows a named person by other nouns."""
        if question.sort != "person" or question.shape is None or not entity.named:
            return False
        head = self._doc.tokens.lower[question.shape.head]
        if _sort_of(head) != "institutional":
            return False
        known = self.described(entity)
        offices = (noun for noun in known & lexicon.role_nouns() if _sort_of(noun) != "gendered")  # no "son"
        return any(offices) and head not in known and not same_sort(head, known)

    @cached_property
    def _openers(self) -> frozenset[int]:
        return paragraph_openers(self._doc, self._people)

    @cached_property
    def _leanings(self) -> dict[int, int]:
        return leanings(self._doc, self._people)

    def _of_place(self, entity: Entity, question: Question, last: int, rank: int) -> Features:
        """Where it was seen last, and how it stood there."""
        doc = self._doc
        back = question.sentence - doc.sentence_of[last]
        features: Features = {f"sentences back {_step(back)}": 1.0, f"rank {min(rank, 4)}": 1.0}
        here = doc.paragraph_of(question.at)
        if doc.paragraph_of(last) == here:
            features["same paragraph"] = 1.0
        named = self._presence.last_outside(entity, question.at)
        if named is None:
            return features
        start, end = named
        if start in self._openers and doc.paragraph_of(start) == here:
            features["first of the paragraph"] = 1.0
        if self._presence.leads_with(named):
            features["leads its sentence"] = 1.0
        if self._opens(start):
            features["opens its sentence"] = 1.0
        if end < len(doc.tokens) and doc.tokens.lower[end] == "'s":
            features["owns"] = 1.0
        elif end < len(doc.tokens) and doc.tokens.flags[end] & VERB:
            features["before a verb"] = 1.0
        return features

    def _opens(self, start: int) -> bool:
        """Does nothing but a noun phrase stand before the name in its sentence?"""
        doc = self._doc
        first, _ = doc.sentences[doc.sentence_of[start]]
        return start - first <= _INITIAL and not any(
            doc.tokens.flags[k] & (PREP | PUNCT | VERB) and not doc.tokens.flags[k] & CAP
            for k in range(first, start)
        )

    def _of_part(self, entity: Entity, question: Question, most: int) -> Features:
        """What part it plays in the text: how often it was named, whether it spoke, its gender and type."""
        count = self.count(entity, question.at)
        features: Features = {"mentions": log1p(count)}
        if count == most:
            features["most mentions"] = 1.0
        if not entity.named:
            features["unnamed"] = 1.0
        if question.sort not in ("he", "person"):
            features[f"is {entity.type}"] = 1.0
        if question.gender is not None:
            features |= self._of_gender(entity, question.gender)
        turns = self._history.turn(entity)
        if turns is None:
            return features
        features["spoke"] = 1.0
        features["turns"] = log1p(turns.count)
        if entity is self._history.last:
            features[f"spoke last {_step(question.sentence - turns.sentence)}"] = 1.0
            if turns.asked:
                features["asked last"] = 1.0
            if self._doc.paragraph_of(turns.at) == self._doc.paragraph_of(question.at):
                features["spoke last in this paragraph"] = 1.0
        return features

    def _of_gender(self, entity: Entity, gender: str) -> Features:
        if entity.gender == gender:
            return {"gender fits": 1.0}
        leaning = self._leanings.get(id(entity), 0)
        told = (
            {"pronouns fit" if (leaning > 0) == (gender == "m") else "pronouns against": 1.0}
            if leaning
            else {}
        )
        return {"gender unknown": 1.0} | told

    def _of_noun(self, entity: Entity, question: Question, shape: MentionShape) -> Features:
        """How well the mention's noun, its adjectives and its age describe it."""
        head = self._doc.tokens.lower[shape.head]
        features: Features = {}
        if shape.country and entity.country:
            features["country " + ("fits" if shape.country == entity.country else "against")] = 1.0
        if not entity.named:
            alike = "noun alike" if same_sort(head, frozenset(entity.roles)) else "another noun"
            features["same noun" if head in entity.roles else alike] = 1.0
            return features
        inner = set(self.inner_words(question))
        if entity.type != "person":
            return features | _of_body(entity, head, inner)
        described, age = self.described(entity), self.age(question)
        if age is not None:
            features["age fits" if age in described else "age unknown"] = 1.0
        elif head in described:
            features["so described"] = 1.0
        elif same_sort(head, described):
            features["described alike"] = 1.0
        else:
            role = "role" if described & lexicon.role_nouns() else "nothing"
            features[f"{_sort_of(head)} noun, {role} known"] = 1.0
        if inner & described:
            features["adjective fits"] = 1.0
        return features


def name_words(entity: Entity) -> set[str]:
    """Give the words of all forms of its name, lower case."""
    return {word for form in entity.forms for word in form.lower().replace("-", " ").split()}


def _of_body(entity: Entity, head: str, inner: set[str]) -> Features:
    words = name_words(entity)
    features: Features = {}
    if head in words:
        features["noun in name"] = 1.0
    elif head in GENERIC_BODIES:
        kind = "name of another kind" if words & BODY_WORDS else "some body"
        features["name of that kind" if words & GENERIC_BODIES[head] else kind] = 1.0
    else:
        features["noun not in name"] = 1.0
    if inner & words:
        features["adjective in name"] = 1.0
    return features


def _step(back: int) -> str:
    return str(max(back, 0)) if back < 4 else "4-7" if back < 8 else "8+"


def _sort_of(head: str) -> str:
    """Sort nouns by their use: for somebody whom a text often does not name, for anybody's role, and others."""
    if head in lexicon.word_class("institutional") or head in lexicon.ranks():
        return "institutional"
    if head in GENERIC_BODIES:
        return "generic"
    if head.capitalize() in lexicon.groups():
        return "people"  # "the Norwegian", "the Republican"
    if gender_of(head):
        return "gendered"
    return {"person": "role", "": "other"}.get(lexicon.human_nouns().get(head, ""), "listed")
