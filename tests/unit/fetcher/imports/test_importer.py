import gzip
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.imports import importer
from quotewire_fetcher.imports.import_entries import Broken, Candidate, Entry, Kind, Options, PassedOver
from quotewire_fetcher.imports.importer import ImportFile, entries_of, find_files, kind_by_name, read_file
from quotewire_shared.messages import MAX_PAGE_BYTES, ArticleFetched, Lane
from tests.unit.fetcher.archives import packed, pages

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def read(path: Path, *, base_url: str | None = None, below: str = "") -> ArticleFetched:
    kind: Kind = kind_by_name(path.name) or "text"
    options = Options(NOW, publisher="Harbour Post", base_url=base_url)
    return read_file(ImportFile(path, below or path.name, kind), options)


def write(path: Path, body: str | bytes, *, modified: datetime = NOW) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body if isinstance(body, bytes) else body.encode())
    os.utime(path, (modified.timestamp(), modified.timestamp()))
    return path


def test_a_page_goes_by_the_address_it_declares(tmp_path: Path) -> None:
    page = write(
        tmp_path / "a.html", '<link rel="canonical" href="https://news.example/a?utm_source=x"><p>A</p>'
    )
    article = read(page, base_url="https://other.example/")
    assert article.canonical_url == "https://news.example/a"
    assert (article.lane, article.publisher, article.source_id) == (Lane.BACKFILL, "Harbour Post", "import")
    assert article.html is not None


def test_a_page_without_one_goes_by_the_base_and_its_path(tmp_path: Path) -> None:
    page = write(tmp_path / "x.html", "<p>A</p>")
    article = read(page, base_url="https://news.example/2026/", below="11/über uns.html")
    assert article.canonical_url == "https://news.example/2026/11/%C3%BCber%20uns.html"


def test_a_file_without_an_address_goes_by_its_content_wherever_it_lies(tmp_path: Path) -> None:
    one = read(write(tmp_path / "a.txt", "Hello"))
    two = read(write(tmp_path / "deep" / "b.txt", "Hello"))
    assert one.canonical_url.startswith("urn:quotewire:file:")
    assert one.article_id == two.article_id
    assert (one.text, one.html) == ("Hello", None)


def test_importing_again_gives_the_very_same_message(tmp_path: Path) -> None:
    page = write(tmp_path / "a.html", "<p>A</p>", modified=datetime(2026, 10, 1, tzinfo=UTC))
    assert read(page) == read(page)
    assert read(page).first_seen_at == datetime(2026, 10, 1, tzinfo=UTC)


def test_times_of_the_future_and_of_no_clock_are_brought_into_bounds(tmp_path: Path) -> None:
    future = write(tmp_path / "f.html", "x", modified=datetime(2099, 1, 1, tzinfo=UTC))
    past = write(tmp_path / "p.html", "x", modified=datetime(1970, 1, 2, tzinfo=UTC))
    assert read(future).fetched_at == NOW
    assert read(past).fetched_at.year == 1990


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty_page"),
        (b"a\x00b", "bad_content"),
        (b"x" * (MAX_PAGE_BYTES + 1), "page_too_large"),
        (b"x" * (2 * MAX_PAGE_BYTES + 1), "page_too_large"),
        (b"\x01" * 4_000_000, "page_too_large"),
        (b"<div>" * 300_000, "page_too_deep"),
    ],
)
def test_files_that_are_no_articles_are_refused(tmp_path: Path, body: bytes, code: str) -> None:
    with pytest.raises(FetchRefusedError) as caught:
        read(write(tmp_path / "a.html", body))
    assert caught.value.reason_code == code


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FetchRefusedError, match="cannot be read"):
        read(tmp_path / "none.html")


def test_folders_are_walked_in_order_and_other_files_are_named(tmp_path: Path) -> None:
    for name in ("b/2.HTM", "b/1.html", "a.txt", "image.png", ".hidden.html", ".git/x.html"):
        write(tmp_path / name, "x")
    (tmp_path / "loop").symlink_to(tmp_path)
    found = list(find_files([tmp_path, tmp_path / "none.html", tmp_path / "image.png"], Options(NOW)))
    assert [item.below for item in found if isinstance(item, ImportFile)] == ["a.txt", "b/1.html", "b/2.HTM"]
    assert [(Path(item.where).name, item.told) for item in found if isinstance(item, PassedOver)] == [
        ("image.png", True)
    ]
    assert [(Path(item.where).name, item.code) for item in found if isinstance(item, Broken)] == [
        ("none.html", "no_such_file"),
        ("image.png", "unknown_kind"),
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.warc", "warc"),
        ("CC-NEWS-1.WARC.GZ", "warc"),
        ("a.warc.zst", "warc"),
        ("a.jsonl", "jsonl"),
        ("a.ndjson.gz", "jsonl"),
        ("a.csv", "urls"),
        ("a.html.gz", "html"),
        ("a.text", "text"),
        ("a.gz", None),
        ("a.json", None),
        ("warc", None),
    ],
)
def test_files_are_told_by_their_names(name: str, kind: str | None) -> None:
    assert kind_by_name(name) == kind


def kinds(paths: list[Path], kind: Kind = "auto") -> dict[str, str]:
    found = find_files(paths, Options(NOW, kind=kind))
    return {item.below: item.kind for item in found if isinstance(item, ImportFile)}


def test_a_text_of_addresses_is_a_list_where_it_is_named_itself(tmp_path: Path) -> None:
    urls = write(tmp_path / "urls.txt", "# ours\n\nhttps://news.example/a\nhttp://news.example/b\n")
    note = write(tmp_path / "note.txt", "https://news.example/a is where it stands\n")
    empty = write(tmp_path / "empty.txt", "# nothing\n")
    assert kinds([urls, note, empty]) == {"urls.txt": "urls", "note.txt": "text", "empty.txt": "text"}
    write(tmp_path / "table.csv", "url\nhttps://news.example/a\n")
    assert kinds([tmp_path]) == {"note.txt": "text", "empty.txt": "text"}
    assert kinds([tmp_path], "urls").keys() == {"urls.txt", "note.txt", "empty.txt", "table.csv"}


def test_what_a_file_is_can_be_said(tmp_path: Path) -> None:
    named = write(tmp_path / "story", "<p>A</p>")
    write(tmp_path / "a.html", "<p>B</p>")
    write(tmp_path / "b.txt", "C")
    assert kinds([named]) == {}
    assert kinds([named], "html") == {"story": "html"}
    assert kinds([tmp_path], "html") == {"a.html": "html", "story": "html"}


def test_packed_pages_are_unpacked_within_limits(tmp_path: Path) -> None:
    page = write(tmp_path / "a.html.gz", gzip.compress(b"<p>A</p>"))
    article = read(page, base_url="https://news.example/")
    assert (article.html, article.canonical_url) == ("<p>A</p>", "https://news.example/a.html")
    assert read(write(tmp_path / "b.html.zst", zstandard.compress(b"<p>B</p>"))).html == "<p>B</p>"
    for body, code in (
        (gzip.compress(b"x" * 50_000_000), "page_too_large"),
        (gzip.compress(b"hello")[:-4], "bad_encoding"),
    ):
        with pytest.raises(FetchRefusedError) as caught:
            read(write(tmp_path / "c.html.gz", body))
        assert caught.value.reason_code == code


def test_what_a_page_reserves_is_kept_and_robots_is_not_known(tmp_path: Path) -> None:
    page = write(tmp_path / "a.html", '<meta name="robots" content="noai"><p>A</p>')
    rights = read(page).rights
    assert (rights.robots, rights.noai) == ("unknown", True)


def test_a_folder_of_all_kinds_is_read_through(tmp_path: Path) -> None:
    write(tmp_path / "a.html", "<p>A</p>")
    write(tmp_path / "b.jsonl", '{"text": "B"}\n{"text": "C"}\n')
    write(tmp_path / "c.warc.gz", packed(pages(2)))
    entries = list(entries_of([tmp_path], Options(NOW)))
    assert [Path(one.where).name for one in entries if isinstance(one, Candidate)] == [
        "a.html",
        "b.jsonl:1",
        "b.jsonl:2",
        "0)",
        "1)",
    ]


def test_what_is_no_file_is_passed_over_in_a_folder(tmp_path: Path) -> None:
    """To open a pipe would wait for ever for somebody who writes."""
    os.mkfifo(tmp_path / "pipe.html")
    (tmp_path / "gone.html").symlink_to(tmp_path / "nowhere.html")
    found = list(find_files([tmp_path], Options(NOW)))
    assert [entry.code for entry in found if isinstance(entry, PassedOver)] == ["no_file", "no_file"]


def test_standard_input_is_read_where_its_kind_is_said() -> None:
    (unsaid,) = find_files([Path("-")], Options(NOW))
    assert isinstance(unsaid, Broken)
    (said,) = find_files([Path("-")], Options(NOW, kind="jsonl"))
    assert said == ImportFile(Path("/dev/stdin"), "-", "jsonl")


def test_a_bug_met_in_one_file_does_not_cost_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(path: Path, _: Options) -> Iterator[Entry]:
        yield PassedOver(str(path), "test", "so that it is a generator")
        raise ZeroDivisionError

    monkeypatch.setitem(importer._READERS, "jsonl", broken)
    write(tmp_path / "a.jsonl", "{}")
    write(tmp_path / "b.html", "<p>B</p>")
    _, bug, good = entries_of([tmp_path], Options(NOW))
    assert isinstance(bug, Broken)
    assert bug.code == "internal_error"
    assert isinstance(good, Candidate)
