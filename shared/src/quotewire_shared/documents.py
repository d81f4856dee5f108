"""
Contract 2: what lies in OpenSearch, written by the indexer and read by search.

Three aliases: articles (one document an article, with nested actors and quotes), quotes (one document a quote) and
versions (one document for each wording of an article that was read). The mapping that belongs to these shapes is
`quotewire_indexer.mapping`; a test holds both together.
"""

from typing import Any

from pydantic import AwareDatetime, Field

from quotewire_shared.messages import (
    Actor,
    ArticleId,
    Completeness,
    LanguageSupport,
    Message,
    Quote,
    QuoteKind,
    Rights,
)

VERSION_NAME_CHARS = 12
"""Hex digits of a content hash that name a version within its article."""

MAX_QUOTES_PER_ARTICLE = 2_000
"""Cap per article: far above any real page, far below OpenSearch's 10,000 nested objects a document."""


class ArticleDocument(Message):
    """One article as it is searched."""

    article_id: ArticleId
    content_hash: str
    parser_version: str
    url: str
    canonical_url: str
    source_id: str
    publisher: str | None = None
    fetched_at: AwareDatetime
    first_seen_at: AwareDatetime
    published_at: AwareDatetime | None = None
    modified_at: AwareDatetime | None = None
    title: str | None = None
    standfirst: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    section: str | None = None
    image_url: str | None = None
    text: str = ""
    word_count: int = 0
    completeness: Completeness = Completeness.FULL
    provenance: dict[str, str] = Field(default_factory=dict)
    near_duplicate_signature: str | None = None
    language_support: LanguageSupport = "full"
    analysis_partial: bool = False
    actors: tuple[Actor, ...] = ()
    quotes: tuple[Quote, ...] = ()
    quote_count: int = Field(
        default=0, ge=0, description="Number of quotes; tells a re-parse which are stale."
    )
    rights: Rights = Rights()


class QuoteDocument(Message):
    """One quote as it is searched, with what a reader filters by."""

    article_id: ArticleId
    quote_id: str
    position: int = Field(ge=1, description="Place in the article: 1 for q1.")
    text: str
    kind: QuoteKind
    speaker: str | None = Field(default=None, description="Full name of the speaker; null: unknown.")
    speaker_text: str | None = Field(default=None, description='The mention at the quote: "he".')
    speaker_type: str | None = None
    speaker_named: bool | None = None
    speaker_aliases: tuple[str, ...] = ()
    role: str | None = None
    country: str | None = Field(default=None, description="Country of the speaker, where the text gives it.")
    about: tuple[str, ...] = Field(
        default=(), description="Names of the actors that the quote's words mention, but for its speaker."
    )
    about_aliases: tuple[str, ...] = Field(
        default=(), description="Other forms of those names in the article."
    )
    cue: str | None = None
    stance: str | None = None
    confidence: float
    rule: str
    context: str = Field(default="", description="The paragraph (or paragraphs) around the quote.")
    publisher: str | None = None
    source_id: str
    language: str | None = None
    section: str | None = None
    article_title: str | None = None
    near_duplicate_signature: str | None = None
    url: str
    canonical_url: str
    published_at: AwareDatetime | None = None
    fetched_at: AwareDatetime
    first_seen_at: AwareDatetime


class VersionDocument(Message):
    """One wording of an article, as it was first read; a reader compares it with the others of its article."""

    article_id: ArticleId
    version: str = Field(description="Name of this version: the first 12 hex digits of its content hash.")
    content_hash: str
    parser_version: str
    url: str
    publisher: str | None = None
    fetched_at: AwareDatetime = Field(description="When this wording was first read.")
    modified_at: AwareDatetime | None = None
    title: str | None = None
    standfirst: str | None = None
    text: str = ""


def version_name(content_hash: str) -> str:
    """Name a version within its article."""
    return content_hash[:VERSION_NAME_CHARS]


def version_document_id(article_id: str, version: str) -> str:
    """Name a version's document: `article_id:version`."""
    return f"{article_id}:{version}"


def quote_document_id(article_id: str, position: int) -> str:
    """Name a quote's document: `article_id:qN`, N from 1."""
    return f"{article_id}:q{position}"


def to_source(document: Message) -> dict[str, Any]:
    """Give the JSON object that is stored as `_source`."""
    return document.model_dump(mode="json")
