"""Several processes may write versions of one article at the same time: the newest wins, and nothing of others stays."""

import asyncio
import random

import pytest

from quotewire_indexer.convert import Entry
from quotewire_indexer.index import ArticleIndex, OpenSearchIndex
from quotewire_indexer.mapping import indices_of
from quotewire_indexer.opensearch import OpenSearch
from tests.contract.article_index import assert_holds, entry
from tests.integration.indexer.shelf import FAST, OpenSearchShelf, opensearch_shelf


class Step:
    """Lets a process go on until just before its Nth bulk request, and then when it is told."""

    def __init__(self, at: int) -> None:
        self.reached = asyncio.Event()
        self.go = asyncio.Event()
        self._left = at

    async def pause(self) -> None:
        self._left -= 1
        if self._left == 0:
            self.reached.set()
            await self.go.wait()


class SteppedCluster(OpenSearch):
    """A process's way to OpenSearch that can be held before a bulk request."""

    step: Step | None = None

    async def bulk(self, body: bytes) -> list[dict[str, object]]:
        if self.step is not None:
            await self.step.pause()
        return await super().bulk(body)


async def write(index: ArticleIndex, *entries: Entry) -> None:
    assert await index.write(entries) == [None] * len(entries)


@pytest.mark.parametrize("held_at", [1, 2])
@pytest.mark.parametrize("stored_quotes", [None, 0, 3])
@pytest.mark.parametrize("older_is_held", [True, False])
async def test_two_processes_that_overtake_each_other_leave_the_newest_alone(
    opensearch_url: str, held_at: int, stored_quotes: int | None, *, older_is_held: bool
) -> None:
    """Request 1 holds the quotes, request 2 the article: one process is held before it while the other does all."""
    older, newer = entry(minute=1, quotes=60), entry(minute=2, quotes=1)
    held, other = (older, newer) if older_is_held else (newer, older)
    async with opensearch_shelf(opensearch_url) as shelf:
        if stored_quotes is not None:
            await write(shelf.index, entry(minute=0, quotes=stored_quotes))
        slow = SteppedCluster(shelf.place)
        slow.step = Step(held_at)
        index = OpenSearchIndex(slow, indices_of(shelf.place.index_prefix), FAST)
        writing = asyncio.ensure_future(write(index, held))
        await slow.step.reached.wait()
        await write(shelf.index, other)
        slow.step.go.set()
        await writing
        await slow.close()
        await assert_holds(shelf, newer)


@pytest.mark.parametrize("seed", range(3))
async def test_a_crowd_of_processes_ends_at_the_newest_of_every_article(
    opensearch_url: str, seed: int
) -> None:
    dice = random.Random(seed)
    versions = [entry(f"s{n}", minute=m, quotes=dice.randrange(8)) for n in range(20) for m in range(6)]
    async with opensearch_shelf(opensearch_url) as shelf:
        clusters = [OpenSearch(shelf.place) for _ in range(4)]
        try:
            await asyncio.gather(*(_shuffled(cluster, shelf, versions, dice) for cluster in clusters))
        finally:
            for cluster in clusters:
                await cluster.close()
        await assert_holds(shelf, *versions[5::6])


async def _shuffled(
    cluster: OpenSearch, shelf: OpenSearchShelf, versions: list[Entry], dice: random.Random
) -> None:
    index = OpenSearchIndex(cluster, indices_of(shelf.place.index_prefix), FAST)
    mine = dice.sample(versions, len(versions))
    for start in range(0, len(mine), 10):
        await write(index, *mine[start : start + 10])
