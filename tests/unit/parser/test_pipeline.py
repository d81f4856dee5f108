"""The pipeline calls its steps in order, passes on what it is given, and is a pure function of the page."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from quotewire_parser.pipeline import DEFAULT_MIN_TEXT_CHARS, ArticlePipeline
from quotewire_parser.refusals import NoTextError
from quotewire_parser.signature import content_hash, near_duplicate_signature
from quotewire_parser.version import PARSER_REVISION, PARSER_VERSION
from quotewire_shared.documents import MAX_QUOTES_PER_ARTICLE
from quotewire_shared.messages import Actor, Lane, LanguageSupport, Quote, Rights, Span
from tests.factories import NOON, article_fetched
from tests.unit.parser.extraction.news import ADDRESS, HEADLINE, NEWS, story

TEXT = "\n\n".join(NEWS)
ACTOR = Actor(id="a1", name="Mara Ilves", type="person")


def quote(number: int) -> Quote:
    return Quote(
        id=f"q{number}",
        kind="direct",
        spans=(Span(start=0, end=3),),
        text=TEXT[:3],
        confidence=1,
        rule="test",
    )


@dataclass(frozen=True)
class Findings:
    actors: tuple[Actor, ...] = (ACTOR,)
    quotes: tuple[Quote, ...] = (quote(1),)
    language_support: LanguageSupport = "full"
    partial: bool = False


@dataclass
class Steps:
    """Stands in for the models and notes what it is asked."""

    language: str | None = "en"
    findings: Findings = field(default_factory=Findings)
    asked: list[tuple[object, ...]] = field(default_factory=list)

    def find_language(self, text: str, stated: Sequence[str]) -> str | None:
        self.asked.append(("language", text, tuple(stated)))
        return self.language

    def analyse(
        self, text: str, *, title: str | None, standfirst: str | None, language: str | None
    ) -> Findings:
        self.asked.append(("analyse", text, title, standfirst, language))
        return self.findings

    def pipeline(
        self, *, min_text_chars: int = DEFAULT_MIN_TEXT_CHARS, model: str | None = None
    ) -> ArticlePipeline:
        return ArticlePipeline(self.analyse, self.find_language, min_text_chars=min_text_chars, model=model)


PAGE = article_fetched(
    ADDRESS,
    html=story(*NEWS),
    lane=Lane.REPLAY,
    publisher="Harbour Post",
    rights=Rights(robots="allowed", tdm=True),
)


def test_the_language_is_found_from_the_text_and_then_the_text_is_analysed() -> None:
    steps = Steps()
    steps.pipeline().run(PAGE)
    assert steps.asked == [("language", TEXT, ("en",)), ("analyse", TEXT, HEADLINE, None, "en")]


def test_an_article_has_what_was_found_and_what_the_page_brought() -> None:
    article = Steps().pipeline().run(PAGE)
    assert (article.parser_version, article.parser_revision) == (f"{PARSER_VERSION}+rules", PARSER_REVISION)
    assert (article.article_id, article.url, article.canonical_url, article.source_id) == (
        PAGE.article_id,
        ADDRESS,
        ADDRESS,
        "harbour-post",
    )
    assert (article.lane, article.fetched_at, article.first_seen_at, article.rights) == (
        Lane.REPLAY,
        NOON,
        NOON,
        PAGE.rights,
    )
    assert (article.title, article.text, article.word_count, article.publisher) == (
        HEADLINE,
        TEXT,
        95,
        "Harbour Post",
    )
    assert article.content_hash == content_hash(HEADLINE, TEXT)
    assert article.near_duplicate_signature == near_duplicate_signature(TEXT)
    assert (article.language, article.provenance["language"]) == ("en", "heuristic")
    assert (article.actors, article.quotes) == ((ACTOR,), (quote(1),))


def test_an_unknown_language_has_no_source() -> None:
    article = Steps(language=None).pipeline().run(PAGE)
    assert article.language is None
    assert "language" not in article.provenance


def test_quotes_beyond_what_the_index_holds_are_cut() -> None:
    many = Findings(quotes=tuple(quote(number) for number in range(1, MAX_QUOTES_PER_ARTICLE + 10)))
    assert Steps(findings=many).pipeline().run(PAGE).quotes == many.quotes[:MAX_QUOTES_PER_ARTICLE]


def test_the_same_page_always_gives_the_same_article() -> None:
    assert Steps().pipeline().run(PAGE) == Steps().pipeline().run(PAGE)


def test_a_page_under_the_least_is_refused_before_it_is_analysed() -> None:
    steps = Steps()
    with pytest.raises(NoTextError):
        steps.pipeline(min_text_chars=10_000).run(PAGE)
    assert steps.asked == []


def test_a_models_reading_of_the_same_page_is_newer_than_the_rules() -> None:
    steps = Steps()
    by_rules, by_model = steps.pipeline().run(PAGE), steps.pipeline(model="open-1").run(PAGE)
    assert by_model.parser_version.endswith("+open-1")
    assert PARSER_REVISION == by_rules.parser_revision < by_model.parser_revision < PARSER_REVISION + 10
