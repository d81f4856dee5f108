"""An HTTP answer to an article: decoded, named, and refused where it is none."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.memory.state import PageState
from quotewire_fetcher.naming.identity import believed_canonical, is_front_page, site_of
from quotewire_fetcher.net.charset import decode_page
from quotewire_fetcher.net.inflate import looks_compressed
from quotewire_fetcher.net.web import Answer, SiteRights, Wanted
from quotewire_fetcher.pages.head import Head, canonical_in, rights_of, scan_head
from quotewire_fetcher.pages.visible import MAX_DEPTH, nests_too_deep, text_hash, visible_hash
from quotewire_shared.messages import MAX_PAGE_BYTES, ArticleFetched, Rights, article_id_for
from quotewire_shared.topics import MAX_RECORD_BYTES

PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
_ACCEPT = "text/html, application/xhtml+xml;q=0.9, text/plain;q=0.5"
_BINARY_MAGIC = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"RIFF", b"\x7fELF")


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page as it was read."""

    canonical_url: str
    article_id: str
    html: str | None
    text: str | None
    charset: str
    rights: Rights


def wanted_page(page: PageState, max_bytes: int) -> Wanted:
    """Say how to ask for *page*: conditionally where we have it already."""
    have = page.content_hash is not None
    return Wanted(
        page.url,
        max_bytes=max_bytes,
        accept=_ACCEPT,
        etag=page.etag if have else None,
        last_modified=page.last_modified if have else None,
        content_types=PAGE_TYPES,
    )


def read_page(answer: Answer, asked_url: str, site: SiteRights | None = None) -> ReadPage:
    """
    Read *answer*, which came for *asked_url*; *site* says what its site reserves.

    Raises:
        FetchRefusedError: empty_page, stacked_encoding, bad_content, redirected_to_front_page,
            page_too_deep or page_too_large.
    """
    body = answer.body
    if not body.strip():
        raise FetchRefusedError("The page is empty.", code="empty_page")
    if looks_compressed(body):
        raise FetchRefusedError("The body is compressed once more than declared.", code="stacked_encoding")
    if body.startswith(_BINARY_MAGIC):
        raise FetchRefusedError("The body is no text, whatever its type says.", code="bad_content")
    if (
        is_front_page(answer.url)
        and not is_front_page(asked_url)
        and site_of(answer.url) == site_of(asked_url)
    ):
        # What removed articles often do; taken at its word it would make one article of all of them.
        raise FetchRefusedError("The address leads to the front page.", code="redirected_to_front_page")
    decoded, charset = decode_page(body, answer.content_type)
    if "\x00" in decoded[:1024]:
        raise FetchRefusedError("The body is no text, whatever its type says.", code="bad_content")
    if len(decoded) * 4 > MAX_PAGE_BYTES and len(decoded.encode("utf-8")) > MAX_PAGE_BYTES:
        raise FetchRefusedError("The page is over 5 MiB as UTF-8.", code="page_too_large")
    site = site or SiteRights()
    plain = _kind(answer) == "text/plain"
    if not plain and nests_too_deep(decoded):
        raise FetchRefusedError(
            f"Elements lie in each other more than {MAX_DEPTH} deep.", code="page_too_deep"
        )
    head = Head(None, None, None) if plain else scan_head(decoded)
    canonical = believed_canonical(
        head.canonical or canonical_in(answer.headers), answer.url, og_url=head.og_url
    )
    return ReadPage(
        canonical_url=canonical,
        article_id=article_id_for(canonical),
        html=None if plain else decoded,
        text=decoded if plain else None,
        charset=charset,
        rights=rights_of(head, answer.headers, verdict=site.robots, tdmrep=site.tdm_reserved),
    )


def content_hash_of(read: ReadPage) -> str:
    """Digest what a reader sees of the page: tells a new version from another nonce."""
    return visible_hash(read.html) if read.html is not None else text_hash(read.text or "")


def to_article(
    read: ReadPage, answer: Answer, page: PageState, *, fetched_at: float, first_seen_at: float
) -> ArticleFetched:
    """
    Make the message of a page.

    Raises:
        FetchRefusedError: page_too_large; it would not fit into a Kafka record once JSON has escaped it.
    """
    article = ArticleFetched(
        article_id=read.article_id,
        url=page.named_url,
        final_url=answer.url,
        redirects=answer.redirects,
        canonical_url=read.canonical_url,
        source_id=page.source_id,
        publisher=page.publisher or urlsplit(answer.url).hostname,
        fetched_at=datetime.fromtimestamp(fetched_at, UTC),
        first_seen_at=datetime.fromtimestamp(first_seen_at, UTC),
        lane=page.lane,
        status=answer.status,
        content_type=answer.content_type,
        charset=read.charset,
        html=read.html,
        text=read.text,
        feed=page.facts,
        rights=read.rights,
    )
    check_record_size(article)
    return article


def check_record_size(article: ArticleFetched) -> None:
    """
    Refuse an article whose record would be over the topic's limit.

    Raises:
        FetchRefusedError: page_too_large.
    """
    worst_bytes_per_char = 6  # "\u0001"
    body = article.html or article.text or ""
    if len(body) * worst_bytes_per_char < MAX_RECORD_BYTES // 2:
        return
    if len(article.model_dump_json().encode()) > MAX_RECORD_BYTES - 64 * 1024:
        raise FetchRefusedError("The page outgrows a Kafka record when it is escaped.", code="page_too_large")


def _kind(answer: Answer) -> str:
    return (answer.content_type or "").split(";", 1)[0].strip().lower()
