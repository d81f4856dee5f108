import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire_fetcher.net.charset import _LABELS, _READ, STEP_BYTES, decode_file, decode_page

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
    ("label", "codec", "text"),
    [
        ("shift_jis", "cp932", "東京①"), ("x-sjis", "cp932", "東京"), ("windows-31j", "cp932", "東京"),
        ("euc-jp", "euc_jp", "東京"), ("iso-2022-jp", "iso2022_jp", "東京"),
        ("euc-kr", "cp949", "서울 똠"), ("ks_c_5601-1987", "cp949", "서울"),
        ("gb2312", "gb18030", "北京 镕"), ("gbk", "gb18030", "北京"), ("x-gbk", "gb18030", "北京"),
        ("big5", "big5hkscs", "台北"), ("big5-hkscs", "big5hkscs", "香港"),
        ("koi8-r", "koi8-r", "Москва"), ("koi8-u", "koi8-u", "Київ"), ("koi8", "koi8-r", "Москва"),
        ("windows-1251", "cp1251", "Москва"), ("cp1251", "cp1251", "Москва"), ("x-cp1251", "cp1251", "Москва"),
        ("ibm866", "cp866", "Москва"), ("x-mac-cyrillic", "mac-cyrillic", "Москва"), ("macintosh", "mac-roman", "café"),
        ("windows-1250", "cp1250", "Łódź"), ("iso-8859-2", "iso8859-2", "Łódź"), ("windows-1253", "cp1253", "Αθήνα"),
        ("iso-8859-9", "cp1254", "İzmir"), ("windows-1255", "cp1255", "חיפה"), ("iso-8859-8-i", "iso8859-8", "חיפה"),
        ("windows-1256", "cp1256", "القاهرة"), ("windows-1258", "cp1258", "Hà"), ("tis-620", "cp874", "ไทย"),
        ("us-ascii", "cp1252", "café"), ("ISO-8859-1", "cp1252", "“café”"), ("unicode-1-1-utf-8", "utf-8", "café"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("where", ["header", "meta", "pragma"])
def test_charsets_of_the_world_are_read_wherever_they_are_named(
    label: str, codec: str, text: str, where: str
) -> None:
    tag = {"header": "", "meta": f'<meta charset="{label}">', "pragma": (
        f"<meta http-equiv=Content-Type content='text/html; charset={label}'>"
    )}[where]  # fmt: skip
    body = f"<html>{tag}<p>{text}".encode(codec)
    read, used = decode_page(body, f"text/html; charset={label}" if where == "header" else "text/html")
    assert read.endswith(f"<p>{text}")
    assert used == codec


@pytest.mark.parametrize(
    ("body", "content_type", "charset"),
    [
        # The header counts, where the bytes fit it ...
        (b'<meta charset="koi8-r">' + "Москва".encode("cp1251"), "text/html; charset=windows-1251", "cp1251"),
        (b'<meta charset="utf-8">' + "Łódź".encode("cp1250"), "text/html; charset=windows-1250", "cp1250"),
        # ... and the page, where they fit only what it says.
        (b'<meta charset="windows-1251">' + "Москва".encode("cp1251"), "text/html; charset=utf-8", "cp1251"),
        (CAFE.encode(), "text/html; charset=iso-8859-1", "utf-8"),
        (b'<meta charset="latin1">' + CAFE.encode(), None, "utf-8"),
        # UTF-16 without a mark.
        (CAFE.encode("utf-16-le"), "text/html; charset=utf-16", "utf-16-le"),
        (CAFE.encode("utf-16-be"), "text/html; charset=utf-16", "utf-16-be"),
        (CAFE.encode("utf-16-be"), "text/html; charset=utf-16le", "utf-16-be"),
        (("\n " + CAFE).encode("utf-16-le"), None, "utf-16-le"),
        (("\n " + CAFE).encode("utf-16-be"), None, "utf-16-be"),
        (b'<meta charset="utf-16">' + CAFE.encode(), None, "utf-8"),
        (b'<?xml version="1.0" encoding="windows-1251"?>' + "Москва".encode("cp1251"), None, "cp1251"),
        # What no browser reads.
        (b'<meta charset="utf-7">' + CAFE.encode(), None, "utf-8"),
        (CAFE.encode(), "text/html; charset=cp037", "utf-8"),
        (CAFE.encode(), "text/html; charset=iso-2022-kr", "utf-8"),
        (CAFE.encode(), 'text/html; charset="', "utf-8"),
        (b"", "text/html; charset=utf-16", "utf-16-le"),
        (b"<", None, "utf-8"),
    ],
)  # fmt: skip
def test_a_declaration_is_believed_unless_the_bytes_say_otherwise(
    body: bytes, content_type: str | None, charset: str
) -> None:
    text, used = decode_page(body, content_type)
    assert used == charset
    assert "\ufffd" not in text
    assert "\0" not in text


def test_a_character_that_lies_across_two_steps_is_whole() -> None:
    for shift in range(4):
        text = "a" * (STEP_BYTES - shift) + "é" * 10 + "東" * 10
        assert decode_page(text.encode(), None) == (text, "utf-8")


@given(
    body=st.binary(max_size=400)
    | st.text(max_size=100).map(lambda text: text.encode("utf-16", "surrogatepass")),
    label=st.sampled_from([*sorted(_READ), *sorted(_LABELS), "utf-32", "hex", "rot13", "x" * 200]),
)
def test_whatever_comes_becomes_text_that_can_be_sent_on(body: bytes, label: str) -> None:
    for text, _ in (
        decode_page(body, f"text/html; charset={label}"),
        decode_page(f"<meta charset={label}>".encode() + body, None),
        decode_file(body, html=True),
    ):
        text.encode("utf-8")


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
