"""URL to canonical URL to article id: two spellings of one address must end the same."""

import re
from functools import lru_cache
from urllib.parse import unquote_plus, urljoin, urlsplit

from w3lib.url import canonicalize_url

from quotewire_fetcher.naming.claims import contradiction
from quotewire_fetcher.naming.domains import normal_host, registrable
from quotewire_fetcher.naming.trackers import is_tracker
from quotewire_fetcher.naming.variants import fold_host, fold_path, unwrapped
from quotewire_shared.messages import article_id_for

MAX_URL_CHARS = 2_048
"""Longer addresses are refused; browsers and caches stop at about this length too."""

_CACHED_CHARS = 512
"""Longer addresses are not kept in the caches here: 16,384 of them would be 64 MB."""

_MAX_ROUNDS = 8
_DEFAULT_PORTS = {"http": 80, "https": 443}
_HAS_AUTHORITY = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//")
_LINE_ENDS = re.compile(r"[\t\r\n]")

# What w3lib would leave as it is: most addresses need nothing of it and take a short way at a fifth of the cost. A test
# holds both ways to the same answers.
_PLAIN_PATH = re.compile(r"/(?:[A-Za-z0-9._~,:@!$&'()*+=/-]++|%[89A-F][0-9A-F])*+")
# Letters of most of the world's scripts, escaped.
_LETTERS = re.compile(r"(?:%[89a-fA-F][0-9a-fA-F])++")
_PLAIN_QUERY = re.compile(r"(?:[A-Za-z0-9._~-]++(?:=[A-Za-z0-9._~-]*+)?(?:&|$))*+")


def canonical_url(url: str) -> str:
    """
    Normalise *url*; doing it again changes nothing.

    Scheme and host in lower case, the host in its one spelling (`domains.normal_host`), no user, no default port, no
    fragment ("#!" routes too: no server ever sees them), dot segments and doubled slashes resolved, percent-encoding
    uniform, spaces of the query as "+", the query sorted and without trackers and sessions. AMP and mobile variants
    get the name of the page that they are variants of (`variants`). "www." and a last slash stay.

    Raises:
        ValueError: not an http or https address.
    """
    return _canonical_cached(url) if len(url) <= _CACHED_CHARS else _canonical(url)


def page_id_for(url: str) -> str:
    """Name the page at *url* before it was read; the article's id where the page declares no other address."""
    return article_id_for(canonical_url(url))


def believed_canonical(declared: str | None, final_url: str, *, og_url: str | None = None) -> str:
    """
    Choose an article's canonical URL: what the page *declared*, where that can be believed, else where it was found.

    Believed is an address of the same registrable domain and port that could be this very page: not a front page, a
    section, another article, another part of a paged one or a print version (`claims.contradiction` has the rules). A
    page that came by https is not called by an http address. `og:url` counts only where nothing was declared and it
    differs from *final_url* in spelling alone: sites put their front page or a share link there.
    """
    own = canonical_url(final_url)
    claimed = _claimed(declared, final_url)
    if claimed is None:
        claimed = _claimed(og_url, final_url) if not declared else None
        return claimed if claimed is not None and is_same_page(claimed, own) else own
    if own.startswith("https:") and claimed.startswith("http:") and urlsplit(claimed).port is None:
        claimed = f"https{claimed[4:]}"
    if domain_of(claimed) != domain_of(own) or urlsplit(claimed).port != urlsplit(own).port:
        return own
    if is_same_page(claimed, own):
        return claimed
    if is_front_page(claimed) or contradiction(claimed, own) is not None:
        return own
    return claimed


def is_same_page(url: str, other: str) -> bool:
    """Tell whether two addresses differ only in scheme, "www.", a last slash or what `canonical_url` makes uniform."""
    try:
        return _likeness(url) == _likeness(other)
    except ValueError:
        return False


def site_of(url: str) -> str:
    """Name the site of *url*: its host in normal spelling without "www."."""
    return host_of(url).removeprefix("www.")


def host_of(url_or_host: str) -> str:
    """
    Name the host that politeness counts by: in the normal spelling of `domains.normal_host`, without the port.

    Empty where there is no host; never raises.
    """
    return _host_cached(url_or_host) if len(url_or_host) <= _CACHED_CHARS else _host_uncached(url_or_host)


@lru_cache(maxsize=16_384)
def _host_cached(url_or_host: str) -> str:
    return _host_uncached(url_or_host)


def _host_uncached(url_or_host: str) -> str:
    text = url_or_host.strip()
    try:
        if not _HAS_AUTHORITY.match(text):
            # A bare host, perhaps with a port; only an IPv6 address has two colons.
            if text.count(":") > 1 and not text.startswith("["):
                return normal_host(text)
            text = f"//{text}"
        parts = urlsplit(text)
        return "" if "\\" in parts.netloc else normal_host(parts.hostname or "")
    except ValueError:
        return ""


def domain_of(url_or_host: str) -> str:
    """
    Name the domain that owns *url_or_host*: what work and state are partitioned by.

    The registrable domain by the Public Suffix List ("www.bbc.co.uk" -> "bbc.co.uk", "a.github.io" -> "a.github.io"),
    in ASCII and lower case. An IP address is its own domain. Empty where there is no host; never raises.
    """
    return (
        _domain_cached(url_or_host)
        if len(url_or_host) <= _CACHED_CHARS
        else registrable(host_of(url_or_host))
    )


def is_front_page(url: str) -> bool:
    """Tell whether *url* is a site's root, whatever trackers it carries."""
    try:
        parts = urlsplit(canonical_url(url))
    except ValueError:
        return False
    return parts.path in ("", "/") and not parts.query


@lru_cache(maxsize=16_384)
def _domain_cached(url_or_host: str) -> str:
    return registrable(host_of(url_or_host))


@lru_cache(maxsize=16_384)
def _canonical_cached(url: str) -> str:
    return _canonical(url)


def _canonical(url: str) -> str:
    # Tabs and line ends are what browsers drop from an address too.
    text = _LINE_ENDS.sub("", url.strip())
    for _ in range(_MAX_ROUNDS):
        text, settled = _round(text)
        if settled:
            break
    return text


def _round(url: str) -> tuple[str, bool]:
    """Normalise once; also tell whether another round could not change anything."""
    parts = urlsplit(url)
    scheme = parts.scheme
    # Browsers end the host at a backslash, others do not: nobody writes one there with honest intent.
    if scheme not in _DEFAULT_PORTS or not parts.hostname or "\\" in parts.netloc:
        raise ValueError(f"not an http address: {url[:200]!r}")
    host = normal_host(parts.hostname)
    port = parts.port
    path, query = parts.path or "/", parts.query
    if "%" in path:
        path = _LETTERS.sub(lambda found: found[0].upper(), path)
    plain = (
        _PLAIN_PATH.fullmatch(path) is not None
        and "/." not in path
        and (not query or _PLAIN_QUERY.fullmatch(query) is not None)
    )
    if not plain:
        path, query = _uniform(path, query)
    pairs = _kept(query, encoded=not plain, blog=".blogspot." in f"{host}.")
    inner = unwrapped(host, path)
    if inner is not None:
        return f"{inner[0]}://{inner[1]}{_joined(pairs)}", False
    folded_host = fold_host(host)
    folded_path = fold_path(path, has_query=bool(pairs))
    netloc = f"[{folded_host}]" if ":" in folded_host else folded_host
    if port is not None and port != _DEFAULT_PORTS[scheme]:
        netloc = f"{netloc}:{port}"
    text = f"{scheme}://{netloc}{folded_path}{_joined(pairs)}"
    return text, (folded_host, folded_path) == (host, path)


def _uniform(path: str, query: str) -> tuple[str, str]:
    """Have w3lib make the encoding of *path* and *query* uniform, and resolve dot segments."""
    # Feeds escape "&" once too often; no parameter is really called "amp;b".
    query = query.replace("&amp;", "&")
    bare = f"http://a{path}?{query}" if query else f"http://a{path}"
    parts = urlsplit(str(canonicalize_url(bare)))
    return parts.path or "/", parts.query


def _kept(query: str, *, encoded: bool, blog: bool) -> list[tuple[str, str]]:
    """Give the parameters that say what is read, sorted."""
    if not query:
        return []
    kept = []
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if not part:
            continue
        # The pairs stay as they stand: decoding and encoding again would merge addresses in old charsets.
        plain_name, plain_value = (unquote_plus(name), unquote_plus(value)) if encoded else (name, value)
        plain_name, plain_value = plain_name.lower(), plain_value.lower()
        if not is_tracker(plain_name, plain_value) and not (
            blog and plain_name == "m" and plain_value in ("0", "1")
        ):
            kept.append((name, value))
    return kept if encoded else sorted(kept)  # w3lib has sorted by what was encoded


def _joined(pairs: list[tuple[str, str]]) -> str:
    return "?" + "&".join([f"{name}={value}" for name, value in pairs]) if pairs else ""


def _claimed(declared: str | None, base: str) -> str | None:
    if not declared:
        return None
    try:
        claimed = canonical_url(urljoin(base, declared))
    except ValueError:
        return None
    return claimed if len(claimed) <= MAX_URL_CHARS else None


def _likeness(url: str) -> str:
    parts = urlsplit(canonical_url(url))
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"
