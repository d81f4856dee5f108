"""
Whether a word weighs about the same in every index behind an alias.

Each month is an index with counts of its own. Where some are small, a word's weight there is chance, so OpenSearch has
to ask all of them for their counts before it scores (a round more, about a third of a search's cost over a year of
news). Where every one holds thousands of documents, the weights agree without that. A month that has just begun, or the
first one of all, may be small: beside so many others that its results are few, it does not cost them that round.
"""

import time
from collections.abc import Callable
from typing import Any, Final

MANY: Final = 20_000
"""Documents of the smallest index; a word in one of a thousand then weighs the same to a few hundredths."""
SMALL_SHARE: Final = 0.02
"""Of all documents, what may lie in smaller indices: their weights are chance, and one result in fifty is of them."""
KNOWN_FOR_S: Final = 300.0
MOST_INDICES: Final = 1_000
BY_INDEX: Final[dict[str, Any]] = {
    "size": 0,
    "track_total_hits": False,
    "aggs": {"by_index": {"terms": {"field": "_index", "size": MOST_INDICES}}},
}
"""Counts the documents of each index."""


class Evenness:
    """Remembers, for five minutes, which aliases have large indices, but for a few documents."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Know nothing yet; *clock* gives seconds."""
        self._clock = clock
        self._known: dict[str, tuple[float, bool]] = {}

    def of(self, alias: str) -> bool | None:
        """Tell whether the indices behind *alias* are large; None: to be asked (again)."""
        until, even = self._known.get(alias, (0.0, False))
        return even if self._clock() < until else None

    def learn(self, alias: str, answer: dict[str, Any]) -> bool:
        """Read the answer to `BY_INDEX`."""
        buckets = answer.get("aggregations", {}).get("by_index", {}).get("buckets", [])
        counts = [bucket["doc_count"] for bucket in buckets]
        small = sum(count for count in counts if count < MANY)
        even = bool(counts) and small <= SMALL_SHARE * sum(counts)
        self._known[alias] = (self._clock() + KNOWN_FOR_S, even)
        return even
