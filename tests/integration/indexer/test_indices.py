"""The indices as a reader and an operator meet them: templates, aliases, strictness, queries."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import typer
from opensearchpy.exceptions import RequestError
from typer.testing import CliRunner

from quotewire_indexer.commands import register
from quotewire_indexer.convert import Entry, convert
from quotewire_indexer.mapping import indices_of
from quotewire_shared.errors import QuotewireError
from tests.contract.article_index import assert_holds, entry
from tests.factories import NOON, article_parsed
from tests.integration.indexer.shelf import FAST, OpenSearchShelf, cleaned_up, opensearch_shelf, place_at

TEXT = (
    'The elections in Élbonia were fair, Ana Lima said. "We never broke the sanctions," she denied.\n\n'
    "Ministers' wages were not discussed."
)


def story() -> Entry:
    start = TEXT.index("We never")
    return convert(
        article_parsed(
            title="Lima: elections were fair",
            text=TEXT,
            published_at=NOON,
            language="en",
            publisher="Harbour Post",
            provenance={"title": "meta"},
            near_duplicate_signature="0" * 16,
            authors=["Zoë Brandt"],
            actors=[
                {
                    "id": "a1",
                    "name": "Ana Lima",
                    "type": "person",
                    "role": "ministers",
                    "mentions": [{"start": 1, "end": 2}],
                }
            ],
            quotes=[
                {
                    "id": "q1",
                    "kind": "direct",
                    "spans": [{"start": start, "end": start + 29}],
                    "text": TEXT[start : start + 29],
                    "cue": {"start": 90, "end": 96, "text": "denied", "stance": "deny"},
                    "speaker": {"actor_id": "a1", "name": "Ana Lima", "start": 80, "end": 83, "text": "she"},
                    "confidence": 0.9,
                    "rule": "test",
                }
            ],
        )
    )


@pytest.fixture
async def shelf(opensearch_url: str) -> AsyncIterator[OpenSearchShelf]:
    async with opensearch_shelf(opensearch_url) as shelf:
        assert await shelf.index.write([story()]) == [None]
        await assert_holds(shelf, story())
        yield shelf


@pytest.mark.parametrize(
    ("alias", "field", "words", "found"),
    [
        ("articles", "text", "election", True),  # stemmed
        ("articles", "text.exact", "election", False),
        ("articles", "text.exact", "ELECTIONS elbonia", True),  # case and accents folded
        ("articles", "text", "minister", True),  # possessive and plural
        ("articles", "authors", "zoe", True),
        ("articles", "authors.raw", "Zoë Brandt", True),
        ("articles", "authors.folded", "ZOE BRANDT", True),
        ("articles", "publisher.folded", "harbour post", True),
        ("articles", "title.raw", "Lima: elections were fair", True),
        ("quotes", "speaker", "lima", True),
        ("quotes", "speaker", "limas", False),  # names are never stemmed
        ("quotes", "speaker.spelling", "ana lima", True),
        ("quotes", "role", "minister", True),
        ("quotes", "context", "fair", True),
    ],
)
async def test_words_are_matched_as_the_field_promises(
    shelf: OpenSearchShelf, alias: str, field: str, words: str, *, found: bool
) -> None:
    query = {"query": {"match": {field: {"query": words, "operator": "and"}}}}
    answer = await shelf.reader.search(index=f"{shelf.place.index_prefix}-{alias}", body=query)
    assert (answer["hits"]["total"]["value"] == 1) is found


async def test_a_long_text_is_highlighted_beyond_the_analysis_limit(shelf: OpenSearchShelf) -> None:
    long = entry("long", text="filler words " * 100_000 + "then a zeppelin landed.", quotes=0)
    await shelf.index.write([long])
    await shelf.articles()
    query = {
        "query": {"match": {"text": "zeppelins"}},
        "highlight": {"fields": {"text": {"type": "unified"}}},
    }
    answer = await shelf.reader.search(index=shelf.place.articles_alias, body=query)
    assert "<em>zeppelin</em>" in answer["hits"]["hits"][0]["highlight"]["text"][0]


async def test_a_field_that_is_not_mapped_is_refused(shelf: OpenSearchShelf) -> None:
    with pytest.raises(RequestError, match="strict_dynamic_mapping_exception"):
        await shelf.reader.index(
            index=indices_of(shelf.place.index_prefix).quotes.index_for(NOON), body={"mood": "bad"}
        )


async def test_a_new_month_joins_the_alias_by_the_template_alone(shelf: OpenSearchShelf) -> None:
    family = indices_of(shelf.place.index_prefix).articles
    name = family.index_for(NOON + timedelta(days=400))
    await shelf.reader.index(index=name, id="x", body={"title": "by hand"}, params={"refresh": "true"})
    answer = await shelf.reader.search(index=family.alias, body={"query": {"term": {"title.raw": "by hand"}}})
    assert answer["hits"]["total"]["value"] == 1


async def test_an_index_has_our_mapping_even_where_the_template_is_gone(opensearch_url: str) -> None:
    async with opensearch_shelf(opensearch_url, templates=False) as shelf:
        assert await shelf.index.write([story()]) == [None]
        await assert_holds(shelf, story())
        name = indices_of(shelf.place.index_prefix).articles.index_for(NOON)
        answer = await shelf.reader.indices.get_mapping(index=name)
        assert answer[name]["mappings"]["dynamic"] == "strict"


async def test_months_are_kept_apart_and_read_together(shelf: OpenSearchShelf) -> None:
    old = entry("old", first_seen_at=NOON - timedelta(days=90))
    assert await shelf.index.write([old]) == [None]
    await assert_holds(shelf, story(), old)
    assert len(await shelf.reader.indices.get(index=shelf.place.articles_alias)) == 2


def quotewire(*words: str, **environment: str) -> tuple[int, list[str], BaseException | None]:
    """Run `quotewire` with the indexer's commands; gives exit code, lines, and what was raised."""
    app = typer.Typer()
    register(app)
    handlers = list(logging.getLogger().handlers)
    result = CliRunner(env=environment).invoke(app, words)
    logging.getLogger().handlers = handlers  # the command's own writes to a stream that is closed now
    return result.exit_code, result.stdout.splitlines(), result.exception


async def test_creating_the_indices_twice_creates_them_once(opensearch_url: str) -> None:
    place = place_at(opensearch_url)
    environment = {
        "QUOTEWIRE_OPENSEARCH_URL": opensearch_url,
        "QUOTEWIRE_OPENSEARCH_INDEX_PREFIX": place.index_prefix,
    }
    indices = indices_of(place.index_prefix)
    names = [family.index_for(datetime.now(UTC)) for family in indices.families]
    templates = [f"template written: {family.versioned}" for family in indices.families]
    async with cleaned_up(place) as reader:
        first = await asyncio.to_thread(quotewire, "index", "create", **environment)
        assert first == (0, [*templates, *(f"index created: {name}" for name in names)], None)
        second = await asyncio.to_thread(quotewire, "index", "create", **environment)
        assert second == (0, [*templates, *(f"index existed: {name}" for name in names)], None)
        assert set(await reader.indices.get(index=f"{place.index_prefix}-*")) == set(names)


async def test_bootstrap_makes_topics_and_templates_and_may_be_repeated(
    opensearch_url: str, kafka_bootstrap: str
) -> None:
    place = place_at(opensearch_url)
    environment = {
        "QUOTEWIRE_OPENSEARCH_URL": opensearch_url,
        "QUOTEWIRE_OPENSEARCH_INDEX_PREFIX": place.index_prefix,
        "QUOTEWIRE_KAFKA_BOOTSTRAP_SERVERS": kafka_bootstrap,
        "QUOTEWIRE_KAFKA_TOPIC_PREFIX": f"t-{uuid4().hex[:8]}.",
        "QUOTEWIRE_KAFKA_PARTITIONS": "1",
    }
    async with cleaned_up(place) as reader:
        code, first, _ = await asyncio.to_thread(quotewire, "bootstrap", **environment)
        created = [line for line in first if line.startswith("topic created: ")]
        assert code == 0
        assert f"topic created: {environment['QUOTEWIRE_KAFKA_TOPIC_PREFIX']}articles.parsed.v1" in created
        code, second, _ = await asyncio.to_thread(quotewire, "bootstrap", **environment)
        assert code == 0
        assert second == [f"topics that existed: {len(created)}", *first[len(created) :]]
        for family in indices_of(place.index_prefix).families:
            assert await reader.indices.exists_index_template(name=family.versioned)


@pytest.mark.parametrize("words", [("index", "create"), ("bootstrap",)])
def test_an_engine_that_does_not_answer_is_one_clear_line(words: tuple[str, ...]) -> None:
    nowhere = {
        "QUOTEWIRE_OPENSEARCH_URL": "http://127.0.0.1:9",
        "QUOTEWIRE_OPENSEARCH_STARTUP_TIMEOUT_S": "0.3",
        "QUOTEWIRE_KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:9",
        "QUOTEWIRE_KAFKA_STARTUP_TIMEOUT_S": "0.3",
    }
    code, _, error = quotewire(*words, **nowhere)
    assert code == 1
    assert isinstance(error, QuotewireError)
    assert "does not answer at" in str(error)
    assert "\n" not in str(error)


def test_the_refresh_interval_is_the_one_that_was_set() -> None:
    body = indices_of("x").articles.body(FAST)
    assert body["settings"]["index"]["refresh_interval"] == "3600000ms"
