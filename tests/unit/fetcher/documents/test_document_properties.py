import json
from contextlib import suppress
from datetime import UTC

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotewire_fetcher.documents.cleaning import (
    MAX_AUTHORS,
    MAX_SUMMARY_CHARS,
    MAX_TITLE_CHARS,
    absolute_url,
    names,
    plain_text,
)
from quotewire_fetcher.documents.collecting import NotWellFormedError, TooHeavyError
from quotewire_fetcher.documents.feeds import Feed
from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from quotewire_fetcher.naming.identity import MAX_URL_CHARS, canonical_url
from tests.hostile import HOSTILE
from tests.unit.fetcher.document_samples import BASE, RSS, read, salvage
from tests.unit.fetcher.documents.test_feeds import ATOM, JSON_FEED, RDF
from tests.unit.fetcher.documents.test_homepages import HTML
from tests.unit.fetcher.documents.test_sitemap_documents import INDEX, NEWS, PLAIN

DOCUMENTS = [text.encode() for text in (RSS, ATOM, RDF, JSON_FEED, NEWS, PLAIN, INDEX, HTML)]
PIECES = [
    b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"</item>", b"<item>", b"<entry ", b"</title>", b"<link>",
    b"\x00", b"\xff", b"\xc3", b"\xef\xbb\xbf", b"<?xml", b"?>", b"<!DOCTYPE rss [", b"<!ENTITY a 'b'>", b'"', b"'", b"{",
    b"]", b"&#0;", b"&nbsp;", b"\xed\xa0\x80", b'xml:base="http://[" ', b'href="http://a b/%zz"', b"\\ud800", b"1e999",
    b"<url>", b"<loc>", b"</loc>", b"xmlns='x' ",
]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    data = draw(st.sampled_from(DOCUMENTS))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        piece = draw(st.sampled_from(PIECES) | st.binary(max_size=8))
        cut = draw(st.integers(0, 40))
        data = data[:at] + piece + data[at + cut :]
    return data


def check(feed: Feed) -> None:
    assert len({entry.url for entry in feed.entries}) == len(feed.entries) <= 500
    for entry in feed.entries:
        canonical_url(entry.url)
        assert len(entry.url) <= MAX_URL_CHARS
        assert len(entry.title or "") <= MAX_TITLE_CHARS
        assert len(entry.summary or "") <= MAX_SUMMARY_CHARS
        assert len(entry.authors) <= MAX_AUTHORS
        assert all(
            moment is None or moment.tzinfo is UTC for moment in (entry.published_at, entry.updated_at)
        )
    for url in (*feed.links, *(child.url for child in feed.children), feed.hub_url, feed.self_url):
        assert url is None or canonical_url(url)
    text = json.dumps(feed.as_json(), ensure_ascii=False)
    text.encode()  # no lone surrogate is left that could not be sent on
    assert Feed.from_json(json.loads(text)) == feed


def take(data: bytes, *, content_type: str | None = None) -> None:
    for base_url in (BASE, "https://news.example/"):
        with suppress(FetchRefusedError, FetchFailedError, NotWellFormedError, TooHeavyError):
            check(read(data, base_url=base_url, content_type=content_type))
    try:
        check(salvage(data, content_type=content_type))
    except (FetchRefusedError, FetchFailedError) as error:
        assert error.reason_code  # noqa: PT017 - to be refused is one of two right ends


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_a_damaged_document_is_read_or_refused(data: bytes) -> None:
    take(data)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([None, "text/xml; charset=utf-16", "application/json"]))
def test_any_bytes_are_read_or_refused(data: bytes, content_type: str | None) -> None:
    take(data, content_type=content_type)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["version", "title", "items", "hubs", "language", "feed_url"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
            lambda inner: (
                st.lists(inner, max_size=4)
                | st.dictionaries(
                    st.sampled_from(
                        [
                            "url",
                            "id",
                            "title",
                            "authors",
                            "author",
                            "name",
                            "summary",
                            "date_published",
                            "type",
                        ]
                    ),
                    inner,
                    max_size=6,
                )
            ),
            max_leaves=20,
        ),
    )
)
def test_any_json_is_read_or_refused(document: dict[str, object]) -> None:
    take(json.dumps({**document, "version": "https://jsonfeed.org/version/1"}).encode())


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_strings_in_every_field_do_no_harm(hostile: str) -> None:
    item = dict.fromkeys(("title", "summary", "id", "date_published", "language"), hostile)
    document = {
        "version": "https://jsonfeed.org/version/1",
        "title": hostile,
        "items": [{**item, "url": "/1", "authors": [{"name": hostile}]}, {"url": hostile}],
    }
    check(read(json.dumps(document)))


def test_text_is_cleaned() -> None:
    assert plain_text("  a <b>b</b>&nbsp;c &lt; d\n\n", 100) == "a b c < d"
    assert plain_text("5 < 6 and 7 > 3", 100) == "5 < 6 and 7 > 3"
    assert plain_text("a<script>var x = '<b>';</script>b<style>p {}</style>c<SCRIPT>d", 100) == "a b c"
    assert plain_text("a\x00b\x1b[31m\u200bc\ufeff \ud800d", 100) == "ab[31mc d"
    assert plain_text("x" * 50, 10) == "x" * 10
    assert plain_text("<br>", 10) is None
    assert plain_text("", 10) is None
    assert plain_text(None, 10) is None


def test_scripts_without_end_are_not_looked_for_again_and_again() -> None:
    assert plain_text("a" + "<script></script>" * 2_000 + "b", 2_000) is not None


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://h.example/1", "https://h.example/1"),
        (" /a b ", "https://news.example/a b"),
        ("https://h.example/a\n  b", "https://h.example/a  b"),
        ("//h.example/1", "https://h.example/1"),
        ("?x=1", "https://news.example/feeds/all.xml?x=1"),
        ("http://127.0.0.1:48080/1", "http://127.0.0.1:48080/1"),
        ("https://пример.example/1", "https://пример.example/1"),
        ("javascript:alert(1)", None),
        ("mailto:a@h.example", None),
        ("http://", None),
        ("http://[", None),
        ("http://h.example:99999/", None),
        ("https://h.example/" + "x" * MAX_URL_CHARS, None),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_addresses_are_made_absolute_or_left(written: object, url: str | None) -> None:
    assert absolute_url(written, BASE) == url


def test_names_of_authors_are_cleaned() -> None:
    given_names: list[object] = [
        "<b>Ada</b>",
        "Ada",
        "a@h.example (Tomas  Berg)",
        "b@h.example",
        "",
        None,
        7,
        "x" * 999,
    ]
    assert names(given_names) == ("Ada", "Tomas Berg", "x" * 200)
    assert len(names([f"n{number}" for number in range(100)])) == MAX_AUTHORS
