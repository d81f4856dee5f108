"""The OpenAPI document describes every route, parameter and problem, each with an example that holds."""

from typing import Any

import pytest
from pydantic import BaseModel

from quotewire_search.answers import ArticleDetail, ArticlePage, QuoteItem, QuotePage
from quotewire_search.api import examples
from quotewire_search.history import ArticleVersions, Timeline
from quotewire_search.main import build_app
from quotewire_search.people import SourcePage, SpeakerDetail, SpeakerPage
from quotewire_search.settings import SearchSettings
from quotewire_search.significance import Comparison, Terms
from tests.unit.search.fakes import FakeIndex

EXAMPLES: list[tuple[type[BaseModel], dict[str, Any]]] = [
    (QuotePage, examples.QUOTES),
    (QuoteItem, examples.QUOTE),
    (ArticlePage, examples.ARTICLES),
    (ArticleDetail, examples.ARTICLE),
    (ArticleVersions, examples.VERSIONS),
    (SpeakerPage, examples.SPEAKERS),
    (SpeakerDetail, examples.SPEAKER),
    (SourcePage, examples.SOURCES),
    (Timeline, examples.TIMELINE),
    (Terms, examples.TERMS),
    (Comparison, examples.COMPARISON),
]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return build_app(FakeIndex(), SearchSettings()).openapi()


def test_every_route_is_there(document: dict[str, Any]) -> None:
    assert set(document["paths"]) == {
        "/api/v1/quotes",
        "/api/v1/quotes/{quote_id}",
        "/api/v1/articles",
        "/api/v1/articles/{article_id}",
        "/api/v1/articles/{article_id}/versions",
        "/api/v1/speakers",
        "/api/v1/speakers/{name}",
        "/api/v1/sources",
        "/api/v1/timeline",
        "/api/v1/terms",
        "/api/v1/compare",
        "/api/v1/export/quotes",
        "/api/v1/export/articles",
    }


def test_every_route_is_explained_with_its_problems_and_an_example(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        operation = operations["get"]
        assert operation["summary"], path
        assert operation["description"], path
        assert "application/problem+json" in operation["responses"]["503"]["content"], path
        assert all("example" in content for content in operation["responses"]["200"]["content"].values()), (
            path
        )


def test_every_parameter_is_explained_with_an_example(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for parameter in operations["get"]["parameters"]:
            place = (path, parameter["name"])
            assert parameter.get("description"), place
            if parameter["name"] != "cursor":  # an opaque one, that no example can be
                assert parameter.get("example") or parameter["schema"].get("examples"), place


@pytest.mark.parametrize(("shape", "example"), EXAMPLES, ids=lambda value: getattr(value, "__name__", ""))
def test_an_example_is_a_whole_answer(shape: type[BaseModel], example: dict[str, Any]) -> None:
    shape.model_validate(example)
    assert set(example) | {"rights"} == set(shape.model_fields) | {"rights"}
