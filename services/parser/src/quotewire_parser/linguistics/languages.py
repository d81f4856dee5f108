"""Which language a text is in, and what our lists tell about the languages other than English."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.document import Document

_SAMPLE_TOKENS = 600
_CUES = ("", " according", " according-behind", " behind", " calls")


def guess_language(doc: Document) -> str:
    """ISO 639-1 code of the likeliest of nine languages; "en" where nothing tells."""
    sample = doc.tokens.lower[:_SAMPLE_TOKENS]
    hits = {code: sum(word in words for word in sample) for code, words in lexicon.small_words().items()}
    best = max(hits, key=lambda code: hits[code])
    # English unless another language is clearly ahead: names and quoted words of others are common in it.
    return best if hits[best] > hits["en"] * 1.3 + 2 else "en"


@dataclass(frozen=True, slots=True)
class Tongue:
    """The word classes of one language, as data/foreign_cues.txt and data/foreign_words.txt describe them."""

    says: frozenset[str]
    according: frozenset[str]
    according_behind: frozenset[str]
    behind: frozenset[str]
    calls: frozenset[str]
    phrases: dict[str, tuple[tuple[str, ...], ...]]
    """First word -> the cues of several words that begin with it."""
    articles: frozenset[str]
    new: frozenset[str]
    """Articles that make a noun new: "ein"."""
    many: frozenset[str]
    he: frozenset[str]
    she: frozenset[str]
    they: frozenset[str]
    nobody: frozenset[str]
    genitive: frozenset[str]
    prepositions: frozenset[str]
    time: frozenset[str]
    that: frozenset[str]
    links: frozenset[str]
    aux: frozenset[str]
    she_ends: tuple[str, ...]
    he_ends: tuple[str, ...]
    role_ends: tuple[str, ...]
    """Ends of nouns for what a person is, where such nouns have capitals; empty elsewhere."""
    she_verbs: tuple[str, ...]
    he_verbs: tuple[str, ...]
    houses: frozenset[str]
    for_name: frozenset[str]
    case_ends: tuple[str, ...]
    no_name_ends: tuple[str, ...]
    bodies: frozenset[str]
    own: frozenset[str]
    """Words for what is somebody's: "a su juicio"."""
    impersonal: frozenset[str]
    they_verbs: tuple[str, ...]
    about: frozenset[str]
    """Prepositions between a verb of saying and the noun it reports: "warnte vor"."""
    modals: frozenset[str]
    but: frozenset[str]
    tells: tuple[str, ...]
    """Stems of verbs whose noun behind them is who is told: "ha avvertito la moglie che"."""
    given_ends: tuple[str, ...]
    """Ends of nouns in the case of whom something is given to: "журналистам"."""
    adding: frozenset[str]
    mute: tuple[str, ...]
    objects: tuple[str, ...]
    asks: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    """Stems of verbs that are cues only with a part of theirs behind them: ("teil", "mit")."""
    whether: frozenset[str]
    as_words: frozenset[str]
    who: frozenset[str]
    conjunctions: frozenset[str]
    nots: frozenset[str]
    moods: frozenset[str]
    participles: tuple[str, ...]
    infinitives: frozenset[str]
    infinitive_ends: tuple[str, ...]
    no_infinitives: frozenset[str]
    before_infinitive: frozenset[str]
    clitics: frozenset[str]
    adverb_ends: tuple[str, ...]
    drops: bool
    """Subjects are left out where they are known: "afirmó"."""

    @property
    def reports(self) -> bool:
        """Reported speech without marks can be read: there are lists enough."""
        return bool(self.that)

    @property
    def bare(self) -> bool:
        """Nouns stand without an article."""
        return not self.genitive


@cache
def tongue_of(language: str) -> Tongue:
    """Give the word classes of *language* (ISO 639-1); one without lists of its own has those of all together."""
    cues = lexicon.foreign_cues()
    known = language[:2] in cues
    says, according, behind_according, behind, calls = (
        cues.get(language[:2] + end, frozenset())
        if known
        else frozenset().union(*(words for name, words in cues.items() if name[2:] == end))
        for end in _CUES
    )
    phrases: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for word in says | according | calls:
        if "_" in word:
            first, *rest = word.split("_")
            phrases[first].append((first, *rest))
    own = bool(lexicon.foreign_words(f"{language[:2]} he"))

    def words(name: str) -> frozenset[str]:
        return lexicon.foreign_words(f"{language[:2]} {name}")

    def stems(name: str) -> frozenset[str]:
        return cues.get(f"{language[:2]} {name}", frozenset())

    def ends(name: str) -> tuple[str, ...]:
        return tuple(sorted(words(name), key=lambda end: (-len(end), end)))

    return Tongue(
        says=says,
        according=according,
        according_behind=behind_according,
        behind=behind,
        calls=calls,
        phrases={first: tuple(sorted(rows, key=len, reverse=True)) for first, rows in phrases.items()},
        articles=words("articles") | words("articles-one") if own else lexicon.foreign_words("articles"),
        new=words("articles-one"),
        many=words("articles-many"),
        he=words("he"),
        she=words("she"),
        they=words("they") if own else lexicon.foreign_words("pronouns"),
        nobody=words("nobody"),
        genitive=words("genitive") if own else lexicon.foreign_words("prepositions"),
        prepositions=words("prepositions") if own else lexicon.foreign_words("prepositions"),
        time=words("time"),
        that=words("that"),
        links=words("links"),
        aux=words("aux"),
        she_ends=ends("she-ends"),
        he_ends=ends("he-ends"),
        role_ends=ends("role-ends") if own else tuple(sorted(lexicon.foreign_words("de role-ends"))),
        she_verbs=ends("she-verbs"),
        he_verbs=ends("he-verbs"),
        houses=words("houses"),
        for_name=words("for"),
        case_ends=ends("case-ends"),
        no_name_ends=ends("no-name-ends"),
        bodies=words("bodies"),
        own=words("own"),
        impersonal=words("impersonal"),
        they_verbs=ends("they-verbs"),
        about=words("about"),
        modals=words("modals"),
        but=words("but"),
        tells=ends("tells"),
        given_ends=ends("given-ends") or ("-",),
        adding=stems("adding"),
        mute=tuple(sorted(stems("mute"))),
        objects=tuple(sorted(stems("objects"))),
        asks=tuple(sorted(stems("asks"))),
        parts=tuple((stem, part) for stem, _, part in (row.partition("_") for row in sorted(stems("parts")))),
        whether=words("whether"),
        as_words=words("as"),
        who=words("who"),
        conjunctions=words("conjunctions"),
        nots=words("nots"),
        moods=words("moods"),
        participles=ends("participles"),
        infinitives=words("infinitives"),
        infinitive_ends=ends("infinitive-ends"),
        no_infinitives=words("no-infinitives"),
        before_infinitive=words("before-infinitive"),
        clitics=words("clitics"),
        adverb_ends=ends("adverb-ends"),
        drops=bool(words("drops")),
    )


@cache
def name_words() -> frozenset[str]:
    """Give the first names that the lists of other languages than English add, lower case."""
    return lexicon.foreign_words("names f") | lexicon.foreign_words("names m")


@cache
def person_nouns() -> frozenset[str]:
    """Give the nouns for what a person is: of office, of work, of kin."""
    return lexicon.foreign_words("offices") | lexicon.foreign_words("people")


@cache
def job_nouns() -> frozenset[str]:
    """Give the nouns that tell more of a person than "woman" or "official" does, but for offices."""
    return lexicon.foreign_words("people") - lexicon.foreign_words("generic")


def gender_of_name(first: str) -> str | None:
    """Tell whether a first name in lower case is a woman's (f) or a man's (m)."""
    known = lexicon.first_names().get(first)
    if known in ("m", "f"):
        return known
    women, men = lexicon.foreign_words("names f"), lexicon.foreign_words("names m")
    if first in women or first in men:
        return "f" if first in women - men else "m" if first in men - women else None
    # Another case: "Романа", "Андрея".
    return "m" if first[:-1] in men or f"{first[:-1]}й" in men else None
