"""URL to canonical URL to article id: two spellings of one address must end the same."""

import re
from urllib.parse import unquote_plus, urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

from quotewire_shared.messages import article_id_for

MAX_URL_CHARS = 2_048
"""Longer addresses are refused; browsers and caches stop at about this length too."""

_DEFAULT_PORTS = {"http": 80, "https": 443}

# Parameters that say how a reader came, never what is read. Source: the public documentation of the mail, analytics
# and advertising services that add them.
_TRACKERS = frozenset(
    [
        "fbclid",
        "gclid",
        "gclsrc",
        "dclid",
        "gbraid",
        "wbraid",
        "msclkid",
        "yclid",
        "ysclid",
        "twclid",
        "ttclid",
        "igshid",
        "igsh",
        "li_fat_id",
        "mc_cid",
        "mc_eid",
        "mkt_tok",
        "oly_anon_id",
        "oly_enc_id",
        "vero_id",
        "_hsenc",
        "_hsmi",
        "__hssc",
        "__hstc",
        "__hsfp",
        "hsctatracking",
        "wickedid",
        "rb_clickid",
        "s_cid",
        "ns_mchannel",
        "ns_source",
        "ns_campaign",
        "ns_linkname",
        "ns_fee",
        "at_medium",
        "at_campaign",
        "at_custom1",
        "at_custom2",
        "at_custom3",
        "at_custom4",
        "at_bbc_team",
        "at_link_type",
        "at_link_origin",
        "at_link_id",
        "at_format",
        "at_ptr_name",
        "cmpid",
        "cmp",
        "ftag",
        "ftcamp",
        "xtor",
        "smid",
        "smtyp",
        "partner_id",
        "traffic_source",
        "spm",
        "_ga",
        "_gl",
        "guccounter",
        "guce_referrer",
        "guce_referrer_sig",
        "ito",
        "ocid",
    ]
)
_TRACKER_PREFIXES = ("utm_", "pk_", "mtm_", "hsa_", "trk_")


def canonical_url(url: str) -> str:
    """
    Normalise *url*; doing it again changes nothing.

    Lower-case scheme and host, no user, no default port, no fragment, no tracking parameters, dot segments resolved,
    percent-encoding and the order of the query made uniform.

    Raises:
        ValueError: not an http or https address.
    """
    # Tabs and line ends are what browsers drop from an address too.
    text = re.sub(r"[\t\r\n]", "", url.strip())
    parts = urlsplit(text)
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"not an http address: {url[:200]!r}")
    host = _host(parts.hostname)
    port = parts.port
    netloc = host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    bare = urlunsplit((scheme, netloc, parts.path or "/", parts.query, ""))
    # w3lib sorts and re-encodes; our own pass over the query must come first, and once more after the encoding was
    # made uniform, because an encoded name may turn out to be a tracker.
    once = _without_trackers(str(canonicalize_url(bare)))
    return _without_trackers(str(canonicalize_url(once)))


def page_id_for(url: str) -> str:
    """Name the page at *url* before it was read; the article's id where the page declares no other address."""
    return article_id_for(canonical_url(url))


def believed_canonical(declared: str | None, final_url: str) -> str:
    """
    Choose an article's canonical URL: what the page *declared*, where that can be believed, else where it was found.

    Believed is an address on the same host (with or without "www."), unless it is the front page: sites that declare
    their front page on every article are common, and would make one article of all.
    """
    own = canonical_url(final_url)
    if not declared:
        return own
    try:
        claimed = canonical_url(urljoin(final_url, declared))
    except ValueError:
        return own
    if len(claimed) > MAX_URL_CHARS or site_of(claimed) != site_of(own) or is_front_page(claimed):
        return own
    return claimed


def site_of(url: str) -> str:
    """Name the site of *url*: its host in lower case without "www."."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def host_of(url: str) -> str:
    """Name the host that politeness counts by: lower case, without the port."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""


def is_front_page(url: str) -> bool:
    """Tell whether *url* is a site's root."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _host(name: str) -> str:
    name = name.rstrip(".").lower()
    if not name:
        raise ValueError("no host")
    if ":" in name:
        return f"[{name}]"
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise ValueError(f"bad host name: {name!r}") from error


def _without_trackers(url: str) -> str:
    parts = urlsplit(url)
    if not parts.query:
        return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
    # Parts are kept as they stand: decoding and encoding again would merge addresses in old charsets.
    kept = [part for part in parts.query.split("&") if part and not _is_tracker(part)]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "&".join(kept), ""))


def _is_tracker(part: str) -> bool:
    name = unquote_plus(part.partition("=")[0]).lower()
    return name in _TRACKERS or name.startswith(_TRACKER_PREFIXES)
