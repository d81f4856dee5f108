"""The sources page tells of each outlet whether it lives, what came last, how much, and when it was silent."""

import pytest

from quotewire_search.pages.sources import bars, duration
from tests.unit.search.fakes import ARTICLE_ID, FakeIndex, source
from tests.unit.search.pages.browsing import show


async def test_every_outlet_stands_with_its_health_last_article_counts_and_silences() -> None:
    index = FakeIndex()
    index.found_sources = (
        source(),
        source(publisher="Silent Sun", health="silent", usual_gap_s=None, gaps=[]),
    )
    status, page = await show(index, "/sources")
    assert status == 200
    for told in (
        "1 live",
        "0 late",
        "1 silent",
        "Harbour Post",
        "English",
        "The bridge",
        "2 articles",
        "5 quotes",
    ):
        assert told in page.text
    assert "usually every 60 minutes" in page.text
    assert "24 hours from 22 Nov 2026" in " ".join(page.text.split())
    assert "too few to tell how often" in page.text
    assert f"/articles/{ARTICLE_ID}" in page.links()
    assert "/?publisher=Silent+Sun" in page.links()
    assert "/articles?publisher=Silent+Sun" in page.links()
    assert "/feed.atom?of=articles&publisher=Silent+Sun" in page.links()
    assert page.all("svg")[0]["aria-label"] == "2 articles in the last 30 days, 29 of them without any"


async def test_without_sources_it_says_what_brings_them() -> None:
    _, page = await show(FakeIndex(), "/sources")
    assert "No outlet yet" in page.text


async def test_what_cannot_be_asked_is_refused_in_words() -> None:
    status, page = await show(FakeIndex(), "/sources", since="never")
    assert (status, "This cannot be asked" in page.text) == (422, True)


def test_the_fullest_day_fills_the_box_and_an_empty_one_has_no_bar() -> None:
    assert [(day.left, day.top, day.height) for day in bars([0, 1, 100, 50])] == [
        (1, 18, 2),
        (2, 0, 20),
        (3, 10, 10),
    ]
    assert bars([]) == bars([0, 0]) == ()


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "less than a minute"),
        (60, "1 minute"),
        (150, "2 minutes"),
        (7_199, "120 minutes"),
        (7_200, "2 hours"),
        (200_000, "2 days"),
    ],
)
def test_a_stretch_of_time_is_told_in_the_unit_that_fits(seconds: float, told: str) -> None:
    assert duration(seconds) == told
