import pytest

from quotewire_fetcher.charset import decode_file, decode_page

CAFE = "<p>café – “oui”</p>"


@pytest.mark.parametrize(
    ("body", "content_type", "charset"),
    [
        (CAFE.encode(), None, "utf-8"),
        (CAFE.encode("utf-8-sig"), "text/html; charset=iso-8859-1", "utf-8"),
        (CAFE.encode("utf-16"), "text/html", "utf-16-le"),
        (CAFE.encode("cp1252"), "text/html; charset=ISO-8859-1", "cp1252"),
        (b'<meta charset="windows-1252">' + CAFE.encode("cp1252"), "text/html", "cp1252"),
        (b'<meta charset="utf-8">' + CAFE.encode("cp1252"), "text/html; charset=windows-1252", "cp1252"),
        (CAFE.encode(), "text/html; charset=no-such-thing", "utf-8"),
        (CAFE.encode(), "text/html; charset=utf-7", "utf-8"),
        (CAFE.encode(), "text/html; charset=unicode_escape", "utf-8"),
        (CAFE.encode(), "text/html; charset=hex", "utf-8"),
    ],
)
def test_a_page_is_decoded_by_mark_then_header_then_declaration(
    body: bytes, content_type: str | None, charset: str
) -> None:
    text, used = decode_page(body, content_type)
    assert text.endswith(CAFE)
    assert used == charset


@pytest.mark.parametrize(
    ("charset", "text"), [("shift_jis", "東京"), ("euc-kr", "서울"), ("gb2312", "北京"), ("koi8-r", "Москва")]
)
def test_charsets_of_the_world_are_read(charset: str, text: str) -> None:
    assert decode_page(text.encode(charset), f"text/html; charset={charset}")[0] == text


def test_bytes_that_do_not_fit_become_replacement_characters() -> None:
    assert decode_page(b"caf\xe9", "text/html; charset=utf-8") == ("caf�", "utf-8")


def test_what_is_decoded_can_always_be_sent() -> None:
    for body in (b"\xff\xfe\x00\xd8", b"\x00\xd8\x00\xd8", bytes(range(256))):
        for charset in ("utf-16", "utf-32", "cp1252", "big5", "iso-2022-jp", "utf-8"):
            decode_page(body, f"text/html; charset={charset}")[0].encode()


@pytest.mark.parametrize(
    ("body", "html", "charset"),
    [
        (CAFE.encode(), True, "utf-8"),
        (CAFE.encode("cp1252"), False, "cp1252"),
        (CAFE.encode("utf-16"), False, "utf-16-le"),
        (b'<meta charset="iso-8859-15">' + "café".encode("iso-8859-15"), True, "iso8859-15"),
    ],
)
def test_a_file_is_decoded_without_a_header(body: bytes, html: bool, charset: str) -> None:
    text, used = decode_file(body, html=html)
    assert "café" in text
    assert used == charset
