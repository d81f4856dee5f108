"""
Articles to WARC 1.1: one gzip member a record, so that any one can be read alone.

An HTML page is a `response` with the status line and headers that describe what is kept: the decoded page, as UTF-8. A
text is a `resource`. Behind each comes a `metadata` record for people and other programs; what our own importer needs
stands in the record's header (`warc_facts`).

Source: ISO 28500:2017 (WARC 1.1).
"""

import base64
import gzip
import hashlib
import uuid
from datetime import UTC, datetime
from http import HTTPStatus
from typing import BinaryIO
from urllib.parse import quote

from quotewire_fetcher.imports.warc_facts import FIELD, facts_of
from quotewire_shared.messages import ArticleFetched

COMPRESSION = 6
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:quotewire:warc")
_PRINTABLE = "".join(chr(code) for code in range(0x21, 0x7F))
"""What stays as it is in an address; all else could break the line that it stands in."""


class WarcWriter:
    """Writes records to an open file."""

    def __init__(self, file: BinaryIO, *, packed: bool) -> None:
        """Write to *file*; *packed*: as gzip."""
        self._file = file
        self._packed = packed
        self._info_id = ""
        self.bytes_written = 0

    def write_info(self, name: str, software: str, moment: datetime) -> None:
        """Begin a file called *name* with what it is."""
        self._info_id = f"<{uuid.uuid4().urn}>"
        block = (
            f"software: {software}\r\nformat: WARC File Format 1.1\r\n"
            "description: pages as Quotewire fetched them, decoded and stored as UTF-8\r\n"
        )
        self._write(
            [
                ("WARC-Type", "warcinfo"),
                ("WARC-Record-ID", self._info_id),
                ("WARC-Date", _date(moment)),
                ("WARC-Filename", _one_line(name)),
                ("Content-Type", "application/warc-fields"),
            ],
            block.encode(),
        )

    def write_article(self, article: ArticleFetched) -> None:
        """Add *article*: its page or text, and a record about it."""
        record_id = _id_of(article, "page")
        uri = quote(article.final_url, safe=_PRINTABLE)
        about = [("WARC-Target-URI", uri), ("WARC-Date", _date(article.fetched_at))]
        if article.html is not None:
            payload = article.html.encode("utf-8", "replace")
            status = article.status or HTTPStatus.OK
            kind, media_type = "response", "application/http; msgtype=response"
            block = _http_head(status, len(payload)) + payload
        else:
            payload = block = (article.text or "").encode("utf-8", "replace")
            kind, media_type = "resource", "text/plain; charset=utf-8"
        self._write(
            [
                ("WARC-Type", kind),
                ("WARC-Record-ID", record_id),
                *about,
                ("WARC-Warcinfo-ID", self._info_id),
                ("Content-Type", media_type),
                ("WARC-Payload-Digest", _digest(payload)),
                (FIELD, facts_of(article)),
            ],
            block,
        )
        self._write(
            [
                ("WARC-Type", "metadata"),
                ("WARC-Record-ID", _id_of(article, "metadata")),
                ("WARC-Refers-To", record_id),
                *about,
                ("WARC-Warcinfo-ID", self._info_id),
                ("Content-Type", "application/warc-fields"),
            ],
            _about(article),
        )

    def _write(self, fields: list[tuple[str, str]], block: bytes) -> None:
        whole = [*fields, ("WARC-Block-Digest", _digest(block)), ("Content-Length", str(len(block)))]
        head = "".join(f"{name}: {value}\r\n" for name, value in whole if value)
        record = b"WARC/1.1\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n"
        # No time of packing in it: the same articles give the same bytes.
        data = gzip.compress(record, COMPRESSION, mtime=0) if self._packed else record
        self._file.write(data)
        self.bytes_written += len(data)


def _http_head(status: int, length: int) -> bytes:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    return (
        f"HTTP/1.1 {int(status)} {phrase}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


def _about(article: ArticleFetched) -> bytes:
    rights = article.rights
    lines = {
        "article-id": article.article_id,
        "canonical-url": article.canonical_url,
        "source-id": article.source_id,
        "publisher": article.publisher,
        "first-seen-at": article.first_seen_at.isoformat(),
        "lane": article.lane.value,
        "robots": rights.robots,
        "tdm-reserved": rights.tdm,
        "noai": rights.noai,
    }
    return "".join(
        f"{name}: {_one_line(str(value))}\r\n" for name, value in lines.items() if value is not None
    ).encode()


def _id_of(article: ArticleFetched, part: str) -> str:
    moment = article.fetched_at.astimezone(UTC).isoformat()
    return f"<{uuid.uuid5(_NAMESPACE, f'{article.article_id} {moment} {part}').urn}>"


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _digest(data: bytes) -> str:
    # SHA-1 in base 32 is what archives and their tools agree on; it guards against damage, not against forgery.
    return f"sha1:{base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
