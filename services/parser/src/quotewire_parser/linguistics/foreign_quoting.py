"""Words in marks as findings, in other languages than English, and what stands around them."""

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.findings import clausal
from quotewire_parser.linguistics.foreign_cues import Clauses, Found
from quotewire_parser.linguistics.foreign_mentions import Subjects
from quotewire_parser.linguistics.foreign_nouns import Subject
from quotewire_parser.linguistics.foreign_people import People
from quotewire_parser.linguistics.foreign_phrases import Span
from quotewire_parser.linguistics.foreign_reported import Reports
from quotewire_parser.linguistics.foreign_speakers import Spoken
from quotewire_parser.linguistics.languages import person_nouns, tongue_of
from quotewire_parser.linguistics.tokens import PUNCT

_NEAR = 3  # tokens from a comma to the cue of its clause


class Quoting:
    """Keeps the findings of one document; `read_to` is the token up to which words are taken."""

    def __init__(self, doc: Document, language: str) -> None:
        self.doc = doc
        self.tongue = tongue_of(language)
        self.subjects = Subjects(doc, self.tongue)
        self.clauses = Clauses(doc, self.tongue, self.subjects)
        self.people = People(doc, self.tongue, self.subjects)
        self.reports = Reports(self.clauses)
        self.found: list[Spoken] = []
        self.read_to = 0

    def add(self, finding: Spoken, subject: Subject | None) -> None:
        """Keep *finding*, which *subject* speaks."""
        at = finding.cue[0] if finding.cue is not None else finding.pieces[0][0]
        self.people.settle(finding, subject, at)
        self.found.append(finding)

    def outer(self, cue: Found, lead: int, start: int) -> Found:
        """Give the cue whose reported words hold *cue* and what follows it: "Sostuvo que el juez ha pedido …"."""
        adding = [k for k in range(cue.span[1], start) if self.clauses.lower[k] in self.tongue.adding]
        if adding:
            return Found((adding[-1], adding[-1] + 1), "says")
        complements = self.reports.complements
        for k in range(lead, cue.span[0]):
            outer = complements.cue_at(k)
            if outer is None or outer.kind != "says":
                continue
            hangs = complements.of(outer, start)
            if hangs is not None and hangs.kind == "that" and hangs.start <= cue.span[0]:
                return outer if complements.clause_end(hangs.start, start) >= start else cue
        return cue

    def titled(self, after: int, piece: Span) -> bool:
        """Tell whether words in marks are a name: little words before, capitals inside ("sagte er dem „Kurier am Deich“")."""
        between = [self.clauses.lower[k] for k in range(after, piece[0])]
        small = all(word in self.subjects.small for word in between)
        if self.tongue.role_ends:  # German nouns have capitals, too
            small = between[-1:] in (["der"], ["dem"])
        titled = any(word in lexicon.foreign_words("title-nouns") for word in between)
        return (small or titled) and not clausal(self.doc, piece)

    def past_adjuncts(self, end: int) -> int:
        """Step over what hangs on words in marks: "une « attaque » contre la démocratie"."""
        ceiling = self.clauses.ceiling(end)
        hangs = (self.tongue.genitive, self.tongue.prepositions)
        if end < ceiling and any(self.subjects.is_in(end, words) for words in hangs):
            return min(ceiling, self.subjects.past_phrase(end, ceiling))
        return end

    def for_somebody(self, lead: int, start: int) -> Found | None:
        """Take "Pour X" at the start of a sentence for a cue, where X is a name or surely somebody."""
        named = self.subjects.behind(lead + 1, start)
        if named is None or named.span[0] > lead + 2:
            return None
        somebody = self.tongue.bodies | person_nouns()
        told = named.kind == "name" or (named.kind == "noun" and not somebody.isdisjoint(named.words))
        return Found((lead, lead + 1), "according") if told else None

    def governs(self, cue: Found, ceiling: int) -> bool:
        """Tell whether other words hang on a cue: "sagte, der Umbau komme", "a dit que …"."""
        after = cue.span[1]
        return after < ceiling and (
            self.clauses.words[after] in (",", ":") or self.subjects.opens_clause(after)
        )

    def paragraph(self, k: int) -> int:
        """Give the number of the paragraph of token *k*."""
        return self.doc.paragraph_of(k)

    def sentence(self, piece: Span) -> bool:
        """Tell whether words in marks read like somebody's sentence, not like a title."""
        return clausal(self.doc, piece) or self.clauses.last_char(piece[0]) in ".!?…"

    def direct(self, piece: Span, cue: Found | None, subject: Subject | None) -> bool:
        """Keep *piece* as a finding of its own."""
        span = None if cue is None else cue.span
        self.add(Spoken([piece], span, None, None, "foreign_direct", self.doc.sentence_of[piece[0]]), subject)
        return True

    def mixed(self, piece: Span, cue: Found, subject: Subject | None) -> bool:
        """Keep *piece*, in which some words stand in marks, without the punctuation around it."""
        start, end = piece
        while start < end and self.clauses.quoted[start] == OUTSIDE and self.doc.tokens.flags[start] & PUNCT:
            start += 1
        while (
            end > start and self.clauses.quoted[end - 1] == OUTSIDE and self.doc.tokens.flags[end - 1] & PUNCT
        ):
            end -= 1
        if start >= end:
            return False
        self.read_to = end
        return self.direct((start, end), cue, subject)

    def clause_end(self, k: int) -> int:
        """Give the end of reported words that go on at *k*: the sentence's, or where another cue begins."""
        end = k if self.clauses.closed_sentence(k) else self.clauses.ceiling(k, past_quotes=True)
        for place in range(k, end):
            parts = self.clauses.lower[place] in self.tongue.links or self.clauses.words[place] == ","
            if parts and any(self.clauses.cue_at(j) for j in range(place + 1, min(end, place + 1 + _NEAR))):
                return place
        return end
