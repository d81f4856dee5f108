"""
Where an article belongs: the index that holds it, else the one of its month.

Of a month's indices (one for each mapping version, after a migration) that one counts which readers see, so that a
running indexer follows a migration and a rollback without being told.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final, Protocol

import structlog

from quotewire_indexer.mapping import Family, Indices, is_ours, month_of, parts_of
from quotewire_indexer.opensearch import OpenSearch
from quotewire_indexer.patience import Patience
from quotewire_indexer.plan import Stored, Target, Wish
from quotewire_indexer.settings import IndexerSettings

log = structlog.get_logger()

REMEMBERED: Final = 20_000
"""Articles whose index is remembered: a search cannot see what has not been refreshed yet."""


class Homes(Protocol):
    """Knows in which indices articles are to be written."""

    async def targets(self, wishes: Sequence[Wish], patience: Patience) -> list[Target]:
        """Find for each wish what is stored of its article, and so where it belongs."""
        ...

    async def create_missing(self, targets: Iterable[Target], patience: Patience) -> None:
        """Create the indices of *targets* that are not there."""
        ...

    def remember(self, target: Target) -> None:
        """Take note that *target* was written."""
        ...

    def forget(self) -> None:
        """Look everything up again: indices have moved."""
        ...


class SeenHomes:
    """The homes that readers see."""

    def __init__(self, cluster: OpenSearch, indices: Indices, settings: IndexerSettings) -> None:
        """Know nothing yet."""
        self._cluster = cluster
        self._indices = indices
        self._settings = settings
        self._homes: OrderedDict[str, str] = OrderedDict()
        self._months: dict[str, str] | None = None
        self._existing: set[str] = set()

    async def targets(self, wishes: Sequence[Wish], patience: Patience) -> list[Target]:
        """Look where each was written last, then in its month, then everywhere."""
        if self._months is None:
            self._months = await patience.until_answered(self._months_seen)
        homes = {wish.id: self._homes.get(wish.id) or self._home_of(wish, self._months) for wish in wishes}
        places = [(home, id_) for id_, home in homes.items()]
        found = await patience.until_answered(lambda: self._cluster.get(places, ["quote_count"]))
        hits = {hit["_id"]: hit for hit in found if hit is not None}
        missing = [id_ for id_ in homes if id_ not in hits]
        elsewhere = await patience.until_answered(
            lambda: self._cluster.find(self._indices.articles.alias, missing, ["quote_count"])
        )
        hits |= {hit["_id"]: hit for hit in sorted(elsewhere, key=lambda hit: int(hit["_version"]))}
        targets = []
        for wish in wishes:
            hit = hits.get(wish.id)
            home = hit["_index"] if hit else homes[wish.id]
            targets.append(target_in(self._indices, home, wish, Stored.of(hit) if hit else None))
        return targets

    async def create_missing(self, targets: Iterable[Target], patience: Patience) -> None:
        """Create the indices of *targets* that are not there, behind their alias."""
        # Explicitly, and not by the first write: were the template gone, that would make an index without our mapping.
        wanted: dict[str, Family] = {}
        for target in targets:
            wanted[target.articles_index] = self._indices.articles
            wanted[target.quotes_index] = self._indices.quotes
            wanted[target.versions_index] = self._indices.versions
        for name, family in wanted.items():
            if name not in self._existing:
                await patience.until_answered(partial(self._ensure, name, family))
                self._existing.add(name)

    def remember(self, target: Target) -> None:
        """Keep the place of *target*, since a search does not see it at once."""
        self._homes[target.id] = target.articles_index
        self._homes.move_to_end(target.id)
        while len(self._homes) > REMEMBERED:
            self._homes.popitem(last=False)

    def forget(self) -> None:
        """Look everything up again."""
        self._homes.clear()
        self._existing.clear()
        self._months = None

    def _home_of(self, wish: Wish, months: dict[str, str]) -> str:
        month = month_of(wish.entry.article.first_seen_at)
        return months.get(month) or self._indices.articles.index_of_month(month)

    async def _months_seen(self) -> dict[str, str]:
        """Give for each month the articles' index that readers see; of several the newest mapping version's."""
        seen = [
            (int(parts_of(name)["version"]), parts_of(name)["month"], name)
            for name, hidden in (await self._cluster.behind(self._indices.articles.alias)).items()
            if is_ours(name) and not hidden
        ]
        return {month: name for _, month, name in sorted(seen)}

    async def _ensure(self, name: str, family: Family) -> None:
        # An index of an older mapping version gets that version's mapping, from its own template.
        body = family.body(self._settings) if name.startswith(f"{family.versioned}-") else {}
        if not await self._cluster.exists(name) and await self._cluster.create_index(name, body):
            log.info("index_created", index=name)


def target_in(indices: Indices, home: str, wish: Wish, stored: Stored | None) -> Target:
    """Aim *wish* at the index *home* and those beside it."""
    return Target(
        wish.entry, home, indices.quotes_beside(home), indices.versions_beside(home), stored, wish.most_quotes
    )
