import gzip
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.imports.import_entries import Broken, Candidate, Options
from quotewire_fetcher.imports.jsonl_import import MAX_LINE_BYTES, article_of_line, read_jsonl
from quotewire_shared.messages import MAX_PAGE_BYTES, ArticleFetched, FeedFacts, Lane, article_id_for
from tests.factories import article_parsed
from tests.unit.fetcher.archives import written

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
COPIED = datetime(2026, 11, 2, tzinfo=UTC)


def article(line: dict[str, Any] | bytes, options: Options | None = None) -> ArticleFetched:
    data = line if isinstance(line, bytes) else json.dumps(line).encode()
    return article_of_line(data, options or Options(NOW), COPIED)


def test_a_line_says_what_is_known_of_an_article() -> None:
    found = article(
        {
            "url": "https://news.example/a?utm_source=x",
            "text": "Grüße",
            "title": "Storm",
            "authors": ["Ann Lee", " "],
            "published_at": "2026-10-01T08:00:00+02:00",
            "language": "de",
            "publisher": "Harbour Post",
            "fetched_at": "2026-10-02T08:00:00Z",
            "source_id": "harbour",
            "unheard_of": [1],
        }
    )
    assert found.canonical_url == "https://news.example/a"
    assert (found.text, found.html, found.lane) == ("Grüße", None, Lane.BACKFILL)
    assert (found.publisher, found.source_id) == ("Harbour Post", "harbour")
    assert found.fetched_at == found.first_seen_at == datetime(2026, 10, 2, 8, tzinfo=UTC)
    assert found.feed == FeedFacts(
        title="Storm",
        authors=("Ann Lee",),
        published_at=datetime(2026, 10, 1, 6, tzinfo=UTC),
        language="de",
    )


def test_little_is_enough() -> None:
    found = article({"text": "Hello"})
    assert found.canonical_url.startswith("urn:quotewire:file:")
    assert found.fetched_at == COPIED
    assert (found.source_id, found.publisher, found.feed) == ("import", None, None)
    assert found == article(b'\t{"text":"Hello","authors":null,"title":null,"published_at":""} \r')


def test_authors_may_be_one_and_a_time_without_a_zone_is_utc() -> None:
    found = article({"html": "<p>A", "authors": "Ann Lee", "published_at": "2026-10-01T08:00:00"})
    assert found.feed is not None
    assert found.feed.authors == ("Ann Lee",)
    assert found.feed.published_at == datetime(2026, 10, 1, 8, tzinfo=UTC)


def test_a_page_declares_its_address_as_elsewhere() -> None:
    page = '<link rel="canonical" href="https://news.example/story"><meta name="robots" content="noai"><p>A'
    assert article({"html": page}).canonical_url == "https://news.example/story"
    named = article({"html": page, "url": "https://news.example/a"})
    assert (named.url, named.canonical_url) == ("https://news.example/a", "https://news.example/story")
    assert (
        article({"html": page, "url": "https://other.example/a"}).canonical_url == "https://other.example/a"
    )
    assert (named.rights.noai, named.rights.robots) == (True, "unknown")


def test_an_article_that_was_fetched_comes_back_as_it_was() -> None:
    original = ArticleFetched(
        article_id=article_id_for("https://news.example/a"),
        url="https://news.example/feed/a",
        final_url="https://news.example/a?x",
        canonical_url="https://news.example/a",
        source_id="harbour",
        fetched_at=datetime(2026, 10, 2, tzinfo=UTC),
        first_seen_at=datetime(2026, 10, 1, tzinfo=UTC),
        status=200,
        html="<p>A",
        feed=FeedFacts(title="Storm", guid="7"),
    )
    found = article(original.model_dump_json().encode())
    assert found == original.model_copy(update={"lane": Lane.BACKFILL})
    other = original.model_copy(update={"article_id": "0" * 32})
    with pytest.raises(FetchRefusedError, match="do not belong together"):
        article(other.model_dump_json().encode())


def test_an_article_that_was_parsed_is_taken_as_its_text() -> None:
    # Its feed named it by the address of a service that redirects: another site.
    parsed = article_parsed(title="Storm").model_copy(update={"url": "https://redirects.example/7"})
    found = article(parsed.model_dump_json().encode())
    assert found.text == parsed.text
    assert (found.article_id, found.canonical_url) == (parsed.article_id, parsed.canonical_url)
    assert (found.first_seen_at, found.fetched_at) == (parsed.first_seen_at, parsed.fetched_at)
    assert found.feed is not None
    assert found.feed.title == parsed.title


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (b"{}", "bad_line", "neither html nor text"),
        (b"[1]", "bad_line", "an object"),
        (b'{"text": 5}', "bad_line", "text: Input should be a valid string"),
        (b'{"text": "x"', "bad_line", "Invalid JSON"),
        (b'{"text": "\\ud800"}', "bad_line", "Invalid JSON"),
        (b'{"text": "\xff"}', "bad_line", "Invalid JSON"),
        (b"[" * 100_000, "bad_line", "Invalid JSON"),
        (b'{"text": "x", "published_at": "soon"}', "bad_line", "published_at"),
        (b'{"text": "x", "authors": [1]}', "bad_line", "authors.0"),
        (b'{"text": "x", "url": "ftp://news.example/"}', "bad_url", "is not an http address"),
        (b'{"text": "x", "url": ""}', "", ""),
        (b'{"text": "  "}', "empty_page", "nothing in it"),
        (b'{"text": "a\\u0000b"}', "bad_content", "no text"),
        (b'{"text": "' + b"x" * (MAX_PAGE_BYTES + 1) + b'"}', "page_too_large", "5 MiB"),
    ],
)
def test_lines_that_are_no_articles_are_refused(line: bytes, code: str, said: str) -> None:
    if not code:
        assert article(line).text == "x"
        return
    with pytest.raises(FetchRefusedError, match=said) as caught:
        article(line)
    assert caught.value.reason_code == code


def test_bad_lines_are_named_and_the_others_read(tmp_path: Path) -> None:
    long = b'{"text": "' + b"x" * MAX_LINE_BYTES + b'"}'
    lines = [b'\xef\xbb\xbf{"text": "A"}', b"", long, b'{"text": "B"}\r', b"nonsense", b'{"text": "C"}']
    path = written(tmp_path / "a.jsonl.gz", gzip.compress(b"\n".join(lines)))
    os.utime(path, (COPIED.timestamp(), COPIED.timestamp()))
    found = list(read_jsonl(path, Options(NOW)))
    assert [entry.where.rsplit(":", 1)[-1] for entry in found] == ["1", "3", "4", "5", "6"]
    texts = [article_text(entry) for entry in found]
    assert texts == ["A", "the line is longer than 33,554,432 bytes", "B", "bad_line", "C"]


def article_text(entry: object) -> str | None:
    if isinstance(entry, Broken):
        return entry.reason
    assert isinstance(entry, Candidate)
    try:
        read = entry.read()
    except FetchRefusedError as error:
        return error.reason_code
    assert isinstance(read, ArticleFetched)
    return read.text


def test_a_damaged_file_is_named_behind_what_could_be_read(tmp_path: Path) -> None:
    data = gzip.compress(b'{"text": "A"}\n' * 5_000, mtime=0)
    found = list(read_jsonl(written(tmp_path / "a.jsonl.gz", data[:-30]), Options(NOW)))
    assert isinstance(found[-1], Broken)
    assert "the rest is lost" in found[-1].reason
    (missing,) = read_jsonl(tmp_path / "none.jsonl", Options(NOW))
    assert isinstance(missing, Broken)
