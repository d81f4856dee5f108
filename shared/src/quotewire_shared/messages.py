"""
Contract 1: what travels on Kafka.

JSON, UTF-8. Messages are frozen and ignore unknown fields, so a newer producer cannot stop an older consumer. A
breaking change is a new topic version, never a changed meaning. All offsets are code points of `ArticleParsed.text`,
half-open: `text[start:end]` is exactly what each mention, span, cue and speaker claims.
"""

import hashlib
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

MAX_PAGE_BYTES = 5 * 1024 * 1024
"""Largest page or text that a message may carry, in bytes of UTF-8 (design.md, part 2)."""

ArticleId = Annotated[
    str,
    Field(pattern=r"^[0-9a-f]{32}$", description="First 32 hex digits of the SHA-256 of the canonical URL."),
]


def article_id_for(canonical_url: str) -> str:
    """Name an article: the first 32 hex digits of the SHA-256 of its canonical URL."""
    return hashlib.sha256(canonical_url.encode()).hexdigest()[:32]


class Lane(StrEnum):
    """Which queue a message travels in; a backfill or replay never delays live articles."""

    LIVE = "live"
    BACKFILL = "backfill"
    REPLAY = "replay"


class Message(BaseModel):
    """What every message and its parts have in common."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class FeedFacts(Message):
    """What the feed said of an article, before its page was read."""

    title: str | None = Field(default=None, description="Headline in the feed.")
    authors: tuple[str, ...] = Field(default=(), description="Author names as the feed gives them.")
    published_at: AwareDatetime | None = Field(default=None, description="Publication time in the feed.")
    summary: str | None = Field(default=None, description="Summary, as plain text.")
    guid: str | None = Field(default=None, description="The feed's own identifier of the entry.")
    language: str | None = Field(default=None, description="BCP 47 tag of the feed or entry.")


class Rights(Message):
    """What the publisher reserves, recorded where the page was fetched."""

    robots: Literal["allowed", "disallowed", "unknown"] = Field(
        default="unknown", description="What robots.txt says to our user agent about this page."
    )
    tdm: bool | None = Field(
        default=None, description="True: text and data mining is reserved. None: not said."
    )
    noai: bool | None = Field(
        default=None, description="True: a `noai` reservation was seen. None: not said."
    )
    ai: bool | None = Field(
        default=None, description="True: robots.txt shuts AI crawlers out of this page. None: not said."
    )
    ai_agents: tuple[str, ...] = Field(
        default=(), description="Names of the AI crawlers that robots.txt shuts out of this page."
    )


class FetchRequest(Message):
    """
    Something is to be fetched by whoever owns its domain; the key is the registrable domain of `url`.

    A page that a feed or a list named, or that a redirect led to; or a feed that stands at another domain than the
    address by which it is known.
    """

    schema_version: Literal[1] = Field(default=1, description="Version of this message's shape.")
    kind: Literal["page", "poll", "lease"] = Field(
        default="page",
        description="page: fetch and publish; poll: poll this feed; lease: a hub has granted a subscription.",
    )
    url: str = Field(min_length=1, max_length=2_048, description="What to fetch.")
    source_id: str = Field(min_length=1, description="Which of our sources led here.")
    publisher: str | None = Field(default=None, description="Name of the outlet, where the source states it.")
    first_seen_at: AwareDatetime = Field(description="When the page was first named.")
    changed_at: AwareDatetime | None = Field(
        default=None, description="When the publisher says that it last changed; null: not said."
    )
    lane: Lane = Field(default=Lane.LIVE, description="Queue that the page and its article travel in.")
    asked_url: str | None = Field(
        default=None, description="Address as the source named it, where redirects led here; or null."
    )
    redirects: tuple[str, ...] = Field(
        default=(), max_length=30, description="Addresses that redirects passed before `url`, in order."
    )
    feed: FeedFacts | None = Field(default=None, description="What the feed said; null where none was read.")
    etag: str | None = Field(default=None, description="poll: validator of the document as it was last read.")
    last_modified: str | None = Field(default=None, description="poll: the same, as a date.")
    until: AwareDatetime | None = Field(
        default=None, description="poll and lease: when this ends unless it is said again; else null."
    )


class ArticleFetched(Message):
    """A page was fetched (or imported) and waits to be read."""

    schema_version: Literal[1] = Field(default=1, description="Version of this message's shape.")
    article_id: ArticleId
    url: str = Field(min_length=1, description="Address as the source named it.")
    final_url: str = Field(min_length=1, description="Address after redirects.")
    redirects: tuple[str, ...] = Field(
        default=(), description="Addresses that redirects passed before `final_url`, in order."
    )
    canonical_url: str = Field(min_length=1, description="Normalised address; its hash is the article's id.")
    source_id: str = Field(min_length=1, description="Which of our sources led here.")
    publisher: str | None = Field(default=None, description="Name of the outlet, where the source states it.")
    fetched_at: AwareDatetime = Field(description="When this version of the page was read.")
    first_seen_at: AwareDatetime = Field(
        description="When the article was first seen; its month names its index."
    )
    lane: Lane = Field(default=Lane.LIVE, description="Queue it travels in.")
    status: int | None = Field(default=None, ge=100, le=599, description="HTTP status; null for an import.")
    content_type: str | None = Field(default=None, description="Content-Type as received.")
    charset: str | None = Field(default=None, description="Charset the body was decoded with.")
    html: str | None = Field(default=None, description="Decoded page, at most 5 MiB of UTF-8; or null.")
    text: str | None = Field(
        default=None, description="Plain text instead of a page, at most 5 MiB; or null."
    )
    feed: FeedFacts | None = Field(default=None, description="What the feed said; null where none was read.")
    rights: Rights = Field(default=Rights(), description="Reservations seen at fetch time.")

    @model_validator(mode="after")
    def _check_body(self) -> Self:
        if (self.html is None) == (self.text is None):
            raise PydanticCustomError("body_missing", "exactly one of html and text must be given")
        body = self.html if self.html is not None else self.text or ""
        # One code point is at most four bytes: most pages are cleared without encoding them again.
        if len(body) * 4 > MAX_PAGE_BYTES and len(body.encode("utf-8", "replace")) > MAX_PAGE_BYTES:
            raise PydanticCustomError("page_too_large", "the page is over 5 MiB")
        return self


class Span(Message):
    """A stretch of the article's text: code points, half-open."""

    start: int = Field(ge=0, description="Offset of the first character in `text`.")
    end: int = Field(ge=0, description="Offset after the last one.")


ActorType = Literal["person", "organization", "place", "group", "document"]
QuoteKind = Literal["direct", "mixed", "indirect"]
LanguageSupport = Literal["full", "basic"]


class Actor(Message):
    """Somebody or something that the article names, with all its mentions merged."""

    id: str = Field(pattern=r"^a[1-9][0-9]*$", description="a1, a2 … in order of first mention.")
    name: str = Field(min_length=1, description="The fullest form in this article.")
    type: ActorType = Field(description="person, organization, place, group or document.")
    named: bool = Field(default=True, description='False for "a senior official".')
    role: str | None = Field(default=None, description='As the text gives it: "Kremlin spokesperson".')
    country: str | None = Field(
        default=None, description="Country as the text gives it; null where it does not."
    )
    aliases: tuple[str, ...] = Field(default=(), description="Other forms of the name in this article.")
    mentions: tuple[Span, ...] = Field(default=(), description="Every mention, in text order.")
    wikidata_id: str | None = Field(default=None, description="Q-identifier, or null.")


class Cue(Span):
    """The words that link speaker and quote: "said", "according to"."""

    text: str = Field(description="text[start:end].")
    stance: str = Field(description="neutral, claim, deny, warn, accuse, promise, ask, demand, …")


class Speaker(Message):
    """Who says a quote. Unknown is said, never guessed: all fields null but the mention's, or no speaker at all."""

    actor_id: str | None = Field(default=None, description="Id of the actor in this article, or null.")
    name: str | None = Field(default=None, description="That actor's name, or null.")
    start: int | None = Field(default=None, ge=0, description="Offset of the mention at the quote, or null.")
    end: int | None = Field(default=None, ge=0, description="Offset after that mention, or null.")
    text: str | None = Field(default=None, description="text[start:end], or null.")


class Quote(Message):
    """Words that the article puts in somebody's mouth."""

    id: str = Field(pattern=r"^q[1-9][0-9]*$", description="q1, q2 … in reading order.")
    kind: QuoteKind = Field(description="direct (in quotation marks), mixed (partly) or indirect (reported).")
    spans: tuple[Span, ...] = Field(
        min_length=1, description="One span, or two where the cue breaks the quote."
    )
    text: str = Field(min_length=1, description="The spans' text, joined by ' … ' where there are several.")
    cue: Cue | None = Field(
        default=None, description="What links speaker and words; null where nothing does."
    )
    speaker: Speaker | None = Field(
        default=None, description="Who says it; null where the text does not tell."
    )
    confidence: float = Field(ge=0, le=1, description="How sure the finder is, 0 to 1.")
    rule: str = Field(min_length=1, description="The rule or model part that decided.")


class Completeness(StrEnum):
    """How much of the article the page showed."""

    FULL = "full"
    PARTIAL = "partial"
    TEASER = "teaser"


ProvenanceSource = Literal["jsonld", "meta", "html", "feed", "heuristic"]


class ArticleParsed(Message):
    """A page was read: its text, who is in it, and who says what."""

    schema_version: Literal[1] = Field(default=1, description="Version of this message's shape.")
    parser_version: str = Field(
        min_length=1, description="Which parser read the page, and with which model: 0.1.0+open-1."
    )
    parser_revision: int = Field(
        ge=0, le=999, description="Rises with parser_version; part of the document version."
    )
    article_id: ArticleId
    content_hash: str = Field(
        pattern=r"^[0-9a-f]{64}$", description="SHA-256 of title, a line end, and text."
    )
    url: str = Field(min_length=1, description="Address as the source named it.")
    canonical_url: str = Field(min_length=1, description="Normalised address; its hash is the article's id.")
    source_id: str = Field(min_length=1, description="Which of our sources led here.")
    publisher: str | None = Field(default=None, description="Name of the outlet.")
    fetched_at: AwareDatetime = Field(description="When this version of the page was read.")
    first_seen_at: AwareDatetime = Field(
        description="When the article was first seen; its month names its index."
    )
    lane: Lane = Field(default=Lane.LIVE, description="Queue it travels in.")
    title: str | None = Field(default=None, description="Headline.")
    standfirst: str | None = Field(
        default=None, description="The line under the headline; not part of `text`."
    )
    authors: tuple[str, ...] = Field(default=(), description="People who wrote it.")
    published_at: AwareDatetime | None = Field(default=None, description="Publication time.")
    modified_at: AwareDatetime | None = Field(
        default=None, description="Time of the last change the page states."
    )
    language: str | None = Field(default=None, description="ISO 639-1 code, found from the text.")
    section: str | None = Field(default=None, description="Section of the outlet.")
    image_url: str | None = Field(default=None, description="Address of the main image.")
    text: str = Field(description='Body without the title, paragraphs joined by "\\n\\n".')
    word_count: int = Field(ge=0, description="Runs of word characters in `text`.")
    completeness: Completeness = Field(default=Completeness.FULL, description="full, partial or teaser.")
    provenance: dict[str, ProvenanceSource] = Field(default={}, description="Where each field came from.")
    near_duplicate_signature: str | None = Field(
        default=None, description="64-bit SimHash of the text, 16 hex digits; syndicated copies lie close."
    )
    language_support: LanguageSupport = Field(
        default="full",
        description="basic: in this language only quotations in marks and the names of their speakers are found.",
    )
    analysis_partial: bool = Field(
        default=False,
        description="True: the time for one article was over; there may be more actors and quotes.",
    )
    actors: tuple[Actor, ...] = Field(default=(), description="In order of first mention.")
    quotes: tuple[Quote, ...] = Field(default=(), description="In reading order.")
    rights: Rights = Field(default=Rights(), description="Reservations seen at fetch time.")

    @property
    def document_version(self) -> int:
        """External version in OpenSearch: a newer page wins, and for the same page a newer parser does."""
        return int(self.fetched_at.timestamp() * 1000) * 1000 + self.parser_revision


def text_of(spans: tuple[Span, ...], text: str) -> str:
    """Join what *spans* cover; pieces of a broken quote are held apart by " … "."""
    return " … ".join(text[span.start : span.end] for span in spans)
