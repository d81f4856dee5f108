"""Structured data in JSON-LD: an object, a list, or an @graph, as schema.org's NewsArticle and its relatives."""

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from lxml.html import HtmlElement

from quotewire_parser.extraction.claims import Claims
from quotewire_parser.extraction.sections import narrow
from quotewire_parser.extraction.titles import same_line
from quotewire_parser.extraction.tree import parse_html, tidy

MOST_NODES = 2_000
"""Nodes looked at on one page; listings beyond that say nothing of the article."""
MOST_VALUES = 20

_ARTICLE = re.compile(r"(?:Article|BlogPosting|^Report|^Review|SocialMediaPosting|^ClaimReview|Posting)$")
_PAGE = frozenset({"WebPage", "ItemPage", "NewsMediaWebPage"})
_INTO = ("@graph", "mainEntity", "mainEntityOfPage", "liveBlogUpdate", "breadcrumb")
_WRAPPING = re.compile(r"^\s*(?://\s*)?<!\[CDATA\[|(?://\s*)?\]\]>\s*$|^\s*<!--|-->\s*$|;\s*$")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")

_KIND = re.compile(r'"@type"\s*:\s*\[?\s*"(\w+)"')
_PLAIN_FIELD = re.compile(
    r'"(datePublished|dateModified|dateCreated|articleSection|inLanguage)"\s*:\s*"([^"<>{}]{2,60})"'
)
_BROKEN_AUTHOR = re.compile(
    r'"author"\s*:\s*\[?\s*\{\s*"@type"\s*:\s*"(\w+)"\s*,\s*"name"\s*:\s*"([^"<>{}]{2,80})"'
)

_TAG = re.compile(r"<(?:p|br|div|a|strong|em|span|h[1-6]|ul|li|blockquote)\b", re.IGNORECASE)
_BLOCK_END = re.compile(r"</(?:p|div|h[1-6]|li|blockquote)\s*>|<br\s*/?>", re.IGNORECASE)

Node = Mapping[str, Any]


def read_jsonld(tree: HtmlElement, *, urls: tuple[str, ...], headings: tuple[str, ...]) -> Claims:
    """
    Read what the page's JSON-LD says of its article; an empty claim where there is none.

    Where several articles are described, the one at one of *urls* is meant, else the one with one of the page's
    *headings* as its headline, else the first.
    """
    nodes = list(_nodes(tree))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    articles = [node for node in nodes if any(_ARTICLE.search(kind) for kind in _types(node))]
    pages = [node for node in nodes if not _PAGE.isdisjoint(_types(node))]
    article = _meant(articles, urls, headings)
    if article is None and not pages:
        return Claims("jsonld")
    trails = [node for node in nodes if "BreadcrumbList" in _types(node)]
    return _claims(article or {}, pages[0] if pages else {}, by_id, trails)


def _nodes(tree: HtmlElement) -> Iterator[Node]:
    waiting = [_load(script.text or "") for script in tree.iter("script") if _is_jsonld(script)]
    seen = 0
    while waiting and seen < MOST_NODES:
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting[:0] = value[:MOST_NODES]
        elif isinstance(value, dict):
            seen += 1
            yield value
            waiting[:0] = [value[key] for key in _INTO if isinstance(value.get(key), list | dict)]


def _is_jsonld(script: HtmlElement) -> bool:
    return (script.get("type") or "").partition(";")[0].strip().lower() == "application/ld+json"


def _load(text: str) -> Any:
    for attempt in _readings(text):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return _salvaged(text)


def _salvaged(text: str) -> Node | None:
    """Read the plain fields of an article out of JSON that is broken, by quotation marks in a headline above all."""
    kind = next((found[1] for found in _KIND.finditer(text) if _ARTICLE.search(found[1])), None)
    if kind is None:
        return None
    node: dict[str, Any] = {"@type": kind}
    for found in _PLAIN_FIELD.finditer(text):
        node.setdefault(found[1], found[2])
    author = _BROKEN_AUTHOR.search(text)
    if author:
        node["author"] = {"@type": author[1], "name": author[2]}
    return node if len(node) > 1 else None


def _readings(text: str) -> Iterator[str]:
    """Give *text* as it is; then without what pages wrap around it; then without commas after the last item."""
    yield text
    bare = _WRAPPING.sub("", _WRAPPING.sub("", text)).strip()
    yield bare
    yield _TRAILING_COMMA.sub(r"\1", bare)


def _meant(articles: list[Node], urls: tuple[str, ...], headings: tuple[str, ...]) -> Node | None:
    own = {_address(url) for url in urls}
    for node in articles:
        # An update inside a live blog shares its address, so only what has a headline of its own counts.
        places = (*_texts(node.get("url")), *_texts(node.get("mainEntityOfPage")), *_texts(node.get("@id")))
        if any(_address(place) in own for place in places) and _texts(node.get("headline")):
            return node
    for node in articles:
        if any(same_line(line, heading) for line in _texts(node.get("headline")) for heading in headings):
            return node
    return articles[0] if articles else None


def _claims(article: Node, page: Node, by_id: Mapping[str, Node], trails: list[Node]) -> Claims:
    def texts(*keys: str, within: tuple[Node, ...] = (article,)) -> tuple[str, ...]:
        found = [text for node in within for key in keys for text in _texts(node.get(key), by_id)]
        return tuple(found[:MOST_VALUES])

    both = (article, page)
    return Claims(
        "jsonld",
        titles=texts("headline", "name"),
        descriptions=texts("alternativeHeadline", "description", within=both),
        authors=tuple(
            name
            for key in ("author" if article.get("author") else "creator", "contributor")
            for name in _people(article.get(key), by_id)
        )[:MOST_VALUES],
        published=(*texts("datePublished", "dateCreated", within=both), *texts("coverageStartTime")),
        modified=texts("dateModified", within=both),
        sections=(*texts("articleSection"), *_trail(trails, article)),
        images=texts("image", "thumbnailUrl", within=both),
        publishers=texts("publisher", "sourceOrganization", within=both),
        languages=texts("inLanguage", within=both),
        free=_truth(article.get("isAccessibleForFree", page.get("isAccessibleForFree"))),
        words=_count(article.get("wordCount")),
        body=_body(article),
    )


def _trail(trails: list[Node], article: Node) -> Iterator[str]:
    """Give the section in the page's path through its site."""
    title = next(iter(_texts(article.get("headline"))), "")
    for trail in trails:
        items = [item for item in trail.get("itemListElement") or () if isinstance(item, dict)]
        items.sort(key=lambda item: _count(item.get("position")) or 0)
        names = [
            name for item in items for name in (_texts(item.get("name")) or _texts(item.get("item")))[:1]
        ]
        # The last is the article itself, by whatever short name.
        yield from narrow(names[:-1] if len(names) > 2 else names, title)  # noqa: PLR2004 - front page, section, article


def _texts(value: Any, by_id: Mapping[str, Node] | None = None) -> list[str]:
    """List the plain texts in *value*: a text, a named or addressed node, a reference to one, or a list of those."""
    if isinstance(value, str | int) and not isinstance(value, bool):
        text = tidy(unescape(str(value)))
        return [text] if text else []
    if isinstance(value, list):
        return [
            text for item in value[:MOST_VALUES] if not isinstance(item, list) for text in _texts(item, by_id)
        ]
    if isinstance(value, dict):
        node = (by_id or {}).get(str(value.get("@id")), value)
        for key in ("name", "url", "contentUrl", "alternateName", "@value", "@id"):
            inner = node.get(key)
            if isinstance(inner, list) and inner:
                inner = inner[0]
            if isinstance(inner, str) and inner.strip():
                return [tidy(unescape(inner))]
    return []


def _people(value: Any, by_id: Mapping[str, Node]) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        node = by_id.get(str(item.get("@id")), item) if isinstance(item, dict) else item
        if isinstance(node, dict):
            if any(kind.endswith("Organization") for kind in _types(node)):
                continue
            given = " ".join(str(node[key]) for key in ("givenName", "familyName") if node.get(key))
            yield from _texts(node.get("name") or given)
        else:
            yield from (text for text in _texts(node) if "://" not in text)


def _types(node: Node) -> set[str]:
    kinds = node.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return {kind.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for kind in listed if isinstance(kind, str)}


def _body(article: Node) -> str | None:
    updates = article.get("liveBlogUpdate")
    entries = (
        [article, *(item for item in updates if isinstance(item, dict))]
        if isinstance(updates, list)
        else [article]
    )
    parts = []
    for entry in entries:
        body = entry.get("articleBody") or entry.get("text")
        if isinstance(body, str) and body.strip():
            parts.append(_without_tags(unescape(body)))
    return "\n\n".join(parts) or None


def _without_tags(body: str) -> str:
    if not _TAG.search(body):
        return body
    tree = parse_html(_BLOCK_END.sub("\n\n", body))
    return "" if tree is None else str(tree.text_content())


def _truth(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    text = str(value).strip().rsplit("/", 1)[-1].lower()
    return {"true": True, "false": False, "yes": True, "no": False}.get(text)


def _count(value: Any) -> int | None:
    text = str(value).strip() if isinstance(value, str | int) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("1000000") else None


def _address(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", re.split("[#?]", url, maxsplit=1)[0]).rstrip("/").lower()
