"""Of what articles call an actor, only that is believed elsewhere which is a proper name and plainly the same."""

import json

import pytest

from quotewire_search.same_names import FORMS, MOST, collect, means_the_same, read_table, table_of

FUND = "International Monetary Fund"


@pytest.mark.parametrize(
    ("asked", "other", "same"),
    [
        ("imf", FUND, True),
        ("international monetary fund", "IMF", True),
        ("ezb", "Europäische Zentralbank", True),
        ("world bank", "World Bank Group", True),
        ("world bank group", "World Bank", True),
        ("maritime workers congress", "Maritime Workers' Congress", False),
        ("international monetary fund", "the fund", False),
        ("ama boateng", "Boateng", False),
        ("ama boateng", "President", False),
        ("imf", "World Bank", False),
        ("imf", "IMF", False),
    ],
)
def test_only_acronyms_and_longer_forms_mean_the_same(asked: str, other: str, same: bool) -> None:
    assert means_the_same(asked, other) is same


def test_an_acronym_is_believed_from_one_article_and_a_part_of_a_name_from_two() -> None:
    assert table_of([("IMF", FUND, 1)]) == {"imf": (FUND,), "international monetary fund": ("IMF",)}
    assert table_of([("World Bank", "World Bank Group", 1)]) == {}
    assert table_of([("World Bank", "World Bank Group", 2)]) == {
        "world bank": ("World Bank Group",),
        "world bank group": ("World Bank",),
    }


def test_the_commonest_names_come_first_and_there_are_few() -> None:
    pairs = [("ABC", f"A{number} B C", number) for number in range(1, 20)]
    assert table_of(pairs)["abc"] == ("A19 B C", "A18 B C", "A17 B C", "A16 B C", "A15 B C")
    assert len(table_of(pairs)["abc"]) == MOST


def test_what_two_collections_found_counts_once() -> None:
    def found(one: str, other: str, count: int) -> dict[str, object]:
        others = {"buckets": [{"key": other, "doc_count": count}]}
        return {"buckets": [{"key": one, "doc_count": count, "others": others}]}

    pair, turned = found("World Bank", "World Bank Group", 1), found("World Bank Group", "World Bank", 1)
    called = {"longer": pair, "capitals": {"of_others": turned}}
    assert read_table({"aggregations": {"actors": {"called": called}}}) == {}


def test_nothing_is_known_where_there_is_no_index() -> None:
    assert read_table({"hits": {"hits": []}}) == {}


def test_the_same_search_is_asked_every_time_and_is_bounded() -> None:
    assert json.dumps(collect()) == json.dumps(collect())
    assert collect()["size"] == 0
    assert sum(form.most for form in FORMS.values()) <= 10_000
