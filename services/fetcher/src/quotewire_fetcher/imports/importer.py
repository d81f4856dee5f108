"""
Files to articles: what lies below the paths that were named, and HTML and plain text among them.

An imported article's address is, in this order: the canonical address that its page declares, `--base-url` joined with
the file's path below the folder, or `urn:quotewire:file:<SHA-256 of the bytes>`. The last is made of the content and not
of the path, so that a moved folder gives the same articles; an edited file without an address is another article.

The file's time of modification stands for both the time it was read and the time it was first seen: importing the same
file again then changes nothing downstream.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import quote, urljoin

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.imports.import_entries import (
    SOURCE_ID,
    Broken,
    Candidate,
    Entry,
    Kind,
    Options,
    PassedOver,
    check_body,
    opened,
    settled_time,
    unreadable,
)
from quotewire_fetcher.imports.jsonl_import import imported_rights, read_jsonl
from quotewire_fetcher.imports.url_list import is_url_list, read_urls
from quotewire_fetcher.imports.warc_import import read_warc
from quotewire_fetcher.imports.warc_stream import ArchiveBytes, plain_bytes
from quotewire_fetcher.naming.identity import MAX_URL_CHARS, canonical_url
from quotewire_fetcher.net.charset import decode_file
from quotewire_fetcher.pages.head import scan_head
from quotewire_fetcher.pages.reading import check_record_size
from quotewire_shared.errors import InternalError
from quotewire_shared.messages import MAX_PAGE_BYTES, ArticleFetched, Lane, Rights, article_id_for

SUFFIXES: Final[dict[str, Kind]] = {
    ".warc": "warc",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "urls",
    ".tsv": "urls",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".txt": "text",
    ".text": "text",
}
"""What a file is by the end of its name; ".gz" or ".zst" may follow."""
STDIN = Path("/dev/stdin")
_PACKED = (".gz", ".zst", ".zstd")
_Reader = Callable[[Path, Options], Iterator[Entry]]
_READERS: Final[dict[Kind, _Reader]] = {
    "warc": read_warc,
    "jsonl": read_jsonl,
    "urls": read_urls,
}
_UNKNOWN = "its name tells no kind of file that is imported"


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file to import."""

    path: Path
    below: str
    """Its path below the folder that was named, with forward slashes; its name where the file itself was."""
    kind: Kind


def entries_of(paths: list[Path], options: Options) -> Iterator[Entry]:
    """Give all that *paths* hold, file by file; never raises for what it reads."""
    for found in find_files(paths, options):
        if not isinstance(found, ImportFile):
            yield found
        elif (reader := _READERS.get(found.kind)) is not None:
            yield from _guarded(reader, found.path, options)
        else:
            yield Candidate(str(found.path), partial(read_file, found, options))


def _guarded(reader: _Reader, path: Path, options: Options) -> Iterator[Entry]:
    try:
        yield from reader(path, options)
    except Exception as error:  # noqa: BLE001 - a bug met in one file must not cost the others
        wrapped = InternalError.of(error)
        yield Broken(str(path), wrapped.reason_code, f"{wrapped} (this is a bug); the rest of it is not read")


def find_files(paths: list[Path], options: Options) -> Iterator[ImportFile | PassedOver | Broken]:
    """Walk *paths* in a stable order; hidden files in folders are passed over, links to folders not followed."""
    for path in paths:
        if str(path) == "-":
            if options.kind == "auto":
                yield Broken(
                    "-", "unknown_kind", "standard input has no name that tells what it is; --kind says it"
                )
            else:
                yield ImportFile(STDIN, "-", options.kind)
        elif path.is_dir():
            yield from _walk(path, options)
        elif not path.exists():
            yield Broken(str(path), "no_such_file", "there is no such file")
        elif options.kind != "auto":
            yield ImportFile(path, path.name, options.kind)
        elif (kind := kind_by_name(path.name)) is None:
            yield Broken(str(path), "unknown_kind", f"{_UNKNOWN}; --kind says it")
        else:
            is_list = kind == "text" and is_url_list(path, options)
            yield ImportFile(path, path.name, "urls" if is_list else kind)


def kind_by_name(name: str) -> Kind | None:
    """Tell what a file is by its *name*; None: nothing that is imported."""
    return SUFFIXES.get(os.path.splitext(_unpacked_name(name.lower()))[1])  # noqa: PTH122 - a name, not a path


def _unpacked_name(name: str) -> str:
    return name[: -len(os.path.splitext(name)[1])] if name.lower().endswith(_PACKED) else name  # noqa: PTH122


def read_file(file: ImportFile, options: Options) -> ArticleFetched:
    """
    Read *file*, HTML or text, into an article.

    Raises:
        FetchRefusedError: unreadable, empty_page, bad_content, bad_encoding, page_too_large or page_too_deep.
    """
    body, modified_at = _bytes_of(file.path, options)
    moment = settled_time(None, modified_at, options.now)
    is_html = file.kind == "html"
    if not body.strip():
        raise FetchRefusedError("the file is empty", code="empty_page")
    decoded, charset = decode_file(body, html=is_html)
    check_body(decoded, html=is_html)
    address = _address(file, body, decoded if is_html else None, options.base_url)
    article = ArticleFetched(
        article_id=article_id_for(address),
        url=address,
        final_url=address,
        canonical_url=address,
        source_id=options.source_id or SOURCE_ID,
        publisher=options.publisher,
        fetched_at=moment,
        first_seen_at=moment,
        lane=Lane.BACKFILL,
        content_type="text/html" if is_html else "text/plain",
        charset=charset,
        html=decoded if is_html else None,
        text=None if is_html else decoded,
        rights=imported_rights(decoded) if is_html else Rights(),
    )
    check_record_size(article)
    return article


def _walk(folder: Path, options: Options) -> Iterator[ImportFile | PassedOver | Broken]:
    errors: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=errors.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(name for name in names if not name.startswith(".")):
            path = Path(parent) / name
            found = _choose(path, options)
            if isinstance(found, PassedOver):
                yield found
            else:
                yield ImportFile(path, path.relative_to(folder).as_posix(), found)
    for error in errors:
        yield unreadable(error.filename, error)


def _choose(path: Path, options: Options) -> Kind | PassedOver:
    """Tell what a file in a folder is to be read as, or why it is passed over."""
    kind = kind_by_name(path.name)
    asked = options.kind
    if not path.is_file():
        return PassedOver(str(path), "no_file", "it is no file, or a link to nowhere", told=True)
    if asked != "auto":
        # Pages that were copied from a site often have names without an end.
        if kind == asked or "." not in path.name or (asked == "urls" and kind == "text"):
            return asked
        return PassedOver(
            str(path), "other_kind", f"its name does not end as that of {asked} does", told=True
        )
    if kind is None:
        return PassedOver(str(path), "unknown_kind", _UNKNOWN, told=True)
    # What asks the web for pages is to be named: a folder may hold tables and lists for other ends.
    if kind == "urls" or (kind == "text" and is_url_list(path, options)):
        return PassedOver(str(path), "list_in_folder", "a list of addresses is to be named itself", told=True)
    return kind


def _bytes_of(path: Path, options: Options) -> tuple[bytes, datetime]:
    # One more than the limit: whatever is larger need not be read to know that it is. UTF-16 takes twice.
    most = 2 * MAX_PAGE_BYTES + 1
    try:
        with opened(path, options.meter) as (raw, modified_at):
            body = _unpacked(plain_bytes(raw), most)
    except ValueError as error:
        raise FetchRefusedError(str(error), code="bad_encoding") from None
    except OSError as error:
        raise FetchRefusedError(f"cannot be read: {error.strerror}", code="unreadable") from None
    if len(body) >= most:
        raise FetchRefusedError("the file is over 5 MiB", code="page_too_large")
    return body, modified_at


def _unpacked(stream: ArchiveBytes, most: int) -> bytes:
    pieces: list[bytes] = []
    left = most
    while left > 0 and (piece := stream.read(left)):
        pieces.append(piece)
        left -= len(piece)
    if stream.damage is not None:
        raise FetchRefusedError(stream.damage, code="bad_encoding")
    return b"".join(pieces)


def _address(file: ImportFile, body: bytes, page: str | None, base_url: str | None) -> str:
    declared = scan_head(page).canonical if page is not None else None
    for candidate in (declared, urljoin(base_url, quote(_unpacked_name(file.below))) if base_url else None):
        try:
            address = canonical_url(candidate or "")
        except ValueError:
            continue
        if len(address) <= MAX_URL_CHARS:
            return address
    return f"urn:quotewire:file:{hashlib.sha256(body).hexdigest()}"
