"""One page in, one article out: extract, find the language, find actors and quotes. A pure function of the message."""

from collections.abc import Callable, Sequence
from typing import Protocol

from quotewire_parser.extract import Extracted, extract
from quotewire_parser.models import RULES
from quotewire_parser.signature import content_hash, near_duplicate_signature
from quotewire_parser.version import PARSER_REVISION, PARSER_VERSION, WITH_MODEL
from quotewire_shared.documents import MAX_QUOTES_PER_ARTICLE
from quotewire_shared.messages import Actor, ArticleFetched, ArticleParsed, LanguageSupport, Quote

DEFAULT_MIN_TEXT_CHARS = 40


class Analysis(Protocol):
    """What linguistics finds in a text."""

    @property
    def actors(self) -> tuple[Actor, ...]:
        """In order of first mention; offsets into the text."""

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """In reading order; offsets into the text."""

    @property
    def language_support(self) -> LanguageSupport:
        """Full, or basic: quotations in marks only."""

    @property
    def partial(self) -> bool:
        """The time was over before the end of the text."""


class Analyse(Protocol):
    """Finds who is in a text and who says what."""

    def __call__(
        self, text: str, *, title: str | None, standfirst: str | None, language: str | None
    ) -> Analysis:
        """Analyse *text*; headline and standfirst help with names but hold no mentions."""


FindLanguage = Callable[[str, Sequence[str]], str | None]


class ArticlePipeline:
    """The steps of the parser, in order."""

    def __init__(
        self,
        analyse: Analyse,
        find_language: FindLanguage,
        *,
        min_text_chars: int = DEFAULT_MIN_TEXT_CHARS,
        model: str | None = None,
    ) -> None:
        """
        Take the steps that need a model.

        *min_text_chars* is the least that counts as an article; *model* names the model that *analyse* reads with (None:
        rules alone), and becomes part of each article's `parser_version`.
        """
        self._version = f"{PARSER_VERSION}+{model or RULES}"
        self._revision = PARSER_REVISION + (WITH_MODEL if model else 0)
        self._analyse = analyse
        self._find_language = find_language
        self._min_text_chars = min_text_chars

    def run(self, page: ArticleFetched) -> ArticleParsed:
        """
        Read *page*; the same page always gives the same article.

        Raises:
            PermanentError: no_text, page_too_large or page_too_deep.
        """
        found = extract(page, min_text_chars=self._min_text_chars)
        language = self._find_language(found.text, found.languages)
        analysis = self._analyse(
            found.text, title=found.facts.title, standfirst=found.facts.standfirst, language=language
        )
        return self._article(page, found, language, analysis)

    def _article(
        self, page: ArticleFetched, found: Extracted, language: str | None, analysis: Analysis
    ) -> ArticleParsed:
        facts, provenance = found.facts, dict(found.provenance)
        if language:
            provenance["language"] = "heuristic"
        return ArticleParsed(
            parser_version=self._version,
            parser_revision=self._revision,
            article_id=page.article_id,
            content_hash=content_hash(facts.title, found.text),
            url=page.url,
            canonical_url=page.canonical_url,
            source_id=page.source_id,
            publisher=facts.publisher,
            fetched_at=page.fetched_at,
            first_seen_at=page.first_seen_at,
            lane=page.lane,
            title=facts.title,
            standfirst=facts.standfirst,
            authors=facts.authors,
            published_at=facts.published_at,
            modified_at=facts.modified_at,
            language=language,
            section=facts.section,
            image_url=facts.image_url,
            text=found.text,
            word_count=found.word_count,
            completeness=found.completeness,
            provenance=provenance,
            near_duplicate_signature=near_duplicate_signature(found.text),
            language_support=analysis.language_support,
            analysis_partial=analysis.partial,
            actors=analysis.actors,
            quotes=analysis.quotes[:MAX_QUOTES_PER_ARTICLE],
            rights=page.rights,
        )
