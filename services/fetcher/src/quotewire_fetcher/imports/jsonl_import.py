"""
JSON Lines to articles: an object a line, with `html` or `text`, and what else is known of the article.

A line may also be one of our own messages: an `ArticleFetched` comes back as it was, an `ArticleParsed` as its text.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.imports.import_entries import (
    SOURCE_ID,
    Broken,
    Candidate,
    Entry,
    Options,
    check_body,
    imported_again,
    is_file_name,
    opened,
    settled_address,
    settled_time,
    unreadable,
)
from quotewire_fetcher.imports.import_lines import lines_of
from quotewire_fetcher.naming.identity import believed_canonical, canonical_url
from quotewire_fetcher.pages.head import scan_head
from quotewire_fetcher.pages.reading import check_record_size
from quotewire_shared.messages import ArticleFetched, FeedFacts, Lane, Rights, article_id_for

MAX_LINE_BYTES = 32 * 1024 * 1024
"""A page of 5 MiB may be six times as long in JSON, where every character is escaped."""


M = TypeVar("M", bound=BaseModel)


def _aware(value: datetime | None) -> datetime | None:
    return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def _list(value: object) -> object:
    return [value] if isinstance(value, str) else value or ()


def _empty_is_none(value: object) -> object:
    return value or None


Moment = Annotated[datetime | None, BeforeValidator(_empty_is_none), AfterValidator(_aware)]
"""A time; one without a zone is taken as UTC."""
Words = Annotated[str | None, Field(max_length=2_000)]


class JsonArticle(BaseModel):
    """What a line may say; fields that are not listed are passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    url: str | None = None
    canonical_url: str | None = None
    html: str | None = None
    text: str | None = None
    title: Words = None
    authors: Annotated[tuple[Annotated[str, Field(max_length=500)], ...], BeforeValidator(_list)] = Field(
        default=(), max_length=200
    )
    published_at: Moment = None
    language: Annotated[str | None, Field(max_length=35)] = None
    publisher: Annotated[str | None, Field(max_length=200)] = None
    source_id: Annotated[str | None, Field(max_length=100)] = None
    fetched_at: Moment = None
    first_seen_at: Moment = None

    # These make a line one of our own messages.
    article_id: str | None = None
    final_url: str | None = None


def read_jsonl(path: Path, options: Options) -> Iterator[Entry]:
    """Give what the file at *path* holds, line by line; never raises for what it reads."""
    try:
        with opened(path, options.meter) as (raw, modified_at):
            for line in lines_of(raw, max_bytes=MAX_LINE_BYTES):
                where = f"{path}:{line.number}"
                if line.flaw is not None:
                    yield Broken(where, "bad_line", line.flaw)
                elif line.data.strip():
                    yield Candidate(where, partial(article_of_line, line.data, options, modified_at))
    except ValueError as error:
        yield Broken(str(path), "bad_line", str(error))
    except OSError as error:
        yield unreadable(path, error)


def article_of_line(data: bytes, options: Options, modified_at: datetime) -> ArticleFetched:
    """
    Read one line.

    Raises:
        FetchRefusedError: bad_line, bad_url, empty_page, bad_content, page_too_large or page_too_deep.
    """
    line = _parsed(JsonArticle, data)
    if line.article_id and line.final_url and line.fetched_at:
        return _ours(data, options, modified_at)
    # A text is what others worked on already; a page beside it would be read again, and perhaps otherwise.
    has_text = line.text is not None and (line.html is None or bool(line.text.strip()))
    body = line.text if has_text else line.html
    if body is None:
        raise FetchRefusedError("neither html nor text is in it", code="bad_line")
    html = None if has_text else body
    check_body(body, html=html is not None)
    address, canonical = _addresses(line, body, html)
    fetched_at = settled_time(line.fetched_at or line.first_seen_at, modified_at, options.now)
    article = ArticleFetched(
        article_id=article_id_for(canonical),
        url=address,
        final_url=address,
        canonical_url=canonical,
        source_id=options.source_id or line.source_id or SOURCE_ID,
        publisher=options.publisher or line.publisher,
        fetched_at=fetched_at,
        first_seen_at=settled_time(line.first_seen_at, fetched_at, options.now),
        lane=Lane.BACKFILL,
        content_type="text/plain" if html is None else "text/html",
        charset="utf-8",
        html=html,
        text=None if html is not None else body,
        feed=_facts(line),
        rights=Rights() if html is None else imported_rights(html),
    )
    check_record_size(article)
    return article


def imported_rights(html: str) -> Rights:
    """Read what a page reserves; what robots.txt said when it was fetched is not known."""
    head = scan_head(html)
    return Rights(tdm=head.tdm_reserved, noai=head.noai)


def _ours(data: bytes, options: Options, modified_at: datetime) -> ArticleFetched:
    article = _parsed(ArticleFetched, data)
    check_body(article.html or article.text or "", html=article.html is not None)
    canonical = settled_address(article.canonical_url)
    if canonical != article.canonical_url or article.article_id != article_id_for(canonical):
        raise FetchRefusedError("article_id and canonical_url do not belong together", code="bad_line")
    return imported_again(article, options, modified_at)


def _addresses(line: JsonArticle, body: str, html: str | None) -> tuple[str, str]:
    if line.url and line.canonical_url and line.article_id == article_id_for(line.canonical_url):
        # One of our messages: what is canonical was decided when the page was there.
        return line.url.strip(), settled_address(line.canonical_url)
    declared = line.canonical_url or (scan_head(html).canonical if html is not None else None)
    if line.url:
        own = settled_address(line.url)
        return line.url.strip(), own if is_file_name(own) else believed_canonical(declared, own)
    try:
        address = canonical_url(declared or "")
    except ValueError:
        address = f"urn:quotewire:file:{hashlib.sha256(body.encode()).hexdigest()}"
    return address, address


def _facts(line: JsonArticle) -> FeedFacts | None:
    facts = FeedFacts(
        title=line.title or None,
        authors=tuple(author.strip() for author in line.authors if author.strip()),
        published_at=line.published_at,
        language=line.language or None,
    )
    return None if facts == FeedFacts() else facts


def _parsed(model: type[M], data: bytes) -> M:
    try:
        return model.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        reason = f"{place}: {first['msg']}" if place else str(first["msg"])
        raise FetchRefusedError(reason, code="bad_line") from None
