"""A month changes its indices as a whole, and only the families that both mapping versions have."""

from dataclasses import replace

import pytest

from quotewire_indexer.mapping import indices_of
from quotewire_indexer.moving import Month, MoveError, entry_of
from tests.contract.article_index import entry


def test_the_aliases_of_a_month_change_in_one_step() -> None:
    indices = indices_of("x")
    actions = Month("2026.11", indices.at(1), indices).swap()
    assert actions == [
        {"remove": {"index": "x-articles-v1-2026.11", "alias": "x-articles"}},
        {"add": {"index": "x-articles-v3-2026.11", "alias": "x-articles"}},
        {"remove": {"index": "x-quotes-v1-2026.11", "alias": "x-quotes"}},
        {"add": {"index": "x-quotes-v3-2026.11", "alias": "x-quotes"}},
    ]


def test_wordings_stay_where_a_mapping_version_left_them_alone() -> None:
    indices = indices_of("x")
    month = Month("2026.11", indices.at(2), indices)
    assert month.sources == ["x-articles-v2-2026.11", "x-quotes-v2-2026.11"]
    assert month.targets == ["x-articles-v3-2026.11", "x-quotes-v3-2026.11"]


def test_wordings_move_where_a_mapping_version_changed_them() -> None:
    indices = indices_of("x")
    changed = replace(indices, versions=replace(indices.versions, unchanged_since=None))
    assert Month("2026.11", indices, changed.at(4)).targets == [
        "x-articles-v4-2026.11",
        "x-quotes-v4-2026.11",
        "x-versions-v4-2026.11",
    ]


def test_a_stored_article_is_read_back_as_it_was_written() -> None:
    written = entry(quotes=3)
    hit = {
        "_id": written.article.article_id,
        "_index": "x",
        "_version": written.version,
        "_source": written.article.model_dump(mode="json"),
    }
    assert entry_of(hit) == written


def test_what_is_no_article_is_named_with_its_index() -> None:
    with pytest.raises(MoveError, match="The document z of x-articles is no article of ours"):
        entry_of({"_id": "z", "_index": "x-articles", "_version": 1, "_source": {"title": "by hand"}})
