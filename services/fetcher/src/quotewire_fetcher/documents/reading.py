"""The way of a document through the readers: what it is, and which of them takes it."""

import re
from dataclasses import dataclass
from datetime import datetime

from quotewire_fetcher.documents.collecting import Collector, NotWellFormedError
from quotewire_fetcher.documents.encoding import find_root, inflate_once, refuse_entities, to_utf8
from quotewire_fetcher.documents.feeds import Feed
from quotewire_fetcher.documents.html_page import address_of_a_feed, looks_like_html, read_page
from quotewire_fetcher.documents.json_feed import read_json
from quotewire_fetcher.documents.url_list import is_url_list, read_url_list
from quotewire_fetcher.documents.urlset import MAX_URLS
from quotewire_fetcher.documents.xml_items import XmlItems
from quotewire_fetcher.documents.xml_tree import ROOTS, read_xml
from quotewire_fetcher.failures import FetchRefusedError

SITEMAP_SHARE = 5
"""A sitemap is an archive: of it, so many times the entries of a feed are kept."""

JUNK_BYTES = 64 * 1024
"""In front of a document, warnings of the publisher's own program are passed over up to here."""

_ROOT_NAME = re.compile(rb"<(?:[A-Za-z_][\w.-]{0,60}:)?([A-Za-z_][\w.-]{0,60})")
_ROOT_SOMEWHERE = re.compile(
    rb"<(?:[a-z0-9]{1,20}:)?(?:rss|feed|rdf|urlset|sitemapindex|channel)(?=[\s>/])", re.IGNORECASE
)

_HTML_ROOTS = frozenset({"html", "head", "body"})


@dataclass(frozen=True, slots=True)
class Job:
    """One document to read, and how."""

    data: bytes
    base_url: str
    max_entries: int
    max_bytes: int
    now: datetime
    kind: str | None = None
    """What its source is said to be; None: nobody said."""
    content_type: str | None = None


def read_document(job: Job, *, heavy: bool = False) -> Feed:
    """
    Read a document whose format is kept; *heavy*: also one that takes much memory, piece by piece.

    Raises:
        NotWellFormedError: for `rescue.read_thoroughly`.
        TooHeavyError: the same, where *heavy* is not set.
        FetchRefusedError: not_a_feed, bad_feed, xml_entities, feed_too_large, stacked_encoding or bad_encoding.
        FetchFailedError: truncated_body.
    """
    return read_ready(job, ready_bytes(job), heavy=heavy)


def read_ready(job: Job, data: bytes, *, heavy: bool) -> Feed:
    """Do what `read_document` does with the *data* that `ready_bytes` gave."""
    if not data:
        raise FetchRefusedError("The document is empty.", code="not_a_feed")
    if data[:1] in (b"{", b"["):
        return read_json(data, collector_for(job), heavy=heavy)
    prolog = find_root(data)
    if prolog.entities:
        refuse_entities(data)
    name = root_name(data, prolog.start)
    if prolog.clean and name in ROOTS:
        sitemap = name == "urlset"
        items = XmlItems(data[prolog.start :], name, in_pieces=heavy)
        return read_xml(items, collector_for(job, sitemap=sitemap), limit=job.max_entries * SITEMAP_SHARE)
    if is_url_list(data):
        collector = collector_for(job, sitemap=True)
        return read_url_list(data, collector, limit=job.max_entries * SITEMAP_SHARE, heavy=heavy)
    behind_junk = root_behind_junk(data)
    # A page may begin with any tag; then the server's word that it is one counts.
    said_html = data[:1] == b"<" and (job.content_type or "").lower().startswith("text/html")
    if name in _HTML_ROOTS or (behind_junk is None and (said_html or looks_like_html(data))):
        return _page(job)
    if behind_junk is None:
        what = f"<{name}>" if name else "no markup that we know"
        raise FetchRefusedError(f"The document is {what}, not a feed.", code="not_a_feed")
    refuse_entities(data)
    raise NotWellFormedError("something stands before the root")


def ready_bytes(job: Job) -> bytes:
    """Give the document of *job* inflated, as UTF-8, and without space around it."""
    return to_utf8(inflate_once(job.data, max_bytes=job.max_bytes), job.content_type).strip(b" \t\r\n\x00")


def collector_for(job: Job, *, sitemap: bool = False) -> Collector:
    """Make the place for the entries of *job*."""
    max_entries = MAX_URLS if sitemap else job.max_entries
    return Collector(job.base_url, max_entries=max_entries, now=job.now)


def root_name(data: bytes, start: int) -> str:
    """Name the element that begins at *start*, in lower case and without its prefix; empty where there is none."""
    match = _ROOT_NAME.match(data, start)
    return match[1].lower().decode() if match else ""


def root_behind_junk(data: bytes) -> int | None:
    """Find where the root of a feed is among the first bytes, whatever stands before it."""
    match = _ROOT_SOMEWHERE.search(data, 0, JUNK_BYTES)
    return match.start() if match else None


def _page(job: Job) -> Feed:
    expected = job.kind not in (None, "page") or (job.kind is None and address_of_a_feed(job.base_url))
    if expected:
        raise FetchRefusedError("The document is an HTML page, not a feed.", code="not_a_feed")
    # As it came: HTML says in other ways than XML what charset it is in.
    return read_page(inflate_once(job.data, max_bytes=job.max_bytes), job.base_url, job.content_type)
