"""
HTML where a feed was looked for: the feeds that the page declares.

Read by a bounded scan of its first part, not by a parser: pages with hundreds of thousands of nested tags must cost
nothing here. The patterns cannot go back over more than one tag.
"""

import html
import re
from urllib.parse import urlsplit

from quotewire_fetcher.documents.cleaning import MAX_TITLE_CHARS, absolute_url, language_tag, plain_text
from quotewire_fetcher.documents.feeds import Feed
from quotewire_fetcher.net.charset import decode_page

MAX_HEAD_BYTES = 512 * 1024
MAX_LINKS = 50
FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/x.atom+xml",
        "application/x-rss+xml",
        "text/rss+xml",
    }
)

_HTML = re.compile(rb"<!doctype\s{1,9}html|<(?:html|head|body)\b", re.IGNORECASE)
_COMMENT_END = "-->"
_TAG = re.compile(r"<(link|base|html)\b([^<>]{1,4000})>", re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^<>]{0,500}>([^<]{1,2000})<", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-zA-Z:_-]{1,40})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_FEED_NAMES = frozenset({"feed", "feeds", "rss", "atom", "rdf"})
_FEED_ENDINGS = (".xml", ".rss", ".atom", ".json", ".rdf", ".xml.gz")


def looks_like_html(data: bytes) -> bool:
    """Tell whether *data* begins as an HTML page does."""
    return _HTML.search(data[:2_048]) is not None


def address_of_a_feed(url: str) -> bool:
    """Tell whether *url* looks like a feed's; an HTML page there is an error page, not a homepage."""
    path = urlsplit(url).path.lower().rstrip("/")
    return path.endswith(_FEED_ENDINGS) or not _FEED_NAMES.isdisjoint(path.split("/"))


def read_page(data: bytes, base_url: str, content_type: str | None) -> Feed:
    """Read which feeds the page *data* declares, in its order."""
    text, _ = decode_page(data[:MAX_HEAD_BYTES], content_type)
    text = _without_comments(text)
    links: dict[str, None] = {}
    language = None
    base = base_url
    for tag, inside in _TAG.findall(text):
        attributes = {
            name.lower(): html.unescape(double or single or bare).strip()
            for name, double, single, bare in _ATTRIBUTE.findall(inside)
        }
        if tag.lower() == "html":
            language = language or language_tag(attributes.get("lang"))
        elif tag.lower() == "base":
            base = absolute_url(attributes.get("href"), base_url) or base
        elif (
            "alternate" in attributes.get("rel", "").lower().split()
            and attributes.get("type", "").partition(";")[0].strip().lower() in FEED_TYPES
            and (url := absolute_url(attributes.get("href"), base)) is not None
            and len(links) < MAX_LINKS
        ):
            links[url] = None
    title = _TITLE.search(text)
    return Feed(
        entries=(),
        title=plain_text(title[1], MAX_TITLE_CHARS) if title else None,
        language=language,
        ttl_s=None,
        dropped=0,
        cut=False,
        kind="page",
        links=tuple(links),
    )


def _without_comments(text: str) -> str:
    kept, at = [], 0
    while (opened := text.find("<!--", at)) >= 0:
        kept.append(text[at:opened])
        closed = text.find(_COMMENT_END, opened + 4)
        if closed < 0:
            return "".join(kept)
        at = closed + len(_COMMENT_END)
    return "".join((*kept, text[at:]))
