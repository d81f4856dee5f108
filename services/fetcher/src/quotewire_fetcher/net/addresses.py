"""Which addresses may be reached: public ones, on the allowed ports, and nothing else unless a CIDR opens it."""

import functools
import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.naming.identity import MAX_URL_CHARS
from quotewire_fetcher.settings import Networks

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# What Python 3.11 calls global although it is not a host of the public internet, or leads back to IPv4
# (IANA special-purpose registries; engineering-facts 4.1).
_DENIED_V4 = tuple(
    ipaddress.IPv4Network(text)
    for text in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "168.63.129.16/32",  # a public address that is a metadata service inside one large cloud
    )
)
_GLOBAL_UNICAST_V6 = ipaddress.IPv6Network("2000::/3")
_DENIED_V6 = tuple(
    ipaddress.IPv6Network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)

# Names that never belong to a host of the public internet (RFC 6761, 6762, 7686, 8375, 9476; ICANN on "internal"). A
# resolver in the wrong place would ask the local network for them.
_LOCAL_NAMES = (".local", ".localhost", ".localdomain", ".internal", ".home.arpa", ".onion", ".alt", ".lan")


class AddressPolicy:
    """Judges URLs before a request and addresses at connect time."""

    def __init__(self, allowed_private_networks: Networks, allowed_ports: Sequence[int]) -> None:
        """Open *allowed_private_networks* beside the public internet, on *allowed_ports* only."""
        self._open = allowed_private_networks
        self._ports = frozenset(allowed_ports)
        # The same few thousand addresses are judged at every request.
        self._permits_text = functools.lru_cache(maxsize=8_192)(
            lambda text: self.permits(ipaddress.ip_address(text))
        )

    def check_url(self, url: str) -> None:
        """
        Refuse what must not even be looked up.

        Raises:
            FetchRefusedError: bad_url, blocked_scheme, blocked_port or blocked_address.
        """
        if len(url) > MAX_URL_CHARS:
            raise FetchRefusedError(f"The address has {len(url)} characters.", code="bad_url")
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise FetchRefusedError(f"Not an address: {error}.", code="bad_url") from None
        if parts.scheme not in ("http", "https"):
            raise FetchRefusedError(f"Scheme {parts.scheme[:20]!r} is not fetched.", code="blocked_scheme")
        if not host:
            raise FetchRefusedError("The address names no host.", code="bad_url")
        if parts.username is not None or parts.password is not None:
            raise FetchRefusedError("The address carries a user name.", code="bad_url")
        if not self._open and f".{host.rstrip('.')}".endswith(_LOCAL_NAMES):
            raise FetchRefusedError(f"{host[:100]} is a name of a local network.", code="blocked_address")
        port = port if port is not None else (443 if parts.scheme == "https" else 80)
        if port not in self._ports:
            raise FetchRefusedError(
                f"Port {port} is not fetched; QUOTEWIRE_FETCHER_ALLOWED_PORTS says which are.",
                code="blocked_port",
            )

    def check_addresses(self, host: str, addresses: Sequence[str]) -> None:
        """
        Refuse *host* if any of what its name resolved to is out of bounds: a mixed answer is an attack or a mistake.

        Raises:
            FetchRefusedError: blocked_address.
        """
        for text in addresses:
            if not self._permits_text(text):
                raise FetchRefusedError(f"{host} is at {text}, which is not public.", code="blocked_address")

    def permits(self, address: Address) -> bool:
        """Tell whether *address* may be connected to."""
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        if any(address in network for network in self._open if network.version == address.version):
            return True
        if isinstance(address, ipaddress.IPv4Address):
            return address.is_global and not any(address in network for network in _DENIED_V4)
        return (
            address in _GLOBAL_UNICAST_V6
            and address.is_global
            and not any(address in network for network in _DENIED_V6)
        )
