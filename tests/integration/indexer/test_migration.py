"""A mapping changes while readers read and the indexer writes; there is a way back."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from quotewire_indexer.convert import Entry
from quotewire_indexer.index import OpenSearchIndex
from quotewire_indexer.mapping import MAPPING_VERSION, indices_of
from quotewire_indexer.moving import Month, Mover
from quotewire_indexer.opensearch import OpenSearch
from quotewire_indexer.patience import UnavailableError
from quotewire_indexer.start import put_templates
from quotewire_shared.documents import version_document_id
from quotewire_shared.errors import QuotewireError
from tests.contract.article_index import assert_holds, assert_wordings, entry
from tests.factories import NOON
from tests.integration.indexer import older
from tests.integration.indexer.shelf import FAST, OpenSearchShelf, cleaned_up, opensearch_shelf, place_at
from tests.integration.indexer.test_indices import quotewire

LAST_MONTH = NOON - timedelta(days=30)


def stories(count: int) -> list[Entry]:
    """Build articles of two months, with quotes that name somebody."""
    return [entry(f"s{n}", quotes=n % 4, first_seen_at=LAST_MONTH if n % 2 else NOON) for n in range(count)]


@pytest.fixture
async def shelf(opensearch_url: str) -> AsyncIterator[OpenSearchShelf]:
    """Give a deployment of the release before, which holds 12 stories, and an indexer of this one."""
    place = place_at(opensearch_url)
    async with cleaned_up(place) as reader:
        await older.set_up(reader, place.index_prefix)
        await older.store(reader, place.index_prefix, stories(12))
        cluster, indices = OpenSearch(place), indices_of(place.index_prefix)
        try:
            await put_templates(cluster, indices, FAST)
            yield OpenSearchShelf(place, OpenSearchIndex(cluster, indices, FAST), reader)
        finally:
            await cluster.close()
            for family in indices.families[:2]:
                await reader.indices.delete_index_template(name=family.at(1).versioned)


async def run(shelf: OpenSearchShelf, *words: str) -> list[str]:
    code, lines, error = await asyncio.to_thread(
        quotewire,
        "index",
        *words,
        QUOTEWIRE_OPENSEARCH_URL=str(shelf.place.url),
        QUOTEWIRE_OPENSEARCH_INDEX_PREFIX=shelf.place.index_prefix,
    )
    if error:
        raise error
    assert code == 0
    return lines


async def seen(shelf: OpenSearchShelf) -> set[str]:
    """Name the indices that readers see, without the prefix."""
    aliases = f"{shelf.place.articles_alias},{shelf.place.quotes_alias}"
    found = await shelf.reader.indices.get_alias(name=aliases)
    return {
        name.removeprefix(f"{shelf.place.index_prefix}-")
        for name, index in found.items()
        if not any("filter" in alias for alias in index["aliases"].values())
    }


def months(version: int) -> set[str]:
    return {f"{kind}-v{version}-2026.{month}" for kind in ("articles", "quotes") for month in (10, 11)}


async def test_an_indexer_beside_an_older_mapping_writes_to_where_readers_look(
    shelf: OpenSearchShelf,
) -> None:
    newer, another = entry("s2", minute=5, quotes=3), entry("new", quotes=1)
    assert await shelf.index.write([newer, another]) == [None, None]
    await assert_holds(
        shelf, *(item for item in stories(12) if item.article.title != "s2 at 0"), newer, another
    )
    assert await seen(shelf) == months(1)
    await assert_wordings(shelf, newer, another)


async def test_without_yes_it_is_only_said_what_would_be_done(shelf: OpenSearchShelf) -> None:
    lines = await run(shelf, "migrate")
    prefix = shelf.place.index_prefix
    assert lines == [
        f"{prefix}-articles-v1-2026.10 -> {prefix}-articles-v3-2026.10: 6 articles",
        f"{prefix}-articles-v1-2026.11 -> {prefix}-articles-v3-2026.11: 6 articles",
        "Nothing was done. Repeat with --yes to do it.",
    ]
    assert await seen(shelf) == months(1)


async def test_readers_see_every_article_exactly_once_while_it_moves_and_is_written(
    shelf: OpenSearchShelf,
) -> None:
    newest = {item.article.article_id: item for item in stories(12)}
    known = set(newest)
    moving = asyncio.ensure_future(run(shelf, "migrate", "--yes"))
    minute, written = 0, set[str]()
    while not moving.done():
        minute += 1
        batch = [entry(f"s{minute % 12}", minute=minute, quotes=minute % 3), entry(f"n{minute}", quotes=1)]
        assert await shelf.index.write(batch) == [None, None]
        newest |= {item.article.article_id: item for item in batch}
        written |= {f"{item.article.article_id}:{item.wording.version}" for item in batch}
        assert set(await shelf.articles()) >= known  # it also asserts that none is in two indices
        await shelf.quotes()
    await moving
    await assert_holds(shelf, *newest.values())
    assert await seen(shelf) == months(3)
    await shelf.index.write([again := entry("s3", minute=900, quotes=2)])
    newest[again.article.article_id] = again
    await assert_holds(shelf, *newest.values())
    assert all("about" in source for _, source in (await shelf.quotes()).values())
    kept = {f"{item.article.article_id}:{item.wording.version}" for item in newest.values()}
    assert set(await shelf.versions()) >= kept | written


async def test_a_migration_may_be_repeated(shelf: OpenSearchShelf) -> None:
    await run(shelf, "migrate", "--yes")
    assert await run(shelf, "migrate", "--yes") == [
        "Nothing to do: readers see mapping version 3 everywhere."
    ]
    await assert_holds(shelf, *stories(12))


async def test_the_way_back_takes_along_what_was_written_since(shelf: OpenSearchShelf) -> None:
    await run(shelf, "migrate", "--yes")
    newer = entry("s1", minute=9, quotes=5, first_seen_at=LAST_MONTH)
    later = entry("later", quotes=2, first_seen_at=NOON - timedelta(days=90))
    await shelf.index.write([newer, later])
    held = [*(item for item in stories(12) if item.article.title != "s1 at 0"), newer, later]
    assert (await run(shelf, "rollback"))[-1] == "Nothing was done. Repeat with --yes to do it."
    assert await seen(shelf) == months(3) | {"articles-v3-2026.08", "quotes-v3-2026.08"}
    await run(shelf, "rollback", "--yes")
    await assert_holds(shelf, *held)
    assert await seen(shelf) == months(1) | {"articles-v1-2026.08", "quotes-v1-2026.08"}
    await shelf.index.write(
        [last := entry("later", minute=20, quotes=1, first_seen_at=later.article.first_seen_at)]
    )
    held[-1] = last
    await assert_holds(shelf, *held)
    await run(shelf, "migrate", "--yes")
    await assert_holds(shelf, *held)
    await assert_wordings(shelf, *stories(12), newer, later, last)


async def test_what_cannot_be_moved_is_named_and_nothing_changes_for_anybody(shelf: OpenSearchShelf) -> None:
    strange = f"{shelf.place.index_prefix}-articles-v1-2026.11"
    await shelf.reader.index(
        index=strange, id="strange", body={"title": "by hand"}, params={"refresh": "true"}
    )
    with pytest.raises(QuotewireError, match=r"strange of .* is no article of ours"):
        await run(shelf, "migrate", "--yes")
    assert await seen(shelf) == months(1)
    await shelf.reader.delete(index=strange, id="strange")
    await shelf.index.write([another := entry("another")])
    await assert_holds(shelf, *stories(12), another)


async def test_the_list_tells_what_readers_see_and_what_is_kept(shelf: OpenSearchShelf) -> None:
    await run(shelf, "migrate", "--yes")
    lines = [line.split("  ", 1) for line in await run(shelf, "list")]
    told = {name.removeprefix(f"{shelf.place.index_prefix}-"): words for name, words in lines}
    assert set(told) == months(1) | months(3) | {"versions-v2-2026.10", "versions-v2-2026.11"}
    assert told["articles-v1-2026.11"].startswith("6 documents, ")
    assert told["articles-v1-2026.11"].endswith("MiB, kept, closed to writes")
    assert told["articles-v3-2026.11"].endswith(f"MiB, behind {shelf.place.articles_alias}")


async def test_there_is_no_way_back_from_the_first_mapping(shelf: OpenSearchShelf) -> None:
    with pytest.raises(QuotewireError, match="no older mapping version"):
        await run(shelf, "rollback", "--yes")


async def test_a_month_that_waits_for_its_migration_gets_no_second_index(shelf: OpenSearchShelf) -> None:
    now = datetime.now(UTC)
    await older.store(shelf.reader, shelf.place.index_prefix, [entry("now", first_seen_at=now)])
    articles, quotes, versions = (
        family.index_for(now) for family in indices_of(shelf.place.index_prefix).families
    )
    lines = await run(shelf, "create")
    assert [line.split(";")[0] for line in lines[3:]] == [
        f"index left out: {articles}",
        f"index left out: {quotes}",
        f"index created: {versions}",
    ]


class Stumbling(OpenSearch):
    """A cluster whose aliases cannot be changed; *too_late*: they are, but the answer gets lost."""

    too_late = False

    async def change_aliases(self, actions: Sequence[dict[str, Any]]) -> None:
        if self.too_late:
            await super().change_aliases(actions)
        raise UnavailableError("no answer")


@pytest.mark.parametrize("too_late", [False, True])
async def test_a_change_that_fails_leaves_the_indexer_writing_where_readers_look(
    shelf: OpenSearchShelf, *, too_late: bool
) -> None:
    indices = indices_of(shelf.place.index_prefix)
    cluster = Stumbling(shelf.place)
    cluster.too_late = too_late
    way = [Month(month, indices.at(1), indices) for month in ("2026.10", "2026.11")]
    try:
        with pytest.raises(UnavailableError):
            await Mover(cluster, indices, FAST, print).move(way)
    finally:
        await cluster.close()
    assert await seen(shelf) == months(3 if too_late else 1)
    newer = entry("s0", minute=3, quotes=1)
    assert await shelf.index.write([newer]) == [None]
    await assert_holds(shelf, *stories(12)[1:], newer)
    await run(shelf, "migrate", "--yes")
    await assert_holds(shelf, *stories(12)[1:], newer)


DEATHS = [
    "create_index 2 after",  # some of the new indices are there
    "bulk 1 after",  # quotes without their article
    "bulk 3 before",  # one month and not the other
    "close_to_writes 1 before",
    "close_to_writes 1 after",  # the indexer waits
    "change_aliases 1 before",  # all is copied, nobody sees it
    "change_aliases 1 after",  # all is done
]


@pytest.mark.parametrize("death", DEATHS)
async def test_a_migration_that_was_killed_is_done_by_the_next_run(
    shelf: OpenSearchShelf, death: str
) -> None:
    command = ("-m", "tests.integration.indexer.dying_migration", str(shelf.place.url))
    killed = await asyncio.create_subprocess_exec(
        sys.executable, *command, shelf.place.index_prefix, *death.split(), stdout=asyncio.subprocess.PIPE
    )
    await killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    await assert_holds(shelf, *stories(12))
    done, waits = death == DEATHS[-1], death in DEATHS[-3:-1]
    assert await seen(shelf) == months(3 if done else 1)
    newer, another = entry("s3", minute=5, quotes=1, first_seen_at=LAST_MONTH), entry("new", quotes=2)
    writing = asyncio.create_task(shelf.index.write([newer, another]))
    if not waits:
        await writing
    lines = await run(shelf, "migrate", "--yes")
    assert ("Nothing to do" in lines[0]) == done
    assert await writing == [None, None]
    held = [*(item for item in stories(12) if item.article.title != "s3 at 0"), newer, another]
    await assert_holds(shelf, *held)
    assert {version_document_id(one.article.article_id, one.wording.version) for one in held} <= set(
        await shelf.versions()
    )
    assert await seen(shelf) == months(3)
    await run(shelf, "rollback", "--yes")
    await assert_holds(shelf, *held)


async def test_wordings_travel_along_with_the_times_at_which_they_were_read(opensearch_url: str) -> None:
    history = [entry(minute=minute, quotes=minute) for minute in range(3)]
    async with opensearch_shelf(opensearch_url) as shelf:
        for version in history:
            await shelf.index.write([version])
        now = indices_of(shelf.place.index_prefix)
        later = replace(now, versions=replace(now.versions, unchanged_since=None))
        next_release = later.at(MAPPING_VERSION + 1)
        cluster = OpenSearch(shelf.place)
        month = Month(f"{NOON:%Y.%m}", now, next_release)
        try:
            await Mover(cluster, next_release, FAST, print).move([month])
        finally:
            await cluster.close()
        await assert_holds(shelf, history[2])
        await assert_wordings(shelf, *history)
        assert await seen(shelf) == {f"{kind}-v4-2026.11" for kind in ("articles", "quotes")}
