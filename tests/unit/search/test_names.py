"""Other names are learnt from articles, believed with care, and kept for a while."""

from typing import Any, cast

import pytest

from quotewire_search.cluster import Cluster
from quotewire_search.errors import UnavailableError
from quotewire_search.names import KNOWN_FOR_S, MOST_KNOWN, OtherNames, lookup, means_the_same
from quotewire_search.request import SearchRequest


class Articles:
    """Answers lookups from a table of names; counts them."""

    def __init__(self, **called: list[str]) -> None:
        self.called = {name.replace("_", " "): found for name, found in called.items()}
        self.asked: list[list[str]] = []
        self.error: Exception | None = None
        self.keys: list[str] = []

    async def search(self, alias: str, body: dict[str, Any]) -> dict[str, Any]:
        if self.error:
            raise self.error
        self.asked.append(list(body["aggs"]["actors"]["aggs"]))
        found = {}
        for number, clause in body["aggs"]["actors"]["aggs"].items():
            names = next((names for key, names in self.called.items() if f"'{key}'" in str(clause)), [])
            buckets = [{"key": name, "doc_count": 9 - place} for place, name in enumerate(names)]
            found[number] = {"name": {"buckets": buckets}, "aliases": {"buckets": []}}
        return {"aggregations": {"actors": found}}


def names_of(articles: Articles, clock: list[float] | None = None) -> OtherNames:
    now = clock if clock is not None else [0.0]
    return OtherNames(cast("Cluster", articles), "articles", lambda: now[0])


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


@pytest.mark.parametrize(
    "asked",
    [
        {"speaker": "IMF"},
        {"about": "imf"},
        {"q": "speaker:IMF"},
        {"q": "IMF rates"},
        {"q": '-about:"I.M.F."'},
    ],
)
async def test_a_search_is_widened_by_what_articles_call_the_same(asked: dict[str, str]) -> None:
    request = await names_of(Articles(imf=[FUND, "IMF", "the lender"])).widen(
        SearchRequest.model_validate(asked)
    )
    assert request.widened.others == {"imf": (FUND,)}
    assert FUND in request.notices[-1].message


async def test_a_facets_name_and_plain_prose_are_not_looked_up() -> None:
    articles = Articles()
    for asked in (SearchRequest(speaker='"IMF"'), SearchRequest(kind=("direct",)), SearchRequest(q="the of")):
        assert await names_of(articles).widen(asked) is asked
    assert articles.asked == []


async def test_what_is_known_is_not_asked_again_for_a_while() -> None:
    articles, clock = Articles(imf=[FUND]), [0.0]
    names = names_of(articles, clock)
    for _ in range(3):
        assert (await names.widen(SearchRequest(speaker="IMF"))).widened.others
    assert len(articles.asked) == 1
    clock[0] = KNOWN_FOR_S
    await names.widen(SearchRequest(speaker="IMF"))
    assert len(articles.asked) == 2


async def test_no_more_names_are_kept_than_allowed() -> None:
    names = names_of(Articles())
    for number in range(MOST_KNOWN + 50):
        names._learn(str(number), ())
    assert len(names._known) == MOST_KNOWN
    assert names._recall("0") is None
    assert names._recall(str(MOST_KNOWN + 49)) == ()


async def test_without_an_answer_the_search_goes_on_as_it_is() -> None:
    articles = Articles(imf=[FUND])
    articles.error = UnavailableError("away")
    names = names_of(articles)
    asked = SearchRequest(speaker="IMF")
    assert await names.widen(asked) is asked
    articles.error = None
    assert (await names.widen(asked)).widened.others


def test_a_lookup_is_one_search_without_hits() -> None:
    body = lookup(["imf", "world bank"])
    assert body["size"] == 0
    assert set(body["aggs"]["actors"]["aggs"]) == {"0", "1"}
