"""
Words as OpenSearch clauses, and what they count.

A word may stand in any field of a document; the field where it weighs most counts whole, the others a little. Every word
must occur, except the small words of English beside others. A speaker's name, and words side by side, count extra.

A field asked is time for OpenSearch, in every index and for every word. Whatever stands in a field as it is written
stands there stemmed, too, and a name is also its own other spelling; so where nothing is scored (totals, facets) these
are asked alone: the same documents at less cost.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from quotewire_search.clauses import Clause, all_of, all_words, any_of, begins, best_of, nested, worth
from quotewire_search.language.tree import Leaf, Phrase, Prefix, Words
from quotewire_search.small_words import required
from quotewire_search.widening import Widened
from quotewire_search.words import count_terms

TIE: Final = 0.3
SLOP: Final = 1
UNKNOWN: Final = Widened()
MAX_NAMED: Final = 12
"""Words for which a name counts extra; more are prose."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What words count in which fields of one kind of document."""

    words: tuple[str, ...]
    spellings: tuple[str, ...]
    """Names in other transliterations; excluding a word does not exclude these."""
    unscored: tuple[str, ...]
    """Of both, those that find a word wherever any of them does."""
    excluding: tuple[str, ...]
    """The same without other spellings."""
    shown: frozenset[str]
    """Fields in which results are marked."""
    phrases: tuple[str, ...]
    beginnings: tuple[str, ...]
    """Fields whose words are not stemmed."""
    side_by_side: tuple[str, ...]
    name_points: float
    name: Callable[[str], Clause]
    """Accept what is said by somebody of that name."""
    beside: Callable[[str], list[Clause]] = field(default=lambda _: [])
    """Further places where a word may stand, out of reach of a list of fields."""


def _said_by(word: str) -> Clause:
    return any_of([all_words("speaker", word), all_words("speaker_aliases", word)])


def _quoted_in(word: str) -> Clause:
    return nested("quotes", all_words("quotes.speaker.name", word))


def _actor(word: str) -> list[Clause]:
    ways = [
        worth(2, all_words("actors.name", word)),
        worth(2, all_words("actors.aliases", word)),
        worth(0.5, all_words("actors.name.spelling", word)),
    ]
    return [nested("actors", best_of(ways))]


OF_QUOTES: Final = Weights(
    words=(
        "text^2",
        "text.exact^1.5",
        "speaker^3",
        "speaker_aliases^2",
        "role",
        "article_title^1.2",
        "about_aliases^0.5",
        "context^0.4",
    ),
    spellings=("speaker.spelling^0.5", "about.spelling^0.5"),
    unscored=(
        "text",
        "speaker.spelling",
        "speaker_aliases",
        "role",
        "article_title",
        "about.spelling",
        "about_aliases",
        "context",
    ),
    excluding=(
        "text",
        "speaker",
        "speaker_aliases",
        "role",
        "article_title",
        "about",
        "about_aliases",
        "context",
    ),
    shown=frozenset(("text", "speaker", "role", "article_title", "context")),
    phrases=("text^2", "text.exact^2", "speaker^3", "role", "article_title", "context^0.3"),
    beginnings=(
        "text.exact^2",
        "speaker^3",
        "speaker_aliases^2",
        "role.exact",
        "article_title.exact",
        "context.exact^0.3",
    ),
    side_by_side=("text^3", "speaker^3", "role^2", "article_title^1.5"),
    name_points=8,
    name=_said_by,
)
OF_ARTICLES: Final = Weights(
    words=(
        "title^4",
        "title.exact^3",
        "standfirst^2",
        "text",
        "text.exact^0.7",
        "authors^2",
    ),
    spellings=("authors.spelling^0.5",),
    unscored=("title", "standfirst", "text", "authors.spelling"),
    excluding=("title", "standfirst", "text", "authors"),
    shown=frozenset(("title", "standfirst", "text", "authors")),
    phrases=("title^4", "title.exact^3", "standfirst^2", "text", "text.exact", "authors^2"),
    beginnings=("title.exact^4", "standfirst.exact^2", "text.exact", "authors^2"),
    side_by_side=("title^4", "standfirst^2", "text^1.5"),
    name_points=6,
    name=_quoted_in,
    beside=_actor,
)


def worded(leaf: Leaf, weights: Weights, widened: Widened = UNKNOWN, *, scored: bool = True) -> Clause:
    """Demand what *leaf* says, wherever it stands; unless *scored*, without telling how well it fits."""
    match leaf:
        case Words(text):
            return _words(text.split(), weights, widened, scored=scored)
        case Phrase(text):
            return _phrase(text, weights.phrases if scored else _stemmed(weights.phrases))
        case Prefix(text):
            return _prefix(text, weights)


def excluded(leaf: Leaf, weights: Weights) -> Clause:
    """Say the same for what must not occur: as it is written, in the document's own words only."""
    if isinstance(leaf, Words):
        return all_of([_word(word, weights.excluding) for word in required(leaf.text.split())])
    return worded(leaf, weights, scored=False)


def marked(leaf: Leaf, weights: Weights, widened: Widened) -> list[Clause]:
    """Give what of *leaf* is to be marked in the results."""
    fields = tuple(sorted(weights.shown))
    if isinstance(leaf, Prefix):
        return [worded(leaf, weights)]
    if isinstance(leaf, Phrase):
        return [_phrase(leaf.text, fields)]
    words = leaf.text.split()
    others = [name for _, names in widened.split(words) for name in names]
    return [*(_word(word, fields) for word in required(words)), *(_phrase(name, fields) for name in others)]


def _words(words: list[str], weights: Weights, widened: Widened, *, scored: bool) -> Clause:
    needed = required(words)
    phrases = weights.phrases if scored else _stemmed(weights.phrases)
    must = []
    for run, others in widened.split(words):
        here = [_somewhere(word, weights, scored=scored) for word in run if word in needed]
        if here:
            must.append(any_of([all_of(here), *(_phrase(name, phrases) for name in others)]))
    if not scored:
        return {"bool": {"filter": must}}
    extra = [worth(weights.name_points, weights.name(word)) for word in needed[:MAX_NAMED]]
    extra += [_word(word, weights.words[:2]) for word in words if word not in needed]
    if len(words) > 1:
        together = {"query": " ".join(words), "type": "phrase", "slop": SLOP}
        extra.append({"multi_match": {**together, "fields": list(weights.side_by_side)}})
    return {"bool": {"must": must, "should": extra}}


def _somewhere(word: str, weights: Weights, *, scored: bool) -> Clause:
    found = _word(word, (*weights.words, *weights.spellings) if scored else weights.unscored)
    beside = weights.beside(word)
    return {"dis_max": {"queries": [found, *beside], "tie_breaker": TIE}} if beside else found


def _word(word: str, fields: tuple[str, ...]) -> Clause:
    if count_terms(word) > 1:  # well-known, 12:30, a run of Han: its parts belong side by side
        return _phrase(word, fields)
    # A mark that no tokenizer takes for a word must not leave the search without results.
    query = {"query": word, "type": "best_fields", "fields": list(fields), "tie_breaker": TIE}
    return {"multi_match": {**query, "zero_terms_query": "all"}}


def _phrase(text: str, fields: tuple[str, ...]) -> Clause:
    query = {"query": text, "type": "phrase", "fields": list(fields), "tie_breaker": TIE}
    return {"multi_match": {**query, "zero_terms_query": "all"}}


def _stemmed(fields: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for entry in fields if not (name := entry.partition("^")[0]).endswith(".exact"))


def _prefix(text: str, weights: Weights) -> Clause:
    ways = []
    for name, _, boost in (entry.partition("^") for entry in weights.beginnings):
        ways.append(worth(float(boost or 1), begins(name, text)))
    return best_of(ways)
