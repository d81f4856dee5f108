"""ArticleParsed -> what is stored: one article document and a document for each of its quotes. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from quotewire_indexer.mentions import Mentions, unique
from quotewire_shared.documents import (
    MAX_QUOTES_PER_ARTICLE,
    ArticleDocument,
    QuoteDocument,
    VersionDocument,
    version_name,
)
from quotewire_shared.errors import InvalidMessageError, PermanentError
from quotewire_shared.messages import Actor, ArticleParsed, Quote, Span

MAX_CONTEXT_CHARS: Final = 1_500
REVISIONS: Final = 1_000
"""Parser revisions within one external version, see `ArticleParsed.document_version`."""
LATEST: Final = 2**62
"""Above every external version of an article (the year 9999), and below the largest that OpenSearch takes."""
PARAGRAPH_BREAK: Final = "\n\n"
CUT: Final = "…"
WORD_CHARS: Final = 40
"""How far a cut may move to find a space."""


class TooManyQuotesError(PermanentError):
    """The article has more quotes than an index takes; a page like that is a dump, not a story."""

    code = "too_many_quotes"


@dataclass(frozen=True, slots=True)
class Entry:
    """One version of an article as it is written: its document, its quotes' (q1 first), and their external version."""

    article: ArticleDocument
    quotes: tuple[QuoteDocument, ...]
    version: int

    @property
    def wording(self) -> VersionDocument:
        """What is kept of it when a newer version has replaced it."""
        return version_document(self.article)

    @property
    def wording_version(self) -> int:
        """
        External version of that document: the EARLIER fetch wins, and for the same fetch a newer parser does.

        So a wording keeps the time at which it was first read, whatever comes later or is delivered again.
        """
        fetched, revision = divmod(self.version, REVISIONS)
        return LATEST - fetched * REVISIONS + revision


def convert(message: ArticleParsed) -> Entry:
    """
    Give the documents of *message*.

    Raises:
        TooManyQuotesError: more than `MAX_QUOTES_PER_ARTICLE`.
        InvalidMessageError: quotes are not numbered q1, q2 … in order, so that their documents cannot be named.
    """
    if len(message.quotes) > MAX_QUOTES_PER_ARTICLE:
        raise TooManyQuotesError(
            f"The article has {len(message.quotes)} quotes; the most is {MAX_QUOTES_PER_ARTICLE}."
        )
    for position, quote in enumerate(message.quotes, 1):
        if quote.id != f"q{position}":
            raise InvalidMessageError(f"Quote number {position} is called {quote.id}.")
    shared = {name: getattr(message, name) for name in ArticleDocument.model_fields if name != "quote_count"}
    article = ArticleDocument.model_construct(**shared, quote_count=len(message.quotes))
    return Entry(article, quote_documents(article), message.document_version)


def quote_documents(article: ArticleDocument) -> tuple[QuoteDocument, ...]:
    """Give a document for each quote of *article*, in reading order; they depend on nothing else."""
    actors = {actor.id: actor for actor in article.actors}
    mentions = Mentions(article.actors)
    return tuple(
        _quote_document(article, quote, position, actors, mentions)
        for position, quote in enumerate(article.quotes, 1)
    )


def version_document(article: ArticleDocument) -> VersionDocument:
    """Give the document of this wording of *article*."""
    shared = {name: getattr(article, name) for name in VersionDocument.model_fields if name != "version"}
    return VersionDocument.model_construct(**shared, version=version_name(article.content_hash))


def _quote_document(
    article: ArticleDocument, quote: Quote, position: int, actors: dict[str, Actor], mentions: Mentions
) -> QuoteDocument:
    speaker = quote.speaker
    actor = actors.get(speaker.actor_id) if speaker and speaker.actor_id else None
    about = [other for other in mentions.within(quote.spans) if other is not actor]
    return QuoteDocument(
        article_id=article.article_id,
        quote_id=quote.id,
        position=position,
        text=quote.text,
        kind=quote.kind,
        speaker=actor.name if actor else speaker and speaker.name,
        speaker_text=speaker and speaker.text,
        speaker_type=actor and actor.type,
        speaker_named=actor and actor.named,
        speaker_aliases=actor.aliases if actor else (),
        role=actor and actor.role,
        country=actor and actor.country,
        about=unique(other.name for other in about),
        about_aliases=unique(alias for other in about for alias in other.aliases),
        cue=quote.cue and quote.cue.text,
        stance=quote.cue and quote.cue.stance,
        confidence=quote.confidence,
        rule=quote.rule,
        context=context_of(quote.spans, article.text),
        publisher=article.publisher,
        source_id=article.source_id,
        language=article.language,
        section=article.section,
        article_title=article.title,
        near_duplicate_signature=article.near_duplicate_signature,
        url=article.url,
        canonical_url=article.canonical_url,
        published_at=article.published_at,
        fetched_at=article.fetched_at,
        first_seen_at=article.first_seen_at,
    )


def context_of(spans: Sequence[Span], text: str) -> str:
    """
    Give the paragraph, or paragraphs, that *spans* lie in; at most about `MAX_CONTEXT_CHARS`, the quote in its middle.

    A cut is marked by "…" and made between words where there is a space near.
    """
    first, last = min(span.start for span in spans), max(span.end for span in spans)
    before = text.rfind(PARAGRAPH_BREAK, 0, first)
    start = 0 if before < 0 else before + len(PARAGRAPH_BREAK)
    after = text.find(PARAGRAPH_BREAK, last)
    end = len(text) if after < 0 else after
    if end - start <= MAX_CONTEXT_CHARS:
        return text[start:end]
    margin = max(0, (MAX_CONTEXT_CHARS - (last - first)) // 2)
    left = max(start, first - margin)
    right = min(end, last + margin, first + MAX_CONTEXT_CHARS)
    if left > start:
        space = text.find(" ", left, min(first, left + WORD_CHARS))
        left = left if space < 0 else space + 1
    if right < end:
        space = text.rfind(" ", max(min(last, right), right - WORD_CHARS), right)
        right = right if space < 0 else space
    return f"{CUT if left > start else ''}{text[left:right]}{CUT if right < end else ''}"
