"""
Bytes to text: by byte order mark, header, declaration in the page, then UTF-8 with replacement.

Only the encodings of the WHATWG Encoding Standard are read, with its meaning of old labels (gb2312 is gb18030, iso-8859-1
is windows-1252, …): what no browser decodes, as UTF-7 or EBCDIC, serves only to hide something.

A declaration is believed unless the bytes say otherwise: many servers send one charset with every page, whatever is in
it. Where header and page differ, the one that fits the bytes is taken; where both fit, the header.
"""

import codecs
from collections.abc import Sequence

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

STEP_BYTES = 512 * 1024
"""Bytes decoded in one go: a whole page takes up to 75 ms, in which no other thread would run."""

_READ = frozenset(
    {
        "utf-8", "cp866", "cp874", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "gb18030", "big5", "big5hkscs",
        "euc_jp", "iso2022_jp", "shift_jis", "cp932", "euc_kr", "cp949", "utf-16", "utf-16-le", "utf-16-be",
        *(f"cp125{number}" for number in range(9)),
        *(f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
    }
)  # fmt: skip
"""As Python names them."""

# Labels of the standard that Python does not know, or knows as something else.
_LABELS = {
    "csbig5": "big5hkscs", "cn-big5": "big5hkscs", "x-x-big5": "big5hkscs",
    "x-gbk": "gb18030", "chinese": "gb18030", "csgb2312": "gb18030", "csiso58gb231280": "gb18030",
    "ks_c_5601-1987": "cp949", "ksc5601": "cp949", "ksc_5601": "cp949", "cseuckr": "cp949", "windows-949": "cp949",
    "x-euc-jp": "euc_jp", "cseucpkdfmtjapanese": "euc_jp", "csshiftjis": "cp932", "ms_kanji": "cp932",
    "koi": "koi8-r", "koi8": "koi8-r", "cskoi8r": "koi8-r", "koi8-ru": "koi8-u", "x-mac-ukrainian": "mac-cyrillic",
    "x-mac-cyrillic": "mac-cyrillic", "x-mac-roman": "mac-roman", "csmacintosh": "mac-roman", "dos-874": "cp874",
    "iso-8859-8-i": "iso8859-8", "iso-8859-8-e": "iso8859-8", "visual": "iso8859-8", "logical": "iso8859-8",
    "x-cp1250": "cp1250", "x-cp1251": "cp1251", "x-cp1252": "cp1252", "x-cp1253": "cp1253", "x-cp1254": "cp1254",
    "x-cp1255": "cp1255", "x-cp1256": "cp1256", "x-cp1257": "cp1257", "x-cp1258": "cp1258", "ansi_x3.4-1968": "cp1252",
    "unicode-1-1-utf-8": "utf-8", "x-unicode20utf8": "utf-8", "unicode11utf8": "utf-8", "unicode20utf8": "utf-8",
    "unicode": "utf-16-le", "ucs-2": "utf-16-le", "iso-10646-ucs-2": "utf-16-le", "csunicode": "utf-16-le",
    "unicodefeff": "utf-16-le", "unicodefffe": "utf-16-be",
}  # fmt: skip

_LATIN = "cp1252"
"""What servers declare that declare it for everything."""


def decode_page(body: bytes, content_type: str | None) -> tuple[str, str]:
    """Decode *body*; gives (text, charset). Bytes that do not fit become U+FFFD, never an error."""
    name, mark = read_bom(body)
    if name is not None and mark is not None:
        return _decode(body[len(mark) :], name), name
    chosen = _choose(body, _declared(body, content_type))
    return _decode(body, chosen), chosen


def decode_file(body: bytes, *, html: bool) -> tuple[str, str]:
    """Decode a file that comes without a header: as a page, but bytes that are no UTF-8 are read as windows-1252."""
    name, mark = read_bom(body)
    if name is not None and mark is not None:
        return _decode(body[len(mark) :], name), name
    declared = _declared(body, None) if html else []
    if declared:
        return _decode(body, declared[0]), declared[0]
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decode(body, _LATIN), _LATIN


def _declared(body: bytes, content_type: str | None) -> list[str]:
    """Give the charsets that are declared and can be read, the header's first."""
    said: list[str] = []
    header = _header_charset(content_type) if content_type else None
    if header is not None:
        # "utf-16" without a mark is little-endian, unless the first "<" says otherwise.
        said.append(_utf16_of(body) or "utf-16-le" if header.startswith("utf-16") else header)
    within = html_body_declared_encoding(body[:4096])
    within = _usable(within) if within else _labelled_within(body[:4096])
    if within is not None:
        # Whoever could read this in ASCII has no UTF-16 before them (WHATWG HTML, "prescan a byte stream").
        said.append("utf-8" if within.startswith("utf-16") else within)
    return said or ([sniffed] if (sniffed := _utf16_of(body)) else [])


def _choose(body: bytes, declared: Sequence[str]) -> str:
    if not declared:
        return "utf-8"
    first = declared[0]
    if first == _LATIN and not body.isascii() and _fits(body, "utf-8"):
        return "utf-8"  # text in windows-1252 that happens to be good UTF-8 is next to impossible
    for other in declared[1:]:
        if other != first and not _fits(body, first) and _fits(body, other):
            return other
    return first


def _header_charset(content_type: str) -> str | None:
    found = http_content_type_encoding(content_type)
    if found is not None:
        return _usable(found)
    _, _, label = content_type.lower().partition("charset=")
    return _LABELS.get(label.split(";", 1)[0].strip(" \t\"'"))


def _labelled_within(head: bytes) -> str | None:
    """Find a label that Python does not know: w3lib passes over those."""
    _, _, rest = head.lower().partition(b"charset=")
    label = rest[:40].strip(b" \t\"'").split(b'"', 1)[0].split(b"'", 1)[0].split(b">", 1)[0]
    return _LABELS.get(label.strip(b" /;").decode("ascii", "replace"))


def _usable(name: str) -> str | None:
    name = _LABELS.get(name.lower()) or resolve_encoding(name) or ""
    try:
        name = codecs.lookup(name).name
    except LookupError:
        return None
    return name if name in _READ else None


def _utf16_of(body: bytes) -> str | None:
    """Recognise UTF-16 without a mark by its first character, which in HTML and XML is "<"."""
    start = body[:64].lstrip(b"\0 \t\r\n")
    at = len(body[:64]) - len(start)
    if start[:1] != b"<":
        return None
    if start[1:2] == b"\0" and at % 2 == 0:
        return "utf-16-le"
    return "utf-16-be" if at % 2 == 1 and body[at - 1 : at] == b"\0" else None


def _fits(body: bytes, name: str) -> bool:
    try:
        _decode(body, name, errors="strict")
    except UnicodeDecodeError:
        return False
    return True


def _decode(body: bytes, name: str, *, errors: str = "replace") -> str:
    if errors == "replace" and name == "gb18030":
        errors = "w3lib_gb18030_replace"  # 0x80 is the euro sign there, as in browsers
    decoder = codecs.getincrementaldecoder(name)(errors)
    pieces = [decoder.decode(body[at : at + STEP_BYTES]) for at in range(0, len(body), STEP_BYTES)]
    return "".join([*pieces, decoder.decode(b"", final=True)])
