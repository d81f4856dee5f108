"""What search answers: the shapes of the API, which page and terminal show too."""

from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer

from quotewire_search.highlight import to_html
from quotewire_shared.documents import ArticleDocument, QuoteDocument
from quotewire_shared.messages import ArticleId, Completeness, Message

Marked = Annotated[str, PlainSerializer(to_html, return_type=str)]
"""Text with found words marked; in JSON it is HTML, escaped, with `<mark>` around them."""

Highlights = Annotated[
    dict[str, tuple[Marked, ...]],
    Field(
        default_factory=dict,
        description="Field -> passages in which words of `q` were found: HTML, escaped, with <mark> around them.",
        examples=[{"text": ["No one will pay for the <mark>bridge</mark>."]}],
    ),
]


class Shape(BaseModel):
    """What every answer has in common."""

    model_config = ConfigDict(frozen=True)


class FacetValue(Shape):
    """A value and how many results have it."""

    value: str
    count: int = Field(ge=0, description="Results that have it.")


class Facet(Shape):
    """The commonest values of a field among all results, not only this page's."""

    values: tuple[FacetValue, ...] = ()
    other: int = Field(default=0, ge=0, description="Occurrences of values that are not listed.")
    error_bound: int = Field(
        default=0, ge=0, description="Most by which a count may be too low; 0: counts are exact."
    )


class QuoteItem(QuoteDocument):
    """One quote."""

    id: str = Field(description="article_id:quote_id; the name of this quote in /api/v1/quotes/{id}.")
    highlights: Highlights


class ArticleSummary(Message):
    """One article in a list; its text, actors and quotes are in /api/v1/articles/{article_id}."""

    article_id: ArticleId
    url: str
    canonical_url: str
    source_id: str
    publisher: str | None = None
    title: str | None = None
    standfirst: str | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    language: str | None = None
    image_url: str | None = None
    published_at: AwareDatetime | None = None
    modified_at: AwareDatetime | None = None
    first_seen_at: AwareDatetime
    fetched_at: AwareDatetime
    word_count: int = 0
    completeness: Completeness = Completeness.FULL
    quote_count: int = 0
    highlights: Highlights


class ArticleDetail(ArticleDocument):
    """One article with its text, actors and quotes; offsets are code points of `text`, half-open."""


class Notice(Shape):
    """Something the asker should know about how a query was read: a slip, a guess, a limit."""

    message: str = Field(description="What was made of it, and what to write instead.")
    start: int | None = Field(default=None, description="Offset in `q` of the place meant; null: all of it.")
    end: int | None = Field(default=None, description="Offset after it.")
    suggestion: str | None = Field(default=None, description="The whole of `q` as it was probably meant.")


class Page(Shape):
    """What both lists have in common."""

    total: int = Field(ge=0, description="All results, exactly; a full paging yields as many.")
    facets: dict[str, Facet] = Field(default_factory=dict, description="Counts over all results, by facet.")
    next_cursor: str | None = Field(
        default=None, description="Give it as `cursor` for the items that follow; null: there are none."
    )
    notices: tuple[Notice, ...] = Field(
        default=(), description="What could not be read as it was written, and what was made of it."
    )
    partial: bool = Field(
        default=False, description="The time was over before all was searched: counts are lower bounds."
    )


class QuotePage(Page):
    """Some quotes."""

    items: tuple[QuoteItem, ...] = ()


class ArticlePage(Page):
    """Some articles."""

    items: tuple[ArticleSummary, ...] = ()


def summary_fields() -> list[str]:
    """List the stored fields that an article's summary shows."""
    return [name for name in ArticleSummary.model_fields if name != "highlights"]


def quote_item(hit: dict[str, Any]) -> QuoteItem:
    """Read one hit of the quotes' index."""
    return QuoteItem.model_validate(
        {**hit["_source"], "id": hit["_id"], "highlights": hit.get("highlight", {})}
    )


def article_summary(hit: dict[str, Any]) -> ArticleSummary:
    """Read one hit of the articles' index."""
    return ArticleSummary.model_validate({**hit["_source"], "highlights": hit.get("highlight", {})})
