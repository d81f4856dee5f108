"""What the parser can say of one article: its dead letters, what it made of the page, and whether the page still waits."""

from collections.abc import Mapping
from typing import Final

from pydantic import ValidationError

from quotewire_shared.messages import ArticleParsed
from quotewire_shared.settings import KafkaSettings, load
from quotewire_shared.topics import ARTICLES_FETCHED, ARTICLES_PARSED
from quotewire_shared.tracing.articles import find_articles, in_words
from quotewire_shared.tracing.contract import Query, Trail
from quotewire_shared.tracing.letters import find_letters, tell
from quotewire_shared.tracing.notebook import Notebook
from quotewire_shared.tracing.queues import tell_waiting
from quotewire_shared.tracing.scan import Record, place_of, time_of

REASONS: Final[Mapping[str, tuple[str, str]]] = {
    "no_text": (
        "The page holds no article, or none that can be told from its furniture.",
        "Try `quotewire parse URL`: a consent wall, a list of links or a page built by script has no text.",
    ),
    "page_too_large": ("The page is over 5 MiB.", "Nothing; no article is that long."),
    "page_too_deep": (
        "The tags of the page nest deeper than we read.",
        "Nothing; the page is built to hurt.",
    ),
    "parse_timeout": (
        "Reading the page took longer than QUOTEWIRE_PARSER_TIME_LIMIT_S.",
        "Raise that limit if the machine was busy, then replay the dead letter; else leave it.",
    ),
    "worker_died": (
        "The worker process died of this page.",
        "Please report it with the page; the letter has it.",
    ),
    "memory_limit": (
        "Reading the page took more memory than a worker may have.",
        "Leave it, or raise the limit.",
    ),
}


async def trace(query: Query) -> Trail:
    """Tell what became of the pages of *query* in the parser."""
    book, kafka = Notebook("parser", query), load(KafkaSettings)
    if not query.ids:
        return book.trail()
    with book.looking("parsed", "The parser's dead letters"):
        letters, looked = await find_letters(kafka, "parser", book.query)
        book.add(
            tell(letters, "parsed", lambda code: REASONS.get(code, ("The parser could not read it.", "")))
        )
        if not letters:
            book.note("parsed", "missing", f"No dead letter of the parser is about it ({looked}).")
    with book.looking("parsed", "The parsed articles"):
        hits, scans = await find_articles(kafka, ARTICLES_PARSED, book.query)
        for hit in hits:
            _tell_parsed(book, hit)
        if not hits:
            book.note("parsed", "missing", f"No parsed article with this id was found ({in_words(scans)}).")
    with book.looking("parsed", "The parser's position"):
        await tell_waiting(book, kafka, service="parser", topic=ARTICLES_FETCHED, stage="parsed")
    return book.trail()


def _tell_parsed(book: Notebook, hit: Record) -> None:
    try:
        article = ArticleParsed.model_validate_json(hit.value or b"")
    except ValidationError as error:
        book.note("parsed", "unknown", f"A parsed article that cannot be read: {error}", at=time_of(hit))
        return
    book.learn(places=[place_of(hit)])
    facts = {
        "title": article.title,
        "language": article.language,
        "words": article.word_count,
        "actors": len(article.actors),
        "quotes": len(article.quotes),
        "completeness": article.completeness.value,
        "parser_version": article.parser_version,
        "place": f"{hit.topic}, partition {hit.partition}, offset {hit.offset}",
    }
    text = (
        f"“{article.title or '(no title)'}”: {article.word_count} words, {len(article.actors)} actors, "
        f"{len(article.quotes)} quotes, {article.completeness.value}, by parser {article.parser_version}."
    )
    book.note("parsed", "done", text, at=time_of(hit), version_at=article.fetched_at, facts=facts)
