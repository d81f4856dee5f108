"""
The article index: what it promises, and how OpenSearch keeps it.

Quotes are written first and the article last, so that the article is the commit mark: while it has not been answered
for, the batch is not committed, and a crash in between is repaired when Kafka delivers it again.
"""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar, Protocol

import structlog

from quotewire_indexer.bulk import Action, Done, Fate, IndexClosedError, Newer, Refused
from quotewire_indexer.claims import Claims
from quotewire_indexer.convert import Entry, quote_documents
from quotewire_indexer.homes import Homes, SeenHomes
from quotewire_indexer.mapping import Indices
from quotewire_indexer.opensearch import OpenSearch
from quotewire_indexer.patience import Health, Patience
from quotewire_indexer.plan import (
    Leftover,
    Stored,
    Target,
    Wish,
    by_article,
    delete_quotes,
    delete_stale_quotes,
    delete_surplus,
    put_article,
    put_quotes,
    put_wordings,
    restore_quotes,
)
from quotewire_indexer.settings import IndexerSettings
from quotewire_indexer.writer import BulkWriter
from quotewire_shared.documents import ArticleDocument
from quotewire_shared.errors import PermanentError
from quotewire_shared.metrics import count
from quotewire_shared.retry import Backoff

log = structlog.get_logger()


class IndexRejectedError(PermanentError):
    """OpenSearch refused the article or one of its quotes, and always will."""

    code: ClassVar[str] = "index_rejected"


class ArticleIndex(Protocol):
    """Where articles and their quotes are kept, one version of each: the newest."""

    async def write(self, entries: Sequence[Entry]) -> list[PermanentError | None]:
        """
        Store *entries*, which may hold several versions of one article, in any order.

        A version that is not newer than the stored one changes nothing. A newer one replaces the article and its
        quotes, and quotes it no longer has are removed. An entry that is refused changes nothing of them.

        The wording of every entry is kept for ever as a version document of the article, with the time at which it was
        first read: also of an entry that is not the newest, or that is refused, because it was read all the same.

        Returns:
            By position: None (the article is stored in this version or a newer one), or why it never can be.

        Raises:
            TransientError: the store was away for longer than its bound; all of it may be written again.
            FatalError: the set-up is wrong.
        """
        ...


class OpenSearchIndex:
    """An `ArticleIndex` in OpenSearch."""

    def __init__(
        self, cluster: OpenSearch, indices: Indices, settings: IndexerSettings, homes: Homes | None = None
    ) -> None:
        """Write to *indices* of *cluster*, each article to its home: by default, to where readers see it."""
        self.health = Health()
        self._cluster = cluster
        self._homes = homes or SeenHomes(cluster, indices, settings)
        self._settings = settings
        self._writer = BulkWriter(
            cluster.bulk, max_bytes=settings.bulk_max_bytes, max_actions=settings.bulk_max_actions
        )
        self._claims = Claims()

    async def write(self, entries: Sequence[Entry]) -> list[PermanentError | None]:
        """Store *entries*; see `ArticleIndex.write`."""
        # Of its own: other answers must not prolong the wait for a place that stays closed.
        closed = self._patience()
        async with self._claims.of(by_article(entries)):
            while True:
                try:
                    return await self._write(entries, self._patience())
                except IndexClosedError as error:
                    self._homes.forget()
                    await closed.wait(str(error))

    async def _write(self, entries: Sequence[Entry], patience: Patience) -> list[PermanentError | None]:
        outcomes: list[PermanentError | None] = [None] * len(entries)
        versions = by_article(entries)
        # Newest first; an older version gets its turn only if the newer one was refused.
        refused: dict[str, int] = {}
        unkept = {id_: [entries[position] for position in rest] for id_, rest in versions.items()}
        while versions:
            targets = await self._homes.targets(
                [Wish.of(entries, rest) for rest in versions.values()], patience
            )
            for target in targets:
                target.least_version = refused.get(target.id, 0)
            wordings = [
                action for target in targets for action in put_wordings(target, unkept.pop(target.id, ()))
            ]
            await self._write_targets(targets, wordings, patience)
            for target in targets:
                position, *older = versions.pop(target.id)
                if target.refusal is None:
                    count("documents_written", "superseded", len(older))
                    continue
                outcomes[position] = IndexRejectedError(f"OpenSearch refused the article: {target.refusal}")
                refused[target.id] = max(target.quotes_version, 0)
                if older:
                    versions[target.id] = older
        return outcomes

    async def ready(self) -> str | None:
        """Say in words why articles cannot be written now, or None."""
        if self.health.problem:
            return self.health.problem
        try:
            await self._cluster.ping()
        except Exception as error:  # noqa: BLE001 - a probe answers, whatever happened
            return f"OpenSearch: {error}"
        return None

    def _patience(self) -> Patience:
        return Patience(
            Backoff(self._settings.backoff_base_s, self._settings.backoff_cap_s),
            self._settings.give_up_after_s,
            self.health,
        )

    async def _write_targets(
        self, targets: Sequence[Target], wordings: Sequence[Action], patience: Patience
    ) -> None:
        """Write one version of each article; sets the `refusal` of those that OpenSearch will never take."""
        news = [target for target in targets if target.is_news]
        count("documents_written", "known", len(targets) - len(news))
        await self._homes.create_missing(targets if wordings else news, patience)
        await self._write_quotes(news, wordings, patience)
        overtaken = await self._write_articles(
            [target for target in news if target.refusal is None], patience
        )
        await self._undo([target for target in news if target.refusal is not None], patience)
        stays = [(target, target.stored) for target in targets if not target.is_news]
        stays += await self._stored(overtaken, patience)
        await self._take_back(stays, patience)
        taken = [target for target in news if target.refusal is None]
        await self._sweep([Leftover.of(target) for target in taken if target not in overtaken], patience)
        for target in taken:
            self._homes.remember(target)

    async def _write_quotes(
        self, targets: Sequence[Target], wordings: Sequence[Action], patience: Patience
    ) -> None:
        """Write the quotes, and *wordings* in the same requests."""
        owned = [
            (target, action)
            for target in targets
            for action in (*put_quotes(target), *delete_stale_quotes(target))
        ]
        fates = await self._writer.settle([*(action for _, action in owned), *wordings], patience)
        for fate in fates[len(owned) :]:
            # What is refused here is refused as an article too, which is where it becomes a dead letter.
            _count(fate, "version_written")
        for (target, action), fate in zip(owned, fates[: len(owned)], strict=True):
            _count(fate, "quote_deleted" if action.document is None else "quote_written")
            if isinstance(fate, Refused) and target.refusal is None:
                target.refusal = f"quote {action.id}: {fate.reason}"
            target.surprised |= fate != Done(existed=target.has_quote(action.id))

    async def _write_articles(self, targets: Sequence[Target], patience: Patience) -> list[Target]:
        """Write the articles; gives those of which a newer version was stored since our look-up."""
        fates = await self._writer.settle([put_article(target) for target in targets], patience)
        overtaken = []
        for target, fate in zip(targets, fates, strict=True):
            _count(fate, "article_written")
            match fate:
                case Refused(reason):
                    target.refusal = reason
                case Newer():
                    overtaken.append(target)
                case Done(existed):
                    target.surprised |= existed is (target.stored is None)
                    log.debug("article_indexed", article_id=target.id, quotes=len(target.entry.quotes))
        return overtaken

    async def _stored(
        self, targets: Sequence[Target], patience: Patience
    ) -> list[tuple[Target, Stored | None]]:
        places = [(target.articles_index, target.id) for target in targets]
        found = await patience.until_answered(lambda: self._cluster.get(places, ["quote_count"]))
        return [
            (target, None if hit is None else Stored.of(hit))
            for target, hit in zip(targets, found, strict=True)
        ]

    async def _take_back(self, stays: Sequence[tuple[Target, Stored | None]], patience: Patience) -> None:
        """Delete the quotes that we wrote, now or in an earlier try, where another version stays."""
        actions = [action for target, stored in stays if stored for action in delete_surplus(target, stored)]
        await self._writer.settle(actions, patience)

    async def _sweep(self, leftovers: Sequence[Leftover], patience: Patience) -> None:
        """Delete quotes that another process left behind, if there are any; see `Leftover`."""
        while leftovers:
            places = [place for leftover in leftovers for place in leftover.places]
            hits = await patience.until_answered(partial(self._cluster.get, places, []))
            found = {hit["_id"] for hit in hits if hit is not None}
            left: list[Leftover] = []
            actions: list[Action] = []
            for leftover in leftovers:
                names = [(index, id_) for index, id_ in leftover.places if id_ in found]
                actions += [
                    Action(index, id_, leftover.version, None, "external_gte") for index, id_ in names
                ]
                left += [leftover.rest()] if names else []
            for fate in await self._writer.settle(actions, patience):
                _count(fate, "quote_swept")
            leftovers = left

    async def _undo(self, targets: Sequence[Target], patience: Patience) -> None:
        """
        Take back the quotes of refused articles, as well as OpenSearch can.

        The quotes of the version that is still stored are put back. They keep the refused version's number, since
        versions cannot go down; a version between the two would then find its quotes' places taken.
        """
        if not targets:
            return
        places = [(target.articles_index, target.id) for target in targets]
        found = await patience.until_answered(lambda: self._cluster.get(places, None))
        actions: list[Action] = []
        for target, hit in zip(targets, found, strict=True):
            before = () if hit is None else quote_documents(ArticleDocument.model_validate(hit["_source"]))
            actions += restore_quotes(target, before)
            actions += delete_quotes(target, len(before))
        fates = await self._writer.settle(actions, patience)
        left = sum(isinstance(fate, Refused) for fate in fates)
        log.warning("articles_refused", articles=len(targets), quotes_not_taken_back=left)


def _count(fate: Fate, done: str) -> None:
    match fate:
        case Done():
            count("documents_written", done)
        case Newer():
            count("documents_written", "newer_stored")
        case Refused():
            count("documents_written", "rejected")
