"""
Makes well-formed what often is not: entities of HTML, bare ampersands and angles, control characters, junk around.

Every step is one pass forward over the bytes, so that nothing in them makes it slow.
"""

import html
import re
from collections.abc import Iterator
from itertools import islice

from quotewire_fetcher.failures import FetchRefusedError

MAX_SECTIONS = 200_000
"""CDATA sections that are looked for; what stands behind the last is taken as plain markup."""

MAX_FAULTS = 100_000
"""Faults that are mended in one document; what has more is no feed."""

MAX_PREFIXES = 100_000
"""Tags with a prefix that are looked at for namespaces that nobody declared."""

CDATA, CDATA_END = b"<![CDATA[", b"]]>"
_CONTROLS = bytes(code for code in range(0x20) if code not in b"\t\n\r") + b"\x7f"
_NEVER_IN_XML = re.compile(rb"\xef\xbf[\xbe\xbf]")
_FAULT = re.compile(
    rb"&(?!(?:amp|lt|gt|quot|apos);)(?:#(?:([0-9]{1,8})|[xX]([0-9a-fA-F]{1,7}));|([A-Za-z][A-Za-z0-9]{1,31});|)"
    rb"|<(?![A-Za-z_/!?])"
)
_PREFIX = re.compile(rb"<([A-Za-z][A-Za-z0-9]{0,20}):")
_ROOT = re.compile(rb"<[A-Za-z_][\w.:-]{0,60}(?=[\s>/])")
_USUAL = {
    b"dc": b"http://purl.org/dc/elements/1.1/",
    b"dcterms": b"http://purl.org/dc/terms/",
    b"content": b"http://purl.org/rss/1.0/modules/content/",
    b"sy": b"http://purl.org/rss/1.0/modules/syndication/",
    b"atom": b"http://www.w3.org/2005/Atom",
    b"news": b"http://www.google.com/schemas/sitemap-news/0.9",
    b"itunes": b"http://www.itunes.com/dtds/podcast-1.0.dtd",
    b"feedburner": b"http://rssnamespace.org/feedburner/ext/1.0",
}
# XML 1.0, production 2: the characters that a document may have.
_FIRST_PLAIN = 0x20
_SURROGATES = range(0xD800, 0xE000)
_MAX_CODE = 0x10FFFF


def mend(data: bytes) -> bytes:
    """
    Mend the UTF-8 XML *data*, outside of its CDATA sections.

    Raises:
        FetchRefusedError: feed_too_costly.
    """
    plain = _NEVER_IN_XML.sub(b"", data.translate(None, _CONTROLS))
    pieces: list[bytes] = []
    left = MAX_FAULTS
    for piece, is_cdata in sections(plain, whole=True):
        if is_cdata:
            pieces.append(piece)
            continue
        mended, faults = _FAULT.subn(_mended, piece, count=left)
        left -= faults
        if left <= 0:
            raise FetchRefusedError(f"The feed has over {MAX_FAULTS} faults.", code="feed_too_costly")
        pieces.append(mended)
    return b"".join(pieces)


def declare_prefixes(data: bytes) -> bytes:
    """Declare the usual namespaces that *data*, which begins with its root, uses but does not declare."""
    used = {match[1] for match in islice(_PREFIX.finditer(data), MAX_PREFIXES)}
    missing = [prefix for prefix in sorted(used) if b"xmlns:" + prefix not in data]
    root = _ROOT.match(data)
    if root is None or not missing:
        return data
    declared = b"".join(
        b' xmlns:%b="%b"' % (prefix, _USUAL.get(prefix, b"urn:unknown")) for prefix in missing
    )
    return data[: root.end()] + declared + data[root.end() :]


def without_cdata(data: bytes) -> bytes:
    """Write CDATA sections as escaped text, so that every angle bracket that is left is markup."""
    return b"".join(
        piece.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;") if is_cdata else piece
        for piece, is_cdata in sections(data, whole=False)
    )


def sections(data: bytes, *, whole: bool) -> Iterator[tuple[bytes, bool]]:
    """Split *data* into (bytes, whether they are CDATA); *whole*: with the brackets. An unclosed one is plain."""
    at = 0
    for _ in range(MAX_SECTIONS):
        opened = data.find(CDATA, at)
        closed = data.find(CDATA_END, opened + len(CDATA)) if opened >= 0 else -1
        if closed < 0:
            break
        yield data[at:opened], False
        at = closed + len(CDATA_END)
        yield (data[opened:at] if whole else data[opened + len(CDATA) : closed]), True
    # A section that never ends would hide all that follows it.
    rest = data[at:]
    yield (rest.replace(CDATA, b"") if CDATA in rest else rest), False


def _mended(match: re.Match[bytes]) -> bytes:
    found = match[0]
    if found == b"<":
        return b"&lt;"
    decimal, hexadecimal, name = match.groups()
    if name is not None:
        char = html.unescape(found.decode("ascii"))
        # `unescape` reads "&notit;" as "¬it;": only a whole name counts.
        known = not char.startswith("&") and not char.endswith(";")
        return _escaped(char) if known else b"&amp;" + found[1:]
    if decimal is None and hexadecimal is None:
        return b"&amp;"
    code = int(decimal) if decimal is not None else int(hexadecimal, 16)
    return found if _allowed(code) else b""


def _escaped(char: str) -> bytes:
    return "".join(f"&#{ord(one)};" for one in char).encode("ascii")


def _allowed(code: int) -> bool:
    if code < _FIRST_PLAIN:
        return code in b"\t\n\r"
    return code not in _SURROGATES and code not in (0xFFFE, 0xFFFF) and code <= _MAX_CODE
