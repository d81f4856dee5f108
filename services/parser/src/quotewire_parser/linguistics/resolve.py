"""Whom a mention means: named actor, earlier speaker, or somebody whom the text does not name."""

from bisect import bisect_left

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.actors import Entity
from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.findings import Finding
from quotewire_parser.linguistics.mentions import MentionShape, shape_of
from quotewire_parser.linguistics.tokens import CAP, HUMAN

_LOOK_BACK = 4  # sentences
_SAME_SORT = tuple(
    frozenset(group.split())
    for group in (
        "president leader head chief ruler strongman",
        "minister official politician leader diplomat secretary premier chancellor",
        "spokesman spokeswoman spokesperson official representative",
        "ceo executive boss chief businessman businesswoman founder entrepreneur billionaire chairman",
        "actor actress star performer",
        "coach manager boss trainer",
        "senator lawmaker politician congressman congresswoman representative legislator",
        "singer musician star artist rapper performer",
        "researcher scientist professor author expert academic biologist physicist analyst",
        "lawyer attorney counsel barrister solicitor",
        "representative diplomat envoy ambassador delegate official",
        "officer detective sergeant inspector superintendent commissioner chief policeman",
        "candidate nominee contender politician senator governor",
        "player striker midfielder defender goalkeeper captain champion athlete footballer",
        "man suspect defendant gunman attacker father husband",
        "woman mother wife victim",
    )
)
_GENERIC_ORGANISATIONS = frozenset(
    [
        "company",
        "firm",
        "corporation",
        "group",
        "organisation",
        "organization",
        "agency",
        "institution",
        "body",
        "newspaper",
        "paper",
        "outlet",
        "broadcaster",
        "network",
        "station",
        "carrier",
        "airline",
        "manufacturer",
        "bank",
        "charity",
        "club",
        "team",
        "party",
        "watchdog",
        "regulator",
        "giant",
        "operator",
        "union",
    ]
)
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
        self.starts = [row[0] for row in self.spans]
        self.last_speaker: Entity | None = None
        self.last_sentence = -100
        self.by_finding: dict[int, Entity | None] = {}

    def resolve(self, finding: Finding) -> Entity | None:
        """The actor who speaks *finding*, None where the text does not tell."""
        if finding.carried is not None:
            entity = self.by_finding.get(id(finding.carried))
        elif finding.mention is None:
            entity = None
        else:
            entity = self._of_mention(finding)
        self.by_finding[id(finding)] = entity
        if entity is not None:
            self.last_speaker, self.last_sentence = entity, finding.sentence
        return entity

    def _of_mention(self, finding: Finding) -> Entity | None:
        start, end = finding.mention or (0, 0)
        shape = shape_of(self.doc, start, end)
        if shape.kind == "pronoun":
            return self._pronoun(self.doc.tokens.lower[start], start, finding)
        return self._named(start, end, shape) or self._nominal(start, end, shape, finding)

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
            if (
                entity.type == "person"
                and s > shape.head
                and tokens.words[s - 1] in (",", "(")
                and shape.kind == "person"
            ):
                return entity
            if entity.type == "person" and s > shape.head and self._titled(shape.head, s):
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

    def _titled(self, head: int, start: int) -> bool:
        """Do only a title and its dots stand between the head noun and the name?"""
        tokens = self.doc.tokens
        if start - head > 8:
            return False
        between = [tokens.lower[k] for k in range(head + 1, start)]
        return all(
            word == "." or word in lexicon.honorifics() or word in lexicon.ranks() for word in between
        ) or (bool(between) and between[-1] == ",")

    # -- pronouns -----------------------------------------------------------------------------------------------
    def _pronoun(self, word: str, at: int, finding: Finding) -> Entity | None:
        if word in ("he", "she", "him", "her"):
            return self._person(at, finding, "m" if word in ("he", "him") else "f")
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

    def _person(self, at: int, finding: Finding, gender: str) -> Entity | None:
        """The person that "he" or "she" at token *at* means."""
        fits = {"m": (None, "m", "u"), "f": (None, "f", "u")}[gender]
        speaker = self.last_speaker
        speaker_fits = speaker is not None and speaker.type == "person" and speaker.gender in fits
        for back in range(_LOOK_BACK + 1):
            number = finding.sentence - back
            if number < 0:
                break
            first, last = self.doc.sentences[number]
            here = [
                entity
                for s, e, entity in self._inside(first, at if back == 0 else last)
                if entity.type == "person"
                and entity.gender in fits
                and self.doc.quoted[s] == OUTSIDE
                and not self._owns(e)
            ]
            if (
                speaker_fits
                and speaker is not None
                and self.last_sentence == number
                and (speaker in here or not speaker.named or not here)
            ):
                return self._taught(speaker, gender)
            if here:
                return self._taught(here[0], gender)
        if speaker_fits and self._spoke_lately(finding) and speaker is not None:
            return self._taught(speaker, gender)
        return None

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
        if shape.kind == "person":
            return (
                self._by_role(head, shape, at)
                or self._earlier_unnamed(head, shape)
                or self._by_sort(head, shape, finding)
            )
        if shape.kind == "organization":
            if head in _COUNTRY_NOUNS:
                return self._latest(at, finding.sentence, ("place",))
            named = self._latest(at, finding.sentence, ("organization",), like=head)
            if named is None and head in _GENERIC_ORGANISATIONS and shape.country is None:
                speaker = self.last_speaker
                if speaker is not None and speaker.type == "organization" and self._spoke_lately(finding):
                    return speaker
                named = self._latest(at, finding.sentence, ("organization",))
            return named
        if shape.kind in ("people", "document"):
            return self._earlier_unnamed(head, shape)
        return None

    def _by_role(self, head: str, shape: MentionShape, at: int) -> Entity | None:
        """The last person named before whose role holds the head noun and does not belong to another country."""
        best: Entity | None = None
        for entity in self.entities:
            if entity.type != "person" or entity.first >= at:
                continue
            fits = any(head in role.lower().replace("-", " ").split() for role in entity.roles)
            if (
                fits
                and (shape.country is None or entity.country in (None, shape.country))
                and (best is None or _last_before(entity, at) > _last_before(best, at))
            ):
                best = entity
        return best

    def _earlier_unnamed(self, head: str, shape: MentionShape) -> Entity | None:
        sorts = [group for group in _SAME_SORT if head in group]
        for entity in reversed(self.unnamed):
            heads = set(entity.roles)
            if head in heads or head.rstrip("s") in heads:
                return entity
            if shape.kind != "person" or entity.type != "person" or not any(heads & group for group in sorts):
                continue
            if shape.country is None or entity.country in (None, shape.country):
                return entity
        return None

    def _by_sort(self, head: str, shape: MentionShape, finding: Finding) -> Entity | None:
        """The last speaker, where the noun may describe that person."""
        speaker = self.last_speaker
        if speaker is None or speaker.type != "person" or finding.sentence - self.last_sentence > 2:
            return None
        if shape.country is not None and speaker.country not in (None, shape.country):
            return None
        words = {word for role in speaker.roles for word in role.lower().replace("-", " ").split()}
        if not words or any(head in group and words & group for group in _SAME_SORT):
            return speaker
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
            elif tokens.lower[shape.head].endswith(("er", "or", "ist", "ian", "ant")):
                kind = "person"
            else:
                return None
        entity = Entity(kind, named=False, country=shape.country)
        entity.roles.append(tokens.lower[shape.head])
        entity.forms[" ".join(tokens.span_text(start, end).split())] += 1
        self.unnamed.append(entity)
        return entity


def _last_before(entity: Entity, at: int) -> int:
    return max((s for s, _ in entity.spans if s < at), default=-1)


def _plain(text: str) -> str:
    words = text.lower().split()
    return " ".join(words[1:] if words and words[0] in ("the", "a", "an") else words)
