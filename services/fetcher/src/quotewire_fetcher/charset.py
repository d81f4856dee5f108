"""Bytes to text: by byte order mark, header, declaration in the page, then UTF-8 with replacement."""

import codecs

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

# Python codecs that no page may choose: they are no charsets, or decode to what cannot be sent on.
_NEVER = frozenset(
    {"utf-7", "unicode-escape", "raw-unicode-escape", "idna", "punycode", "undefined", "unicode_escape"}
)


def decode_page(body: bytes, content_type: str | None) -> tuple[str, str]:
    """Decode *body*; gives (text, charset). Bytes that do not fit become U+FFFD, never an error."""
    name, mark = read_bom(body)
    if name is not None and mark is not None:
        return _decode(body[len(mark) :], name), name
    declared = (
        http_content_type_encoding(content_type) if content_type else None,
        html_body_declared_encoding(body[:4096]),
    )
    for candidate in declared:
        if candidate and (usable := _usable(candidate)):
            return _decode(body, usable), usable
    return _decode(body, "utf-8"), "utf-8"


def decode_file(body: bytes, *, html: bool) -> tuple[str, str]:
    """Decode a file that comes without a header: as a page, but bytes that are no UTF-8 are read as windows-1252."""
    name, mark = read_bom(body)
    if name is not None and mark is not None:
        return _decode(body[len(mark) :], name), name
    declared = html_body_declared_encoding(body[:4096]) if html else None
    if declared and (usable := _usable(declared)):
        return _decode(body, usable), usable
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decode(body, "cp1252"), "cp1252"


def _usable(name: str) -> str | None:
    resolved = resolve_encoding(name)
    if resolved is None:
        return None
    info = codecs.lookup(resolved)
    is_text = getattr(info, "_is_text_encoding", True)
    return info.name if is_text and info.name not in _NEVER else None


def _decode(body: bytes, name: str) -> str:
    # A lone surrogate (some codecs pass them) cannot be written as UTF-8 later on.
    return body.decode(name, "replace").encode("utf-8", "replace").decode("utf-8")
