"""
How a quote or an article is cited: as a line of text, as BibTeX, as CSL-JSON. Pure.

Outlet, author and title come from the page that was read, so nothing here trusts them: BibTeX is escaped, and control
characters are left out.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal, Self

from quotewire_search.answers import ArticleDetail, QuoteItem
from quotewire_shared.messages import Quote

CitationFormat = Literal["text", "bibtex", "csl"]
OPENING: Final = "\"'“”„«»‘‚‹›「『"
SPACES: Final = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
NOT_A_KEY: Final = re.compile(r"[^a-z0-9]+")
ID_CHARS: Final = 8
TEX: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{mark: f"\\{mark}" for mark in "%&$#_"},
}


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation tells of an article, and of one quote in it."""

    article_id: str
    url: str
    title: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    section: str | None = None
    published_at: datetime | None = None
    seen_at: datetime | None = None
    quote_id: str | None = None
    words: str | None = None
    reported: bool = False
    """Told in the journalist's words, wholly or in part: what is word for word in it brings its own marks along."""
    speaker: str | None = None
    role: str | None = None

    @classmethod
    def of_quote(cls, quote: QuoteItem) -> Self:
        """Cite a quote as a search finds it; it does not know the article's authors."""
        return cls(
            article_id=quote.article_id,
            url=quote.url,
            title=quote.article_title,
            outlet=quote.publisher or quote.source_id,
            language=quote.language,
            section=quote.section,
            published_at=quote.published_at,
            seen_at=quote.first_seen_at,
            quote_id=quote.quote_id,
            words=quote.text,
            reported=quote.kind != "direct",
            speaker=quote.speaker,
            role=quote.role,
        )

    @classmethod
    def of_article(cls, article: ArticleDetail, quote: Quote | None = None) -> Self:
        """Cite an article, or a quote in it."""
        speaker = quote.speaker if quote else None
        roles = {actor.id: actor.role for actor in article.actors}
        return cls(
            article_id=article.article_id,
            url=article.url,
            title=article.title,
            outlet=article.publisher or article.source_id,
            authors=article.authors,
            language=article.language,
            section=article.section,
            published_at=article.published_at,
            seen_at=article.first_seen_at,
            quote_id=quote.id if quote else None,
            words=quote.text if quote else None,
            reported=bool(quote and quote.kind != "direct"),
            speaker=(speaker.name or speaker.text) if speaker else None,
            role=roles.get(speaker.actor_id or "") if speaker else None,
        )

    @property
    def date(self) -> str:
        """Say when it was published, in UTC; where that is unknown, when it was first seen."""
        if self.published_at:
            return _day(self.published_at)
        return f"first seen {_day(self.seen_at)}" if self.seen_at else "undated"


def in_marks(words: str, *, reported: bool = False) -> str:
    """Put words in quotation marks, unless they are reported or have marks of their own."""
    words = _line(words)
    return words if reported or words[:1] in OPENING else f"“{words}”"


def as_text(cited: Citation) -> str:
    """Cite in one line: Ama Boateng (minister): “No comment”. In: “The bridge”, Harbour Post, 20 November 2026, URL."""
    title = f"“{_line(cited.title)}”" if cited.title else "untitled article"
    where = ", ".join(filter(None, (title, _line(cited.outlet or ""), cited.date, _line(cited.url))))
    if cited.words is not None:
        who = _line(cited.speaker or "Speaker not told")
        role = f" ({_line(cited.role)})" if cited.role else ""
        return f"{who}{role}: {in_marks(cited.words, reported=cited.reported)}. In: {where}."
    by = _line("; ".join(cited.authors))
    return f"{by}: {where}." if by else f"{where[:1].upper()}{where[1:]}."


def as_bibtex(cited: Citation) -> str:
    """Cite as a BibTeX entry; a quote stands in its note."""
    fields = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in cited.authors),
        "title": f"{{{_tex(cited.title or 'Untitled article')}}}",
        "journal": _tex(cited.outlet or ""),
        "year": f"{_moment(cited):%Y}" if _moment(cited) else "",
        "month": f"{_moment(cited):%m}".lstrip("0") if _moment(cited) else "",
        "day": f"{_moment(cited):%d}".lstrip("0") if _moment(cited) else "",
        "url": _tex(cited.url),
        "language": _tex(cited.language or ""),
        "note": _tex(_note(cited)),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@article{{{citation_key(cited)},\n{lines}}}\n"


def as_csl(cited: Citation) -> str:
    """Cite as CSL-JSON: a list with one item, as Zotero and pandoc read it."""
    moment = _moment(cited)
    item: dict[str, Any] = {
        "id": citation_key(cited),
        "type": "article-newspaper",
        "title": _line(cited.title or "Untitled article"),
        "container-title": _line(cited.outlet or ""),
        "URL": _line(cited.url),
        "author": [{"literal": _line(name)} for name in cited.authors],
        "issued": {"date-parts": [[moment.year, moment.month, moment.day]]} if moment else None,
        "section": _line(cited.section or ""),
        "language": cited.language,
        "note": _note(cited),
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2)


def citation_key(cited: Citation) -> str:
    """Name a citation: outlet, year, the start of the article's id and the quote's; letters, digits and hyphens."""
    moment = _moment(cited)
    parts = (
        NOT_A_KEY.sub("-", (cited.outlet or "article").lower()).strip("-") or "article",
        str(moment.year) if moment else "undated",
        cited.article_id[:ID_CHARS],
        cited.quote_id or "",
    )
    return "-".join(filter(None, parts))


def _note(cited: Citation) -> str:
    if cited.words is None:
        return ""
    role = f" ({_line(cited.role)})" if cited.role else ""
    said = in_marks(cited.words, reported=cited.reported)
    return f"{_line(cited.speaker or 'Speaker not told')}{role}: {said}"


def _moment(cited: Citation) -> datetime | None:
    return cited.published_at.astimezone(UTC) if cited.published_at else None


def _day(moment: datetime) -> str:
    there = moment.astimezone(UTC)
    return f"{there.day} {there:%B %Y}"


def _line(text: str) -> str:
    return SPACES.sub(" ", text).strip()


def _tex(text: str) -> str:
    return "".join(TEX.get(char, char) for char in _line(text))
