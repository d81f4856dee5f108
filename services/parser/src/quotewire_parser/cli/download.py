"""One page from the web, for `quotewire parse URL` only: within a time, within a size, from a public address."""

import http.client
import ipaddress
import socket
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from quotewire_shared.errors import QuotewireError, UsageError
from quotewire_shared.settings import load

DEADLINE_S = 30.0
STEP_TIMEOUT_S = 10.0
MAX_REDIRECTS = 5
CHUNK_BYTES = 64 * 1024
USER_AGENT = "Quotewire/0.1 (parse command)"

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class AccessSettings(BaseSettings):
    """The one setting of the fetcher that this command obeys too."""

    model_config = SettingsConfigDict(env_prefix="QUOTEWIRE_FETCHER_", frozen=True, extra="ignore")

    allowed_private_networks: Annotated[tuple[Network, ...], NoDecode] = Field(
        default=(), description="CIDRs, comma-separated, that may be reached although they are not public."
    )

    @field_validator("allowed_private_networks", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.strip("[]() ").split(",") if part.strip())
        return value


@dataclass(frozen=True, slots=True)
class Page:
    """What came, and from where after redirects."""

    url: str
    body: bytes
    content_type: str


def download(url: str, *, most_bytes: int) -> Page:
    """
    Fetch *url*.

    Raises:
        UsageError: it is no usable address.
        QuotewireError: it cannot be had, is not public, or is larger than *most_bytes*.
    """
    opener = _opener(load(AccessSettings).allowed_private_networks)
    deadline = time.monotonic() + DEADLINE_S
    try:
        request = urllib.request.Request(  # noqa: S310 - http and https only, see _opener
            url,
            headers={
                "User-Agent": USER_AGENT,
                "Accept-Encoding": "gzip",
                "Accept": "text/html,text/plain;q=0.9,*/*;q=0.5",
            },
        )
        with opener.open(request, timeout=STEP_TIMEOUT_S) as answer:
            body = _read(answer, most_bytes, deadline)
            return Page(answer.url, body, (answer.headers.get("Content-Type") or "").lower())
    except urllib.error.HTTPError as error:
        with error:  # it holds the connection
            raise QuotewireError(_one_line(f"{url} answered {error.code} {error.reason}.")) from None
    except (ValueError, http.client.InvalidURL, UnicodeError) as error:
        raise UsageError(_one_line(f"{url[:200]} is no address that can be fetched: {error}.")) from None
    except urllib.error.URLError as error:
        raise QuotewireError(_one_line(f"{url} cannot be fetched: {error.reason}.")) from None
    except (OSError, http.client.HTTPException, zlib.error) as error:
        raise QuotewireError(
            _one_line(f"{url} cannot be fetched: {error or type(error).__name__}.")
        ) from None


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _opener(private: tuple[Network, ...]) -> urllib.request.OpenerDirector:
    """Build an opener that knows http and https only, follows few redirects and connects to permitted addresses."""
    connect = _connect_within(private)

    def plain(host: str, **options: Any) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection(host, **options)
        connection._create_connection = connect  # type: ignore[attr-defined] # noqa: SLF001 - its only seam
        return connection

    def secure(host: str, **options: Any) -> http.client.HTTPSConnection:
        connection = http.client.HTTPSConnection(host, **options)
        connection._create_connection = connect  # type: ignore[attr-defined] # noqa: SLF001 - its only seam
        return connection

    class Http(urllib.request.HTTPHandler):
        def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(plain, request)

    class Https(urllib.request.HTTPSHandler):
        def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(secure, request)

    class Redirects(urllib.request.HTTPRedirectHandler):
        max_redirections = MAX_REDIRECTS

    opener = urllib.request.OpenerDirector()
    for handler in (
        Http(), Https(), Redirects(), urllib.request.HTTPDefaultErrorHandler(), urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):  # fmt: skip
        opener.add_handler(handler)
    return opener


def _connect_within(private: tuple[Network, ...]) -> Callable[..., socket.socket]:
    """Connect to the very address that was judged: a name that changes its mind in between gains nothing."""

    def connect(
        address: tuple[str, int], timeout: float | None = None, source_address: Any = None
    ) -> socket.socket:
        host, port = address
        places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        for *_, place in places:
            if not _permitted(str(place[0]), private):
                raise OSError(
                    f"{host} is at {place[0]}, which is not public (QUOTEWIRE_FETCHER_ALLOWED_PRIVATE_NETWORKS opens networks)"
                )
        last: OSError = OSError("no address")
        for *_, place in places:
            try:
                return socket.create_connection((str(place[0]), port), timeout, source_address)
            except OSError as error:
                last = error
        raise last

    return connect


def _permitted(text: str, private: tuple[Network, ...]) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if any(address.version == network.version and address in network for network in private):
        return True
    return address.is_global and not address.is_multicast


def _read(answer: http.client.HTTPResponse, most_bytes: int, deadline: float) -> bytes:
    inflate = zlib.decompressobj(31) if answer.headers.get("Content-Encoding", "").lower() == "gzip" else None
    body = bytearray()
    while chunk := answer.read1(CHUNK_BYTES):
        # A small answer may inflate to gigabytes: never more than what is still wanted.
        body += inflate.decompress(chunk, most_bytes + 1 - len(body)) if inflate else chunk
        if len(body) > most_bytes:
            raise QuotewireError("The page is over 5 MiB.")
        if time.monotonic() > deadline:
            raise QuotewireError(f"The page did not arrive within {DEADLINE_S:g} s.")
    if answer.length or (inflate is not None and not inflate.eof):
        raise QuotewireError("The page was cut short on its way.")
    return bytes(body)
