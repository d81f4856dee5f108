"""The mapping takes what we write, no more and no less, and every date has its index."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import permutations
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel

from quotewire_indexer.fields import ARTICLE_FIELDS, FACETS, QUOTE_FIELDS, VERSION_FIELDS, Mapping
from quotewire_indexer.mapping import ImplausibleDateError, check_first_seen, indices_of
from quotewire_indexer.reference import render, walk
from quotewire_indexer.settings import IndexerSettings
from quotewire_shared.documents import ArticleDocument, QuoteDocument, VersionDocument
from quotewire_shared.errors import FatalError

ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TERM_BYTES = 32_766


def inner_model(annotation: Any) -> type[BaseModel] | None:
    """Find the model inside of optionals and tuples."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) is None:
        return None
    parts = [part for part in get_args(annotation) if part not in (NoneType, Ellipsis)]
    return next((model for model in map(inner_model, parts) if model), None)


def assert_same_shape(fields: Mapping, model: type[BaseModel]) -> None:
    assert set(fields) == set(model.model_fields), model.__name__
    for name, mapping in fields.items():
        inner = inner_model(model.model_fields[name].annotation)
        if "properties" in mapping:
            assert inner is not None, name
            assert_same_shape(mapping["properties"], inner)
        elif inner is not None:
            assert mapping.get("enabled") is False, f"{name} holds {inner.__name__}, which has no fields here"


def test_articles_are_mapped_field_by_field() -> None:
    written = {name: mapping for name, mapping in ARTICLE_FIELDS.items() if name != FACETS}
    assert_same_shape(written, ArticleDocument)


def test_facets_are_filled_from_the_nested_objects_and_nothing_else() -> None:
    filled = {mapping["copy_to"] for _, mapping in walk(ARTICLE_FIELDS) if "copy_to" in mapping}
    assert filled == {f"{FACETS}.{name}" for name in ARTICLE_FIELDS[FACETS]["properties"]}
    assert not any("copy_to" in mapping for _, mapping in walk({**QUOTE_FIELDS, **VERSION_FIELDS}))


def test_quotes_are_mapped_field_by_field() -> None:
    assert_same_shape(QUOTE_FIELDS, QuoteDocument)


def test_versions_are_mapped_field_by_field() -> None:
    assert_same_shape(VERSION_FIELDS, VersionDocument)


@pytest.mark.parametrize("fields", [ARTICLE_FIELDS, QUOTE_FIELDS, VERSION_FIELDS])
def test_no_keyword_can_grow_into_a_term_that_lucene_refuses(fields: Mapping) -> None:
    for path, mapping in walk(fields):
        for candidate in (mapping, *mapping.get("fields", {}).values()):
            if candidate["type"] == "keyword" and candidate.get("index", True):
                assert candidate["ignore_above"] * 4 <= TERM_BYTES, path


@pytest.mark.parametrize("fields", [ARTICLE_FIELDS, QUOTE_FIELDS, VERSION_FIELDS])
def test_every_object_is_strict_or_opaque(fields: Mapping) -> None:
    for path, mapping in walk(fields):
        if mapping["type"] in ("object", "nested"):
            assert mapping.get("dynamic") == "strict" or mapping.get("enabled") is False, path


@pytest.mark.parametrize("fields", [ARTICLE_FIELDS, QUOTE_FIELDS, VERSION_FIELDS])
def test_names_are_never_stemmed(fields: Mapping) -> None:
    for path, mapping in walk(fields):
        if path.rsplit(".", 1)[-1] in (
            "name",
            "speaker",
            "speaker_text",
            "aliases",
            "speaker_aliases",
            "about",
            "about_aliases",
            "authors",
        ):
            assert mapping.get("analyzer", "quotewire_name") == "quotewire_name", path
            if mapping["type"] == "text":
                assert mapping["fields"]["spelling"]["analyzer"] == "quotewire_spelling", path


def test_an_index_is_named_by_the_month_in_utc() -> None:
    family = indices_of("quotewire").articles
    last_hour = datetime(2026, 12, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    assert family.index_for(last_hour) == "quotewire-articles-v3-2026.11"


def test_quotes_and_versions_stand_beside_their_article() -> None:
    indices = indices_of("quotewire")
    home = "quotewire-articles-v3-2026.11"
    assert indices.quotes_beside(home) == "quotewire-quotes-v3-2026.11"
    assert indices.versions_beside(home) == "quotewire-versions-v2-2026.11"


def test_an_article_that_has_not_been_migrated_keeps_its_quotes_beside_it() -> None:
    indices = indices_of("quotewire")
    home = "quotewire-articles-v1-2026.11"
    assert indices.quotes_beside(home) == "quotewire-quotes-v1-2026.11"
    # There were no versions then: they begin where the family does.
    assert indices.versions_beside(home) == "quotewire-versions-v2-2026.11"


def test_an_index_that_is_not_ours_is_named() -> None:
    with pytest.raises(FatalError, match="Take it out of the alias"):
        indices_of("quotewire").quotes_beside("somebody-elses")


def test_a_template_covers_the_months_of_its_own_kind_only() -> None:
    for family, other in permutations(indices_of("quotewire").families, 2):
        (pattern,) = family.template(IndexerSettings())["index_patterns"]
        assert family.index_for(NOW).startswith(pattern.removesuffix("*"))
        assert not other.index_for(NOW).startswith(pattern.removesuffix("*"))


@pytest.mark.parametrize("wild", [datetime(1, 1, 1, tzinfo=UTC), NOW + timedelta(days=3)])
def test_a_date_that_no_article_can_have_is_refused(wild: datetime) -> None:
    with pytest.raises(ImplausibleDateError, match="first_seen_at"):
        check_first_seen(wild, NOW)


@pytest.mark.parametrize("likely", [datetime(1996, 5, 1, tzinfo=UTC), NOW, NOW + timedelta(hours=30)])
def test_archives_and_clocks_that_run_ahead_are_taken(likely: datetime) -> None:
    check_first_seen(likely, NOW)


def test_the_indices_are_documented_as_they_are() -> None:
    assert (ROOT / "docs" / "indices.md").read_text() == render(), (
        "run: python -m quotewire_indexer.reference > docs/indices.md"
    )


def test_every_field_has_a_meaning() -> None:
    assert "|  |" not in render()
