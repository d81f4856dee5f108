"""Addresses as RFC 3986 has them, whatever bytes a client sends: starlette gives up on a query that is no UTF-8."""

from urllib.parse import quote_from_bytes

from starlette.types import ASGIApp, Receive, Scope, Send

ALLOWED = "".join(map(chr, range(0x21, 0x7F)))


class PlainAddresses:
    """ASGI middleware that writes bytes beyond ASCII in a query as escapes (%E9); what is read from it is the same."""

    def __init__(self, app: ASGIApp) -> None:
        """Give *app* addresses that it can read."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if not scope.get("query_string", b"").isascii():
            scope = {**scope, "query_string": quote_from_bytes(scope["query_string"], ALLOWED).encode()}
        await self._app(scope, receive, send)
