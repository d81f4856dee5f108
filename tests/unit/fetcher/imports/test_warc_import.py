import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.imports.import_entries import Broken, Candidate, Entry, Options, PassedOver
from quotewire_fetcher.imports.warc_import import read_warc
from quotewire_shared.messages import MAX_PAGE_BYTES, ArticleFetched, Lane, article_id_for
from tests.unit.fetcher.archives import PAGE, http, packed, pages, record, written

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
COPIED = datetime(2026, 11, 2, tzinfo=UTC)


def entries(folder: Path, *records: bytes, options: Options | None = None) -> list[Entry]:
    path = written(folder / "news.warc.gz", packed(records))
    os.utime(path, (COPIED.timestamp(), COPIED.timestamp()))
    return list(read_warc(path, options or Options(NOW)))


def article(folder: Path, one: bytes, options: Options | None = None) -> ArticleFetched:
    (entry,) = entries(folder, one, options=options)
    assert isinstance(entry, Candidate), entry
    read = entry.read()
    assert isinstance(read, ArticleFetched)
    return read


def test_a_page_is_read_as_if_it_had_been_fetched_then(tmp_path: Path) -> None:
    found = article(tmp_path, record("https://www.news.example/a?utm_source=x&id=7"))
    assert found.canonical_url == "https://www.news.example/a?id=7"
    assert found.article_id == article_id_for(found.canonical_url)
    assert found.url == found.final_url == "https://www.news.example/a?utm_source=x&id=7"
    assert found.fetched_at == found.first_seen_at == datetime(2026, 10, 1, 8, tzinfo=UTC)
    assert (found.html, found.text) == (PAGE.decode(), None)
    assert (found.source_id, found.publisher, found.lane) == ("import", "www.news.example", Lane.BACKFILL)
    assert (found.status, found.content_type, found.charset) == (200, "text/html", "utf-8")
    assert found.rights.robots == "unknown"


def test_the_person_who_imports_may_name_outlet_and_source(tmp_path: Path) -> None:
    found = article(tmp_path, record(), Options(NOW, publisher="Harbour Post", source_id="archive"))
    assert (found.source_id, found.publisher) == ("archive", "Harbour Post")


def test_importing_again_gives_the_very_same_messages(tmp_path: Path) -> None:
    records = [record(), record(date="2099-01-01T00:00:00Z"), record(date="yesterday")]
    first = [entry.read() for entry in entries(tmp_path, *records) if isinstance(entry, Candidate)]
    later = Options(datetime(2027, 2, 1, tzinfo=UTC))
    again = [
        entry.read() for entry in entries(tmp_path, *records, options=later) if isinstance(entry, Candidate)
    ]
    assert first == again
    assert len(first) == 3


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("2026-10-01T08:00:00Z", datetime(2026, 10, 1, 8, tzinfo=UTC)),
        ("2026-10-01T08:00:00.123456Z", datetime(2026, 10, 1, 8, 0, 0, 123456, tzinfo=UTC)),
        ("2026-10-01T08:00:00.123456789Z", datetime(2026, 10, 1, 8, 0, 0, 123456, tzinfo=UTC)),
        ("2026-10-01T08:00:00", datetime(2026, 10, 1, 8, tzinfo=UTC)),
        ("2026-10-01T10:00:00+02:00", datetime(2026, 10, 1, 8, tzinfo=UTC)),
        ("2026-10-01", datetime(2026, 10, 1, tzinfo=UTC)),
        ("2026-10", datetime(2026, 10, 1, tzinfo=UTC)),
        ("2026", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2099-01-01T00:00:00Z", COPIED),
        ("1970-01-01T00:00:00Z", COPIED),
        ("yesterday", COPIED),
        ("", COPIED),
    ],
)
def test_times_that_cannot_be_true_give_the_time_of_the_file(
    tmp_path: Path, date: str, moment: datetime
) -> None:
    assert article(tmp_path, record(date=date)).fetched_at == moment


def test_a_page_goes_by_the_address_that_it_declares_for_its_own_site(tmp_path: Path) -> None:
    own = record(block=http(b'<link rel="canonical" href="/story"><p>A</p>'))
    other = record(block=http(b'<link rel="canonical" href="https://thief.example/story"><p>A</p>'))
    assert article(tmp_path, own).canonical_url == "https://news.example/story"
    assert article(tmp_path, other).canonical_url == "https://news.example/a"


def test_charsets_are_read_as_on_a_live_page(tmp_path: Path) -> None:
    by_header = record(block=http("<p>Grüße".encode("cp1252"), media_type="text/html; charset=windows-1252"))
    by_page = record(block=http("<meta charset=koi8-r><p>Привет".encode("koi8-r")))
    assert article(tmp_path, by_header).html == "<p>Grüße"
    assert "Привет" in (article(tmp_path, by_page).html or "")


def test_text_and_resources_are_articles_too(tmp_path: Path) -> None:
    text = article(tmp_path, record(block=http(b"Hello", media_type="text/plain")))
    assert (text.text, text.html) == ("Hello", None)
    resource = article(tmp_path, record(block=PAGE, kind="resource", media_type="text/html"))
    assert resource.html == PAGE.decode()
    bare = article(tmp_path, record(block=PAGE, media_type="text/html; charset=utf-8"))
    assert bare.html == PAGE.decode()
    assert article(tmp_path, record(block=http(media_type=None))).html == PAGE.decode()
    assert article(tmp_path, record("<https://news.example/wget>")).url == "https://news.example/wget"


def test_what_is_no_page_is_passed_over_and_counted(tmp_path: Path) -> None:
    found = entries(
        tmp_path,
        record(kind="warcinfo", block=b"software: x"),
        record(kind="request", block=b"GET / HTTP/1.1\r\n\r\n"),
        record(kind="metadata", block=b"x: y"),
        record(kind="revisit", block=b"HTTP/1.1 200 OK\r\n\r\n"),
        record(kind="conversion", block=b"text"),
        record(kind="continuation", block=b"more"),
        record("https://news.example/parts", None, "WARC-Segment-Number: 1"),
        record("https://news.example/robots.txt", http(b"User-agent: *", media_type="text/plain")),
        record("https://news.example/.well-known/x", http(b"x", media_type="text/plain")),
        record(kind="unheard-of"),
        record(block=http(status="404 Not Found")),
        record(block=http(status="301 Moved")),
        record(block=http(b"\x89PNG", media_type="image/png")),
        record("dns:news.example", b"1.2.3.4", kind="resource", media_type="text/dns"),
        record("urn:quotewire:file:" + "0" * 64),
        record("https://news.example/cut", None, "WARC-Truncated: length"),
    )
    assert all(isinstance(one, PassedOver) and not one.told for one in found)
    assert Counter(one.code for one in found if isinstance(one, PassedOver)) == Counter(
        {
            "warcinfo": 1,
            "request": 1,
            "metadata": 1,
            "revisit": 1,
            "conversion": 1,
            "segmented": 2,
            "for_machines": 2,
            "unknown_record_type": 1,
            "http_404": 1,
            "http_301": 1,
            "bad_content_type": 1,
            "not_http": 2,
            "truncated_body": 1,
        }
    )


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (record(block=http(b"  \n")), "empty_page"),
        (record(block=http(b"%PDF-1.7")), "bad_content"),
        (record(block=http(b"\x1f\x8b\x08 packed")), "stacked_encoding"),
        (record(block=http(b"\x1f\x8b\x08\x00", "Content-Encoding: gzip")), "truncated_body"),
        (record(block=http(b"x" * (MAX_PAGE_BYTES + 1))), "page_too_large"),
        (record(block=http(b"x" * (2 * MAX_PAGE_BYTES + 1))), "page_too_large"),
        (record("https://" + "x" * 3000 + ".example/"), "bad_url"),
        (record("http://[::bad/"), "bad_url"),
        (record("https://news.example/a", None, "X-Quotewire-Article: {}"), "bad_record"),
        (record("https://news.example/a", None, "X-Quotewire-Article: no JSON"), "bad_record"),
        (record("https://news.example/a", None, "X-Quotewire-Article: " + "[" * 50_000), "bad_record"),
    ],
)
def test_records_that_cannot_be_articles_are_refused(tmp_path: Path, one: bytes, code: str) -> None:
    with pytest.raises(FetchRefusedError) as caught:
        article(tmp_path, one)
    assert caught.value.reason_code == code


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (record(block=b"<html>"), "bad_record"),
        (record(block=b"x" * (16 * 1024 * 1024 + 1)), "page_too_large"),
        (record(length=9999), "truncated_record"),
    ],
)
def test_broken_records_are_named(tmp_path: Path, one: bytes, code: str) -> None:
    (found,) = entries(tmp_path, one)
    assert isinstance(found, Broken)
    assert found.code == code
    assert found.where.endswith("news.warc.gz: record 1 (https://news.example/a)")


def test_what_a_server_sends_cannot_name_an_article(tmp_path: Path) -> None:
    found = article(tmp_path, record(block=http(PAGE, 'X-Quotewire-Article: {"article_id": "0"}')))
    assert found.canonical_url == "https://news.example/a"


def test_damage_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    one, two, three = (packed([page]) for page in pages(3))
    path = written(tmp_path / "news.warc.gz", one + two[:30] + b"\xff" * 30 + two[60:] + three)
    found = list(read_warc(path, Options(NOW)))
    assert [type(entry) for entry in found if not isinstance(entry, Broken)] == [Candidate, Candidate]
    damage = [entry for entry in found if isinstance(entry, Broken) and entry.code == "damaged_archive"]
    assert len(damage) == 1
    assert ": behind record " in damage[0].where


@pytest.mark.parametrize("data", [b"", b"<p>No archive</p>", b"\x5d\x2a\x4d\x18\xff\xff\xff\xff"])
def test_a_file_that_is_no_archive_is_named(tmp_path: Path, data: bytes) -> None:
    found = list(read_warc(written(tmp_path / "no.warc", data), Options(NOW)))
    assert found
    assert all(isinstance(entry, Broken) for entry in found)


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (found,) = read_warc(tmp_path / "none.warc", Options(NOW))
    assert isinstance(found, Broken)
    assert found.code == "unreadable"
