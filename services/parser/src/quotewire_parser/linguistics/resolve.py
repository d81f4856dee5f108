"""Whom a mention means: named actor, earlier speaker, or somebody whom the text does not name."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.actors import Entity
from quotewire_parser.linguistics.candidates import Antecedents, Candidates, Question
from quotewire_parser.linguistics.dialogue import INTERVIEW, names_nobody, plays_answer
from quotewire_parser.linguistics.document import Document
from quotewire_parser.linguistics.findings import Finding
from quotewire_parser.linguistics.foreign_mentions import is_pronoun
from quotewire_parser.linguistics.history import History
from quotewire_parser.linguistics.honorifics import honorific_place, is_honorific
from quotewire_parser.linguistics.mentions import MentionShape, shape_of
from quotewire_parser.linguistics.presence import Presence
from quotewire_parser.linguistics.ranking import best
from quotewire_parser.linguistics.sorts import GENERIC_BODIES, gender_of
from quotewire_parser.linguistics.tokens import CAP, CUE, HUMAN, PREP, PUNCT, VERB

_PRONOUNS = {
    **dict.fromkeys(("he", "him", "his", "himself"), ("he", "m")),
    **dict.fromkeys(("she", "her", "hers", "herself"), ("he", "f")),
    **dict.fromkeys(("they", "them", "their", "themselves"), ("they", None)),
    **dict.fromkeys(("it", "its", "itself"), ("it", None)),
}
"""Pronoun -> the sort of question that it asks, and its gender."""
_ABSTRACT = ("ment", "tion", "sion", "ing", "ity", "ness", "ance", "ence", "al")
"""Ends of nouns for what is written rather than who says it ("a risk assessment found")."""
_BESIDE_OFFICE = frozenset((".", ",", "'s", "'", "’"))
_CALLED = frozenset(("called", "named", "dubbed"))
_CALLED_WITHIN = 2
"""Tokens from a noun to the word that names it: "a group that calls" is farther."""
_LONGEST_NAME = 8
FLOATING = frozenset(("alone", "alone_same_paragraph", "alone_next_paragraph", "model_alone"))
"""Rules whose findings have no source of their own."""
_TURNS_BACK = 8
"""Sentences within which the other one of a dialogue has spoken."""
_COUNTRY_NOUNS = frozenset(("country", "nation", "state", "kingdom"))


class Resolver:
    """Resolves the findings of one document in text order; remembers who spoke."""

    def __init__(self, doc: Document, entities: list[Entity], antecedents: Antecedents | None = None) -> None:
        self.doc = doc
        self.entities = entities
        self.unnamed: list[Entity] = []
        self.spans = sorted(
            ((s, e, entity) for entity in entities for s, e in entity.spans), key=lambda row: (row[0], row[1])
        )
        self.starts = [row[0] for row in self.spans]
        self.history = History()
        self.candidates = Candidates(doc, entities, Presence(doc, entities), self.history, antecedents)
        self.by_finding: dict[int, Entity | None] = {}
        self.by_mention: dict[tuple[int, int], Entity | None] = {}

    def resolve(self, finding: Finding) -> Entity | None:
        """The actor who speaks *finding*, None where the text does not tell."""
        if finding.carried is not None:
            entity = self.by_finding.get(id(finding.carried))
            if finding.mention is None and self._in_next_paragraph(finding, finding.carried):
                entity = self._in_turn(finding, finding.carried, entity)
        elif finding.mention is None:
            entity = None
        else:
            if finding.mention not in self.by_mention:  # one mention may be the subject of several cues
                self.by_mention[finding.mention] = self._of_mention(finding)
            entity = self.by_mention[finding.mention]
        if finding.rule in FLOATING:
            entity = self._of_floating(finding, entity)
        self.note(finding, entity)
        return entity

    def _of_floating(self, finding: Finding, carried: Entity | None) -> Entity | None:
        """Tell who says a quotation without a source; the rules think that it is *carried*."""
        start, end = finding.pieces[0]
        at = next((k for k in range(start, end) if self.doc.tokens.words[k][0].isalnum()), start)
        carry = "nothing before"
        if finding.carried is not None:
            over = self._in_next_paragraph(finding, finding.carried)
            carry = "over paragraphs" if over else "in the paragraph"
        entity = self._choose(Question("float", at, at + 1, finding.sentence, carried=carried, carry=carry))
        if entity is not carried:
            finding.mention = None  # it was the mention of the other one
        return entity

    def _in_next_paragraph(self, finding: Finding, carried: Finding) -> bool:
        here = self.doc.paragraph_of(finding.pieces[0][0])
        return here > self.doc.paragraph_of(carried.last_token() - 1)

    def _in_turn(self, finding: Finding, carried: Finding, entity: Entity | None) -> Entity | None:
        """
        Tell who says a quotation that is a paragraph of its own, after *carried*, which *entity* says.

        An answer is the other's; so is a second paragraph without a cue: there people take turns. Otherwise *entity*
        goes on, if it is a person: bodies and documents rarely do. (So in 38 of 49 places of tests/corpus.)
        """
        last = carried.last_token()
        asked = carried.word is not None and carried.word.stance == "ask"
        asked = asked or "?" in self.doc.tokens.words[max(0, last - 2) : last]
        if asked or (carried.carried is not None and carried.mention is None):
            return self.history.before_last(finding.sentence - _TURNS_BACK)
        return entity if entity is not None and entity.type == "person" else None

    def note(self, finding: Finding, entity: Entity | None) -> None:
        """Remember who speaks *finding*."""
        self.by_finding[id(finding)] = entity
        if entity is not None:
            at = finding.pieces[0][0]
            if finding.mention is not None and finding.carried is None:
                at = finding.mention[0]
                self.candidates.note(entity, finding.mention)
            asked = finding.word is not None and finding.word.stance == "ask"
            self.history.add(entity, at, finding.sentence, asked=asked)

    def _of_mention(self, finding: Finding) -> Entity | None:
        start, end = finding.mention or (0, 0)
        if finding.rule == "foreign_direct" and is_pronoun(self.doc, (start, end)):
            return None  # nobody spoke before
        if finding.rule == INTERVIEW and names_nobody(self.doc.tokens.span_text(start, end)):
            answers = plays_answer(self.doc.tokens.span_text(start, end))
            return self._interviewee(start) if answers else None
        shape = shape_of(self.doc, start, end)
        if shape.kind == "pronoun":
            question = self._of_pronoun(self.doc.tokens.lower[start], start, finding.sentence)
            return None if question is None else self._choose(question)
        if self._nationality(start, end):
            shape = replace(shape, kind="person", country=shape.country or self._country_of(end - 1))
            return self._nominal(start, end, shape, finding)
        named = self._named(start, end, shape)
        if finding.rule == "foreign_direct" and named is not None and (start, end) not in named.spans:
            named = None  # "ein Sprecher der Colorit": our own rules give a name as the whole mention
        if named is None:
            return self._nominal(start, end, shape, finding)
        if named.named and shape.kind == "person":
            self.candidates.learn(named, self.doc.tokens.lower[shape.head])
        return named

    def _choose(self, question: Question) -> Entity | None:
        found = best(question, self.candidates.of(question, self.unnamed))
        if found is not None and found.type == "person" and found.gender is None:
            found.gender = question.gender
        return found

    def _interviewee(self, at: int) -> Entity | None:
        """Give the person named most often before token *at*: whom the "A:" there stands for."""
        before = [
            (sum(start < at for start, _ in entity.spans), -entity.first, entity)
            for entity in self.entities
            if entity.type == "person" and entity.first < at
        ]
        return max(before, key=lambda row: row[:2])[2] if before else None

    def _nationality(self, start: int, end: int) -> bool:
        """Tell whether the mention is "the Norwegian" or "the Republican": one person, by what they are."""
        tokens = self.doc.tokens
        word, lower = tokens.words[end - 1], tokens.lower[end - 1]
        if end - start != 2 or tokens.lower[start] != "the" or lower.endswith(("s", "ese", "sh", "ch")):
            return False
        of_party = word in lexicon.groups() and f"{lower}s" in lexicon.organisation_heads()
        return word in lexicon.country_by_adjective() or of_party

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
        titled = self._titled(start, end, inside)
        if titled is not None:
            return titled
        for s, e, entity in inside:
            if s == start and entity.type == "person" and not self._goes_on(e, end):
                return entity
            if s <= shape.head < e and (entity.type != "group" or e == end):
                if entity.type == "group" and tokens.flags[shape.head] & HUMAN:
                    continue
                return entity
        for s, _, entity in inside:
            if entity.type == "person" and s > shape.head and self._belongs(shape, start, s):
                return entity
        for s, e, entity in inside:
            if entity.type in ("organization", "group") and s > shape.head and self._calls(shape, s, e, end):
                return entity
        return self._apposed(end) if shape.kind in ("person", "") else None

    def _titled(self, start: int, end: int, inside: Sequence[tuple[int, int, Entity]]) -> Entity | None:
        """Give the person behind a body and an office: "Bank of Zambia Governor X", "the union's secretary, X"."""
        tokens = self.doc.tokens
        for s, e, person in inside:
            bodies = [e for b, e, body in inside if body.type != "person" and b <= start + 1 and e <= s]
            if person.type != "person" or not bodies or self._goes_on(e, end):
                continue
            office = [k for k in range(max(bodies), s) if tokens.lower[k] not in _BESIDE_OFFICE]
            if any(self._is_office(k) for k in office) and not any(
                tokens.lower[k] in ("and", "or")
                or tokens.flags[k] & (PREP | PUNCT)
                or (tokens.flags[k] & VERB and not self._is_office(k))
                for k in office
            ):
                return person
        return None

    def _is_office(self, k: int) -> bool:
        word = self.doc.tokens.lower[k]
        return word in lexicon.ranks() or lexicon.human_nouns().get(word) == "person"

    def _calls(self, shape: MentionShape, start: int, end: int, last: int) -> bool:
        """
        Tell whether the name from *start* to *end* is that of the mention's head, the mention ending at *last*.

        So it is in "their union, the Nurses' Federation", "the company (Acme)" and "a group calling itself Black Condor";
        it is not in "a spokesman for the company, Acme".
        """
        tokens = self.doc.tokens
        before = start - 1 - (tokens.lower[start - 1] == "the")
        if tokens.lower[before] in _CALLED or tokens.lower[before - 1 : before + 1] == ["calling", "itself"]:
            return before - shape.head <= _CALLED_WITHIN
        if tokens.words[before] not in ",(":
            return False
        if shape.kind == "organization":
            return True
        closed = end == last or tokens.words[end] in ",)"
        return closed and not any(tokens.flags[k] & PREP for k in range(shape.head + 1, before))

    def _apposed(self, end: int) -> Entity | None:
        """Give the person whose name, set off by commas, follows a mention that ends without it: "The chair, X, said"."""
        tokens = self.doc.tokens
        if end + 1 >= len(tokens) or tokens.words[end] != ",":
            return None
        start = end + 1
        if is_honorific(tokens.lower[start]):
            start += 2 if tokens.words[start + 1 : start + 2] == ["."] else 1
        for s, e, entity in self._inside(start, min(start + _LONGEST_NAME, len(tokens))):
            closed = e >= len(tokens) or tokens.words[e] == "," or bool(tokens.flags[e] & CUE)
            if s == start and entity.type == "person" and closed:
                return entity
        return None

    def _goes_on(self, k: int, end: int) -> bool:
        """Does the noun phrase whose first words are a name have another head: "Smith's lawyer", "the Smith campaign"?"""
        tokens = self.doc.tokens
        return k < end and (
            tokens.lower[k] == "'s"
            or tokens.words[k] in "’'"
            or bool(tokens.flags[k] & (HUMAN | CAP))
            or (tokens.lower[k].isalpha() and tokens.lower[k] in lexicon.organisation_heads())
        )

    def _belongs(self, shape: MentionShape, first: int, start: int) -> bool:
        """
        Tell whether the name at *start* is that of the head of the noun phrase that begins at *first*.

        So it is in "its manager, the Australian X", "Commissioner of Labour X", "the author, Councillor X"; it is not
        in "a lawyer for X" and "a spokeswoman for Mayor X".
        """
        tokens = self.doc.tokens
        if all(is_honorific(tokens.lower[k]) or tokens.words[k] in "()." for k in range(first, start)):
            return True  # "Dr (Mrs) X"
        between = range(shape.head + 1, start)
        comma = next((k for k in reversed(between) if tokens.words[k] in ",("), None)
        if comma is not None:
            rest = range(comma + 1, start)
            one = tokens.lower[first : first + 2] == ["one", "of"]  # "One of its forecasters, X"
            return (shape.kind in ("person", "") or one) and not any(
                tokens.flags[k] & (PREP | PUNCT | VERB)
                and not tokens.flags[k] & CAP
                and tokens.words[k] != "."
                for k in rest
            )
        if any(tokens.flags[k] & VERB and not tokens.flags[k] & (CAP | HUMAN) for k in between):
            return False
        if not any(tokens.flags[k] & PREP for k in between):
            return True
        before = tokens.flags[(honorific_place(self.doc, start) or start) - 1]
        if all(tokens.lower[k] == "of" for k in between if tokens.flags[k] & PREP):
            # "Secretary of State X", "Leader of the Opposition Dr. X", "Superintendent of police X"
            office = first == shape.head and self._is_office(first) and not before & PREP
            return bool(before & tokens.flags[shape.head] & CAP) or (
                office and not self._is_office(start - 1)
            )
        return bool(before & CAP) and not before & (HUMAN | PREP)

    # -- pronouns and nouns -------------------------------------------------------------------------------------
    @staticmethod
    def _of_pronoun(word: str, at: int, sentence: int) -> Question | None:
        sort, gender = _PRONOUNS.get(word, (None, None))
        return None if sort is None else Question(sort, at, at + 1, sentence, gender)

    def _nominal(self, start: int, end: int, shape: MentionShape, finding: Finding) -> Entity | None:
        if shape.definite:
            question = self._of_noun(start, end, shape)
            known = None if question is None else self._choose(question)
            if known is not None:
                return known
        same = self._same_unnamed(start, end, shape)
        if same is not None:
            return same
        return self._new_unnamed(start, end, shape, foreign=finding.rule == "foreign_direct")

    def _of_noun(self, start: int, end: int, shape: MentionShape) -> Question | None:
        head = self.doc.tokens.lower[shape.head]
        sort = {"people": "they", "organization": "body", "document": "body"}.get(shape.kind, "person")
        if head in GENERIC_BODIES or head in _COUNTRY_NOUNS:
            sort = "body"
        return Question(sort, start, end, self.doc.sentence_of[start], gender_of(head), shape)

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
