"""
Files to articles: HTML and plain text from disk, for the backfill lane.

An imported article's address is, in this order: the canonical address that its page declares, `--base-url` joined with
the file's path below the folder, or `urn:quotewire:file:<SHA-256 of the bytes>`. The last is made of the content and not
of the path, so that a moved folder gives the same articles; an edited file without an address is another article.

The file's time of modification stands for both the time it was read and the time it was first seen: importing the same
file again then changes nothing downstream.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urljoin

from quotewire_fetcher.charset import decode_file
from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.head import scan_head
from quotewire_fetcher.identity import MAX_URL_CHARS, canonical_url
from quotewire_fetcher.pages import check_record_size
from quotewire_shared.messages import MAX_PAGE_BYTES, ArticleFetched, Lane, Rights, article_id_for

HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
TEXT_SUFFIXES = frozenset({".txt", ".text"})
SOURCE_ID = "import"
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file to import."""

    path: Path
    below: str
    """Its path below the folder that was named, with forward slashes; its name where the file itself was."""


@dataclass(frozen=True, slots=True)
class NotImported:
    """A path that is not imported, and why."""

    path: Path
    reason: str
    failed: bool
    """False for files in a folder that are of other types."""


def find_files(paths: list[Path]) -> Iterator[ImportFile | NotImported]:
    """Walk *paths* in a stable order; hidden files in folders are passed over, links to folders not followed."""
    for path in paths:
        if path.is_dir():
            yield from _walk(path)
        elif not path.exists():
            yield NotImported(path, "there is no such file", failed=True)
        elif path.suffix.lower() in HTML_SUFFIXES | TEXT_SUFFIXES:
            yield ImportFile(path, path.name)
        else:
            yield NotImported(path, "neither HTML nor text by its name", failed=True)


def read_file(
    file: ImportFile, *, publisher: str | None, base_url: str | None, now: datetime
) -> ArticleFetched:
    """
    Read *file* into an article.

    Raises:
        FetchRefusedError: unreadable, empty_page, bad_content or page_too_large.
    """
    body, modified_at = _bytes_of(file.path)
    moment = min(max(modified_at, EARLIEST), now)
    is_html = file.path.suffix.lower() in HTML_SUFFIXES
    if not body.strip():
        raise FetchRefusedError("the file is empty", code="empty_page")
    decoded, charset = decode_file(body, html=is_html)
    if "\x00" in decoded[:1024]:
        raise FetchRefusedError("the file is no text, whatever its name says", code="bad_content")
    if len(decoded.encode("utf-8")) > MAX_PAGE_BYTES:
        raise FetchRefusedError("the file is over 5 MiB as UTF-8", code="page_too_large")
    address = _address(file, body, decoded if is_html else None, base_url)
    article = ArticleFetched(
        article_id=article_id_for(address),
        url=address,
        final_url=address,
        canonical_url=address,
        source_id=SOURCE_ID,
        publisher=publisher,
        fetched_at=moment,
        first_seen_at=moment,
        lane=Lane.BACKFILL,
        content_type="text/html" if is_html else "text/plain",
        charset=charset,
        html=decoded if is_html else None,
        text=None if is_html else decoded,
        rights=Rights(),
    )
    check_record_size(article)
    return article


def _walk(folder: Path) -> Iterator[ImportFile | NotImported]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent) / name
            if name.startswith("."):
                continue
            if path.suffix.lower() in HTML_SUFFIXES | TEXT_SUFFIXES:
                yield ImportFile(path, path.relative_to(folder).as_posix())
            else:
                yield NotImported(path, "neither HTML nor text by its name", failed=False)


def _bytes_of(path: Path) -> tuple[bytes, datetime]:
    try:
        with path.open("rb") as stream:
            # One more than the limit: whatever is larger need not be read to know that it is. UTF-16 takes twice.
            body = stream.read(2 * MAX_PAGE_BYTES + 1)
            modified_s = os.fstat(stream.fileno()).st_mtime
    except OSError as error:
        raise FetchRefusedError(f"cannot be read: {error.strerror}", code="unreadable") from None
    if len(body) > 2 * MAX_PAGE_BYTES:
        raise FetchRefusedError("the file is over 5 MiB", code="page_too_large")
    return body, datetime.fromtimestamp(modified_s, UTC)


def _address(file: ImportFile, body: bytes, page: str | None, base_url: str | None) -> str:
    declared = scan_head(page).canonical if page is not None else None
    for candidate in (declared, urljoin(base_url, quote(file.below)) if base_url else None):
        try:
            address = canonical_url(candidate or "")
        except ValueError:
            continue
        if len(address) <= MAX_URL_CHARS:
            return address
    return f"urn:quotewire:file:{hashlib.sha256(body).hexdigest()}"
