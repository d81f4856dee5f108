"""
Other names for those that a search asks for: who asks for the IMF means the International Monetary Fund, too.

That two names mean the same is learnt from the articles: one article that gives both to one actor proves it for all
(`same_names`). Nearly all come from a table that is learnt in the background. A name in a field (speaker, about) that
the table does not hold is looked up among the speakers of quotes, where it costs little.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from quotewire_search.clauses import Clause, any_of, fold
from quotewire_search.cluster import Cluster
from quotewire_search.errors import ExpiredCursorError, QueryRefusedError, UnavailableError
from quotewire_search.known_names import KnownNames
from quotewire_search.language.tree import Field, Node, Phrase, Words, parts_of
from quotewire_search.language.values import free_leaves, leaves
from quotewire_search.request import SearchRequest
from quotewire_search.same_names import Table, commonest, means_the_same
from quotewire_search.small_words import is_small
from quotewire_search.widening import LONGEST, Widened, key_of
from quotewire_shared.settings import OpenSearchSettings

MOST_ASKED: Final = 30
"""Names of one search that are given others; of more, the rest stay as they are."""
MOST_LOOKED_UP: Final = 5
"""Names in fields of one search that are looked up because the table does not hold them."""
MOST_WORDS: Final = 8
"""Words among which names are looked for; more are prose."""
MOST_KNOWN: Final = 5_000
KNOWN_FOR_S: Final = 300.0
COLLECTED: Final = 30
LOOKED_AT: Final = 500
"""Quotes of one name, in each index, that are read for its other names."""
NAME_FIELDS: Final = frozenset(("speaker", "about"))
PARTS: Final = {"name": "speaker", "aliases": "speaker_aliases"}


class OtherNames:
    """Knows what else a name's bearer is called."""

    def __init__(
        self, cluster: Cluster, place: OpenSearchSettings, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Learn from the articles and quotes of *place*; *clock* gives seconds."""
        self._cluster = cluster
        self._alias = place.quotes_alias
        self._clock = clock
        self._table = KnownNames(cluster, place.articles_alias, clock)
        self._looked_up: OrderedDict[str, tuple[float, tuple[str, ...]]] = OrderedDict()

    async def widen(self, request: SearchRequest) -> SearchRequest:
        """
        Give *request* with the other names for those that it asks for.

        Where they cannot be looked up, it is searched as it is: the search itself will tell what is wrong.
        """
        in_fields = dict(_in_fields(request))
        among_words = list(dict.fromkeys(_among_words(request)))
        if not in_fields and not among_words:
            return request
        table = await self._table.table()
        found = await self._looked_up_of(in_fields, table)
        asked = list(dict.fromkeys((*in_fields, *among_words)))[:MOST_ASKED]
        others = {key: names for key in asked if (names := table.get(key) or found.get(key))}
        return request.widened_by(Widened(others)) if others else request

    async def close(self) -> None:
        """Leave off learning."""
        await self._table.close()

    async def _looked_up_of(self, in_fields: Mapping[str, str], table: Table) -> dict[str, tuple[str, ...]]:
        """Give the other names of those *in_fields* that *table* does not hold."""
        rest = [key for key in in_fields if key not in table][:MOST_LOOKED_UP]
        missing = [key for key in rest if self._recall(key) is None]
        if missing:
            asked = [(self._alias, lookup(key, in_fields[key])) for key in missing]
            try:
                answers = await self._cluster.search_all(asked)
            except (UnavailableError, QueryRefusedError, ExpiredCursorError):
                answers = []
            for key, answer in zip(missing, answers, strict=False):
                if not answer.get("timed_out"):
                    self._learn(key, read_names(key, answer))
        return {key: names for key in rest if (names := self._recall(key))}

    def _recall(self, key: str) -> tuple[str, ...] | None:
        until, names = self._looked_up.get(key, (0.0, ()))
        if self._clock() >= until:
            return None
        self._looked_up.move_to_end(key)
        return names

    def _learn(self, key: str, names: tuple[str, ...]) -> None:
        self._looked_up[key] = (self._clock() + KNOWN_FOR_S, names)
        self._looked_up.move_to_end(key)
        while len(self._looked_up) > MOST_KNOWN:
            self._looked_up.popitem(last=False)


def lookup(key: str, text: str) -> Clause:
    """Build the search for the names and forms of speakers who are called *text*, which `key_of` writes as *key*."""
    spelt = sorted({key, fold(text)})
    called: list[Clause] = [{"terms": {f"{field}.folded": spelt}} for field in PARTS.values()]
    return {
        "size": 0,
        "track_total_hits": False,
        "terminate_after": LOOKED_AT,
        "query": {"bool": {"filter": [any_of(called)]}},
        "aggs": {
            # Few quotes are looked at: their values are collected as they come, not by a table of all names there are.
            part: {"terms": {"field": f"{field}.raw", "size": COLLECTED, "execution_hint": "map"}}
            for part, field in PARTS.items()
        },
    }


def read_names(key: str, answer: dict[str, Any]) -> tuple[str, ...]:
    """Read the names that mean the same as *key* for certain, the commonest first."""
    counts: dict[str, int] = {}
    for part in PARTS:
        for bucket in answer.get("aggregations", {}).get(part, {}).get("buckets", []):
            counts[bucket["key"]] = counts.get(bucket["key"], 0) + bucket["doc_count"]
    return commonest({name: count for name, count in counts.items() if means_the_same(key, name)})


def _in_fields(request: SearchRequest) -> Iterator[tuple[str, str]]:
    """Name what is asked for in fields for names, each with what was typed."""
    for node in (*parts_of(request.parsed.tree), *request.conditions):
        for leaf in _names(node):
            if isinstance(leaf, Words | Phrase) and len(leaf.text.split()) <= MOST_WORDS:
                key = key_of(leaf.text)
                if key:
                    yield key, leaf.text


def _among_words(request: SearchRequest) -> Iterator[str]:
    """Name what may be names among the words."""
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
    """Give the runs that may be a name among *words*, the longer first; none that begins or ends with a small word."""
    for length in range(min(LONGEST, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            run = words[start : start + length]
            if not (is_small(run[0]) or is_small(run[-1])):
                yield key_of(" ".join(run))
