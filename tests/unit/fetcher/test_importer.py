import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.importer import ImportFile, NotImported, find_files, read_file
from quotewire_shared.messages import MAX_PAGE_BYTES, ArticleFetched, Lane

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def read(path: Path, *, base_url: str | None = None, below: str = "") -> ArticleFetched:
    return read_file(
        ImportFile(path, below or path.name), publisher="Harbour Post", base_url=base_url, now=NOW
    )


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
    found = list(find_files([tmp_path, tmp_path / "none.html", tmp_path / "image.png"]))
    assert [item.below for item in found if isinstance(item, ImportFile)] == ["a.txt", "b/1.html", "b/2.HTM"]
    passed = [(item.path.name, item.failed) for item in found if isinstance(item, NotImported)]
    assert passed == [("image.png", False), ("none.html", True), ("image.png", True)]
