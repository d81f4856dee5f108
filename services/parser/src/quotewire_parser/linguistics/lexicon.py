"""The word lists as sets and tables, read once; nothing here changes after loading."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from quotewire_parser.linguistics.inflect import plural, verb_forms


@dataclass(frozen=True, slots=True)
class CueWord:
    """A word that links speaker and words: its base form, stance, frames (see data/cues.txt) and form."""

    lemma: str
    stance: str
    frames: str
    form: str  # base, s, past, participle, ing
    particle: str | None = None


@dataclass(frozen=True, slots=True)
class Country:
    """A country as news names it."""

    name: str
    adjectives: tuple[str, ...]
    capital: str | None
    aliases: tuple[str, ...]


def _lines(name: str) -> list[str]:
    content = files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    return [line for line in content.splitlines() if line.strip() and not line.startswith("# ")]


def _sections(name: str) -> dict[str, list[str]]:
    """Lines by section; a section starts with `# [name]`."""
    content = files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    out: dict[str, list[str]] = {}
    current: list[str] = []
    for line in content.splitlines():
        if line.startswith("# ["):
            current = out.setdefault(line[3 : line.index("]")], [])
        elif line.strip() and not line.startswith("# "):
            current.append(line.strip())
    return out


def _words(lines: list[str]) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


@cache
def word_class(name: str) -> frozenset[str]:
    """Words of a class of data/words.txt, lower case."""
    return _words(_sections("words.txt")[name])


@cache
def cue_words() -> dict[str, tuple[CueWord, ...]]:
    """Every inflected cue word in lower case -> its readings; a particle ("for") must follow where one is given."""
    out: dict[str, list[CueWord]] = {}
    for line in _lines("cues.txt"):
        lemma, stance, frames = (part.strip() for part in line.split("|"))
        base, _, particle = lemma.partition("-")
        third, past, participle, ing = verb_forms(base)
        for word, form in (
            (past, "past"),  # first: "read" and "put" beside a quotation are mostly the past
            (participle, "past"),
            (base, "base"),
            (third, "s"),
            (ing, "ing"),
        ):
            reading = CueWord(lemma, stance, frames, form, particle or None)
            readings = out.setdefault(word, [])
            if all(known.lemma != lemma for known in readings):
                readings.append(reading)
    return {word: tuple(sorted(found, key=lambda cue: cue.particle is None)) for word, found in out.items()}


@cache
def foreign_cues() -> dict[str, frozenset[str]]:
    """ISO 639-1 code -> words of saying; "<code> according" -> words that name a source without a verb."""
    return {name: _words(lines) for name, lines in _sections("foreign_cues.txt").items()}


@cache
def foreign_words(name: str) -> frozenset[str]:
    """Words of a class of data/foreign_words.txt, lower case; none where it has no such class."""
    return _words(_sections("foreign_words.txt").get(name, []))


@cache
def small_words() -> dict[str, frozenset[str]]:
    """ISO 639-1 code -> the language's commonest small words."""
    return {code: _words(lines) for code, lines in _sections("small_words.txt").items()}


@cache
def human_nouns() -> dict[str, str]:
    """Noun in lower case -> person, people (several), organization or document."""
    sections = _sections("people.txt")
    out: dict[str, str] = {}
    for word in _words(sections["documents"]):
        out[word] = "document"
    for word in _words(sections["organisations"]):
        out[word] = "organization"
        out.setdefault(plural(word), "people")
    for word in _words(sections["plural"]):
        out[word] = "people"
    for entry in _words(sections["roles"]):
        singular, _, irregular = entry.partition("/")
        out[irregular or plural(singular)] = "people"
        out[singular] = "person"
    return out


@cache
def role_nouns() -> frozenset[str]:
    """Singular nouns for what a person is, lower case."""
    return frozenset(word for word, kind in human_nouns().items() if kind == "person")


@cache
def first_names() -> dict[str, str]:
    """First name in lower case -> m, f or u."""
    out: dict[str, str] = {}
    for gender, lines in _sections("names.txt").items():
        for name in _words(lines):
            out[name] = gender if out.get(name, gender) == gender else "u"
    return out


@cache
def countries() -> tuple[Country, ...]:
    """All countries."""
    rows = []
    for line in _lines("countries.txt"):
        name, adjectives, capital, aliases = (part.strip() for part in line.split("|"))
        rows.append(
            Country(
                name,
                tuple(a.strip() for a in adjectives.split(",") if a.strip()),
                capital or None,
                tuple(a.strip() for a in aliases.split(",") if a.strip()),
            )
        )
    return tuple(rows)


@cache
def country_by_name() -> dict[str, str]:
    """Country name or other name -> its first name in the list."""
    return {form: row.name for row in countries() for form in (row.name, *row.aliases)}


@cache
def country_by_capital() -> dict[str, str]:
    """Capital -> country."""
    return {row.capital: row.name for row in countries() if row.capital}


@cache
def country_by_adjective() -> dict[str, str]:
    """Adjective or people, also in the plural -> country."""
    out = {}
    for row in countries():
        for word in row.adjectives:
            out[word] = row.name
            if not word.endswith(("s", "ese", "sh", "ch")):
                out[word + "s"] = row.name
    return out


@cache
def places() -> frozenset[str]:
    """Names of places of every kind, countries and capitals included."""
    named = {name.strip() for line in _lines("places.txt") for name in line.split(",") if name.strip()}
    return frozenset(named | set(country_by_name()) | set(country_by_capital()))


@cache
def place_words() -> tuple[frozenset[str], frozenset[str]]:
    """Words that end a place's name, and words that begin one; lower case."""
    last: set[str] = set()
    first: set[str] = set()
    for line in _lines("place_words.txt"):
        (first if line.startswith("- ") else last).update(line.removeprefix("- ").split())
    return frozenset(last), frozenset(first)


@cache
def organisation_heads() -> frozenset[str]:
    """Head nouns of organisations' names, lower case."""
    return _words(_sections("organisations.txt")["heads"])


@cache
def known_organisations() -> dict[str, str]:
    """Name or letters of a known organisation -> its first name in the list."""
    rows = [[part.strip() for part in line.split("|")] for line in _sections("organisations.txt")["known"]]
    return {form: row[0] for row in rows for form in row}


@cache
def groups() -> frozenset[str]:
    """Peoples, faiths and movements, and the adjectives of countries."""
    return _words(_sections("organisations.txt")["groups"]) | frozenset(country_by_adjective())


@cache
def honorifics() -> frozenset[str]:
    """Mr, Dr, Sheikh …, lower case, without full stop."""
    return _words(_sections("titles.txt")["honorifics"])


@cache
def ranks() -> frozenset[str]:
    """Titles that are roles: Gen, Senator, Pope …, lower case, without full stop."""
    return _words(_sections("titles.txt")["ranks"])


@cache
def role_modifiers() -> frozenset[str]:
    """Words that may stand inside a role before a name, lower case."""
    return _words(_sections("titles.txt")["role-modifiers"])
