"""HTTP as publishers speak it: validators, conditional requests, gzip, HEAD."""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Document:
    """What is served at a path."""

    content_type: str
    text: str
    changed: datetime

    @property
    def etag(self) -> str:
        """Validator of exactly this text."""
        return f'"{hashlib.sha256(self.text.encode()).hexdigest()[:16]}"'

    @property
    def headers(self) -> dict[str, str]:
        """The response headers that go with it, also with a 304."""
        return {
            "Content-Type": f"{self.content_type}; charset=utf-8",
            "ETag": self.etag,
            "Last-Modified": format_datetime(self.changed.astimezone(UTC), usegmt=True),
            "Vary": "Accept-Encoding",
        }


Find = Callable[[str], Document | None]
NOT_FOUND = Document("text/plain", "There is no such page.", datetime(2026, 1, 1, tzinfo=UTC))


class OutletServer(ThreadingHTTPServer):
    """Serves what *find* finds for a path."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], find: Find) -> None:
        """Listen on *address* (host, port)."""
        super().__init__(address, OutletHandler)
        self.find = find


class OutletHandler(BaseHTTPRequestHandler):
    """Answers one connection."""

    server: OutletServer
    protocol_version = "HTTP/1.1"
    timeout = 30  # seconds; an idle connection must not hold a thread for ever

    def do_GET(self) -> None:
        """Answer with the body."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Answer with the headers only."""
        self._answer(with_body=False)

    def log_message(self, *_args: object) -> None:
        """Say nothing: the fetcher's log tells what was asked."""

    def _answer(self, *, with_body: bool) -> None:
        document = self.server.find(self.path.split("?", 1)[0])
        if document is None:
            self._send(HTTPStatus.NOT_FOUND, NOT_FOUND, with_body=with_body)
        elif self._is_current(document):
            self._send(HTTPStatus.NOT_MODIFIED, document, with_body=False)
        else:
            self._send(HTTPStatus.OK, document, with_body=with_body)

    def _is_current(self, document: Document) -> bool:
        """Tell whether the client's copy is this very version (RFC 9110, part 13)."""
        if known := self.headers.get("If-None-Match"):
            return document.etag in known
        try:
            since = parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
        except (TypeError, ValueError):
            return False
        return since >= document.changed.replace(microsecond=0)

    def _send(self, status: HTTPStatus, document: Document, *, with_body: bool) -> None:
        body = document.text.encode()
        self.send_response(status)
        for name, value in document.headers.items():
            self.send_header(name, value)
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)
