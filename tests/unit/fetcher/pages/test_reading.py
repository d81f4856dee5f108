import gzip

import pytest

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.memory.state import PageState
from quotewire_fetcher.net.web import Answer
from quotewire_fetcher.pages.reading import read_page, to_article
from quotewire_shared.messages import MAX_PAGE_BYTES

URL = "https://news.example/a"
PAGE = PageState(page_id="0" * 32, url=URL, source_id="news", phase="pending", first_seen_at=0.0)


def given(body: bytes, *, kind: str | None = "text/html", url: str = URL) -> Answer:
    return Answer(url, 200, {} if kind is None else {"content-type": kind}, body)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (given(b""), "empty_page"),
        (given(b" \n "), "empty_page"),
        (given(gzip.compress(b"x")), "stacked_encoding"),
        (given(b"%PDF-1.7 ..."), "bad_content"),
        (given(b"\x89PNG\r\n"), "bad_content"),
        (given(b"ab\x00cd"), "bad_content"),
        (given(b"<p>front</p>", url="https://www.news.example/"), "redirected_to_front_page"),
        (given("é".encode("cp1252") * MAX_PAGE_BYTES, kind="text/html; charset=cp1252"), "page_too_large"),
    ],
)
def test_what_is_no_page_is_refused_with_its_reason(answer: Answer, code: str) -> None:
    with pytest.raises(FetchRefusedError) as caught:
        read_page(answer, URL)
    assert caught.value.reason_code == code


def test_plain_text_is_kept_as_text() -> None:
    answer = given("Grüße".encode("cp1252"), kind="text/plain; charset=windows-1252")
    read = read_page(answer, URL)
    assert (read.text, read.html, read.charset) == ("Grüße", None, "cp1252")
    assert to_article(read, answer, PAGE, fetched_at=1.0, first_seen_at=0.0).publisher == "news.example"


def test_a_page_that_escapes_to_more_than_a_record_holds_is_refused() -> None:
    answer = given(b"<p>" + b"\x01" * 4_000_000)
    read = read_page(answer, URL)
    with pytest.raises(FetchRefusedError) as caught:
        to_article(read, answer, PAGE, fetched_at=1.0, first_seen_at=0.0)
    assert caught.value.reason_code == "page_too_large"


def test_a_page_of_the_largest_size_is_taken() -> None:
    answer = given(b"x" * MAX_PAGE_BYTES)
    assert to_article(read_page(answer, URL), answer, PAGE, fetched_at=1.0, first_seen_at=0.0).html


def test_a_redirect_names_the_article_where_the_page_does_not() -> None:
    read = read_page(given(b"<p>x</p>", url="https://news.example/2026/a?utm_source=x"), URL)
    assert read.canonical_url == "https://news.example/2026/a"
