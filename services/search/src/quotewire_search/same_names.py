"""
Which names mean the same: what one article calls one actor, judged, as a table from a name to the others. No I/O.

Most of what articles give is no proof elsewhere ("the president", a surname that others bear), so only proper names
count, of which one is the other's acronym, or a part of two words or more.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from quotewire_search.clauses import Clause, none_of
from quotewire_search.widening import key_of

MOST: Final = 5
"""Other names for one name."""
ACRONYM: Final = range(2, 9)
"""Letters of an acronym."""
CERTAIN: Final = 2
"""Articles that prove what no acronym does: one alone may have taken two actors for one."""
SHORT: Final = "[^a-z ][^ ]{0,13}[^a-z ][a-z]?"
"""Lucene's regular expression for what looks like an acronym: IMF, I.M.F., PwC, ЕЦБ."""
CAPITAL: Final = "[^a-z ][a-z]{2,7}"
"""What some outlets write for one: Nato, Unicef."""
LONG: Final = "[^a-z ][^ ]* .+"
COLLECTED: Final = 3
"""Names that are read for one form."""
PERSONS: Final[Clause] = {"term": {"actors.type": "person"}}

Table = Mapping[str, tuple[str, ...]]
"""Names, by `key_of`, and what else their bearers are called, the commonest first."""


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of name that is collected: where it stands, what it looks like, and where its other names stand."""

    field: str
    others: str
    shape: str
    most: int
    of_persons: bool = True


NAME, ALIASES = "actors.name.raw", "actors.aliases.raw"
FORMS: Final[dict[str, Form]] = {
    "acronyms": Form(ALIASES, NAME, SHORT, 4_000),
    "named_by_acronym": Form(NAME, ALIASES, SHORT, 2_000),
    "capitals": Form(ALIASES, NAME, CAPITAL, 1_000, of_persons=False),
    "longer": Form(ALIASES, NAME, LONG, 3_000),
}
"""At most 10,000 forms with three names each: below the 65,535 buckets that an answer may have."""


def collect() -> Clause:
    """Build the search that collects, over all articles, what actors are called beside their names."""
    called = {name: _collected(form) for name, form in FORMS.items()}
    return {
        "size": 0,
        "track_total_hits": False,
        "aggs": {
            "actors": {
                "nested": {"path": "actors"},
                # Most actors have one name only: what follows looks at the others.
                "aggs": {"called": {"filter": {"exists": {"field": ALIASES}}, "aggs": called}},
            }
        },
    }


def read_table(answer: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Read the answer to `collect` as a table of the names that mean the same for certain."""
    called = answer.get("aggregations", {}).get("actors", {}).get("called", {})
    pairs: dict[tuple[str, str], int] = {}
    for name in FORMS:
        found = called.get(name, {})
        for one, other, count in _pairs_of(found.get("of_others", found)):
            pair = (one, other) if one < other else (other, one)
            pairs[pair] = max(pairs.get(pair, 0), count)
    return table_of((one, other, count) for (one, other), count in pairs.items())


def table_of(pairs: Iterable[tuple[str, str, int]]) -> dict[str, tuple[str, ...]]:
    """Judge *pairs* of names that *count* articles give to one actor, and list for each name the others."""
    counts: dict[str, dict[str, int]] = {}
    for one, other, count in pairs:
        for asked, meant in ((one, other), (other, one)):
            key = _key(asked)
            if key and means_the_same(key, meant) and (count >= CERTAIN or _one_is_acronym(key, _key(meant))):
                known = counts.setdefault(key, {})
                known[meant] = known.get(meant, 0) + count
    return {key: commonest(known) for key, known in counts.items()}


def commonest(counts: Mapping[str, int]) -> tuple[str, ...]:
    """Give the commonest names of *counts*, at most five."""
    return tuple(sorted(counts, key=lambda name: (-counts[name], name))[:MOST])


def means_the_same(asked: str, other: str) -> bool:
    """
    Tell whether *other*, which some article gives to the bearer of *asked*, is a name for it elsewhere.

    *asked* is as `key_of` writes it; *other* is as the article writes it.
    """
    name = _key(other)
    if name == asked or other[:1].islower():  # "the board" is whatever board an article speaks of
        return False
    if _is_acronym(asked, name) or (other.isupper() and _is_acronym(name, asked)):
        return True
    shorter, longer = sorted((asked.split(), name.split()), key=len)
    return len(shorter) > 1 and f" {' '.join(shorter)} " in f" {' '.join(longer)} "


def _collected(form: Form) -> Clause:
    others = {"terms": {"field": form.others, "size": COLLECTED, "shard_size": COLLECTED}}
    collected: Clause = {
        "terms": {
            "field": form.field,
            "include": form.shape,
            "size": form.most,
            "shard_size": form.most,
            "collect_mode": "breadth_first",  # the others of those alone that are among the commonest
        },
        "aggs": {"others": others},
    }
    if form.of_persons:
        return collected
    return {"filter": none_of(PERSONS), "aggs": {"of_others": collected}}


def _pairs_of(found: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    for bucket in found.get("buckets", []):
        for other in bucket.get("others", {}).get("buckets", []):
            yield bucket["key"], other["key"], other["doc_count"]


def _one_is_acronym(one: str, other: str) -> bool:
    return _is_acronym(one, other) or _is_acronym(other, one)


def _is_acronym(short: str, long: str) -> bool:
    """Tell whether the letters of *short* come in *long* in this order, the first in the first place."""
    words = long.split()
    if len(short) not in ACRONYM or not short.isalnum() or len(words) < ACRONYM.start:
        return False
    rest = iter(long)
    return long[0] == short[0] and all(letter in rest for letter in short)


@lru_cache(maxsize=20_000)
def _key(name: str) -> str:
    return key_of(name)
