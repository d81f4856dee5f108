import codecs
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire_fetcher.documents.encoding import find_root, inflate_once, to_utf8
from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from tests.unit.fetcher.document_samples import RSS, read


def xml(text: str, declared: str | None) -> str:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    return f"{declaration}<rss><channel><title>{text}</title></channel></rss>"


@pytest.mark.parametrize(
    ("text", "written", "declared", "content_type"),
    [
        ("café", "utf-8", "utf-8", None),
        ("café", "utf-8-sig", None, None),
        ("café", "utf-8-sig", "iso-8859-1", "text/xml; charset=iso-8859-1"),
        ("café “x”", "utf-8", "iso-8859-1", None),
        ("café", "cp1252", "utf-8", None),
        ("café “x”", "cp1252", "iso-8859-1", None),
        ("café", "cp1252", None, None),
        ("Привет", "cp1251", "windows-1251", None),
        ("Привет", "koi8-r", "koi8-r", "text/xml; charset=utf-8"),
        ("Привет", "cp1251", "utf-8", "text/xml; charset=windows-1251"),
        ("Привет", "cp1251", None, "text/xml; charset=windows-1251"),
        ("日本語", "shift_jis", "Shift_JIS", None),
        ("日本語", "euc-jp", "EUC-JP", None),
        ("日本語", "iso-2022-jp", "iso-2022-jp", None),
        ("日本語", "utf-16", "utf-16", None),
        ("日本語", "utf-16", None, "text/xml; charset=utf-8"),
        ("日本語", "utf-16-be", "utf-16", None),
        ("日本語", "utf-16-le", None, None),
        ("日本語", "utf-32", "utf-32", None),
        ("中文", "gb18030", "gb2312", None),
        ("한국어", "euc-kr", "euc-kr", None),
        ("plain", "ascii", "no-such-charset", "text/xml; charset=none"),
        ("café", "utf-8", "utf-7", None),
        ("café", "cp1252", "utf-16", "text/xml; charset=utf-32"),
    ],
)
def test_a_document_is_read_in_the_charset_that_it_is_in(
    text: str, written: str, declared: str | None, content_type: str | None
) -> None:
    assert read(xml(text, declared).encode(written), content_type=content_type).title == text


def test_a_character_cut_in_two_does_not_spoil_the_others() -> None:
    data = xml("naïve café, a€", "utf-8").encode().replace("€".encode(), "€".encode()[:2])
    assert read(data).title == "naïve café, a\ufffd"


def test_bytes_that_fit_no_charset_are_replaced() -> None:
    assert read(
        xml("日本語", "shift_jis").encode("shift_jis").replace(b"</title>", b"\x81\xff</title>")
    ).title


@given(
    st.binary(max_size=300),
    st.sampled_from([None, "text/xml; charset=utf-16", "text/xml; charset=shift_jis"]),
)
def test_any_bytes_become_utf8(data: bytes, content_type: str | None) -> None:
    to_utf8(data, content_type).decode("utf-8")


def test_a_gzip_file_is_inflated_whatever_it_is_called() -> None:
    assert read(gzip.compress(RSS.encode())).title == "Harbour & Post"
    assert (
        read(gzip.compress(RSS.encode()[:400]) + gzip.compress(RSS.encode()[400:])).title == "Harbour & Post"
    )


def test_inflating_ends_at_the_limit() -> None:
    with pytest.raises(FetchRefusedError) as caught:
        inflate_once(gzip.compress(b"\x00" * 1_000_000), max_bytes=10_000)
    assert caught.value.reason_code == "feed_too_large"
    assert inflate_once(gzip.compress(b"x" * 10_000), max_bytes=10_000) == b"x" * 10_000


def test_a_document_over_the_limit_is_refused() -> None:
    with pytest.raises(FetchRefusedError) as caught:
        inflate_once(b"x" * 10_001, max_bytes=10_000)
    assert caught.value.reason_code == "feed_too_large"


def test_gzip_inside_gzip_is_refused() -> None:
    with pytest.raises(FetchRefusedError) as caught:
        inflate_once(gzip.compress(gzip.compress(b"x")), max_bytes=10_000)
    assert caught.value.reason_code == "stacked_encoding"


def test_broken_and_short_gzip_files_have_their_reasons() -> None:
    whole = gzip.compress(RSS.encode())
    with pytest.raises(FetchFailedError) as short:
        inflate_once(whole[:-20], max_bytes=10_000)
    assert short.value.reason_code == "truncated_body"
    with pytest.raises(FetchRefusedError) as broken:
        inflate_once(whole[:10] + b"\xff" * 50, max_bytes=10_000)
    assert broken.value.reason_code == "bad_encoding"


@pytest.mark.parametrize(
    ("document", "clean"),
    [
        (b"<rss/>", True),
        (b' \n<?xml version="1.0"?>\n<!-- a --><?pi b?><!DOCTYPE rss PUBLIC "a" "b">\n<rss/>', True),
        (b"<!DOCTYPE rss [<!ATTLIST a b CDATA #IMPLIED>]><rss/>", True),
        (b"junk<rss/>", False),
        (b"<!-- no end <rss/>", False),
        (b"<?xml no end <rss/>", False),
        (b"<!DOCTYPE", False),
        (b"<!DOCTYPE rss [", False),
        (b"", False),
        (b"<!---->" * 5_000 + b"<rss/>", False),
    ],
)
def test_the_root_is_found_behind_what_may_stand_before_it(document: bytes, clean: bool) -> None:
    prolog = find_root(document)
    assert prolog.clean == clean
    assert not clean or document[prolog.start :] == b"<rss/>"


def test_every_mark_of_byte_order_is_taken_off() -> None:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        assert to_utf8(mark + "<rss/>".encode(name), None) == b"<rss/>"
