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
    )
