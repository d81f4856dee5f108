"""
Requests to the search service as bytes, without a client that mends or refuses them.

An HTTP client encodes what it is given and refuses addresses over 64 kB; what comes here is sent as it is written.
"""

import asyncio
import time
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, unquote, urlencode

from starlette.types import ASGIApp, Message

HERE: Final = "http://127.0.0.1:8000"


@dataclass(slots=True)
class Answer:
    """What came back, and how long it took."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    elapsed_s: float = 0.0

    @property
    def content_type(self) -> str:
        """The media type without its parameters."""
        return self.headers.get("content-type", "").split(";")[0]


async def get(app: ASGIApp, path: str, query: str = "") -> Answer:
    """Ask *app* for *path* with *query*, both as they stand in a URL (latin-1)."""
    scope: MutableMapping[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode("latin-1"),
        "query_string": query.encode("latin-1"),
        "root_path": "",
        "headers": [(b"host", HERE.removeprefix("http://").encode()), (b"accept", b"*/*")],
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 8_000),
        "state": {},
    }
    answer, asked, done = Answer(), asyncio.Event(), asyncio.Event()

    async def receive() -> Message:
        if not asked.is_set():
            asked.set()
            return {"type": "http.request", "body": b"", "more_body": False}
        await done.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {
                name.decode("latin-1").lower(): value.decode("latin-1") for name, value in message["headers"]
            }
        else:
            answer.body += message.get("body", b"")
            if not message.get("more_body"):
                done.set()

    begun = time.perf_counter()
    await app(scope, receive, send)
    answer.elapsed_s = time.perf_counter() - begun
    return answer


def parameter(name: str, text: str) -> str:
    """Write *text* as the value of a parameter; a lone surrogate becomes the bytes that UTF-8 forbids."""
    return urlencode({name: text}, errors="surrogatepass")


def path_part(text: str) -> str:
    """Write *text* as one part of a path, slashes included."""
    return quote(text, safe="", errors="surrogatepass")
