"""What `quotewire parse` is given (a file, an address, standard input) to the message that the parser reads."""

import codecs
import hashlib
import os
import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from quotewire_parser.cli.download import download
from quotewire_parser.refusals import PageTooLargeError
from quotewire_shared.errors import QuotewireError, UsageError
from quotewire_shared.messages import MAX_PAGE_BYTES, ArticleFetched, article_id_for

SOURCE_ID = "parse"
MOST_BYTES = 2 * MAX_PAGE_BYTES
"""UTF-16 takes up to twice what UTF-8 takes."""
HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"<meta[^>]{1,200}?charset\s*=\s*[\"']?\s*([\w-]{2,40})|<\?xml[^>]{1,100}encoding=[\"']([\w-]{2,40})",
    re.IGNORECASE,
)
_HTML = re.compile(
    r"<!doctype\s+html|<(?:html|head|body|article|main|div|p|h1|span|section)[\s>]", re.IGNORECASE
)
_WHOLE_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_NEVER = frozenset(
    {"utf-8", "utf-7", "idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"}
)
# The WHATWG Encoding Standard: what calls itself Latin-1 is windows-1252 (its curly quotation marks prove it).
_AS_BROWSERS_DO = {"iso8859-1": "cp1252", "ascii": "cp1252"}
_LINK = re.compile(r"<link\b[^>]{0,500}>", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_CANONICAL = re.compile(r"\brel\s*=\s*[\"']?canonical\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Material:
    """Bytes with what is known of them."""

    body: bytes
    url: str | None = None
    content_type: str = ""
    suffix: str = ""


def fetch_material(source: str) -> Material:
    """
    Read *source*: `-` is standard input, http(s) an address, anything else a file.

    Raises:
        UsageError: there is no such file.
        QuotewireError: it cannot be read or fetched.
    """
    if source == "-":
        return Material(sys.stdin.buffer.read(MOST_BYTES + 1))
    if re.match(r"https?://", source, re.IGNORECASE):
        page = download(source, most_bytes=MOST_BYTES)
        return Material(page.body, url=page.url, content_type=page.content_type)
    if re.match(r"[a-z][a-z0-9+.-]+://", source, re.IGNORECASE):
        raise UsageError(f"Only http and https addresses are fetched, not {source[:200]}.")
    return _file(Path(source))


def message_for(material: Material, now: datetime) -> ArticleFetched:
    """
    Decode *material* and make the message that the fetcher would send.

    Raises:
        QuotewireError: it is too large, or no text at all.
    """
    if len(material.body) > MOST_BYTES:
        raise PageTooLargeError("The page is over 5 MiB.")
    text, charset = decode(material.body, material.content_type)
    if text.count("\x00", 0, 1024) > 1:
        raise QuotewireError("This is neither HTML nor text (it holds NUL bytes).")
    is_html = _is_html(material, text)
    address = material.url or (_declared_address(text) if is_html else None)
    return build_message(
        html=text if is_html else None,
        text=None if is_html else text,
        url=address or f"urn:quotewire:file:{hashlib.sha256(material.body).hexdigest()}",
        charset=charset,
        now=now,
    )


def build_message(
    *,
    html: str | None,
    text: str | None,
    url: str,
    now: datetime,
    charset: str | None = None,
    title: str | None = None,
    language: str | None = None,
) -> ArticleFetched:
    """Make the message; a lone surrogate becomes "?", as nothing could write it out again."""
    body = html if html is not None else text or ""
    if len(body) > MAX_PAGE_BYTES or len(body.encode("utf-8", "replace")) > MAX_PAGE_BYTES:
        raise PageTooLargeError("The page is over 5 MiB.")
    return ArticleFetched.model_validate(
        {
            "article_id": article_id_for(_clean(url)),
            "url": _clean(url),
            "final_url": _clean(url),
            "canonical_url": _clean(url),
            "source_id": SOURCE_ID,
            "fetched_at": now,
            "first_seen_at": now,
            "charset": charset,
            "html": None if html is None else _clean(html),
            "text": None if text is None else _clean(text),
            "feed": {"title": title and _clean(title), "language": language and _clean(language)}
            if title or language
            else None,
        }
    )


def decode(body: bytes, content_type: str = "") -> tuple[str, str]:
    """Decode *body*, which gives (text, charset): by its mark, then UTF-8, then what it declares, then windows-1252."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    charset = _stated_charset(body, content_type)
    if charset:
        return body.decode(charset, "replace"), charset
    # Most of a page in UTF-8 with one bad byte is better read as that than as windows-1252 throughout.
    text = body.decode("utf-8", "replace")
    if text.count("\ufffd") * 100 < sum(byte >= 0x80 for byte in body[:100_000]):  # noqa: PLR2004 - first byte beyond ASCII
        return text, "utf-8"
    return body.decode("cp1252", "replace"), "cp1252"


def _stated_charset(body: bytes, content_type: str) -> str | None:
    """Give the charset that header or page states, unless it is none, or the UTF-8 that the page is not in."""
    stated = re.search(r"charset\s*=\s*[\"']?([\w-]{2,40})", content_type, re.IGNORECASE)
    declared = _DECLARED.search(body[:4096])
    names = [stated[1]] if stated else []
    names += [part.decode("ascii", "replace") for part in declared.groups() if part] if declared else []
    for name in names:
        try:
            info = codecs.lookup(name)
        except (LookupError, ValueError):
            continue
        if getattr(info, "_is_text_encoding", True) and info.name not in _NEVER:
            return _AS_BROWSERS_DO.get(info.name, info.name)
    return None


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _file(path: Path) -> Material:
    try:
        with path.open("rb") as stream:
            return Material(stream.read(MOST_BYTES + 1), suffix=path.suffix.lower())
    except FileNotFoundError:
        raise UsageError(f"There is no file {path}.") from None
    except IsADirectoryError:
        raise UsageError(f"{path} is a folder; `quotewire import {path}` reads folders.") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise QuotewireError(f"{os.fsdecode(path)} cannot be read: {reason}.") from None


def _is_html(material: Material, text: str) -> bool:
    if "html" in material.content_type or material.suffix in HTML_SUFFIXES or _WHOLE_HTML.match(text[:4096]):
        return True
    if material.suffix in {".txt", ".text", ".md"} or "text/plain" in material.content_type:
        return False
    return bool(_HTML.search(text[:4096]))


def _declared_address(html: str) -> str | None:
    """Read `<link rel=canonical>`: a saved page still knows where it stood."""
    for link in _LINK.findall(html[:200_000]):
        href = _HREF.search(link) if _CANONICAL.search(link) else None
        if href and _is_web_address(href[1]):
            return href[1]
    return None


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def now() -> datetime:
    """Give the present moment, in UTC."""
    return datetime.now(UTC)
