"""
One page under several addresses by habit of the trade: AMP caches, AMP pages, mobile hosts, sessions, index files.

All this folds names only. A page is fetched from the address that its source named, and its canonical link, where it
can be believed, has the last word. What is folded, and why it is safe enough:

- caches of AMP pages name the publisher's page inside their own address;
- "/amp" is a part of a path of its own only below words such as "tag", where it is a topic;
- the mobile hosts "m.", "mobile.", "touch.", "wap." and "amp." are folded to the host without that label, and to
  "www." where only the registrable domain is left: sites that split their pages over two hosts have their others there.
  That a publisher has two different articles at one path of both hosts is not known to happen.
"""

import re

from quotewire_fetcher.naming.domains import registrable

_MOBILE_LABELS = frozenset(["m", "mobile", "mobil", "touch", "wap", "amp"])
_CACHE_HOSTS = (".cdn.ampproject.org", ".bing-amp.com", ".amp.cloudflare.com", ".turbopages.org")
_LISTINGS = frozenset(
    """
    tag tags topic topics category categories search wiki author authors section sections label keyword keywords
    stock stocks quote quotes symbol ticker company companies thema themen temas tema sujet sujets etiquetas about
    """.split()  # noqa: SIM905 - a list of words is read better without quotes
)

# amp.dev, "AMP Cache URL format": /c/ and /v/ hold pages, "s/" stands for https; /i/ and /r/ hold images and fonts.
_CACHED = re.compile(r"/(?:c|v|wp)/(s/)?([a-zA-Z0-9.-]+\.[a-zA-Z0-9-]+)(/[^?#]*)?")
_GOOGLE = re.compile(r"/amp/(s/)?([a-zA-Z0-9.-]+\.[a-zA-Z0-9-]+)(/[^?#]*)?")
_TURBO = re.compile(r"(?:/turbo)?/([a-zA-Z0-9.-]+\.[a-zA-Z0-9-]+)/(s)(/[^?#]*)?")
_GOOGLE_HOST = re.compile(r"(?:www\.)?google(?:\.[a-z]{2,3}){1,2}")
_YANDEX_HOST = re.compile(r"(?:www\.)?yandex(?:\.[a-z]{2,3}){1,2}")

_AMP_SUFFIX = re.compile(r"\.amp(?=(?:\.s?html?)?$)", re.IGNORECASE)
_SESSION_PARAM = re.compile(r";(?:jsessionid|phpsessid|sid|sessionid)=[^/;?#]*", re.IGNORECASE)
_SESSION_SEGMENT = re.compile(r"/\((?:[A-Z]\([0-9a-zA-Z_-]{10,80}\)){1,4}\)(?=/)")  # ASP.NET without cookies
_INDEX = re.compile(r"/(?:index\.(?:s?html?|php)|default\.(?:html?|aspx?))$", re.IGNORECASE)
# Not after a colon: archives keep whole addresses in their paths.
_SLASHES = re.compile(r"(?<!:)/{2,}")


def unwrapped(host: str, path: str) -> tuple[str, str] | None:
    """Give the scheme and the rest ("news.example/a") of the page that the AMP cache at *host* keeps under *path*."""
    if f".{host}".endswith(_CACHE_HOSTS):
        found = _TURBO.fullmatch(path) if host.endswith(".turbopages.org") else _CACHED.fullmatch(path)
    elif path.startswith("/amp/") and _GOOGLE_HOST.fullmatch(host):
        found = _GOOGLE.fullmatch(path)
    elif path.startswith("/turbo/") and _YANDEX_HOST.fullmatch(host):
        found = _TURBO.fullmatch(path)
    else:
        return None
    if found is None:
        return None
    first, second, rest = found.groups()
    secure, inner = (second, first) if found.re is _TURBO else (first, second)
    return ("https" if secure else "http"), f"{inner}{rest or '/'}"


def fold_host(host: str) -> str:
    """Name the host whose pages *host* shows to mobile readers; *host* itself where it is none of those."""
    label, _, rest = host.partition(".")
    if label in _MOBILE_LABELS:
        owner = registrable(host)
        if owner == host or not rest.endswith(owner):
            return host
        return f"www.{rest}" if rest == owner else rest
    if len(label) <= 3 and rest.startswith("m.") and registrable(host) == rest[2:]:  # noqa: PLR2004 - "en.m.…"
        return f"{label}.{rest[2:]}"
    return host


def fold_path(path: str, *, has_query: bool) -> str:
    """
    Give *path* without marks of AMP, sessions, doubled slashes and the name of an index file.

    An index file with a query (*has_query*) stays: there it is often a program, and the query says what is read.
    """
    if "//" in path:
        path = _SLASHES.sub("/", path)
    if ";" in path:
        path = _SESSION_PARAM.sub("", path)
    if "/(" in path:
        path = _SESSION_SEGMENT.sub("", path)
    if "amp" in path.lower():
        path = _without_amp(path)
    if not has_query and (found := _INDEX.search(path)) is not None:
        path = path[: found.start() + 1]
    return path or "/"


def _without_amp(path: str) -> str:
    segments = path.split("/")
    kept = [
        segment
        for number, segment in enumerate(segments)
        if segment.lower() != "amp" or segments[number - 1].lower() in _LISTINGS
    ]
    if not any(kept):
        return path  # "/amp" alone is a front page of its own
    return _AMP_SUFFIX.sub("", "/".join(kept))
