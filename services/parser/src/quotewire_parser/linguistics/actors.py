"""Names -> actors: forms of one name merged, types settled by the whole text, roles read off, countries told."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.document import Document
from quotewire_parser.linguistics.name import Name
from quotewire_parser.linguistics.names import NameFinder
from quotewire_parser.linguistics.naming import type_by_list
from quotewire_parser.linguistics.roles import role_after, role_before

_SURNAME_FIRST = frozenset(
    ["kim", "lee", "park", "choi", "jung", "kang", "cho", "yoon", "jang", "lim", "han", "shin", "seo", "kwon", "hwang", "ahn", "song", "moon", "xi", "li", "wang", "zhang", "liu", "chen", "yang", "zhao", "wu", "zhou", "xu", "sun", "ma", "zhu", "hu", "guo", "he", "lin", "luo", "liang", "tang", "feng", "yu", "dong", "xiao", "deng", "jiang", "mao", "tsai", "nguyen", "tran", "pham", "le", "hoang", "phan", "vu", "dang", "bui", "do", "ho", "ngo", "duong", "ly"]
)  # fmt: skip
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv", "qc", "kc", "mp", "sc", "jr."))
_MAX_NAMES = 4000


@dataclass(slots=True)
class Entity:
    """An actor while it is put together: type, forms with their count, name spans (tokens), roles, gender."""

    type: str
    forms: Counter[str] = field(default_factory=Counter)
    spans: list[tuple[int, int]] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    country: str | None = None
    named: bool = True
    gender: str | None = None
    key: str = ""
    called: set[str] = field(default_factory=set)
    """Nouns by which mentions of it were headed: "coach" for "his coach, X"."""

    @property
    def name(self) -> str:
        """The fullest form: most words, then longest, then the most frequent."""
        if self.key:
            return self.key
        return max(self.forms, key=lambda form: (len(form.split()), len(form), self.forms[form], form))

    @property
    def first(self) -> int:
        """Token of the first mention."""
        return self.spans[0][0]


def find_entities(
    doc: Document,
    *,
    cautious: bool = False,
    spoken: Sequence[Name] = (),
    names: Sequence[Name] | None = None,
) -> list[Entity]:
    """
    Find the named actors of a document, in order of first mention.

    *cautious* is for languages in which capitals say little: only listed names and those of *spoken* are taken.
    *names* are those that a model found; None: they are looked for by rules.
    """
    finder = NameFinder(doc, cautious=cautious)
    found = _added(finder.run() if names is None else list(names), spoken)
    return Merger(doc, finder, found[:_MAX_NAMES], typed=names is not None).run()


def _added(names: list[Name], spoken: Sequence[Name]) -> list[Name]:
    """Add the names of *spoken*; where two overlap, the longer one stays."""
    taken = {k: name for name in names for k in range(name.start, name.end)}
    for name in spoken:
        others = {taken[k] for k in range(name.start, name.end) if k in taken}
        if all(other.end - other.start <= name.end - name.start for other in others):
            names = [other for other in names if other not in others]
            names.append(name)
    return sorted(names, key=lambda name: name.start)


class Merger:
    """Merges the names of one document."""

    def __init__(self, doc: Document, finder: NameFinder, names: list[Name], *, typed: bool = False) -> None:
        self.doc = doc
        self.typed = typed
        self.finder = finder
        self.names = names
        self.entities: list[Entity] = []
        self.by_form: dict[str, Entity] = {}
        self.by_surname: dict[str, Entity] = {}
        self.by_first: dict[str, list[Entity]] = defaultdict(list)
        self.by_canonical: dict[str, Entity] = {}
        self.by_first_word: dict[str, Entity] = {}  # of organisations

    def surface(self, name: Name) -> str:
        """The name's text with plain spaces and apostrophes."""
        return " ".join(self.doc.tokens.span_text(name.start, name.end).replace("’", "'").split())

    def run(self) -> list[Entity]:
        """Entities in order of first mention."""
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        for name in self.names:
            if name.type and name.type != "person?":
                votes[self.surface(name)][name.type] += 2
            elif name.type == "person?":
                votes[self.surface(name)]["person"] += 1
        settled = {form: counter.most_common(1)[0][0] for form, counter in votes.items()}
        surnames = self._surnames(settled)
        parts = self._organisation_parts(settled)
        for name in self.names:
            form = self.surface(name)
            kind = settled.get(form, "")
            # A model's type, settled by all its mentions, stands against our lists: it has read the sentence. But
            # nobody is called as the organisations are that all the world knows.
            known = form in lexicon.known_organisations()
            listed = type_by_list(form) if known or not self.typed else ""
            if " " not in form and form in surnames and (not listed or kind == "person"):
                kind = "person"
            elif listed:
                kind = listed if name.role is None else "person"
            elif not kind and form in parts:
                kind = "organization"
            if not kind:
                kind = self._guess(name, form)
            if kind not in ("", "none"):
                self._place(name, form, kind)
        self._merge_single_names()
        self._merge_letters()
        self._merge_capitals()
        for entity in self.entities:
            entity.spans.sort()
        return sorted((e for e in self.entities if e.spans), key=lambda e: (e.first, e.spans[0][1]))

    def _surnames(self, settled: dict[str, str]) -> set[str]:
        out: set[str] = set()
        for form, kind in settled.items():
            words = form.split()
            if kind == "person" and len(words) > 1:
                while len(words) > 1 and words[-1].lower() in _SUFFIXES:
                    words = words[:-1]
                out.add(words[-1])
                if words[0].lower() in _SURNAME_FIRST:
                    out.add(words[0])
                if "-" in words[-1]:
                    out.add(words[-1])
                if words[0].lower() in lexicon.first_names() or len(words) > 2:
                    out.add(words[0])
                    out.update(words[1:-1] if len(words) > 2 else ())
        return out

    def _organisation_parts(self, settled: dict[str, str]) -> set[str]:
        """First words of organisations' names that stand alone elsewhere: "Saha" for "Saha Airlines"."""
        return {
            form.split()[0]
            for form, kind in settled.items()
            if kind == "organization" and len(form.split()) > 1 and not type_by_list(form.split()[0])
        }

    def _guess(self, name: Name, form: str) -> str:
        """Type of a name about which neither lists nor the text say anything."""
        words = form.split()
        tokens = self.doc.tokens
        if len(words) == 1:
            before = tokens.lower[name.start - 1] if name.start else ""
            after = tokens.lower[name.end] if name.end < len(tokens) else ""
            if before == "the" or self.finder.small[words[0].lower()] or len(form) <= 2:
                return ""
            if after == "'s" or self.finder.inner[form] > 1:
                return "organization"
            return ""
        return ""

    def _place(self, name: Name, form: str, kind: str) -> None:
        """Adds a name to the entity that it belongs to, or makes one."""
        entity = self._person_for(form) if kind == "person" else self._thing_for(form, kind)
        if entity is None:
            entity = Entity(kind)
            self.entities.append(entity)
        entity.forms[form] += 1
        entity.spans.append((name.start, name.end))
        self.by_form[f"{kind}:{form}"] = entity
        if kind == "person":
            self._note_person(entity, name, form)
        else:
            self._note_thing(entity, form, kind)

    def _person_for(self, form: str) -> Entity | None:
        known = self.by_form.get(f"person:{form}")
        if known is not None:
            return known
        words = form.split()
        if len(words) == 1:
            if words[0] in self.by_surname:
                return self.by_surname[words[0]]
            firsts = self.by_first.get(words[0], [])
            return firsts[-1] if firsts else None
        candidate = self.by_surname.get(_surname(words))
        if candidate is not None and _compatible(candidate, words):
            return candidate
        return None

    def _note_person(self, entity: Entity, name: Name, form: str) -> None:
        words = form.split()
        self.by_surname[_surname(words)] = entity
        if len(words) > 1:
            if words[0].lower() in _SURNAME_FIRST:
                self.by_surname.setdefault(words[0], entity)
            else:
                self.by_first[words[0]].append(entity)
            for middle in words[1:-1]:
                self.by_first[middle].append(entity)
            gender = lexicon.first_names().get(words[0].lower())
            if gender in ("m", "f"):
                entity.gender = gender
        if name.honorific in ("mr", "sir", "lord", "father", "monsieur", "herr", "señor", "king", "prince"):
            entity.gender = "m"
        elif name.honorific in (
            "mrs",
            "ms",
            "miss",
            "dame",
            "lady",
            "madam",
            "madame",
            "frau",
            "señora",
            "queen",
            "princess",
        ):
            entity.gender = "f"
        role = role_before(self.doc, name) or role_after(self.doc, name)
        if role:
            entity.roles.append(role)
            entity.country = entity.country or country_in(role)

    def _thing_for(self, form: str, kind: str) -> Entity | None:
        return (
            self.by_form.get(f"{kind}:{form}")
            or self.by_canonical.get(_canonical(form, kind))
            or (self.by_first_word.get(form) if kind == "organization" and not type_by_list(form) else None)
        )

    def _note_thing(self, entity: Entity, form: str, kind: str) -> None:
        canonical = _canonical(form, kind)
        if canonical:
            self.by_canonical.setdefault(canonical, entity)
        if kind == "organization":
            self.by_first_word.setdefault(form.split(maxsplit=1)[0], entity)
        if kind == "place" and form in lexicon.country_by_name():
            entity.country = lexicon.country_by_name()[form]

    def _merge_single_names(self) -> None:
        """Merge a person of one word into the only one whose full name, perhaps told later, ends or begins with it."""
        full: defaultdict[str, list[Entity]] = defaultdict(list)
        for entity in self.entities:
            words = entity.name.split()
            if entity.type == "person" and len(words) > 1:
                for word in {words[0], _surname(words)}:
                    full[word].append(entity)
        for entity in self.entities:
            if entity.type != "person" or len(entity.forms) != 1 or " " in entity.name:
                continue
            fits = full[entity.name]
            if len(fits) == 1:
                fits[0].forms.update(entity.forms)
                fits[0].spans += entity.spans
                fits[0].roles += entity.roles
                fits[0].gender = fits[0].gender or entity.gender
                entity.spans = []

    def _merge_letters(self) -> None:
        """Merge letters into the name that they stand for: "IMF" into "International Monetary Fund"."""
        letters: dict[str, Entity] = {}
        for entity in self.entities:
            for form in entity.forms:
                # The article belongs to some names and to no letters: "the ALC" for "The Andean Lithium Council".
                words = form.replace("-", " ").removeprefix("The ").split()
                if entity.type in ("organization", "place") and len(words) > 1:
                    letters.setdefault("".join(w[0] for w in words if w[0].isupper()), entity)
                    letters.setdefault("".join(w[0].upper() for w in words), entity)
        for entity in list(self.entities):
            if entity.type != "organization" or len(entity.forms) != 1:
                continue
            (form,) = entity.forms
            full = letters.get(form.replace(".", ""))
            if full is not None and full is not entity and form.isupper() and len(form) > 1:
                full.forms.update(entity.forms)
                full.spans += entity.spans
                entity.spans = []
                self.by_form[f"organization:{form}"] = full

    def _merge_capitals(self) -> None:
        """A capital that acts for its country ("Moscow and Pyongyang are developing ...") is the country's alias."""
        countries = {e.country: e for e in self.entities if e.type == "place" and e.country}
        for entity in self.entities:
            if entity.type != "place" or entity.country or len(entity.forms) != 1:
                continue
            (form,) = entity.forms
            country = countries.get(lexicon.country_by_capital().get(form, ""))
            if country is None or country is entity:
                continue
            acting = [span for span in entity.spans if not self._local(span)]
            if acting and len(acting) * 2 >= len(entity.spans):
                country.forms[form] += entity.forms[form]
                country.key = country.key or max(
                    (f for f in country.forms if f != form), key=lambda f: (len(f.split()), len(f))
                )
                country.spans += entity.spans
                entity.spans = []

    def _local(self, span: tuple[int, int]) -> bool:
        before = self.doc.tokens.lower[span[0] - 1] if span[0] else ""
        return before in lexicon.word_class("locative") or (
            span[1] < len(self.doc.tokens) and self.doc.tokens.words[span[1]] == ","
        )


def _canonical(form: str, kind: str) -> str:
    """What the lists say a place, organisation or people is, with its type; "" where they do not know it."""
    table = {
        "place": lexicon.country_by_name,
        "organization": lexicon.known_organisations,
        "group": lexicon.country_by_adjective,
    }.get(kind)
    known = table().get(form) if table else None
    return f"{kind}:{known}" if known else ""


def _surname(words: list[str]) -> str:
    while len(words) > 1 and words[-1].lower().rstrip(".") in _SUFFIXES:
        words = words[:-1]
    return words[-1]


def _compatible(entity: Entity, words: list[str]) -> bool:
    """May the full name *words* be the person *entity*? First names must not disagree."""
    for form in entity.forms:
        known = form.split()
        if (
            len(known) > 1
            and known[0] != words[0]
            and not (
                known[0][0] == words[0][0]
                and (len(known[0].rstrip(".")) == 1 or len(words[0].rstrip(".")) == 1)
            )
        ):
            if words[0] in known or known[0] in words:
                continue
            return False
    return True


def country_in(text: str) -> str | None:
    """The country that a role names ("Russian President", "president of Russia"), or None."""
    adjectives, names = lexicon.country_by_adjective(), lexicon.country_by_name()
    words = text.replace("'s", "").split()
    for size in (3, 2, 1):
        for k in range(len(words) - size + 1):
            part = " ".join(words[k : k + size]).strip(",.")
            if part in adjectives:
                return adjectives[part]
            if part in names:
                return names[part]
    return None
