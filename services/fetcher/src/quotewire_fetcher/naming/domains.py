"""
Host names: one spelling for each, and the domain that owns it.

The owner comes from the Public Suffix List (https://publicsuffix.org), as it is bundled with `publicsuffixlist`; no
network is asked. Private suffixes count: two blogs of one hosting company have two owners.
"""

import ipaddress
import re
import socket
from functools import cache, lru_cache

import idna
from publicsuffixlist import PublicSuffixList

MAX_HOST_CHARS = 253
"""Longest name that the DNS can hold."""

_CACHED_HOSTS = 65_536

# A host whose last label is a number is an IPv4 address to every browser and to the C library (URL Standard, "ends in
# a number"). Hexadecimal and octal parts count as numbers.
_ENDS_IN_NUMBER = re.compile(r"(?:^|\.)(?:[0-9]+|0[xX][0-9a-fA-F]*)$")
# What the URL Standard forbids in a host.
_FORBIDDEN = re.compile(r"[\x00-\x20\"#%/:<>?@\[\\\]^`{|}\x7f]")
_IPV4_PARTS = re.compile(r"[0-9a-fA-FxX]+(?:\.[0-9a-fA-FxX]+){0,3}")


@lru_cache(maxsize=_CACHED_HOSTS)
def normal_host(name: str) -> str:
    """
    Spell a host *name* in the one way that we use.

    Lower case, no trailing dot, international names as ASCII ("xn--"), IPv4 in its dotted form whatever way it was
    written (127.1, 0x7f.1, 2130706433), IPv6 compressed and without brackets, IPv4 inside IPv6 (::ffff:1.2.3.4) as
    IPv4. Names that no rule allows stay as they are, in lower case.

    Raises:
        ValueError: no name at all, or one that cannot be a host.
    """
    if len(name) > 4 * MAX_HOST_CHARS:
        raise ValueError("host name too long")
    bare = name.strip().removeprefix("[").removesuffix("]").lower()
    if ":" in bare:
        return _ipv6(bare)
    ascii_name = _ascii(bare).rstrip(".")
    if not ascii_name or len(ascii_name) > MAX_HOST_CHARS or _FORBIDDEN.search(ascii_name):
        raise ValueError(f"bad host name: {name[:100]!r}")
    if _ENDS_IN_NUMBER.search(ascii_name) and _IPV4_PARTS.fullmatch(ascii_name):
        try:
            return socket.inet_ntoa(socket.inet_aton(ascii_name))
        except OSError:
            return ascii_name  # 1.2.3.999: no address, and no name server knows it
    return ascii_name


@lru_cache(maxsize=_CACHED_HOSTS)
def registrable(host: str) -> str:
    """
    Name the domain that owns a normal *host*: the public suffix and one label before it.

    An IP address owns itself, and so do a single label and a public suffix.
    """
    if ":" in host or _ENDS_IN_NUMBER.search(host):
        return host
    return _suffixes().privatesuffix(host) or host


def _ipv6(text: str) -> str:
    # A zone ("%eth0") names an interface of one machine: it is no part of the address.
    address = ipaddress.IPv6Address(text.partition("%")[0])
    return str(address.ipv4_mapped or address)


def _ascii(name: str) -> str:
    if name.isascii():
        return name
    try:
        # What browsers do: UTS 46 maps full-width letters, ideographic full stops and capitals.
        return idna.encode(name, uts46=True).decode("ascii").lower()
    except idna.IDNAError:
        pass
    try:
        # The older rules allow symbols that the newer ones forbid; such hosts exist.
        return name.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise ValueError(f"bad host name: {name[:100]!r}") from error


@cache
def _suffixes() -> PublicSuffixList:
    # Read at first use: 30 ms and 3 MB.
    return PublicSuffixList()
