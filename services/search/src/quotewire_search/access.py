"""
Who may ask: nobody needs a token until a tokens file is set; then the API, the page and the figures do.

A program sends the token as `Authorization: Bearer`; a browser or feed reader asks its user, who gives it as the
password of HTTP Basic, with any user name. /health and /ready stay open: they tell a supervisor yes or no.
"""

import base64
import binascii
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Final

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as Connection

from quotewire_search.problems import API, Handler
from quotewire_search.settings import SearchSettings
from quotewire_search.throttle import EXPORT
from quotewire_search.tokens import Scope, TokenFile, find

log = structlog.get_logger()

PROBES: Final = ("/health", "/ready")
FILES: Final = "/static/"
FIGURES: Final = "/metrics"
REALM: Final = "quotewire"
CHALLENGES: Final = (f'Bearer realm="{REALM}"', f'Basic realm="{REALM}", charset="UTF-8"')

MISSING: Final = (
    "This needs a token. Send it as `Authorization: Bearer TOKEN`, or as the password of a browser's sign-in (any user "
    "name). Whoever runs this service makes one by `quotewire tokens new NAME`."
)
WRONG: Final = "This token is not known here, or no longer. Ask whoever runs this service for a new one."
EXPIRED: Final = "This token has expired. Ask whoever runs this service for a new one."
NARROW: Final = "Your token may not do this: it lacks the scope {scope}. Ask whoever runs this service for one that has it."


class RequireTokens:
    """ASGI middleware that lets in whoever has a token with the scope that the path needs."""

    def __init__(self, app: ASGIApp, tokens: TokenFile, answer: Handler, *, public_page: bool) -> None:
        """Check against *tokens*, refuse by *answer*; with *public_page* everybody may see the page."""
        self._app = app
        self._tokens = tokens
        self._answer = answer
        self._public_page = public_page

    async def __call__(self, scope: Connection, receive: Receive, send: Send) -> None:
        """Answer one request."""
        refusal = self._judge(scope) if scope["type"] == "http" else None
        if refusal is None:
            await self._app(scope, receive, send)
            return
        response = await self._answer(Request(scope), refusal)
        if refusal.status_code == 401:  # noqa: PLR2004 - the status that asks for credentials
            for challenge in CHALLENGES:
                response.headers.append("WWW-Authenticate", challenge)
        await response(scope, receive, send)

    def _judge(self, scope: Connection) -> HTTPException | None:
        needed = needed_scope(scope["path"], public_page=self._public_page)
        if needed is None:
            return None
        secret = secret_of(scope)
        if secret is None:
            return HTTPException(401, MISSING)
        token = find(self._tokens.current(), secret)
        if token is None:
            log.info("token_refused", path=scope["path"], reason="unknown")
            return HTTPException(401, WRONG)
        if token.is_over(datetime.now(UTC)):
            log.info("token_refused", path=scope["path"], reason="expired", token=token.name)
            return HTTPException(401, EXPIRED)
        if needed not in token.scopes:
            log.info("token_refused", path=scope["path"], reason="scope", token=token.name)
            return HTTPException(403, NARROW.format(scope=needed))
        return None


def needed_scope(path: str, *, public_page: bool) -> Scope | None:
    """Say which scope a request for *path* needs; None: it is open to all. What is not known needs one."""
    if path in PROBES or path.startswith(FILES):
        return None
    if path == FIGURES:
        return "metrics"
    if path.startswith(EXPORT):
        return "export"
    return None if public_page and not path.startswith(API) else "read"


def secret_of(scope: Connection) -> str | None:
    """Read the token that a request brings; None where it brings none."""
    header = Request(scope).headers.get("authorization", "")
    kind, _, value = header.partition(" ")
    match kind.lower():
        case "bearer":
            return value.strip() or None
        case "basic":
            try:
                # Replaced, not refused: a token is ASCII, so it fails the comparison.
                pair = base64.b64decode(value.strip(), validate=True).decode("utf-8", "replace")
            except (binascii.Error, ValueError):
                return None
            return pair.partition(":")[2] or None
        case _:
            return None


def warn_if_open(settings: SearchSettings) -> None:
    """Say in the log that everybody who reaches this address may ask, where that is so."""
    if settings.tokens_file or is_loopback(settings.host):
        return
    log.warning(
        "search_open_to_network",
        host=settings.host,
        advice="Whoever reaches this address may read everything. Set QUOTEWIRE_SEARCH_TOKENS_FILE, or let only a proxy "
        "reach it; see docs/securing-search.md.",
    )


def is_loopback(host: str) -> bool:
    """Say whether only this machine reaches *host*."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
