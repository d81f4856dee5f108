"""Where a site may keep its feeds: what a page declares and links, and the usual paths. No I/O."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from lxml import etree

from quotewire_fetcher.documents.html_page import looks_like_html
from quotewire_fetcher.naming.identity import MAX_URL_CHARS, canonical_url, domain_of, host_of
from quotewire_fetcher.net.charset import decode_page

FoundBy = Literal["given", "declared", "linked", "robots.txt", "usual path", "sitemap index"]

MAX_DECLARED = 100
MAX_LINKED = 100
"""Candidates that are taken from one page; the rest is left. Far fewer are fetched."""

USUAL_FEEDS = (
    "/feed",
    "/rss",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/index.xml",
    "/feed.json",
    "/feeds",
    "/feeds/posts/default",
    "/index.rdf",
)
"""Paths of WordPress and most news systems, Drupal, Ghost, Jekyll, Hugo, JSON Feed, Blogger, old Movable Type."""

USUAL_NEWS_SITEMAPS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/googlenews.xml")
USUAL_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml")

_FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/json",
        "application/xml",
        "text/xml",
        "text/rss+xml",
        "application/x-rss+xml",
    }
)
# Addresses with these words among their parts are feeds; "feedback" is not among them, nor is "rssi".
_FEED_PART = re.compile(
    r"(?:^|[/._?=&~-])(?:rss2?|feeds?|atom|rdf|jsonfeed)\d{0,3}(?:$|[/._?=&~-])", re.IGNORECASE
)
_FEED_TEXT = re.compile(r"\b(?:rss|atom[ -]?feed|news ?feeds?|xml[ -]?feed)\b", re.IGNORECASE)
_FEED_HOST = re.compile(r"^(?:feeds?\d?|rss|feeds2?\.feedburner)\.", re.IGNORECASE)
_NO_FEED = re.compile(
    r"/wp-json/|oembed|\.(?:png|jpe?g|gif|svg|webp|ico|css|js|pdf|mp3|mp4)$|/(?:share|login|subscribe)\b",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"comments?\b|kommentar|commentaires?|comentarios|comentários|commenti\b|reacties|komentarze|yorumlar|комментар|"
    r"коментар|コメント|评论|評論|댓글|التعليقات",
    re.IGNORECASE,
)
_PODCAST = re.compile(r"podcast|/audio/|\bvodcast", re.IGNORECASE)
_NEWSY = re.compile(r"news|noticias|nachrichten|actu|notizie|latest|today|recent", re.IGNORECASE)
_NOT_NEWSY = re.compile(
    r"image|photo|video|categor|author|tag|topic|page|static|product|archive|section|gallery|recipe",
    re.IGNORECASE,
)
# Words of a path that say nothing about what a feed is about.
_PLAIN_PARTS = re.compile(
    r"(?:feeds?|rss2?|atom|rdf|xml|json|index|default|all|latest|main|home|homepage|news|newsfeed|posts?|en|www|"
    r"frontpage|top(?:-?stories)?|alle?s?|une|portada|\d+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that may be a feed or a sitemap."""

    url: str
    found_by: FoundBy
    title: str | None = None
    depth: int = 0
    """How many documents were read to come here from what the site says of itself."""
    parent: str | None = None
    """For a child of a sitemap index: where the index is."""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What an HTML page says that matters here."""

    declared: tuple[Candidate, ...]
    linked: tuple[Candidate, ...]
    site_name: str | None
    language: str | None


def read_page(data: bytes, url: str, content_type: str | None = None) -> PageFacts:
    """
    Find the feeds that the HTML page *data* at *url*, sent as *content_type*, declares and links, in its order.

    Bounded: libxml2 cuts a page that is nested too deeply, and what was read until then counts.
    """
    parser = etree.HTMLParser(
        recover=True, no_network=True, huge_tree=False, remove_comments=True, encoding="utf-8"
    )
    text, _ = decode_page(data, content_type)
    try:
        root: Any = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        return PageFacts((), (), None, None)
    base = _base(root, url)
    declared = _unique(_declared(root, base), MAX_DECLARED)
    known = {canonical_url(candidate.url) for candidate in declared}
    linked = [
        candidate
        for candidate in _unique(_linked(root, base), MAX_LINKED)
        if canonical_url(candidate.url) not in known
    ]
    return PageFacts(tuple(declared), tuple(linked), _site_name(root), _text(root.get("lang"), 35))


def usual_paths(home: str, paths: Iterable[str]) -> list[Candidate]:
    """Put *paths* behind the site of *home*; where *home* has a path of its own, the first of them there, too."""
    parts = urlsplit(home)
    root = f"{parts.scheme}://{parts.netloc}"
    wanted = [f"{root}{path}" for path in paths]
    folder = parts.path.rstrip("/")
    if folder and "." not in folder.rsplit("/", 1)[-1]:
        wanted[:0] = [f"{root}{folder}{path}" for path in list(paths)[:3]]
    return [Candidate(url, "usual path") for url in wanted]


def is_about_comments(url: str, title: str | None) -> bool:
    """Tell whether a feed is one of readers' comments, by its address or title."""
    parts = urlsplit(url)
    asked = " ".join(value for _, value in parse_qsl(parts.query))
    return bool(
        _COMMENTS.search(unquote(parts.path)) or _COMMENTS.search(asked) or _COMMENTS.search(title or "")
    )


def is_podcast(url: str, title: str | None) -> bool:
    """Tell whether a feed is one of sound, by its address or title."""
    return bool(_PODCAST.search(url) or _PODCAST.search(title or ""))


def part_of_site(url: str) -> int:
    """Count the parts of a feed's address that name a subject: 0 for "/feed" or "/rss/news.xml", 1 for "/sport/rss"."""
    parts = urlsplit(url)
    words = [word for word in re.split(r"[/.]", parts.path) if word]
    words += [
        value
        for name, value in parse_qsl(parts.query)
        if name in ("cat", "category", "section", "tag", "topic")
    ]
    return sum(_PLAIN_PARTS.fullmatch(word) is None for word in words)


def newsiness(url: str) -> int:
    """Order sitemaps: 0 names news, 1 says nothing, 2 names what is no article."""
    path = urlsplit(url).path
    if _NEWSY.search(path):
        return 0
    return 2 if _NOT_NEWSY.search(path) else 1


def looks_like_page(data: bytes, content_type: str | None) -> bool:
    """Tell a page for people from a feed, roughly."""
    return looks_like_html(data) or (content_type or "").strip().lower().startswith("text/html")


def _declared(root: Any, base: str) -> Iterator[Candidate]:
    for link in root.iter("link"):
        rel = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").split(";")[0].strip().lower()
        is_feed = "feed" in rel or ("alternate" in rel and kind in _FEED_TYPES)
        if is_feed and "stylesheet" not in rel and (url := _address(link.get("href"), base)):
            yield Candidate(url, "declared", _text(link.get("title"), 200))


def _linked(root: Any, base: str) -> Iterator[Candidate]:
    domain = domain_of(base)
    for anchor in root.iter("a", "area"):
        url = _address(anchor.get("href"), base)
        if url is None:
            continue
        text = _text(" ".join(anchor.itertext()) or anchor.get("title"), 200)
        host = host_of(url)
        if domain_of(host) != domain and not _FEED_HOST.match(host):
            continue
        parts = urlsplit(url)
        if (
            _FEED_PART.search(f"{parts.path}?{parts.query}")
            or _FEED_HOST.match(host)
            or _FEED_TEXT.search(text or "")
        ):
            yield Candidate(url, "linked", text)


def _address(href: str | None, base: str) -> str | None:
    if not href:
        return None
    # "feed:" was the browsers' way to hand an address to a feed reader.
    href = re.sub(r"^feed:(?://)?(?=https?:)", "", href.strip())
    href = re.sub(r"^feed://", "https://", href)
    try:
        url = urljoin(base, href).partition("#")[0]
        canonical_url(url)
    except ValueError:
        return None
    return url if len(url) <= MAX_URL_CHARS and not _NO_FEED.search(url) else None


def _unique(candidates: Iterable[Candidate], limit: int) -> list[Candidate]:
    found: dict[str, Candidate] = {}
    for candidate in candidates:
        if len(found) >= limit:
            break
        found.setdefault(canonical_url(candidate.url), candidate)
    return list(found.values())


def _base(root: Any, url: str) -> str:
    for element in root.iter("base"):
        if href := element.get("href"):
            try:
                return urljoin(url, str(href).strip())
            except ValueError:
                break
    return url


def _site_name(root: Any) -> str | None:
    titles: dict[str, str | None] = {}
    for meta in root.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").lower()
        if name in ("og:site_name", "application-name"):
            titles.setdefault(name, _text(meta.get("content"), 200))
    title = next(root.iter("title"), None)
    whole = _text(title.text if title is not None else None, 200)
    return titles.get("og:site_name") or titles.get("application-name") or whole


def _text(value: str | None, max_chars: int) -> str | None:
    return " ".join((value or "")[: max_chars * 4].split())[:max_chars] or None
