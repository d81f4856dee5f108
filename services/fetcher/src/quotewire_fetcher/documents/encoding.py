"""
A document's bytes made ready: inflated once, in UTF-8, without what stands before its root.

Declarations lie: UTF-8 that is not, Latin-1 that is UTF-8. What the bytes themselves allow comes first, then what the
document or the server says.
"""

import codecs
import re
from dataclasses import dataclass

from w3lib.encoding import http_content_type_encoding, read_bom, resolve_encoding

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.net.inflate import Inflater, looks_compressed

DECLARATION_BYTES = 1_024
"""An XML declaration ends within this."""

SAMPLE_BYTES = 256 * 1024
"""Before and behind the first byte that is no UTF-8, for the question what else it may be."""

MAX_PROLOG_PARTS = 100
"""Comments and instructions in front of the root; a feed has two or three."""

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?\sencoding\s{0,9}=\s{0,9}["']([A-Za-z0-9._:-]{1,40})["']""")
_UTF16_STARTS = {b"<\x00": "utf-16-le", b"\x00<": "utf-16-be", b"{\x00": "utf-16-le", b"\x00{": "utf-16-be"}
_ENTITY = b"<!ENTITY"
_SPACE = re.compile(rb"\s*")
_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
# UTF-16 and UTF-32 show themselves in the bytes; said of others they are untrue. The rest are no charsets of documents.
_NEVER = frozenset(
    {
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "utf-32-le",
        "utf-32-be",
        "utf-7",
        "idna",
        "punycode",
        "undefined",
        "unicode-escape",
        "raw-unicode-escape",
    }
)
_MULTI_BYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}",
)
_HIGH = bytes(range(0x80, 0x100))
_PIECE_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Prolog:
    """Where an XML document begins."""

    start: int
    """Offset of the root, behind declaration, comments and document type; where there is none, of the text."""
    entities: bool
    """Whether the document type declares entities."""
    clean: bool
    """Whether nothing else stands there."""


def inflate_once(data: bytes, *, max_bytes: int) -> bytes:
    """
    Inflate *data* where it is a gzip file, whatever its name and headers say.

    Raises:
        FetchRefusedError: feed_too_large, stacked_encoding or bad_encoding.
        FetchFailedError: truncated_body.
    """
    if looks_compressed(data):
        inflater = Inflater("gzip", max_bytes=max_bytes)
        data = inflater.feed(data)
        if looks_compressed(data):
            raise FetchRefusedError("The document is compressed more than once.", code="stacked_encoding")
        if not inflater.full:
            inflater.finish()
    if len(data) > max_bytes:
        raise FetchRefusedError(f"The document is larger than {max_bytes} bytes.", code="feed_too_large")
    return data


def to_utf8(data: bytes, content_type: str | None) -> bytes:
    """Give *data* as valid UTF-8 without a byte order mark; bytes that fit no charset become U+FFFD."""
    name, mark = read_bom(data)
    if name is not None and mark is not None:
        return _recode(data[len(mark) :], name)
    if (name := _UTF16_STARTS.get(data.lstrip()[:2])) is not None:
        return _recode(data, name)
    said = _said(data, content_type)
    if data.isascii():
        # Only charsets that hide behind ASCII (ISO-2022-JP) say more than ASCII does.
        return _recode(data, said[0]) if said and b"\x1b" in data else data
    fault = _first_fault(data)
    if fault is None:
        return data
    # No other charset looks like UTF-8 by accident, but UTF-8 with a character cut in two is common.
    if _nearly_utf8(data[max(fault - SAMPLE_BYTES, 0) : fault + SAMPLE_BYTES]):
        return _recode(data, "utf-8")
    # A declared UTF-8 was just found to be untrue. Windows-1252 is what nearly all such documents are in.
    return _recode(data, next((name for name in said if name != "utf-8"), "cp1252"))


def declared_charset(data: bytes) -> str | None:
    """Name the charset that the XML declaration of *data* gives, as written, in lower case."""
    match = _DECLARED.search(data[:DECLARATION_BYTES])
    return match[1].decode("ascii").lower() if match else None


def find_root(data: bytes) -> Prolog:
    """Look where the root of the XML document *data* begins; every step goes forward, so it costs little."""
    at, entities, clean = 0, False, True
    for _ in range(MAX_PROLOG_PARTS):
        at = _skip_space(data, at)
        if data.startswith(b"<?", at):
            end, size = data.find(b"?>", at), 2
        elif data.startswith(b"<!--", at):
            end, size = data.find(b"-->", at + 4), 3
        elif _DOCTYPE.match(data, at):
            opened, end, size = data.find(b"[", at), data.find(b">", at), 1
            if 0 <= opened < end:  # declarations of its own
                entities = entities or _ENTITY in data
                end, size = data.find(b"]", opened), 1
                end = data.find(b">", end) if end >= 0 else -1
        else:
            clean = data[at : at + 1] == b"<" and data[at + 1 : at + 2].isalpha()
            return Prolog(at, entities, clean)
        if end < 0:
            break
        at = end + size
    return Prolog(at, entities, clean=False)


def refuse_entities(data: bytes) -> None:
    """
    Refuse a document that declares XML entities anywhere: honest feeds do not need them, entity bombs do.

    Raises:
        FetchRefusedError: xml_entities.
    """
    hidden = declared_charset(data) in ("utf-7", "utf7") and "<!ENTITY" in data.decode("utf-7", "ignore")
    if hidden or _ENTITY in data.replace(
        b"\x00", b""
    ):  # without the zero bytes, so that UTF-16 hides nothing
        raise FetchRefusedError("The document declares XML entities.", code="xml_entities")


def _said(data: bytes, content_type: str | None) -> list[str]:
    """Charsets by the document's declaration, then by the server; only those that a document may be in."""
    given = (declared_charset(data), http_content_type_encoding(content_type) if content_type else None)
    usable = []
    for name in given:
        resolved = resolve_encoding(name) if name else None
        if resolved is None:
            continue
        info = codecs.lookup(resolved)
        if getattr(info, "_is_text_encoding", True) and info.name not in _NEVER:
            usable.append(info.name)
    return usable


def _recode(data: bytes, name: str) -> bytes:
    # In pieces, so that other threads have their turn. A lone surrogate (some codecs pass them) is no UTF-8.
    decoder = codecs.getincrementaldecoder(name)("replace")
    pieces = [
        decoder.decode(data[start : start + _PIECE_BYTES]).encode("utf-8", "replace")
        for start in range(0, len(data), _PIECE_BYTES)
    ]
    pieces.append(decoder.decode(b"", final=True).encode("utf-8", "replace"))
    return b"".join(pieces)


def _first_fault(data: bytes) -> int | None:
    """Say about where *data* stops to be UTF-8; None: nowhere."""
    # In pieces: one character outside the plane of the rest makes a text of four bytes each.
    decoder = codecs.getincrementaldecoder("utf-8")()
    start = 0
    try:
        for start in range(0, len(data), _PIECE_BYTES):
            decoder.decode(data[start : start + _PIECE_BYTES])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return start
    return None


def _nearly_utf8(data: bytes) -> bool:
    rest = _MULTI_BYTE.sub(b"", data)
    broken = len(rest) - len(rest.translate(None, _HIGH))
    return (len(data) - len(rest)) // 2 >= broken > 0


def _skip_space(data: bytes, at: int) -> int:
    match = _SPACE.match(data, at)
    return match.end() if match else at
