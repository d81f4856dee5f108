"""
Records of a WARC file to articles: pages that a crawler kept, read as if they had been fetched at the time it says.

An article's address is the record's, or what the page declares for its own site, as for a live page. `WARC-Date` is both
the time it was fetched and the time it was first seen, so importing the same file again changes nothing downstream.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.imports.http_record import HttpRecord, plain_body, read_http
from quotewire_fetcher.imports.import_entries import (
    SOURCE_ID,
    Broken,
    Candidate,
    Entry,
    Options,
    PassedOver,
    check_body,
    imported_again,
    is_file_name,
    opened,
    settled_address,
    settled_time,
    unreadable,
)
from quotewire_fetcher.imports.warc_facts import FIELD, article_from
from quotewire_fetcher.imports.warc_records import Damage, WarcRecord, records_of
from quotewire_fetcher.imports.warc_stream import plain_bytes
from quotewire_fetcher.net.web import Answer
from quotewire_fetcher.pages.reading import PAGE_TYPES, check_record_size, read_page
from quotewire_shared.messages import ArticleFetched, Lane

_GOOD = frozenset({200, 203})
_DASHES = 2
_FOR_MACHINES = re.compile(
    r"^https?://[^/]+/(?:(?:robots|ads|app-ads|humans|security|llms)\.txt|\.well-known/.*)(?:[?#].*)?$",
    re.IGNORECASE,
)
"""Crawlers keep these too."""
_ABOUT_OTHERS = frozenset({"request", "metadata", "warcinfo", "conversion"})


def read_warc(path: Path, options: Options) -> Iterator[Entry]:
    """Give what the archive at *path* holds, record by record; never raises for what it reads."""
    good = False
    try:
        with opened(path, options.meter) as (raw, modified_at):
            for found in records_of(plain_bytes(raw, path.name)):
                if isinstance(found, Damage):
                    place = f"behind record {found.behind}" if found.behind else "at its beginning"
                    yield Broken(f"{path}: {place}", "damaged_archive", found.reason)
                    continue
                good = True
                yield _entry(path, found, options, modified_at)
    except ValueError as error:
        yield Broken(str(path), "damaged_archive", str(error))
    except OSError as error:
        yield unreadable(path, error)
    else:
        if not good:
            yield Broken(str(path), "damaged_archive", "there is no WARC record in it")


def _entry(path: Path, record: WarcRecord, options: Options, modified_at: datetime) -> Entry:
    kind = record.fields.get("warc-type", "").lower()
    address = record.fields.get("warc-target-uri", "").strip("<> ")
    where = f"{path}: record {record.number}" + (f" ({address[:200]})" if address else "")
    no_page = _no_page(kind, address, record)
    if no_page is not None:
        return PassedOver(where, *no_page)
    if record.flaw is not None:
        return Broken(where, "truncated_record", record.flaw)
    if record.length > len(record.block):
        return Broken(where, "page_too_large", f"the record is {record.length:,} bytes long")
    try:
        answer = _answer_of(kind, record)
    except FetchRefusedError as error:
        return Broken(where, error.reason_code, str(error))
    if answer.status not in _GOOD:
        return PassedOver(where, f"http_{answer.status}", "the server gave no page")
    if answer.media_type and answer.media_type not in PAGE_TYPES:
        return PassedOver(where, "bad_content_type", f"it is {answer.media_type[:60]!r}")
    if answer.media_type == "text/plain" and _FOR_MACHINES.search(address):
        return PassedOver(where, "for_machines", "it is a file by which sites speak to programs")
    return Candidate(where, partial(_article, record, answer, address, options, modified_at))


def _no_page(kind: str, address: str, record: WarcRecord) -> tuple[str, str] | None:
    """Tell by its header that *record* holds no page: a code and a reason; None where it may hold one."""
    if kind in _ABOUT_OTHERS:
        return kind, "it is about other records"
    if kind == "revisit":
        return kind, "the page had not changed, and is kept in an earlier record"
    if kind == "continuation" or "warc-segment-number" in record.fields:
        return "segmented", "it is one part of a page that is kept in several"
    if kind not in ("response", "resource"):
        return "unknown_record_type", f"its type is {kind[:40]!r}"
    ours = FIELD.lower() in record.fields
    if not address.lower().startswith(("http://", "https://")) and not (ours and is_file_name(address)):
        return "not_http", "its address is none of the web"
    if "warc-truncated" in record.fields:
        return "truncated_body", "the crawler cut it off"
    return None


def _answer_of(kind: str, record: WarcRecord) -> HttpRecord:
    media_type = record.fields.get("content-type", "")
    # Some crawlers write "response" for what came by other means, and then there is no HTTP header in front.
    if kind == "resource" or (media_type and not media_type.lower().startswith("application/http")):
        headers = {"content-type": media_type} if media_type else {}
        return HttpRecord(200, headers, record.block)
    return read_http(record.block)


def _article(
    record: WarcRecord, answer: HttpRecord, address: str, options: Options, modified_at: datetime
) -> ArticleFetched:
    facts = record.fields.get(FIELD.lower())
    if facts is not None:
        return _ours(facts, answer, options, modified_at)
    settled_address(address)  # refuses what is none
    final_url = address
    moment = settled_time(_date_of(record), modified_at, options.now)
    body = plain_body(answer)
    read = read_page(Answer(final_url, answer.status, answer.headers, body), final_url)
    article = ArticleFetched(
        article_id=read.article_id,
        url=final_url,
        final_url=final_url,
        canonical_url=read.canonical_url,
        source_id=options.source_id or SOURCE_ID,
        publisher=options.publisher or urlsplit(final_url).hostname,
        fetched_at=moment,
        first_seen_at=moment,
        lane=Lane.BACKFILL,
        status=answer.status,
        content_type=answer.headers.get("content-type"),
        charset=read.charset,
        html=read.html,
        text=read.text,
        rights=read.rights.model_copy(update={"robots": "unknown"}),
    )
    check_record_size(article)
    return article


def _ours(facts: str, answer: HttpRecord, options: Options, modified_at: datetime) -> ArticleFetched:
    body = answer.body.decode("utf-8", "replace")
    plain = answer.media_type == "text/plain"
    check_body(body, html=not plain)
    article = article_from(facts, html=None if plain else body, text=body if plain else None)
    return imported_again(article, options, modified_at)


def _date_of(record: WarcRecord) -> datetime | None:
    text = record.fields.get("warc-date", "")
    if text.count("-") < _DASHES and len(text) <= len("2026-11"):
        text += "-01" * (_DASHES - text.count("-"))  # WARC 1.1 allows a month or a year
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
