"""In a worker every outcome is a value: an article as JSON, or the error that says why there is none."""

import pickle

import pytest
from hypothesis import given, settings

from quotewire_parser.worker import Reader, pipeline_of
from quotewire_shared.errors import InternalError, PermanentError
from quotewire_shared.messages import ArticleFetched, ArticleParsed, text_of
from tests.factories import article_fetched
from tests.unit.parser.extraction.news import ADDRESS, ANY_HTML, HEADLINE, NEWS, story

READER = Reader(40)


def read(page: ArticleFetched) -> ArticleParsed:
    answer = READER(page)
    assert isinstance(answer, bytes), answer
    return ArticleParsed.model_validate_json(answer)


def test_a_page_comes_back_as_the_articles_json() -> None:
    article = read(article_fetched(ADDRESS, html=story(*NEWS)))
    assert (article.title, article.text, article.language) == (HEADLINE, "\n\n".join(NEWS), "en")
    assert "Mara Ilves" in [actor.name for actor in article.actors]
    assert any(
        quote.kind == "direct" and quote.speaker and quote.speaker.name == "Mara Ilves"
        for quote in article.quotes
    )


def test_every_offset_says_what_stands_there() -> None:
    article = read(article_fetched(ADDRESS, html=story(*NEWS)))
    for actor in article.actors:
        assert all(0 <= mention.start < mention.end <= len(article.text) for mention in actor.mentions)
    for quote in article.quotes:
        assert text_of(quote.spans, article.text) == quote.text
        for part in (quote.cue, quote.speaker):
            if part is not None and part.text is not None:
                assert article.text[part.start : part.end] == part.text


@pytest.mark.parametrize(
    ("html", "code"), [("", "no_text"), ("<p>Hi</p>", "no_text"), ("<div>" * 300_000, "page_too_deep")]
)
def test_a_page_that_is_no_article_comes_back_as_its_refusal(html: str, code: str) -> None:
    answer = READER(article_fetched(html=html))
    assert isinstance(answer, PermanentError)
    assert not isinstance(answer, InternalError)
    assert answer.reason_code == code


def test_a_bug_comes_back_as_an_error_that_says_where() -> None:
    answer = READER(None)  # type: ignore[arg-type] # a caller's mistake stands for any bug
    assert isinstance(answer, InternalError)
    assert "AttributeError" in str(answer)
    assert "extract.py:" in str(answer)


def test_a_refusal_survives_the_way_between_processes() -> None:
    answer = READER(article_fetched(html=""))
    assert isinstance(answer, PermanentError)
    copy = pickle.loads(pickle.dumps(answer))  # noqa: S301 - our own bytes
    assert (type(copy), str(copy), copy.reason_code) == (type(answer), str(answer), answer.reason_code)


def test_a_reader_is_sent_to_workers_and_loads_its_models_once() -> None:
    assert pickle.loads(pickle.dumps(READER)) == READER  # noqa: S301 - our own bytes
    READER.warm_up()
    assert pipeline_of(Reader(40)) is pipeline_of(READER)


@settings(deadline=None, max_examples=50)
@given(ANY_HTML.map(lambda html: story(*NEWS, html)))
def test_no_page_meets_a_bug(html: str) -> None:
    page = article_fetched(html="<p>x").model_copy(update={"html": html})
    assert not isinstance(READER(page), InternalError)
