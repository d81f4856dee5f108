"""What the fetcher can say of one page: who named it, whether it waits, what came of it, and where it was published."""

from collections.abc import Callable
from typing import Final

from quotewire_fetcher.memory.state import HostState, PageState
from quotewire_fetcher.naming.identity import domain_of, page_id_for
from quotewire_fetcher.reporting.reasons import reason_for
from quotewire_fetcher.reporting.trace_pages import find_pages
from quotewire_fetcher.reporting.trace_requests import find_requests, tell_requests
from quotewire_fetcher.reporting.trace_words import tell_article, tell_host, tell_listing, tell_page
from quotewire_shared.settings import KafkaSettings, load
from quotewire_shared.topics import ARTICLES_FETCHED
from quotewire_shared.tracing.articles import find_articles, in_words
from quotewire_shared.tracing.contract import Query, Stage, Trail
from quotewire_shared.tracing.letters import find_letters, tell
from quotewire_shared.tracing.notebook import Notebook
from quotewire_shared.tracing.scan import Record

STATE: Final = "The fetcher's state"


async def trace(query: Query) -> Trail:
    """Tell what became of the page of *query* in the fetcher."""
    book, kafka = Notebook("fetcher", query), load(KafkaSettings)
    if query.url is not None:
        try:
            book.learn(ids=[page_id_for(query.url)])
        except ValueError as error:
            book.note("named", "missing", f"No fetcher would ask for it: {error}.", code="bad_url")
            return book.trail()
    pages: list[PageState] = []
    hosts: list[HostState] = []
    with book.looking("fetched", STATE):
        found = await find_pages(kafka, book.query)
        pages, hosts = found.pages, found.hosts
        book.learn(ids=_ids(pages))
        for feed in found.feeds:
            tell_listing(book, feed, query.url)
        if not pages:
            book.note(
                "named", "missing", f"No fetcher has a record of it ({found.read:,} records were read)."
            )
        if not found.ended:
            text = "The fetchers' memory was not read to its end in time; give more --patience."
            book.note("fetched", "unknown", text)
    with book.looking("requested", "The fetch requests"):
        tell_requests(book, await find_requests(kafka, book.query, _domains(query.url, pages)), pages)
    dropped: set[str] = set()
    with book.looking("fetched", "The fetcher's dead letters"):
        dropped = await _tell_letters(book, kafka)
    for host in hosts:
        tell_host(book, host)
    for page in pages:
        tell_page(book, page, told=dropped)
    with book.looking("published", "The fetched articles"):
        hits, scans = await find_articles(kafka, ARTICLES_FETCHED, book.query)
        for hit in hits:
            tell_article(book, hit)
        if not hits:
            book.note("published", "missing", f"It was not found as published ({in_words(scans)}).")
    return book.trail()


async def _tell_letters(book: Notebook, kafka: KafkaSettings) -> set[str]:
    letters, looked = await find_letters(kafka, "fetcher", book.query, also=_names(book.query.url))
    if not letters:
        book.note("fetched", "missing", f"No dead letter of the fetcher is about it ({looked}).")
    for letter in letters:
        stage: Stage = "robots" if letter.code.startswith("robots_") else "fetched"
        book.add(tell([letter], stage, _explain))
    return {letter.code for letter in letters}


def _explain(code: str) -> tuple[str, str]:
    reason = reason_for(code)
    return reason.meaning, reason.advice


def _names(url: str | None) -> Callable[[Record], bool] | None:
    """Recognise letters by the address, too: they hold it as the feed named it."""
    if url is None:
        return None
    wanted = ("dlq-url", url.encode())
    return lambda record: wanted in record.headers


def _ids(pages: list[PageState]) -> list[str]:
    """Give every id that *pages* have, or will have where they redirect to."""
    ids = [id_ for page in pages for id_ in (page.page_id, page.article_id) if id_]
    return ids + [page_id_for(page.moved_to) for page in pages if page.moved_to]


def _domains(url: str | None, pages: list[PageState]) -> set[str]:
    """Give the domains under which the page may have been requested; none: they are not known."""
    urls = [url] if url else []
    urls += [way for page in pages for way in (page.named_url, page.moved_to) if way]
    return {domain_of(one) for one in urls}
