"""Whom a mention means: named actor, earlier speaker, or somebody whom the text does not name."""

from bisect import bisect_left
from dataclasses import replace

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.actors import Entity
from quotewire_parser.linguistics.dialogue import INTERVIEW, names_nobody, plays_answer
from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.findings import Finding
from quotewire_parser.linguistics.foreign_mentions import is_pronoun
from quotewire_parser.linguistics.mentions import MentionShape, shape_of
from quotewire_parser.linguistics.nominals import Nominals, Place
from quotewire_parser.linguistics.presence import Presence
from quotewire_parser.linguistics.sorts import GENERIC_BODIES, sorts_of
from quotewire_parser.linguistics.tokens import CAP, HUMAN, PREP, PUNCT, VERB

_LOOK_BACK = 4  # sentences
_PRONOUN_LEAST = -4.5
_ABSTRACT = ("ment", "tion", "sion", "ing", "ity", "ness", "ance", "ence", "al")
"""Ends of nouns for what is written rather than who says it ("a risk assessment found")."""
_COUNTRY_NOUNS = frozenset(("country", "nation", "state", "kingdom"))


class Resolver:
    """Resolves the findings of one document in text order; remembers who spoke."""

    def __init__(self, doc: Document, entities: list[Entity]) -> None:
        self.doc = doc
        self.entities = entities
        self.unnamed: list[Entity] = []
        self.spans = sorted(
            ((s, e, entity) for entity in entities for s, e in entity.spans), key=lambda row: (row[0], row[1])
        )
        self.presence = Presence(doc, entities)
        self.nominals = Nominals(doc, entities, self.presence)
        self.rank = {id(entity): number for number, entity in enumerate(entities)}
        self.starts = [row[0] for row in self.spans]
        self.last_speaker: Entity | None = None
        self.last_sentence = -100
        self.by_finding: dict[int, Entity | None] = {}
        self.by_mention: dict[tuple[int, int], Entity | None] = {}

    def resolve(self, finding: Finding) -> Entity | None:
        """The actor who speaks *finding*, None where the text does not tell."""
        if finding.carried is not None:
            entity = self.by_finding.get(id(finding.carried))
            if finding.rule == "alone_next_paragraph" and entity is not None and entity.type != "person":
                entity = None  # bodies and documents rarely go on speaking in a paragraph of their own
        elif finding.mention is None:
            entity = None
        else:
            if finding.mention not in self.by_mention:  # one mention may be the subject of several cues
                self.by_mention[finding.mention] = self._of_mention(finding)
            entity = self.by_mention[finding.mention]
        self.by_finding[id(finding)] = entity
        if entity is not None:
            self.last_speaker, self.last_sentence = entity, finding.sentence
        return entity

    def _of_mention(self, finding: Finding) -> Entity | None:
        start, end = finding.mention or (0, 0)
        if finding.rule == "foreign_direct" and is_pronoun(self.doc, (start, end)):
            return None  # nobody spoke before
        if finding.rule == INTERVIEW and names_nobody(self.doc.tokens.span_text(start, end)):
            answers = plays_answer(self.doc.tokens.span_text(start, end))
            return self._interviewee(start) if answers else None
        shape = shape_of(self.doc, start, end)
        if shape.kind == "pronoun":
            return self._pronoun(self.doc.tokens.lower[start], start, finding)
        if self._nationality(start, end):
            shape = replace(shape, kind="person", country=shape.country or self._country_of(end - 1))
            return self._nominal(start, end, shape, finding)
        named = self._named(start, end, shape)
        if named is None:
            return self._nominal(start, end, shape, finding)
        if named.named and shape.kind == "person":
            self.nominals.learn(named, self.doc.tokens.lower[shape.head])
        return named

    def _interviewee(self, at: int) -> Entity | None:
        """Give the person named most often before token *at*: whom the "A:" there stands for."""
        before = [
            (sum(start < at for start, _ in entity.spans), -entity.first, entity)
            for entity in self.entities
            if entity.type == "person" and entity.first < at
        ]
        return max(before, key=lambda row: row[:2])[2] if before else None

    def _nationality(self, start: int, end: int) -> bool:
        """Tell whether the mention is "the Norwegian": one person, by what they are."""
        tokens = self.doc.tokens
        return (
            end - start == 2
            and tokens.lower[start] == "the"
            and tokens.words[end - 1] in lexicon.country_by_adjective()
            and not tokens.lower[end - 1].endswith(("s", "ese", "sh", "ch"))
        )

    def _country_of(self, k: int) -> str | None:
        return lexicon.country_by_adjective().get(self.doc.tokens.words[k])

    # -- names --------------------------------------------------------------------------------------------------
    def _inside(self, start: int, end: int) -> list[tuple[int, int, Entity]]:
        found = []
        for k in range(bisect_left(self.starts, start), len(self.spans)):
            if self.spans[k][0] >= end:
                break
            if self.spans[k][1] <= end:
                found.append(self.spans[k])
        return found

    def _named(self, start: int, end: int, shape: MentionShape) -> Entity | None:
        """The entity whose name is the mention's head or stands in apposition to it."""
        tokens = self.doc.tokens
        inside = self._inside(start, end)
        for s, e, entity in inside:
            if s <= shape.head < e and (entity.type != "group" or e == end):
                if entity.type == "group" and tokens.flags[shape.head] & HUMAN:
                    continue
                return entity
        for s, _, entity in inside:
            if entity.type == "person" and s > shape.head and self._belongs(shape, s):
                return entity
        for s, _, entity in inside:
            if (
                entity.type == "organization"
                and s > shape.head
                and tokens.words[s - 1] in (",", "(")
                and shape.kind == "organization"
            ):
                return entity
        return None

    def _belongs(self, shape: MentionShape, start: int) -> bool:
        """
        Tell whether the name at *start* is that of the noun phrase's head.

        So it is in "its manager, the Australian X", "Commissioner of Labour X", "the author, Councillor X"; it is not
        in "a lawyer for X" and "a spokeswoman for Mayor X".
        """
        tokens = self.doc.tokens
        between = range(shape.head + 1, start)
        comma = next((k for k in between if tokens.words[k] in ",("), None)
        if comma is not None:
            rest = range(comma + 1, start)
            return shape.kind in ("person", "") and not any(
                tokens.flags[k] & (PREP | PUNCT | VERB)
                and not tokens.flags[k] & CAP
                and tokens.words[k] != "."
                for k in rest
            )
        if any(tokens.flags[k] & VERB and not tokens.flags[k] & (CAP | HUMAN) for k in between):
            return False
        if not any(tokens.flags[k] & PREP for k in between):
            return True
        before = tokens.flags[start - 1]
        return bool(before & CAP) and not before & (HUMAN | PREP)

    # -- pronouns -----------------------------------------------------------------------------------------------
    def _pronoun(self, word: str, at: int, finding: Finding) -> Entity | None:
        if word in ("he", "she", "him", "her"):
            return self._person(at, "m" if word in ("he", "him") else "f")
        if word in ("they", "them"):
            if self._spoke_lately(finding) and self.last_speaker is not None:
                return self.last_speaker
            return None
        if word == "it":
            if (
                self._spoke_lately(finding)
                and self.last_speaker is not None
                and self.last_speaker.type != "person"
            ):
                return self.last_speaker
            return self._latest(at, finding.sentence, ("organization", "place"))
        return None

    def _spoke_lately(self, finding: Finding) -> bool:
        return 0 <= finding.sentence - self.last_sentence <= _LOOK_BACK

    def _person(self, at: int, gender: str) -> Entity | None:
        """
        Give the person that "he" or "she" at token *at* means: near, talked about, of a fitting gender.

        Weights were set by hand on Wikinews' training part and tests/corpus.
        """
        sentence = self.doc.sentence_of[at]
        best, most = None, _PRONOUN_LEAST
        for entity in self._near(at, sentence):
            if entity.type != "person" or entity.gender not in (None, gender, "u"):
                continue
            weight = self._presence(entity, at, sentence)
            if weight is None:
                continue
            weight += 0.5 if entity.gender == gender else 0.0
            if entity is self.last_speaker and sentence - self.last_sentence <= _LOOK_BACK:
                weight += 1.4 - 0.9 * (sentence - self.last_sentence)
            if weight > most:
                best, most = entity, weight
        return None if best is None else self._taught(best, gender)

    def _near(self, at: int, sentence: int) -> list[Entity]:
        """Give who was named outside of quotations in the last sentences, and who spoke last; in order of first mention."""
        first, _ = self.doc.sentences[max(0, sentence - _LOOK_BACK)]
        near = {
            id(entity): entity
            for start, _, entity in self._inside(first, at)
            if self.doc.quoted[start] == OUTSIDE
        }
        if self.last_speaker is not None:
            near[id(self.last_speaker)] = self.last_speaker
        return sorted(near.values(), key=lambda entity: self.rank.get(id(entity), len(self.rank)))

    def _presence(self, entity: Entity, at: int, sentence: int) -> float | None:
        """Weigh how present an actor is before token *at*: minus its distance in sentences, plus a lead; None: it is not."""
        last = self.presence.last_outside(entity, at)
        spoke = entity is self.last_speaker and sentence - self.last_sentence <= _LOOK_BACK
        if last is None:
            return 0.0 - (sentence - self.last_sentence) if spoke else None
        distance = sentence - self.doc.sentence_of[last[0]]
        if distance > _LOOK_BACK and not spoke:
            return None
        lead = 0.9 if self.presence.leads_with(last) else 0.0
        return -0.6 * min(distance, _LOOK_BACK) + lead - (0.6 if self._owns(last[1]) else 0.0)

    def _owns(self, end: int) -> bool:
        """Is the name a possessor ("Smith's lawyer")?"""
        return end < len(self.doc.tokens) and self.doc.tokens.lower[end] == "'s"

    @staticmethod
    def _taught(entity: Entity, gender: str) -> Entity:
        if entity.gender is None:
            entity.gender = gender
        return entity

    def _latest(
        self, at: int, sentence: int, types: tuple[str, ...], *, like: str | None = None
    ) -> Entity | None:
        """The entity of one of *types* named last before token *at*, subjects first."""
        for back in range(_LOOK_BACK):
            if sentence - back < 0:
                break
            first, last = self.doc.sentences[sentence - back]
            here = [
                entity
                for s, e, entity in self._inside(first, at if back == 0 else last)
                if entity.type in types
                and self.doc.quoted[s] == OUTSIDE
                and (like is None or like in entity.name.lower())
            ]
            if here:
                return here[0]
        return None

    # -- nominals -----------------------------------------------------------------------------------------------
    def _nominal(self, start: int, end: int, shape: MentionShape, finding: Finding) -> Entity | None:
        tokens = self.doc.tokens
        head = tokens.lower[shape.head]
        if shape.definite and not shape.possessed:
            known = self._definite(head, start, shape, finding)
            if known is not None:
                return known
        same = self._same_unnamed(start, end, shape)
        if same is not None:
            return same
        return self._new_unnamed(start, end, shape, foreign=finding.rule == "foreign_direct")

    def _definite(self, head: str, at: int, shape: MentionShape, finding: Finding) -> Entity | None:
        place = Place(at, self.doc.sentence_of[at])
        body = shape.kind == "organization" or head in GENERIC_BODIES
        if shape.kind in ("person", "") and not body:
            earlier = self._earlier_unnamed(head, shape)
            named = self.nominals.person(shape, place, self.last_speaker, self.last_sentence)
            if earlier is None or (named is not None and head in self.nominals.described(named)):
                return named or self.nominals.body(shape, place, self.last_speaker)
            return earlier
        if body:
            if head in _COUNTRY_NOUNS:
                return self._latest(at, finding.sentence, ("place",))
            return self.nominals.body(shape, place, self.last_speaker) or self._earlier_unnamed(head, shape)
        if shape.kind in ("people", "document"):
            return self._earlier_unnamed(head, shape)
        return None

    def _earlier_unnamed(self, head: str, shape: MentionShape) -> Entity | None:
        sorts = sorts_of(head)
        for entity in reversed(self.unnamed):
            heads = set(entity.roles)
            if head in heads or head.rstrip("s") in heads:
                return entity
            if shape.kind != "person" or entity.type != "person" or not any(heads & group for group in sorts):
                continue
            if shape.country is None or entity.country in (None, shape.country):
                return entity
        return None

    def _same_unnamed(self, start: int, end: int, shape: MentionShape) -> Entity | None:
        text = _plain(self.doc.tokens.span_text(start, end))
        for entity in self.unnamed:
            if any(_plain(form) == text for form in entity.forms) and (
                shape.definite or entity.type != "person"
            ):
                return entity
        return None

    def _new_unnamed(self, start: int, end: int, shape: MentionShape, *, foreign: bool) -> Entity | None:
        tokens = self.doc.tokens
        kind = {
            "person": "person",
            "people": "group",
            "organization": "organization",
            "document": "document",
        }.get(shape.kind)
        if kind is None and foreign:
            kind = (
                "person"  # our lists of nouns are English; whoever is quoted word for word is mostly a person
            )
        if kind is None:
            if tokens.flags[shape.head] & CAP:
                kind = "organization"
            elif tokens.lower[shape.head].endswith("s"):
                kind = "group"
            else:
                abstract = tokens.lower[shape.head].endswith(_ABSTRACT)
                kind = "document" if abstract else "person"
        entity = Entity(kind, named=False, country=shape.country)
        entity.roles.append(tokens.lower[shape.head])
        entity.forms[" ".join(tokens.span_text(start, end).split())] += 1
        self.unnamed.append(entity)
        return entity


def _plain(text: str) -> str:
    words = text.lower().split()
    return " ".join(words[1:] if words and words[0] in ("the", "a", "an") else words)
