import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from quotewire_fetcher.imports.import_entries import Broken, Candidate, Options, PassedOver
from quotewire_fetcher.imports.url_list import is_url_list, read_urls
from quotewire_shared.messages import FetchRequest, Lane
from tests.unit.fetcher.archives import written

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def read(path: Path) -> list[str]:
    """Say what the list holds: an address, or the line's number and why it gives none."""
    said = []
    for entry in read_urls(path, Options(NOW)):
        if isinstance(entry, Candidate):
            request = entry.read()
            assert isinstance(request, FetchRequest)
            said.append(request.url)
        else:
            said.append(f"{entry.where.rsplit(':', 1)[-1]} {entry.code}")
    return said


def test_a_list_becomes_fetch_requests_of_the_backfill_lane(tmp_path: Path) -> None:
    path = written(tmp_path / "urls.txt", b"https://news.example/a\n")
    (entry,) = read_urls(path, Options(NOW, publisher="Harbour Post", source_id="list"))
    assert isinstance(entry, Candidate)
    request = entry.read()
    assert isinstance(request, FetchRequest)
    assert (request.kind, request.lane, request.url) == ("page", Lane.BACKFILL, "https://news.example/a")
    assert (request.publisher, request.source_id, request.first_seen_at) == ("Harbour Post", "list", NOW)


def test_bad_addresses_are_named_and_the_same_page_is_asked_for_once(tmp_path: Path) -> None:
    lines = [
        b"\xef\xbb\xbf# ours",
        b"",
        b"https://news.example/a",
        b"  HTTPS://NEWS.example/a?utm_source=x#top \r",
        b"news.example/b",
        b"ftp://news.example/c",
        b"https://news.example/" + b"x" * 3_000,
        b"https://news.example/" + b"x" * 100_000,
        b"urn:quotewire:file:" + b"0" * 64,
        b"https://news.example/\xc3\xa9",
    ]
    path = written(tmp_path / "urls.txt.gz", gzip.compress(b"\n".join(lines)))
    assert read(path) == [
        "https://news.example/a",
        "4 named_before",
        "5 bad_url",
        "6 bad_url",
        "7 bad_url",
        "8 bad_line",
        "9 bad_url",
        "https://news.example/é",
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_has_a_column_of_addresses(tmp_path: Path, delimiter: str) -> None:
    rows = [
        ["id", "URL", "title"],
        ["1", "https://news.example/a", f'"Storm{delimiter} or ""not"""'],
        ["2", "https://news.example/b", '"two\nlines"'],
        ["3"],
        [],
        ["4", "nowhere", ""],
        ["5", "https://news.example/c", ""],
    ]
    path = written(tmp_path / "urls.csv", "\n".join(delimiter.join(row) for row in rows).encode())
    assert read(path) == [
        "https://news.example/a",
        "https://news.example/b",
        "5 bad_line",
        "7 bad_url",
        "https://news.example/c",
    ]


def test_a_table_without_the_column_is_named(tmp_path: Path) -> None:
    (found,) = read_urls(written(tmp_path / "urls.csv", b"id,title\n1,Storm\n"), Options(NOW))
    assert isinstance(found, Broken)
    assert "names no column url, link" in found.reason
    assert list(read_urls(written(tmp_path / "none.csv", b"\n\n"), Options(NOW))) == []


def test_a_table_with_an_open_quote_costs_a_cell_and_not_the_rest(tmp_path: Path) -> None:
    body = (
        'url,title\nhttps://news.example/a,"open\n' + "x" * 60_000 + "\n" + "y" * 60_000 + "\n" + "z" * 60_000
    )
    body += "\nhttps://news.example/b,\n"
    said = read(written(tmp_path / "urls.csv", body.encode()))
    assert any("bad_line" in line for line in said)
    assert said[-1] == "https://news.example/b"


def test_carriage_returns_within_lines_are_blanks(tmp_path: Path) -> None:
    body = b"u\rrl,url\nx\ry,https://news.example/a\r\n"
    assert read(written(tmp_path / "urls.csv", body)) == ["https://news.example/a"]


def test_lists_are_told_from_texts(tmp_path: Path) -> None:
    def told(data: bytes) -> bool:
        return is_url_list(written(tmp_path / "x.txt", data), Options(NOW))

    assert told(b"# ours\n\nhttps://news.example/a\nHTTP://news.example/b\n")
    assert told(b"https://news.example/a\n" * 2_000 + b"and more\n")
    assert not told(b"")
    assert not told(b"# only a remark\n")
    assert not told(b"https://news.example/a and more\n")
    assert not told(b"x" * 200_000)
    assert not is_url_list(tmp_path / "none.txt", Options(NOW))


def test_repeated_addresses_are_passed_over_without_a_line_each(tmp_path: Path) -> None:
    path = written(tmp_path / "urls.txt", b"https://news.example/a\n" * 3)
    found = [entry for entry in read_urls(path, Options(NOW)) if isinstance(entry, PassedOver)]
    assert [entry.told for entry in found] == [False, False]
