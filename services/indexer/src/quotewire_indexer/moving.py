"""
Moving articles between mapping versions, while readers read and the indexer writes.

Of each month, the articles are read from the indices that readers see and written, by the indexer's own way, into those
that they do not see yet; quotes are made anew from their article, so that they have today's fields. Passes are repeated
until hardly anything is new. Then the old indices are closed to writes (the indexer waits, and loses nothing), the rest
is copied, and the aliases change hands in one step. Old indices are kept, closed, for the way back.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from quotewire_indexer.convert import Entry, quote_documents
from quotewire_indexer.homes import target_in
from quotewire_indexer.index import OpenSearchIndex
from quotewire_indexer.mapping import Family, Indices
from quotewire_indexer.opensearch import OpenSearch
from quotewire_indexer.patience import Patience
from quotewire_indexer.plan import Stored, Target, Wish
from quotewire_indexer.settings import IndexerSettings
from quotewire_indexer.widening import widen
from quotewire_shared.documents import ArticleDocument
from quotewire_shared.errors import QuotewireError

AT_ONCE: Final = 500
"""Articles that are compared and copied at once."""
HARDLY_ANYTHING: Final = 200
"""So many articles are left for the last pass, during which the indexer waits."""
PASSES: Final = 5
HIDDEN: Final[dict[str, Any]] = {"filter": {"match_none": {}}}
"""An alias of which readers see nothing; it takes the place of the one that the index template gives."""

Say = Callable[[str], None]


class MoveError(QuotewireError):
    """An article cannot be moved; nothing has changed for readers."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month's way from the mapping version of *source* to that of *target*."""

    name: str
    source: Indices
    target: Indices

    @property
    def moved(self) -> list[tuple[Family, Family]]:
        """The families that change places; one that is younger than either version stays where it is."""
        pairs = zip(self.source.families, self.target.families, strict=True)
        return [(old, new) for old, new in pairs if old.version != new.version]

    @property
    def sources(self) -> list[str]:
        """Names of the indices that are left."""
        return [old.index_of_month(self.name) for old, _ in self.moved]

    @property
    def targets(self) -> list[str]:
        """Names of the indices that are entered."""
        return [new.index_of_month(self.name) for _, new in self.moved]

    def swap(self) -> list[dict[str, Any]]:
        """Give the actions that change the aliases."""
        return [
            action
            for old, new in self.moved
            for action in (
                {"remove": {"index": old.index_of_month(self.name), "alias": old.alias}},
                {"add": {"index": new.index_of_month(self.name), "alias": new.alias}},
            )
        ]


class OneHome:
    """The homes of articles that are moved: one index for all."""

    def __init__(self, cluster: OpenSearch, indices: Indices, home: str) -> None:
        """Send every article to *home*."""
        self._cluster = cluster
        self._indices = indices
        self._home = home

    async def targets(self, wishes: Sequence[Wish], patience: Patience) -> list[Target]:
        """Look what is there."""
        places = [(self._home, wish.id) for wish in wishes]
        found = await patience.until_answered(lambda: self._cluster.get(places, ["quote_count"]))
        return [
            target_in(self._indices, self._home, wish, Stored.of(hit) if hit else None)
            for wish, hit in zip(wishes, found, strict=True)
        ]

    async def create_missing(self, targets: Iterable[Target], patience: Patience) -> None:
        """Do nothing: the indices are created before anything is moved."""

    def remember(self, target: Target) -> None:
        """Do nothing: there is one place only."""

    def forget(self) -> None:
        """Do nothing."""


class Mover:
    """Moves months; safe to repeat, and safe beside a running indexer of this version."""

    def __init__(self, cluster: OpenSearch, indices: Indices, settings: IndexerSettings, say: Say) -> None:
        """Work in *cluster*, and tell of each step by *say*."""
        self._cluster = cluster
        self._indices = indices
        self._settings = settings
        self._say = say

    async def move(self, months: Sequence[Month]) -> None:
        """
        Move *months*, so that readers find each article exactly once before, meanwhile and after.

        Raises:
            MoveError: an article cannot be written where it should go; the aliases are as they were.
        """
        for month in months:
            await self._make_room(month)
        for number in range(1, PASSES + 1):
            copied = await self._pass(months)
            self._say(f"copied in pass {number}: {copied} articles")
            if copied <= HARDLY_ANYTHING:
                break
        sources = [name for month in months for name in month.sources]
        try:
            await self._cluster.close_to_writes(sources)
            self._say(f"copied with the indexer waiting: {await self._pass(months)} articles")
            await self._cluster.refresh([name for month in months for name in month.targets])
            await self._cluster.change_aliases([action for month in months for action in month.swap()])
        except BaseException:
            await self._reopen(months)
            raise

    async def _reopen(self, months: Sequence[Month]) -> None:
        """Let the indexer write again, but only where readers still look: a change that seemed to fail may be done."""
        seen = await self._cluster.behind(self._indices.articles.alias)
        if all(month.sources[0] in seen for month in months):
            await self._cluster.open_to_writes([name for month in months for name in month.sources])

    async def _make_room(self, month: Month) -> None:
        for family in month.target.families:
            name = family.index_of_month(month.name)
            if not await self._cluster.exists(name):
                await self._create(name, family, hidden=name in month.targets)
            await widen(self._cluster, self._indices, name)
        await self._cluster.open_to_writes(month.targets)

    async def _create(self, name: str, family: Family, *, hidden: bool) -> None:
        aliases = {family.alias: HIDDEN if hidden else {}}
        if family in self._indices.families:
            body = family.body(self._settings)
        elif await self._cluster.has_template(family.versioned):
            body = {}
        else:
            raise MoveError(
                f"The index {name} cannot be created: the template {family.versioned} of that mapping version is gone. "
                "Run `quotewire index create` of the release that had it, then try again."
            )
        await self._cluster.create_index(name, {**body, "aliases": aliases})

    async def _pass(self, months: Sequence[Month]) -> int:
        return sum([await self._copy(month) for month in months])

    async def _copy(self, month: Month) -> int:
        """Copy what the target does not have in this version; gives the number of articles."""
        source = month.source.articles.index_of_month(month.name)
        target = month.target.articles.index_of_month(month.name)
        await self._cluster.refresh(month.sources)
        old, new = month.source.versions, month.target.versions
        if old.version != new.version:
            await self._cluster.copy(old.index_of_month(month.name), new.index_of_month(month.name))
        index = OpenSearchIndex(
            self._cluster, self._indices, self._settings, OneHome(self._cluster, self._indices, target)
        )
        copied = 0
        async for hits in self._cluster.scan(source, AT_ONCE):
            stored = await self._cluster.get([(target, hit["_id"]) for hit in hits], [])
            news = [
                (source, hit["_id"])
                for hit, there in zip(hits, stored, strict=True)
                if there is None or int(there["_version"]) < int(hit["_version"])
            ]
            found = await self._cluster.get(news, None)
            entries = [entry_of(hit) for hit in found if hit is not None]
            for entry, error in zip(entries, await index.write(entries), strict=True):
                if error is not None:
                    raise MoveError(f"The article {entry.article.article_id} cannot be moved: {error}")
            copied += len(entries)
        return copied


def entry_of(hit: dict[str, Any]) -> Entry:
    """
    Read a stored article as what the indexer writes, its quotes made anew.

    Raises:
        MoveError: it is not an article of ours.
    """
    try:
        article = ArticleDocument.model_validate(hit["_source"])
    except ValidationError as error:
        raise MoveError(
            f"The document {hit['_id']} of {hit['_index']} is no article of ours ({error.error_count()} fields are wrong). "
            "Delete it, then try again."
        ) from error
    return Entry(article, quote_documents(article), int(hit["_version"]))
