"""What the indexer can say of one article: its document, its dead letters, and whether it still waits."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from quotewire_indexer.opensearch import OpenSearch
from quotewire_shared.messages import article_id_for
from quotewire_shared.settings import KafkaSettings, OpenSearchSettings, load
from quotewire_shared.topics import ARTICLES_PARSED
from quotewire_shared.tracing.contract import Query, Trail
from quotewire_shared.tracing.letters import find_letters, tell
from quotewire_shared.tracing.notebook import Notebook
from quotewire_shared.tracing.queues import tell_waiting

FIELDS: Final = (
    "title",
    "canonical_url",
    "source_id",
    "publisher",
    "first_seen_at",
    "fetched_at",
    "published_at",
    "quote_count",
    "parser_version",
)
REASONS: Final[Mapping[str, tuple[str, str]]] = {
    "implausible_first_seen_at": (
        "The time at which it was first seen is before 1990 or in the future, so no index can be named by it.",
        "Set the clock of the fetching machine, or give the imported pages a plausible time; then replay it.",
    ),
    "too_many_quotes": (
        "It has more quotes than an article can have.",
        "Nothing; it is a list, not an article.",
    ),
}
REFUSED: Final = (
    "The index does not take it.",
    "The reason names the field. If it is a new field, run `quotewire index migrate`, then replay the dead letter.",
)


async def trace(query: Query) -> Trail:
    """Tell what became of the article of *query* in the index."""
    book, kafka = Notebook("indexer", query), load(KafkaSettings)
    if not query.ids and query.url:  # no fetcher is installed here that knows better
        book.learn(ids=[article_id_for(query.url)])
    with book.looking("indexed", "The indexer's dead letters"):
        letters, looked = await find_letters(kafka, "indexer", book.query)
        book.add(tell(letters, "indexed", lambda code: REASONS.get(code, REFUSED)))
        if not letters:
            book.note("indexed", "missing", f"No dead letter of the indexer is about it ({looked}).")
    with book.looking("indexed", "The indexer's position"):
        await tell_waiting(book, kafka, service="indexer", topic=ARTICLES_PARSED, stage="indexed")
    with book.looking("indexed", "OpenSearch"):
        await _tell_documents(book, load(OpenSearchSettings))
    return book.trail()


async def _tell_documents(book: Notebook, settings: OpenSearchSettings) -> None:
    cluster = OpenSearch(settings)
    try:
        hits = await cluster.find(settings.articles_alias, book.query.ids, FIELDS)
    finally:
        await cluster.close()
    for hit in hits:
        source: dict[str, Any] = hit["_source"]
        text = (
            f"In {hit['_index']} as version {hit['_version']}: “{source.get('title') or '(no title)'}”, "
            f"{source.get('quote_count', 0)} quotes, first seen {str(source.get('first_seen_at'))[:16]}."
        )
        facts = {"index": hit["_index"], "id": hit["_id"], "version": hit["_version"], **source}
        # The document does not say when it was written; its version says which reading of the page it holds.
        book.note("indexed", "done", text, version_at=_moment(source.get("fetched_at")), facts=facts)
    if not hits:
        book.note(
            "indexed",
            "missing",
            f"No article with this id is in {settings.articles_alias} (one that was written just now can be found "
            "after the refresh interval of some seconds).",
        )


def _moment(value: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
