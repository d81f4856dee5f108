import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from quotewire_fetcher.imports.import_entries import Candidate, Options
from quotewire_fetcher.imports.warc_facts import MAX_FACTS_CHARS, facts_of
from quotewire_fetcher.imports.warc_import import read_warc
from quotewire_fetcher.imports.warc_writer import WarcWriter
from quotewire_shared.messages import ArticleFetched, FeedFacts, Lane, Rights, article_id_for
from tests.factories import article_fetched
from tests.unit.fetcher.archives import written

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
FETCHED = datetime(2026, 11, 2, 8, 30, 15, 123456, tzinfo=UTC)


def fetched(address: str, /, **fields: Any) -> ArticleFetched:
    values = {"fetched_at": FETCHED, "first_seen_at": datetime(2026, 11, 1, tzinfo=UTC)} | fields
    return ArticleFetched.model_validate(article_fetched(address).model_dump() | values)


FULL = fetched(
    "https://harbour-post.example/a",
    final_url="https://harbour-post.example/a?page=1",
    publisher="Grüße Post\r\nX: 1",
    lane=Lane.LIVE,
    status=203,
    content_type="text/html; charset=windows-1252",
    charset="cp1252",
    html="\ufeff<p>Grüße – „Ja“, said Ann\r\n\r\nWARC/1.1\r\n\U0001f600</p>",
    feed=FeedFacts(title="Sturm\n", authors=("Ann Lee",), guid="7", published_at=FETCHED),
    rights=Rights(robots="allowed", tdm=True, noai=False),
)
FILE = "urn:quotewire:file:" + "5" * 64
ALL = [
    FULL,
    fetched("https://harbour-post.example/b", source_id="other"),
    fetched(
        "https://harbour-post.example/%C3%A9",
        final_url="https://harbour-post.example/é c\n",
        html=None,
        text="Hello.\n\nWorld – “yes”.",
    ),
    fetched(
        FILE,
        url=FILE,
        final_url=FILE,
        canonical_url=FILE,
        article_id=article_id_for(FILE),
        html=None,
        text="A",
        status=None,
    ),
    fetched("https://harbour-post.example/d", fetched_at=datetime(2026, 11, 3, tzinfo=UTC), status=None),
]


def archive(articles: list[ArticleFetched], *, packed: bool = True) -> bytes:
    file = io.BytesIO()
    writer = WarcWriter(file, packed=packed)
    writer.write_info("all\r\nX: 1.warc.gz", "quotewire", NOW)
    for article in articles:
        writer.write_article(article)
    assert writer.bytes_written == len(file.getvalue())
    return file.getvalue()


@pytest.mark.parametrize("packed", [True, False])
def test_what_was_written_comes_back_as_it_was(tmp_path: Path, *, packed: bool) -> None:
    path = written(tmp_path / "all.warc", archive(ALL, packed=packed))
    entries = list(read_warc(path, Options(NOW)))
    found = [entry.read() for entry in entries if isinstance(entry, Candidate)]
    assert found == [article.model_copy(update={"lane": Lane.BACKFILL}) for article in ALL]
    assert len(entries) == 1 + 2 * len(ALL)


@pytest.mark.parametrize("packed", [True, False])
def test_another_reader_finds_whole_records_with_right_digests(*, packed: bool) -> None:
    stream = io.BytesIO(archive(ALL, packed=packed))
    records = [
        (record.record_type, record.headers["WARC-Record-ID"], record.verify_block_digest(consume=False))
        for record in ArchiveIterator(stream, parse_http=False)
    ]
    kinds = [int(kind) for kind, _, _ in records]
    page, text, about = (
        int(kind) for kind in (WarcRecordType.response, WarcRecordType.resource, WarcRecordType.metadata)
    )
    expected = [page, about, page, about, text, about, text, about, page, about]
    assert kinds == [int(WarcRecordType.warcinfo), *expected]
    assert len({name for _, name, _ in records}) == len(records)
    assert all(good for _, _, good in records)


def test_a_page_is_kept_as_a_server_would_send_it_in_utf_8() -> None:
    stream = io.BytesIO(archive([FULL]))
    record = next(iter(ArchiveIterator(stream, record_types=WarcRecordType.response)))
    assert record.http_headers.status_code == 203
    assert record.http_content_type == "text/html"
    assert record.http_charset == "utf-8"
    assert record.headers["WARC-Target-URI"] == "https://harbour-post.example/a?page=1"
    assert record.headers["WARC-Date"] == "2026-11-02T08:30:15.123456Z"
    assert record.verify_payload_digest(consume=False)
    assert record.reader.read().decode() == FULL.html


def test_a_record_tells_people_what_is_known_of_the_page() -> None:
    stream = io.BytesIO(archive([FULL]))
    record = next(iter(ArchiveIterator(stream, record_types=WarcRecordType.metadata)))
    lines = record.reader.read().decode().splitlines()
    assert f"article-id: {FULL.article_id}" in lines
    assert "first-seen-at: 2026-11-01T00:00:00+00:00" in lines
    assert "publisher: Grüße Post X: 1" in lines
    assert {"robots: allowed", "tdm-reserved: True", "noai: False", "lane: live"} <= set(lines)


def test_the_same_articles_give_the_same_bytes() -> None:
    """But for the first record, which is named anew."""
    one, two = (archive([FULL]).split(b"\x1f\x8b\x08")[2:] for _ in range(2))
    assert len(one) == len(two)
    plain = [record.headers["WARC-Record-ID"] for record in ArchiveIterator(io.BytesIO(archive([FULL])))]
    again = [record.headers["WARC-Record-ID"] for record in ArchiveIterator(io.BytesIO(archive([FULL])))]
    assert plain[1:] == again[1:]


def test_a_feed_that_says_too_much_is_left_out() -> None:
    wordy = FULL.model_copy(update={"feed": FeedFacts(summary="x" * MAX_FACTS_CHARS)})
    assert "feed" not in facts_of(wordy)
    assert "feed" in facts_of(FULL)
