"""A file, an address or standard input becomes the message that the fetcher would send, whatever its charset."""

import codecs
import hashlib
import io
import sys
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire_parser.cli.inputs import (
    MOST_BYTES,
    Material,
    build_message,
    decode,
    fetch_material,
    message_for,
    now,
)
from quotewire_parser.refusals import PageTooLargeError
from quotewire_shared.errors import QuotewireError, UsageError
from quotewire_shared.messages import MAX_PAGE_BYTES, ArticleFetched, article_id_for
from tests.unit.parser.extraction.news import ADDRESS, ANY_TEXT, NEWS, SEEN_AT, story

PAGE = story(*NEWS)


def message(body: bytes | str, **known: str) -> ArticleFetched:
    data = body.encode() if isinstance(body, str) else body
    return message_for(Material(data, **known), SEEN_AT)


def test_a_file_is_read_with_its_suffix(tmp_path: Path) -> None:
    file = tmp_path / "Gates.HTML"
    file.write_bytes(b"<p>x")
    assert fetch_material(str(file)) == Material(b"<p>x", suffix=".html")


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff gates")))
    assert fetch_material("-") == Material(b"\xff gates")


@pytest.mark.parametrize(
    ("source", "error", "reason"),
    [
        ("no/such/file.html", UsageError, "There is no file"),
        ("ftp://x.example/a", UsageError, "Only http and https"),
        ("file:///etc/passwd", UsageError, "Only http and https"),
        ("a\x00b", QuotewireError, "cannot be read"),
        ("x" * 5_000, QuotewireError, "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(source: str, error: type[Exception], reason: str) -> None:
    with pytest.raises(error, match=reason) as caught:
        fetch_material(source)
    assert "\n" not in str(caught.value)


def test_a_folder_is_no_page(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="quotewire import"):
        fetch_material(str(tmp_path))


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with pytest.raises(QuotewireError, match="loop cannot be read"):
        fetch_material(str(loop))


@pytest.mark.parametrize(
    "body",
    [
        PAGE,
        "<!-- saved --><!DOCTYPE HTML>\n<p>x",
        "<?xml version='1.0'?><html><p>x",
        "\n  <html>x",
        "<p>Gates</p>",
        "<div class=a>x",
    ],
)
def test_a_page_is_known_by_its_tags(body: str) -> None:
    assert message(body).html == body


@pytest.mark.parametrize(
    "body", [NEWS[0], "a < b and c > d", "<3 the harbour", "From: Ilves <mara@x.example>", ""]
)
def test_a_text_is_known_by_having_none(body: str) -> None:
    assert message(body).text == body


def test_the_header_and_the_suffix_decide_before_a_few_tags() -> None:
    assert message("Gates", content_type="text/html").html == "Gates"
    assert message("Gates", suffix=".htm").html == "Gates"
    assert message("Use <p> for paragraphs", suffix=".md").text == "Use <p> for paragraphs"
    assert (
        message("Use <p> for paragraphs", content_type="text/plain; charset=utf-8").text
        == "Use <p> for paragraphs"
    )
    assert message(PAGE, suffix=".txt").html == PAGE  # a whole page saved under the wrong name


def test_a_message_names_its_source_and_the_moment() -> None:
    page = message(PAGE)
    assert (page.source_id, page.fetched_at, page.first_seen_at, page.charset) == (
        "parse",
        SEEN_AT,
        SEEN_AT,
        "utf-8",
    )


def test_the_address_is_where_it_came_from_or_what_the_page_says_or_its_hash() -> None:
    canonical = PAGE.replace("<head>", f"<head><link href='{ADDRESS}' rel=canonical>")
    assert message(canonical, url="https://x.example/a").url == "https://x.example/a"
    assert message(canonical).url == ADDRESS
    assert message(canonical).article_id == article_id_for(ADDRESS)
    assert message(PAGE).url == f"urn:quotewire:file:{hashlib.sha256(PAGE.encode()).hexdigest()}"


@pytest.mark.parametrize(
    "link",
    [
        "<link rel=canonical href=javascript:alert(1)>",
        "<link rel=canonical href=/a>",
        "<link rel=canonical>",
        "<link rel=canonical href='http://[x'>",
        "<link rel=alternate href=https://x.example>",
    ],
)
def test_an_unusable_canonical_link_is_ignored(link: str) -> None:
    assert message(f"<html>{link}<p>x").url.startswith("urn:quotewire:file:")


def test_a_text_does_not_say_its_address() -> None:
    assert message(f"<link rel=canonical href={ADDRESS}>", suffix=".txt").url.startswith("urn:")


@pytest.mark.parametrize(
    ("body", "content_type", "text", "charset"),
    [
        ("Ilvés “said”".encode(), "", "Ilvés “said”", "utf-8"),
        (codecs.BOM_UTF8 + "Ilvés".encode(), "", "Ilvés", "utf-8"),
        (codecs.BOM_UTF16_LE + "Ilvés".encode("utf-16-le"), "", "Ilvés", "utf-16-le"),
        (codecs.BOM_UTF16_BE + "Ilvés".encode("utf-16-be"), "text/html; charset=utf-8", "Ilvés", "utf-16-be"),
        (codecs.BOM_UTF32_LE + "Ilvés".encode("utf-32-le"), "", "Ilvés", "utf-32-le"),
        ("Ilvés".encode("cp1252"), "", "Ilvés", "cp1252"),
        ("“Ilvés”".encode("cp1252"), "text/html; charset=ISO-8859-1", "“Ilvés”", "cp1252"),
        ("“Ilvés”".encode("cp1252"), "text/html; charset=us-ascii", "“Ilvés”", "cp1252"),
        ("Ильвес".encode("cp1251"), "text/html; charset=windows-1251", "Ильвес", "cp1251"),
        ("<meta charset=windows-1251>Ильвес".encode("cp1251"), "", "<meta charset=windows-1251>Ильвес", "cp1251"),
        ("<?xml version='1.0' encoding='koi8-r'?>Ильвес".encode("koi8-r"), "", "<?xml version='1.0' encoding='koi8-r'?>Ильвес", "koi8-r"),
        ("橋".encode("shift_jis"), 'text/html; charset="Shift_JIS"', "橋", "shift_jis"),
        # What lies about its charset:
        ("Ilvés".encode(), "text/html; charset=iso-8859-1", "Ilvés", "utf-8"),
        ("<meta charset=koi8-r>Ilvés".encode(), "", "<meta charset=koi8-r>Ilvés", "utf-8"),
        ("Ilvés".encode("cp1252"), "text/html; charset=utf-8", "Ilvés", "cp1252"),
        ("Ilvés".encode("cp1252"), "text/html; charset=klingon", "Ilvés", "cp1252"),
        ("Ilvés".encode("cp1252"), "text/html; charset=utf-7", "Ilvés", "cp1252"),
        ("Ilvés".encode("cp1252"), "text/html; charset=rot13", "Ilvés", "cp1252"),
        ("Ilvés".encode("cp1252"), "text/html; charset=zlib_codec", "Ilvés", "cp1252"),
        ("Ilvés".encode("cp1252"), "text/html; charset=unicode_escape", "Ilvés", "cp1252"),
        ("Ilvés".encode("cp1252"), "text/html; charset=idna", "Ilvés", "cp1252"),
        (b"", "", "", "utf-8"),
    ],
)  # fmt: skip
def test_bytes_are_decoded_by_mark_then_as_utf_8_then_as_declared(
    body: bytes, content_type: str, text: str, charset: str
) -> None:
    assert decode(body, content_type) == (text, charset)


def test_one_bad_byte_does_not_spoil_a_page_in_utf_8() -> None:
    text, charset = decode("é".encode() * 500 + b"\xff")
    assert (text, charset) == ("é" * 500 + "\ufffd", "utf-8")


def test_a_body_over_the_limit_is_refused() -> None:
    with pytest.raises(PageTooLargeError):
        message(b"x" * (MOST_BYTES + 1))
    with pytest.raises(PageTooLargeError):
        message(b"x" * (MAX_PAGE_BYTES + 1))


def test_a_page_of_the_most_bytes_in_utf_16_is_read() -> None:
    assert message(codecs.BOM_UTF16_LE + ("x" * (MAX_PAGE_BYTES - 1)).encode("utf-16-le")).text is not None


@pytest.mark.parametrize(
    "body", [b"\x00\x01\x02\x00", b"\x89PNG\r\n\x1a\n\x00\x00\x00", b"PK\x03\x04\x00\x00"]
)
def test_a_binary_file_is_no_text(body: bytes) -> None:
    with pytest.raises(QuotewireError, match="neither HTML nor text"):
        message(body)


def test_a_title_and_a_language_travel_as_the_feeds() -> None:
    page = build_message(html=None, text="x", url="urn:x", now=SEEN_AT, title="Gates\ud800", language="en")
    assert page.feed is not None
    assert (page.feed.title, page.feed.language) == ("Gates?", "en")
    assert build_message(html=None, text="x", url="urn:x", now=SEEN_AT).feed is None


def test_the_present_is_in_utc() -> None:
    assert now().tzinfo is UTC


@given(
    st.binary(max_size=300),
    st.sampled_from(
        ["", "text/html", "text/plain; charset=utf-16", "text/html; charset=cp037", "charset=hex"]
    ),
)
def test_any_bytes_are_a_message_or_a_refusal(body: bytes, content_type: str) -> None:
    try:
        page = message(body, content_type=content_type)
    except QuotewireError:
        return
    page.model_dump_json()
    assert message(body, content_type=content_type) == page


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_any_line_of_a_stream_makes_a_message_that_can_be_written(text: str, url: str, title: str) -> None:
    build_message(html=None, text=text, url=url or "urn:x", now=SEEN_AT, title=title).model_dump_json()
