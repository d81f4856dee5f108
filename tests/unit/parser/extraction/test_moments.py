"""Of several times the page states, the exact and zoned one is taken, and what was made at the fetch is not believed."""

from datetime import UTC, datetime

import pytest

from quotewire_parser.extraction.claims import Claims
from quotewire_parser.extraction.moments import choose_times
from tests.factories import article_fetched
from tests.unit.parser.extraction.news import ADDRESS

SEEN_AT = datetime(2026, 11, 30, 12, tzinfo=UTC)
GERMAN = (
    "Der Hafen wird im März für neun Tage geschlossen, damit Taucher die Tore reparieren können, sagte die Behörde am Dienstag. "
    * 3
)


def chosen(*claims: Claims, url: str = ADDRESS, sample: str = "") -> tuple[str | None, str | None]:
    page = article_fetched(url, html="<p>x", fetched_at=SEEN_AT, first_seen_at=SEEN_AT)
    times = choose_times(page, claims, sample=sample)
    published, modified = (
        stated and stated[1].strftime("%d %H:%M") for stated in (times.published, times.modified)
    )
    return published, modified


def test_a_day_gives_way_to_a_time_of_that_day() -> None:
    assert (
        chosen(
            Claims("jsonld", published=("2026-11-24",)), Claims("html", published=("2026-11-24T18:05+01:00",))
        )[0]
        == "24 17:05"
    )


def test_midnight_gives_way_to_a_time_of_that_day() -> None:
    assert (
        chosen(
            Claims("meta", published=("2026-11-24T00:00:00Z",)),
            Claims("html", published=("24.11.2026 18:05 CET",)),
        )[0]
        == "24 17:05"
    )


def test_a_day_does_not_give_way_to_another_day() -> None:
    assert (
        chosen(Claims("jsonld", published=("2026-11-24",)), Claims("html", published=("2026-11-20T18:05Z",)))[
            0
        ]
        == "24 00:00"
    )


def test_a_clock_without_zone_takes_that_of_another_time_with_the_same_clock() -> None:
    assert (
        chosen(
            Claims("jsonld", published=("2026-11-24T18:05:00",)),
            Claims("meta", published=("2026-11-24T18:05:00-05:00",)),
        )[0]
        == "24 23:05"
    )


def test_a_clock_without_zone_takes_the_offset_that_the_change_states() -> None:
    assert chosen(
        Claims("meta", published=("2026-11-24 18:05",), modified=("2026-11-25T09:00:00+05:30",))
    ) == ("24 12:35", "25 03:30")


@pytest.mark.parametrize(
    ("url", "languages", "utc"),
    [
        ("https://x.de/a", (), "24 17:05"),
        ("https://x.example/a", ("ja",), "24 09:05"),
        ("https://x.example/a", ("de-AT",), "24 17:05"),
        ("https://x.com/a", ("en-US",), "24 18:05"),
        ("https://x.com/a", (), "24 18:05"),
        ("https://x.co.uk/a", ("en-US",), "24 18:05"),
        ("https://x.in/a", ("en-US",), "24 12:35"),
    ],
)
def test_a_clock_without_any_zone_is_that_of_the_place_or_utc(
    url: str, languages: tuple[str, ...], utc: str
) -> None:
    assert chosen(Claims("html", published=("2026-11-24 18:05",), languages=languages), url=url)[0] == utc


def test_a_templates_language_does_not_tell_the_place_of_a_text_in_another() -> None:
    claim = Claims("html", published=("24.11.2026 18:05",), languages=("en-IN",))
    assert chosen(claim, url="https://x.com/a", sample=GERMAN)[0] == "24 17:05"


def test_a_day_of_the_fetch_gives_way_to_an_earlier_one_that_readers_see() -> None:
    assert (
        chosen(
            Claims("meta", published=("2026-11-30",)),
            Claims("html", published=("Published 14 November 2026",)),
        )[0]
        == "14 00:00"
    )


def test_a_change_before_the_publication_is_none() -> None:
    assert chosen(Claims("meta", published=("2026-11-24T18:05Z",), modified=("2026-11-23T18:05Z",))) == (
        "24 18:05",
        None,
    )


def test_the_day_in_the_address_is_the_last_resort() -> None:
    assert chosen(Claims("meta"), url="https://x.com/2026/11/20/a")[0] == "20 00:00"
    assert chosen(Claims("meta"), url="https://x.com/20261120/a")[0] == "20 00:00"


def test_a_day_without_a_year_gets_that_of_a_page_made_now() -> None:
    page = article_fetched(ADDRESS, html="<b data-x=2026-11-29>", fetched_at=SEEN_AT, first_seen_at=SEEN_AT)
    times = choose_times(page, [Claims("html", published=("23 Nov, 14:05",))])
    assert times.published == ("html", datetime(2026, 11, 23, 14, 5, tzinfo=UTC))
    assert chosen(Claims("html", published=("23 Nov, 14:05",))) == (None, None)


def test_where_readers_see_a_change_only_it_is_the_publication() -> None:
    assert chosen(Claims("html", modified=("2026-11-24T18:05Z", "2026-11-25T18:05Z"))) == (
        "24 18:05",
        "25 18:05",
    )
    assert chosen(Claims("meta", modified=("2026-11-24T18:05Z",))) == (None, "24 18:05")


def test_a_change_that_readers_see_on_the_day_of_the_address_is_the_publication() -> None:
    url = "https://harbour-post.example/2026/11/24/gates"
    assert chosen(Claims("html", modified=("2026-11-24T18:05Z",)), url=url) == ("24 18:05", None)
    assert chosen(Claims("html", modified=("2026-11-25T18:05Z",)), url=url) == ("24 00:00", "25 18:05")
    assert chosen(Claims("meta", modified=("2026-11-24T18:05Z",)), url=url) == ("24 00:00", "24 18:05")
