"""What the head of an answer means: which headers are kept, where a redirect leads, what a status says about coming again."""

import time
from collections.abc import Iterable, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import urldefrag, urljoin

from w3lib.url import safe_url_string

from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from quotewire_fetcher.net.web import Wanted

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
SAME_METHOD: Final = frozenset({307, 308})
"""What is posted is posted again only where these say so."""

PERMANENT: Final = frozenset({301, 308})
GOOD: Final = frozenset({200, 203})
_LATER: Final = frozenset({408, 421, 425, 429})
_NEVER_5XX: Final = frozenset({501, 505})

MAX_RETRY_AFTER_S: Final = 24 * 3600.0
MAX_VALIDATOR_CHARS: Final = 512
"""Longer ETags are not kept: they would be stored and sent back with each request."""

_VALIDATORS: Final = ("etag", "last-modified")
_NOT_KEPT: Final = frozenset({"set-cookie", "set-cookie2"})

# Types that say nothing, for which browsers look into the body as if none had been named (WHATWG MIME Sniffing, 7).
_NO_TYPE: Final = frozenset({"", "*/*", "unknown/unknown", "application/unknown"})


def plain_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Make text of *raw*: names in lower case, repeated ones joined, no cookies, no validators that cannot be sent back."""
    headers: dict[str, str] = {}
    for name_bytes, value_bytes in raw:
        name = name_bytes.decode("ascii", "replace").lower()
        if name in _NOT_KEPT:
            continue
        value = _text(value_bytes)
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    for name in _VALIDATORS:
        if name in headers and not is_validator(headers[name]):
            del headers[name]
    return headers


def request_headers(wanted: Wanted) -> dict[str, str]:
    """Give the headers that *wanted* needs beside those of every request."""
    headers = {"Accept": wanted.accept}
    if wanted.etag is not None and is_validator(wanted.etag):
        headers["If-None-Match"] = wanted.etag
    if wanted.last_modified is not None and is_validator(wanted.last_modified):
        headers["If-Modified-Since"] = wanted.last_modified
    if wanted.form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    return headers


def sets_cookies(raw: Iterable[tuple[bytes, bytes]]) -> bool:
    """Tell whether an answer wants cookies kept."""
    return any(name.lower() == b"set-cookie" for name, _ in raw)


def is_validator(value: str) -> bool:
    """Tell whether *value* can be sent back as If-None-Match or If-Modified-Since."""
    return bool(value) and len(value) <= MAX_VALIDATOR_CHARS and value.isascii() and value.isprintable()


def next_url(url: str, location: str | None) -> str:
    """
    Give the absolute address that a redirect at *url* leads to, spelled as a browser would ask for it.

    Raises:
        FetchRefusedError: bad_redirect.
    """
    if not location or not location.strip():
        raise FetchRefusedError("A redirect without an address.", code="bad_redirect")
    try:
        target = urldefrag(urljoin(url, location.strip())).url
        # Spaces and letters beyond ASCII are common in Location, and read by every browser.
        return str(safe_url_string(target)) if target.startswith(("http:", "https:")) else target
    except ValueError:
        raise FetchRefusedError(
            f"A redirect to no address: {location[:200]!r}.", code="bad_redirect"
        ) from None


def check_head(headers: Mapping[str, str], wanted: Wanted) -> None:
    """
    Refuse a body before it is read, where its head says enough.

    `application/octet-stream` is refused where HTML is wanted, even if it looks like HTML: a browser would offer it as
    a download. No type, or one that says nothing, is read: a browser would look into the body too.

    Raises:
        FetchRefusedError: bad_content_type or page_too_large.
    """
    kind = content_type_of(headers.get("content-type", ""))
    if kind and wanted.content_types is not None and kind not in wanted.content_types:
        raise FetchRefusedError(f"The content type is {kind[:80]!r}.", code="bad_content_type")
    length = headers.get("content-length", "")
    if (
        wanted.overflow == "refuse"
        and length.isascii()
        and length.isdigit()
        and int(length[:20]) > wanted.max_bytes
    ):
        raise FetchRefusedError(f"{length[:20]} bytes are announced.", code="page_too_large")


def content_type_of(value: str) -> str:
    """
    Give the type that header *value* names, in lower case without parameters; empty where it names none.

    Of several the last that can be read counts (WHATWG Fetch, "extract a MIME type").
    """
    found = ""
    for part in value.split(","):
        kind = part.split(";", 1)[0].strip().lower()
        if kind.count("/") == 1 and " " not in kind and kind not in _NO_TYPE:
            found = kind
    return found


def refusal(status: int, headers: Mapping[str, str]) -> FetchRefusedError | FetchFailedError:
    """Say what an answer of *status* means: whether to come again, and when."""
    text, code = f"The server answered {status}.", f"http_{status}"
    later = status in _LATER or (status >= HTTPStatus.INTERNAL_SERVER_ERROR and status not in _NEVER_5XX)
    if later:
        return FetchFailedError(text, code=code, retry_after_s=retry_after_s(headers.get("retry-after")))
    return FetchRefusedError(text, code=code)


def retry_after_s(value: str | None) -> float | None:
    """Read a Retry-After: seconds from now, at most a day; None where it makes no sense."""
    if not value:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:10]), MAX_RETRY_AFTER_S)
    try:
        moment = parsedate_to_datetime(value)
        if moment.tzinfo is None:  # "-0000": the time is UTC, whatever zone it was said in
            moment = moment.replace(tzinfo=UTC)
        wait_s = moment.timestamp() - time.time()
    except (ValueError, OverflowError):
        return None
    return min(max(wait_s, 0.0), MAX_RETRY_AFTER_S)


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
