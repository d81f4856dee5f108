"""Structured data in the head: OpenGraph, Twitter cards, Dublin Core, parsely and the plain meta names."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator

from lxml.html import HtmlElement

from quotewire_parser.extraction.claims import Claims
from quotewire_parser.extraction.crafts import BY_ALONE
from quotewire_parser.extraction.tree import tidy

MOST_VALUES = 20

# Names in the order in which they are believed. Sources: ogp.me, Dublin Core terms, the public documentation of
# Parse.ly, Sailthru and Cxense, Google Scholar's inclusion guidelines (citation_*).
_TITLES = (
    "og:title",
    "twitter:title",
    "parsely-title",
    "dc.title",
    "dcterms.title",
    "citation_title",
    "headline",
)
_DESCRIPTIONS = (
    "og:description",
    "description",
    "twitter:description",
    "dc.description",
    "dcterms.description",
)
_AUTHORS = (
    "article:author", "article:author_name", "og:article:author", "author", "authors", "parsely-author", "sailthru.author",
    "dc.creator", "dcterms.creator", "byl", "citation_author", "cxenseparse:author", "content_author", "articleauthor",
    "article.author", "dable:author", "news:author", "author-name", "authorname", "reporter", "weibo:article:author",
)  # fmt: skip
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "article:published", "article.published", "datepublished",
    "parsely-pub-date", "sailthru.date", "publishdate", "publish-date", "publish_date", "pubdate", "pub_date",
    "publication_date", "citation_publication_date", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date",
    "dcterms.created", "dc.date.created", "cxenseparse:recs:publishtime", "article_date_original",
    "original-publish-date", "rnews:datepublished", "weibo:article:create_at", "bt:pubdate", "article.created", "datecreated",
    "og:regdate", "displaydate", "iso-8601-publish-date", "date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:article:modified_time", "article:modified", "article.updated", "og:updated_time",
    "datemodified", "lastmod", "last-modified", "last_modified", "dc.date.modified", "dcterms.modified", "dc.modified", "updated",
    "bt:moddate", "weibo:article:update_at", "article:updated_time", "updatedate", "update_date",
)  # fmt: skip
# Names that outlets make up: "content_PublishedDate", "dable:publish_time", "cXenseParse:recs:pubdate".
_ALSO_PUBLISHED = re.compile(
    r"publi(?:sh|c)\w*[_:.-]?(?:time|date|on|at)|pub[_-]?date|date[_-]?(?:publi|created|issued)"
)
_ALSO_AUTHOR = re.compile(r"(?:^|[_:.-])(?:author|autor|auteur|writer|journalist|byline)(?:[_-]?name)?$")
_ALSO_SECTION = re.compile(
    r"(?:^|[_:.-])(?:category|articlesection|rubric|channel|topic|taxonomy|seccion)$|-taxonomy$"
)
_LABEL = re.compile(r"twitter:label(\d)$")
_SECTIONS = ("article:section", "og:article:section", "parsely-section", "section", "dc.subject.section")
_IMAGES = (
    "og:image:secure_url",
    "og:image",
    "og:image:url",
    "twitter:image",
    "twitter:image:src",
    "thumbnail",
)
_PUBLISHERS = (
    "og:site_name",
    "dc.publisher",
    "dcterms.publisher",
    "application-name",
    "citation_journal_title",
)
_LANGUAGES = ("og:locale", "content-language", "dc.language", "dcterms.language")
_PARSELY = {
    "title": "parsely-title",
    "pub_date": "parsely-pub-date",
    "author": "parsely-author",
    "authors": "parsely-author",
    "section": "parsely-section",
}
_LOCKED_TIERS = frozenset({"locked", "premium", "paid"})


def read_metatags(tree: HtmlElement) -> Claims:
    """Read what the page's meta tags say of its article."""
    values: defaultdict[str, list[str]] = defaultdict(list)
    for element in tree.iter("meta"):
        content = tidy(element.get("content") or "")
        for name in {element.get("property"), element.get("name"), element.get("http-equiv")}:
            if name and content:
                values[name.strip().lower()].append(content)
    for text in values.pop("parsely-page", ())[:1]:
        for name, found in _parsely(text):
            values[name].append(found)
    for element in tree.iter("link"):
        if (element.get("rel") or "").lower() == "image_src" and element.get("href"):
            values["thumbnail"].append(str(element.get("href")))

    more_dates = tuple(
        name
        for name in values
        if name not in _PUBLISHED and _ALSO_PUBLISHED.search(name) and "modif" not in name
    )
    more_authors = tuple(name for name in values if name not in _AUTHORS and _ALSO_AUTHOR.search(name))

    more_sections = tuple(name for name in values if name not in _SECTIONS and _ALSO_SECTION.search(name))

    def all_of(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(text for name in names for text in values.get(name, ()))[:MOST_VALUES]

    tier = "".join(values.get("article:content_tier", ["free"])[:1]).lower()
    return Claims(
        "meta",
        titles=all_of(_TITLES),
        descriptions=all_of(_DESCRIPTIONS),
        # An address is a profile at a social network.
        authors=_first_of(values, (*_AUTHORS, *more_authors)),
        bylines=_labelled(values),
        published=all_of((*_PUBLISHED, *more_dates)),
        modified=all_of(_MODIFIED),
        sections=all_of((*_SECTIONS, *more_sections)),
        images=all_of(_IMAGES),
        publishers=tuple(text for text in all_of(_PUBLISHERS) if "://" not in text),
        languages=all_of(_LANGUAGES),
        free=False if tier in _LOCKED_TIERS else None,
    )


def _parsely(text: str) -> Iterator[tuple[str, str]]:
    """Read the older form of Parse.ly's tags: one tag with an object."""
    try:
        page = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return
    if not isinstance(page, dict) or page.get("type") not in {"post", None}:
        return
    for key, name in _PARSELY.items():
        value = page.get(key)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, str) and (line := tidy(item)):
                yield name, line


def _labelled(values: dict[str, list[str]]) -> tuple[str, ...]:
    """Give what a Twitter card shows beside "Written by", in the language of the site (Yoast writes all authors there)."""
    return tuple(
        text
        for name, labels in values.items()
        if (label := _LABEL.match(name)) and any(BY_ALONE.match(text) for text in labels)
        for text in values.get(f"twitter:data{label[1]}", ())
    )


def _first_of(values: dict[str, list[str]], names: tuple[str, ...]) -> tuple[str, ...]:
    """Give the values of the first of *names* that has any; two tags often name the same people in two ways."""
    for name in names:
        texts = [text for text in values.get(name, ()) if "://" not in text]
        if texts:
            return tuple(texts[:MOST_VALUES])
    return ()
