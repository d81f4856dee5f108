"""
Whether a page's declared address could be the page itself.

A wrong canonical link costs more than a missing one: a site that names its section or one story on every page would
make one article of all, each overwriting the last. The rules look at addresses alone and were made from the mistakes
that Google's "5 common mistakes with rel=canonical" lists, and from those that publishers' templates make.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

# Parameters that by their name say which article is read.
_ID_NAMES = frozenset(
    """
    id p a aid article articleid article_id art artid story storyid story_id news newsid news_id nid n pid postid
    post_id post doc docid doc_id document item itemid item_id idx no num seq contentid content_id cid guid key code
    oid entry entryid eid idarticle id_article idnoticia noticia idnews ref_id node uid url slug title t tid threadid
    """.split()  # noqa: SIM905 - a list of words is read better without quotes
)
_PAGE_NAMES = frozenset(["page", "pg", "paged", "pagina", "seite", "pageno", "page_no", "currentpage"])
_PRINT_NAMES = frozenset(["print", "printable", "printview", "drucken", "imprimir"])
_PART_WORDS = frozenset(
    """
    page print amp photo photos gallery galleries video image images comments comment all full single live index
    """.split()  # noqa: SIM905
)
_BROKEN = re.compile(
    r"(?:^|/)(?:undefined|null|none|nan|false|\[object object\])(?:$|/)|\{\{|\}\}|<%|\$\{", re.IGNORECASE
)
_EXTENSION = re.compile(r"\.(?:s?html?|php\d?|aspx?|jsp|stm|cms|ece|story|article|do)$", re.IGNORECASE)
_PAGE_SUFFIX = re.compile(r"(?:^|/)(?:page|seite|pagina|p)[/_-]?(\d{1,3})(?:\.s?html?)?/?$", re.IGNORECASE)
_PRINT_PATH = re.compile(r"(?:^|[/._-])(?:print|printable|drucken|imprimir)(?:$|[/._-])", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\d)\d{5,}(?!\d)")
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])?")
_WORD = re.compile(r"[^\W\d_]{3,}")
_MIN_SLUG_HYPHENS = 2
_MIN_SLUG_CHARS = 12


@dataclass(frozen=True, slots=True)
class _Shape:
    """What an address looks like."""

    host: str
    segments: tuple[str, ...]
    query: dict[str, str]
    page: int
    is_print: bool

    @property
    def last(self) -> str:
        return self.segments[-1] if self.segments else ""

    @property
    def ids(self) -> frozenset[str]:
        """Numbers that name an article: five digits or more, but no dates."""
        texts = [*self.segments, *(value for name, value in self.query.items() if name in _ID_NAMES)]
        numbers = {number for text in texts for number in _NUMBER.findall(text)}
        return frozenset(number for number in numbers if not _DATE.fullmatch(number))

    @property
    def words(self) -> frozenset[str]:
        return frozenset(word.lower() for word in _WORD.findall(_EXTENSION.sub("", self.last)))


def contradiction(claimed: str, own: str) -> str | None:
    """
    Say why a page at *own* cannot be the page at *claimed*; None where it can.

    Both are canonical URLs of one registrable domain.
    """
    claim, found = _shape(claimed), _shape(own)
    if _BROKEN.search(unquote(urlsplit(claimed).path)):
        return "broken_template"
    if claim.page != found.page:
        return "other_part"
    if claim.is_print and not found.is_print:
        return "print_version"
    if _lost_query(claim, found):
        return "query_lost"
    if _is_above(claim, found):
        return "section"
    if found.ids and claim.ids and not found.ids & claim.ids and not found.words & claim.words:
        return "other_article"
    if claim.host != found.host and not _one_key(claim, found):
        return "other_host"
    return None


def looks_like_article(url: str) -> bool:
    """Tell whether the last part of *url* looks like one article's: a slug, a number, a file, or a query that says."""
    shape = _shape(url)
    return _is_slug(shape.last) or any(name in _ID_NAMES for name in shape.query)


def _shape(url: str) -> _Shape:
    parts = urlsplit(url)
    path = unquote(parts.path)
    query = {
        name.lower(): value
        for name, value in parse_qsl(parts.query, keep_blank_values=True, max_num_fields=None)
    }
    suffix = _PAGE_SUFFIX.search(path)
    page = next((value for name, value in query.items() if name in _PAGE_NAMES), suffix[1] if suffix else "")
    return _Shape(
        host=(parts.hostname or "").removeprefix("www."),
        segments=tuple(segment for segment in path.split("/") if segment),
        query=query,
        page=int(page) if page.isascii() and page.isdigit() and len(page) <= 3 else 1,  # noqa: PLR2004 - 999 parts
        is_print=bool(_PRINT_PATH.search(path))
        or not _PRINT_NAMES.isdisjoint(query)
        or "print" in query.values(),
    )


def _lost_query(claim: _Shape, found: _Shape) -> bool:
    """Tell whether *claim* is *found* without the parameter that says which article is read."""
    named = [value for name, value in found.query.items() if name in _ID_NAMES and value]
    if not named:
        return False
    kept = {*claim.query.values(), *claim.segments}
    if any(value in kept or any(value in segment for segment in claim.segments) for value in named):
        return False
    # "/?p=123" may well be "/2026/11/a-long-slug/": the short form of one and the same.
    return claim.segments == found.segments or not _is_slug(claim.last)


def _is_above(claim: _Shape, found: _Shape) -> bool:
    """Tell whether *claim* is a section, with *found* one of its pages."""
    depth = len(claim.segments)
    rest = found.segments[depth:]
    if rest and found.segments[:depth] == claim.segments:
        if all(segment.lower() in _PART_WORDS or segment.isdigit() for segment in rest):
            return not _is_slug(claim.last) and not any(segment.lower() in _PART_WORDS for segment in rest)
        # "/story/123" above "/story/123/its-slug" is the story; "/news" above "/news/a-story" is not.
        return not claim.last.isdigit() and not (claim.ids and _is_slug(claim.last))
    return _is_slug(found.last) and not _is_slug(claim.last) and not claim.query


def _one_key(claim: _Shape, found: _Shape) -> bool:
    """Tell whether something that names an article is in both."""
    if claim.ids & found.ids:
        return True
    return _EXTENSION.sub("", claim.last) == _EXTENSION.sub("", found.last) and claim.query == found.query


def _is_slug(segment: str) -> bool:
    if _EXTENSION.search(segment):
        return not segment.lower().startswith("index.")
    if any(character.isdigit() for character in segment):
        return True
    marks = segment.count("-") + segment.count("_")
    return marks >= _MIN_SLUG_HYPHENS and len(segment) >= _MIN_SLUG_CHARS
