"""What is written for a version of an article follows from what is stored."""

import pytest

from quotewire_indexer.plan import (
    SWEPT,
    Leftover,
    Stored,
    Target,
    Wish,
    by_article,
    delete_stale_quotes,
    delete_surplus,
    put_article,
    put_quotes,
)
from tests.contract.article_index import entry


def target(
    *, stored: Stored | None = None, quotes: int = 2, most_quotes: int = 0, least_version: int = 0
) -> Target:
    return Target(
        entry(quotes=quotes), "articles-m", "quotes-m", "versions-m", stored, most_quotes, least_version
    )


def test_versions_are_ordered_newest_first_article_by_article() -> None:
    entries = [
        entry("a", minute=1),
        entry("b"),
        entry("a", minute=3),
        entry("a", minute=2),
        entry("a", minute=3),
    ]
    ids = [item.article.article_id for item in entries]
    assert by_article(entries) == {ids[0]: [2, 4, 3, 0], ids[1]: [1]}


def test_a_wish_knows_the_most_quotes_of_its_versions() -> None:
    entries = [entry(minute=0, quotes=5), entry(minute=1, quotes=2)]
    assert Wish.of(entries, [1, 0]).most_quotes == 5


@pytest.mark.parametrize(("difference", "is_news"), [(-1, True), (0, False), (1, False)])
def test_only_a_newer_version_is_news(difference: int, *, is_news: bool) -> None:
    stored = Stored(entry().version + difference, 0)
    assert target(stored=stored).is_news is is_news


def test_what_was_never_stored_is_news() -> None:
    assert target().is_news


@pytest.mark.parametrize(
    ("stored", "most", "stale"),
    [(None, 0, []), (Stored(1, 4), 0, ["q3", "q4"]), (None, 3, ["q3"]), (Stored(1, 1), 2, [])],
)
def test_quotes_behind_the_last_are_stale(stored: Stored | None, most: int, stale: list[str]) -> None:
    item = target(stored=stored, most_quotes=most)
    deletions = list(delete_stale_quotes(item))
    assert [action.id.split(":")[1] for action in deletions] == stale
    assert all(action.document is None and action.version == item.entry.version for action in deletions)


def test_where_a_newer_version_stays_our_surplus_quotes_go() -> None:
    stored = Stored(entry().version + 1, 1)
    actions = list(delete_surplus(target(quotes=3), stored))
    assert [action.id.split(":")[1] for action in actions] == ["q2", "q3"]
    assert {(action.version, action.version_type) for action in actions} == {(stored.version, "external_gte")}


def test_one_position_behind_all_known_ones_tells_of_leftovers() -> None:
    leftover = Leftover.of(target(quotes=3, stored=Stored(1, 5)))
    assert [id_.split(":")[1] for _, id_ in leftover.places] == ["q6"]
    rest = leftover.rest()
    assert [id_.split(":")[1] for _, id_ in rest.places] == [f"q{n}" for n in range(7, 7 + SWEPT)]


def test_after_a_surprise_many_positions_are_looked_at() -> None:
    item = target(quotes=3)
    item.surprised = True
    assert len(Leftover.of(item).places) == SWEPT


def test_quotes_and_article_carry_the_same_version() -> None:
    item = target()
    actions = [*put_quotes(item), put_article(item)]
    assert {(action.version, action.version_type) for action in actions} == {(item.entry.version, "external")}
    assert [action.index for action in actions] == ["quotes-m", "quotes-m", "articles-m"]


def test_quotes_pass_the_places_of_a_refused_newer_version() -> None:
    item = target(least_version=entry(minute=5).version)
    assert {(action.version, action.version_type) for action in put_quotes(item)} == {
        (entry(minute=5).version, "external_gte")
    }
    assert put_article(item).version == item.entry.version
