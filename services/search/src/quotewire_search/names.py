"""
Other names for those that a search asks for: who asks for the IMF means the International Monetary Fund, too.

That two names mean the same is learnt from the articles: one article that gives both to one actor proves it for all.
Most of what it gives is no proof elsewhere ("the president", a surname that others bear), so only proper names count,
of which one is the other's acronym, or a part of two words or more.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from quotewire_search.clauses import Clause, any_of, nested, phrase, whole
from quotewire_search.cluster import Cluster
from quotewire_search.errors import QueryRefusedError, UnavailableError
from quotewire_search.language.tree import Field, Node, Phrase, Words, parts_of
from quotewire_search.language.values import free_leaves, leaves
from quotewire_search.request import SearchRequest
from quotewire_search.small_words import is_small
from quotewire_search.widening import LONGEST, Widened, key_of

MOST: Final = 5
"""Other names for one name."""
MOST_ASKED: Final = 30
"""Names of one search that are looked up; of more, the others stay as they are."""
MOST_WORDS: Final = 8
"""Words among which names are looked for; more are prose."""
MOST_KNOWN: Final = 5_000
KNOWN_FOR_S: Final = 300.0
COLLECTED: Final = 30
ACRONYM: Final = range(2, 9)
"""Letters of an acronym."""
SMALL_ACRONYM: Final = range(2, 7)
"""Letters of one that is typed in small letters among other words: longer ones are words, and each look-up costs."""
NAME_FIELDS: Final = frozenset(("speaker", "about"))


class OtherNames:
    """Knows what else a name's bearer is called, for five minutes; asks the articles' index for the rest."""

    def __init__(self, cluster: Cluster, alias: str, clock: Callable[[], float] = time.monotonic) -> None:
        """Learn from the articles behind *alias*; *clock* gives seconds."""
        self._cluster = cluster
        self._alias = alias
        self._clock = clock
        self._known: OrderedDict[str, tuple[float, tuple[str, ...]]] = OrderedDict()

    async def widen(self, request: SearchRequest) -> SearchRequest:
        """
        Give *request* with the other names for those that it asks for.

        Where they cannot be looked up, it is searched as it is: the search itself will tell what is wrong.
        """
        asked = list(dict.fromkeys(_keys(request)))[:MOST_ASKED]
        missing = [key for key in asked if self._recall(key) is None]
        if missing:
            try:
                answer = await self._cluster.search(self._alias, lookup(missing))
            except (UnavailableError, QueryRefusedError):
                return request
            if answer.get("timed_out"):
                return request
            for key, names in read_names(missing, answer).items():
                self._learn(key, names)
        others = {key: found for key in asked if (found := self._recall(key))}
        return request.widened_by(Widened(others)) if others else request

    def _recall(self, key: str) -> tuple[str, ...] | None:
        until, names = self._known.get(key, (0.0, ()))
        if self._clock() >= until:
            return None
        self._known.move_to_end(key)
        return names

    def _learn(self, key: str, names: tuple[str, ...]) -> None:
        self._known[key] = (self._clock() + KNOWN_FOR_S, names)
        self._known.move_to_end(key)
        while len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)


def lookup(keys: Sequence[str]) -> Clause:
    """Build the search for the names and forms of the actors that are called any of *keys* in some article."""
    called = {key: _called(key) for key in keys}
    forms = {
        # Few actors are called so: their names are collected as they come, not by a table of all names there are.
        part: {"terms": {"field": f"actors.{part}.raw", "size": COLLECTED, "execution_hint": "map"}}
        for part in ("name", "aliases")
    }
    by_key = {str(number): {"filter": clause, "aggs": forms} for number, clause in enumerate(called.values())}
    return {
        "size": 0,
        "track_total_hits": False,
        "query": {"bool": {"filter": [nested("actors", any_of(list(called.values())))]}},
        "aggs": {"actors": {"nested": {"path": "actors"}, "aggs": by_key}},
    }


def read_names(keys: Sequence[str], answer: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Read, for each of *keys*, the names that mean the same for certain, the commonest first."""
    actors = answer.get("aggregations", {}).get("actors", {})
    return {key: _names_of(key, actors.get(str(number), {})) for number, key in enumerate(keys)}


def means_the_same(asked: str, other: str) -> bool:
    """
    Tell whether *other*, which some article gives to the bearer of *asked*, is a name for it elsewhere.

    *asked* is as `key_of` writes it; *other* is as the article writes it.
    """
    name = key_of(other)
    if name == asked or other[:1].islower():  # "the board" is whatever board an article speaks of
        return False
    if _is_acronym(asked, name) or (other.isupper() and _is_acronym(name, asked)):
        return True
    shorter, longer = sorted((asked.split(), name.split()), key=len)
    return len(shorter) > 1 and f" {' '.join(shorter)} " in f" {' '.join(longer)} "


def _called(key: str) -> Clause:
    """Accept actors of that name: one word must be all of it, several the words as the index splits them."""
    accept = phrase if " " in key else whole
    return any_of([accept("actors.name", key), accept("actors.aliases", key)])


def _names_of(key: str, found: dict[str, Any]) -> tuple[str, ...]:
    counts: dict[str, int] = {}
    for part in ("name", "aliases"):
        for bucket in found.get(part, {}).get("buckets", []):
            counts[bucket["key"]] = counts.get(bucket["key"], 0) + bucket["doc_count"]
    same = [name for name in counts if means_the_same(key, name)]
    return tuple(sorted(same, key=lambda name: (-counts[name], name))[:MOST])


def _is_acronym(short: str, long: str) -> bool:
    """Tell whether the letters of *short* come in *long* in this order, the first in the first place."""
    words = long.split()
    if len(short) not in ACRONYM or not short.isalnum() or len(words) < ACRONYM.start:
        return False
    rest = iter(long)
    return long[0] == short[0] and all(letter in rest for letter in short)


def _keys(request: SearchRequest) -> Iterator[str]:
    """Name what may be names: in fields for names first, then among the words."""
    for node in (*parts_of(request.parsed.tree), *request.conditions):
        for leaf in _names(node):
            if isinstance(leaf, Words | Phrase) and len(leaf.text.split()) <= MOST_WORDS:
                yield from filter(None, [key_of(leaf.text)])
    for leaf in free_leaves(request.parsed.tree):
        if isinstance(leaf, Words):
            yield from _runs(leaf.text.split()[:MOST_WORDS])


def _names(node: Node) -> Iterable[Node]:
    """List the names that *node* asks for."""
    if isinstance(node, Field):
        return leaves(node.value) if node.name in NAME_FIELDS and not node.exactly else []
    inner = getattr(node, "nodes", None) or filter(None, [getattr(node, "node", None)])
    return [leaf for part in inner for leaf in _names(part)]


def _runs(words: list[str]) -> Iterator[str]:
    """Give what may be a name among *words*: the longer first, single words if short enough for an acronym."""
    for length in range(min(LONGEST, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            run = words[start : start + length]
            key = key_of(" ".join(run))
            letters = ACRONYM if run[0].isupper() else SMALL_ACRONYM
            if is_small(run[0]) or is_small(run[-1]) or (length == 1 and len(key) not in letters):
                continue
            yield key
