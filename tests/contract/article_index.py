"""What every article index promises; the in-memory one and OpenSearch both inherit these tests."""

import hashlib
import random
from datetime import timedelta
from typing import Any, Protocol

from quotewire_indexer.convert import Entry, convert
from quotewire_indexer.index import ArticleIndex
from quotewire_shared.documents import quote_document_id, version_document_id
from quotewire_shared.errors import PermanentError
from quotewire_shared.messages import Actor
from tests.factories import NOON, article_parsed

Documents = dict[str, tuple[int, dict[str, Any]]]
"""Document id -> (external version, source)."""

NESTED_LIMIT = 10_000
"""Nested objects that OpenSearch takes in one document."""


class Shelf(Protocol):
    """An index under test, and what a reader sees of it."""

    @property
    def index(self) -> ArticleIndex:
        """What is under test."""
        ...

    async def articles(self) -> Documents:
        """Give every article that a search finds."""
        ...

    async def quotes(self) -> Documents:
        """Give every quote that a search finds."""
        ...

    async def versions(self) -> Documents:
        """Give every wording that a search finds."""
        ...


def entry(name: str = "a", *, minute: int = 0, quotes: int = 2, **fields: Any) -> Entry:
    """Build version *minute* of article *name* with *quotes* quotes, whose words tell name, version and number."""
    said = [f"{name} {minute} says number {number}." for number in range(1, quotes + 1)]
    text = "\n\n".join(said) or "Nobody spoke."
    starts = [text.index(words) for words in said]
    parsed = {
        "fetched_at": NOON + timedelta(minutes=minute),
        "title": f"{name} at {minute}",
        "text": text,
        "actors": [{"id": "a1", "name": "Ana Lima", "type": "person", "role": "minister"}],
        "quotes": [
            {
                "id": f"q{number}",
                "kind": "direct",
                "spans": [{"start": start, "end": start + len(words)}],
                "text": words,
                "speaker": {"actor_id": "a1", "name": "Ana Lima"},
                "confidence": 0.9,
                "rule": "test",
            }
            for number, (start, words) in enumerate(zip(starts, said, strict=True), 1)
        ],
        **fields,
    }
    wording = f"{parsed['title']}\n{parsed['text']}"
    parsed["content_hash"] = hashlib.sha256(wording.encode()).hexdigest()
    return convert(article_parsed(f"https://harbour-post.example/{name}", **parsed))


def refused(name: str = "bad", *, minute: int = 0, quotes: int = 2) -> Entry:
    """Build a version that no index takes: it has more actors than a document may hold."""
    crowd = tuple(Actor(id=f"a{n}", name=f"Person {n}", type="person") for n in range(1, NESTED_LIMIT + 2))
    return entry(name, minute=minute, quotes=quotes, actors=crowd)


def untimely(name: str = "early", *, quotes: int = 2) -> Entry:
    """Build a version that no index takes, quotes included: it was fetched before 1970, which makes no version."""
    return entry(name, minute=-60 * 24 * 365 * 70, quotes=quotes)


def quote_ids(*entries: Entry) -> set[str]:
    """Name the quotes' documents of *entries*."""
    return {
        quote_document_id(item.article.article_id, quote.position)
        for item in entries
        for quote in item.quotes
    }


async def assert_wordings(shelf: Shelf, *entries: Entry) -> None:
    """Assert that exactly the wordings of *entries* are kept, each as it was first read."""
    assert {id_: source for id_, (_, source) in (await shelf.versions()).items()} == {
        version_document_id(item.article.article_id, item.wording.version): item.wording.model_dump(
            mode="json"
        )
        for item in entries
    }


async def assert_holds(shelf: Shelf, *entries: Entry) -> None:
    """Assert that exactly *entries* are found, in their versions."""
    articles, quotes = await shelf.articles(), await shelf.quotes()
    assert {id_: (version, source["title"]) for id_, (version, source) in articles.items()} == {
        item.article.article_id: (item.version, item.article.title) for item in entries
    }
    assert {id_: source["text"] for id_, (_, source) in quotes.items()} == {
        quote_document_id(item.article.article_id, quote.position): quote.text
        for item in entries
        for quote in item.quotes
    }


class ArticleIndexContract:
    """The promises of `ArticleIndex.write`."""

    async def test_an_article_is_found_with_its_quotes(self, shelf: Shelf) -> None:
        story = entry(quotes=3)
        assert await shelf.index.write([story]) == [None]
        await assert_holds(shelf, story)
        ((_, source),) = (await shelf.articles()).values()
        assert source == story.article.model_dump(mode="json")
        for (version, source), quote in zip(sorted_sources(await shelf.quotes()), story.quotes, strict=True):
            assert (version, source) == (story.version, quote.model_dump(mode="json"))

    async def test_an_article_without_quotes_is_found(self, shelf: Shelf) -> None:
        story = entry(quotes=0)
        assert await shelf.index.write([story]) == [None]
        await assert_holds(shelf, story)

    async def test_nothing_to_write_is_no_error(self, shelf: Shelf) -> None:
        assert await shelf.index.write([]) == []

    async def test_a_replay_changes_neither_counts_nor_contents_nor_versions(self, shelf: Shelf) -> None:
        stories = [entry(name, minute=minute, quotes=minute) for minute, name in enumerate("abc")]
        await shelf.index.write(stories)
        before = await shelf.articles(), await shelf.quotes()
        assert await shelf.index.write(stories) == [None, None, None]
        assert await shelf.index.write(stories[::-1]) == [None, None, None]
        assert (await shelf.articles(), await shelf.quotes()) == before

    async def test_a_newer_page_replaces_the_older(self, shelf: Shelf) -> None:
        await shelf.index.write([entry(minute=0)])
        newer = entry(minute=1)
        assert await shelf.index.write([newer]) == [None]
        await assert_holds(shelf, newer)

    async def test_an_older_page_never_replaces_the_newer(self, shelf: Shelf) -> None:
        newer = entry(minute=1, quotes=2)
        await shelf.index.write([newer])
        assert await shelf.index.write([entry(minute=0, quotes=5)]) == [None]
        await assert_holds(shelf, newer)

    async def test_a_newer_parser_replaces_what_an_older_one_found_on_the_same_page(
        self, shelf: Shelf
    ) -> None:
        await shelf.index.write([entry(quotes=3, parser_revision=1)])
        again = entry(quotes=1, parser_revision=2)
        assert await shelf.index.write([again]) == [None]
        await assert_holds(shelf, again)

    async def test_quotes_that_a_newer_version_lost_are_removed(self, shelf: Shelf) -> None:
        other = entry("other", quotes=5)
        await shelf.index.write([entry(minute=0, quotes=5), other])
        fewer = entry(minute=1, quotes=2)
        await shelf.index.write([fewer])
        await assert_holds(shelf, fewer, other)
        none = entry(minute=2, quotes=0)
        await shelf.index.write([none])
        await assert_holds(shelf, none, other)

    async def test_of_several_versions_in_one_batch_the_newest_stays(self, shelf: Shelf) -> None:
        versions = [
            entry(minute=minute, quotes=quotes) for minute, quotes in ((1, 4), (3, 1), (2, 5), (0, 2))
        ]
        assert await shelf.index.write(versions) == [None] * 4
        await assert_holds(shelf, versions[1])

    async def test_versions_in_any_order_and_grouping_end_at_the_newest(self, shelf: Shelf) -> None:
        dice = random.Random(7)
        versions = [
            entry(name, minute=minute, quotes=dice.randrange(6)) for name in "abcd" for minute in range(6)
        ]
        newest = [item for item in versions if item.version == entry(minute=5).version]
        dice.shuffle(versions)
        while versions:
            size = dice.randint(1, 5)
            batch, versions = versions[:size], versions[size:]
            assert await shelf.index.write(batch) == [None] * len(batch)
        await assert_holds(shelf, *newest)

    async def test_what_is_refused_spoils_nothing_else_and_leaves_no_trace(self, shelf: Shelf) -> None:
        good = [entry("a"), entry("b"), entry("c")]
        outcomes = await shelf.index.write([good[0], refused(), good[1], untimely(), good[2]])
        assert [getattr(outcome, "reason_code", None) for outcome in outcomes] == [
            None,
            "index_rejected",
            None,
            "index_rejected",
            None,
        ]
        assert all(outcome is None or isinstance(outcome, PermanentError) for outcome in outcomes)
        await assert_holds(shelf, *good)

    async def test_a_refused_version_leaves_the_stored_one_as_it_was(self, shelf: Shelf) -> None:
        stored = entry(minute=0, quotes=3)
        await shelf.index.write([stored])
        (outcome,) = await shelf.index.write([refused("a", minute=1, quotes=5)])
        assert isinstance(outcome, PermanentError)
        await assert_holds(shelf, stored)
        newer = entry(minute=2, quotes=1)
        assert await shelf.index.write([newer]) == [None]
        await assert_holds(shelf, newer)

    async def test_a_refused_version_does_not_hide_an_older_one_of_its_batch(self, shelf: Shelf) -> None:
        good = entry(minute=1, quotes=3)
        outcomes = await shelf.index.write([entry(minute=0), refused("a", minute=2, quotes=4), good])
        assert [outcome is None for outcome in outcomes] == [True, False, True]
        await assert_holds(shelf, good)

    async def test_an_article_keeps_its_first_index_when_its_first_sight_was_forgotten(
        self, shelf: Shelf
    ) -> None:
        await shelf.index.write([entry(minute=0, quotes=3)])
        forgetful = entry(minute=1, quotes=1, first_seen_at=NOON - timedelta(days=60))
        assert await shelf.index.write([forgetful]) == [None]
        await assert_holds(shelf, forgetful)

    async def test_every_wording_of_an_article_is_kept(self, shelf: Shelf) -> None:
        first, second, third = (entry(minute=minute) for minute in range(3))
        await shelf.index.write([first])
        await shelf.index.write([third])
        await assert_wordings(shelf, first, third)
        await shelf.index.write([second])  # it was held up, and changes nothing but the history
        await assert_holds(shelf, third)
        await assert_wordings(shelf, first, second, third)

    async def test_wordings_that_come_in_one_batch_are_all_kept(self, shelf: Shelf) -> None:
        entries = [entry(name, minute=minute) for name in "ab" for minute in (2, 0, 1)]
        await shelf.index.write(entries)
        await assert_wordings(shelf, *entries)

    async def test_a_wording_keeps_the_time_of_its_earliest_fetch(self, shelf: Shelf) -> None:
        early, middle, late = (
            entry(minute=minute, title="Same", text="Same.", quotes=0) for minute in range(3)
        )
        await shelf.index.write([middle])
        await shelf.index.write([late])
        await assert_wordings(shelf, middle)
        await shelf.index.write([early])  # it was held up
        await assert_wordings(shelf, early)
        await assert_holds(shelf, late)

    async def test_a_replay_changes_no_wording(self, shelf: Shelf) -> None:
        entries = [entry(minute=minute) for minute in range(3)]
        await shelf.index.write(entries)
        before = await shelf.versions()
        for batch in (entries, entries[::-1], entries[:1], entries[2:]):
            await shelf.index.write(batch)
        assert await shelf.versions() == before

    async def test_a_newer_parser_corrects_the_wording_that_it_reads_again(self, shelf: Shelf) -> None:
        old = entry(parser_revision=1, standfirst="Advertisement")
        new = entry(parser_revision=2, standfirst="What the minister said")
        await shelf.index.write([old])
        await shelf.index.write([new])
        await assert_wordings(shelf, new)
        await shelf.index.write([old])
        await assert_wordings(shelf, new)

    async def test_the_wording_of_a_refused_version_stays_since_it_was_read(self, shelf: Shelf) -> None:
        stored, crowded = entry(minute=0), refused("a", minute=1)
        await shelf.index.write([stored])
        await shelf.index.write([crowded])
        await assert_holds(shelf, stored)
        await assert_wordings(shelf, stored, crowded)


def sorted_sources(documents: Documents) -> list[tuple[int, dict[str, Any]]]:
    """Order documents by id."""
    return [documents[id_] for id_ in sorted(documents)]
