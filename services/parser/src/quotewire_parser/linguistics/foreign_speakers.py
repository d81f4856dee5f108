"""Speakers of quotations in other languages than English, and every place where a text names them."""

from dataclasses import dataclass, field

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.document import Document
from quotewire_parser.linguistics.findings import Finding
from quotewire_parser.linguistics.foreign_phrases import Span
from quotewire_parser.linguistics.name import Name
from quotewire_parser.linguistics.naming import type_by_list
from quotewire_parser.linguistics.tokens import CAP


@dataclass(slots=True, eq=False)
class Person:
    """Somebody who is named or speaks in a text; without `words` they have no name."""

    words: tuple[str, ...] = ()
    place: Span | None = None
    gender: str | None = None
    type: str = "person"
    nouns: set[str] = field(default_factory=set)
    finding: Finding | None = None
    sure: bool = False
    """Speaks, or is called what only people are; other capitals in a row may be no person."""

    def forms(self) -> set[tuple[str, ...]]:
        """Give the forms by which a text may call them: the name, its ends, and each of its words."""
        particles = lexicon.foreign_words("particles")
        ends = {self.words[k:] for k in range(len(self.words))}
        singles = {(word,) for word in self.words if word.lower() not in particles and word[:1].isupper()}
        if self.type != "person":
            return {self.words}
        return {form for form in ends | singles if len(form) > 1 or form in singles}


@dataclass(slots=True)
class Spoken(Finding):
    """A finding that knows who was taken for its speaker."""

    person: Person | None = None


def spoken_names(doc: Document, findings: list[Finding]) -> list[Name]:
    """
    Give the names by which *findings* name their speakers, and every other place where they are named.

    Capitals say little in many languages (all German nouns have them); that somebody speaks says much.
    """
    forms: dict[tuple[str, ...], Person] = {}
    for finding in findings:
        person = finding.person if isinstance(finding, Spoken) else None
        if person is not None and person.words:
            for form in sorted(person.forms()):
                forms.setdefault(form, person)
    longest = max(map(len, forms), default=0)
    names: list[Name] = []
    words = doc.tokens.words
    k = 0
    while k < len(words):
        size = next(
            (n for n in range(min(longest, len(words) - k), 0, -1) if tuple(words[k : k + n]) in forms), 0
        )
        if size:
            person = forms[tuple(words[k : k + size])]
            listed = type_by_list(doc.tokens.span_text(k, k + size)) if size == len(person.words) else ""
            if size > 1 or len(person.words) == 1 or not _part_of_other(doc, k):
                names.append(Name(k, k + size, listed or person.type))
        k += size or 1
    return names


def _part_of_other(doc: Document, k: int) -> bool:
    """Tell whether a word of somebody's name is followed by a capital: it is another's forename then."""
    after = (
        k + 1 < len(doc.tokens) and bool(doc.tokens.flags[k + 1] & CAP) and doc.quoted[k + 1] == doc.quoted[k]
    )
    return after and doc.tokens.words[k + 1] not in lexicon.foreign_words("particles")
