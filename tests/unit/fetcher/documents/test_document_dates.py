from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire_fetcher.documents.dates import moment
from tests.unit.fetcher.document_samples import NOW

TEN = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Tue, 24 Nov 2026 12:00:00 +0200",
        "Tue, 24 Nov 2026 12:00:00 +02:00",
        "Tue,24 Nov 2026 10:00:00 GMT",
        "Tue, 24 Nov 2026 10:00:00",
        "24 Nov 2026 10:00 UT",
        "Tue, 24 Nov 26 10:00:00 Z",
        "Tuesday, 24-Nov-26 10:00:00 UTC",
        "Tue, 24 Nov 2026 05:00:00 EST",
        "Tue, 24 Nov 2026 02:00:00 PST",
        "Tue, 24 Nov 2026 11:00:00 CET",
        "Tue, 24 Nov 2026 12:00:00 GMT+2",
        "Tue, 24 Nov 2026 12:00:00 UTC+02:00",
        "Tue, 24 Nov 2026 19:00:00 JST (Tokyo)",
        "Tue, 24 Nov 2026 10:00:00 Nowhere",
        "Tue 24 November 2026 10:00 AM",
        "2026-11-24T10:00:00Z",
        "2026-11-24T12:00:00.000+0200",
        "2026-11-24 12:00:00 +0200",
        "2026-11-24T12:00:00 +02:00",
        "2026-11-24T10:00",
        "2026/11/24 10:00",
        "24.11.2026 10:00",
        "24.11.2026, 10:00 Uhr",
        "Nov 24, 2026 10:00 AM",
        "November 24th, 2026, 10:00",
        "Tue Nov 24 10:00:00 2026",
        "Tue Nov 24 05:00:00 EST 2026",
        "1795514400",
        "1795514400000",
        "Di, 24 Nov 2026 11:00:00 +0100",
        "mar., 24 nov. 2026 11:00:00 +0100",
        "24 de noviembre de 2026 10:00",
        "24 listopada 2026 10:00",
        "Вт, 24 ноя 2026 13:00:00 +0300",
        "24 kasım 2026 10:00",
        "2026年11月24日 10:00",
        "2026년 11월 24일 10:00",
    ],
)
def test_a_moment_is_read_in_the_spellings_of_many_feeds(text: str) -> None:
    assert moment(text) == TEN


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24 Dez 2026", (12, 24)),
        ("24 mars 2026", (3, 24)),
        ("24 março 2026", (3, 24)),
        ("24 août 2026", (8, 24)),
        ("24 juin 2026", (6, 24)),
        ("24 juillet 2026", (7, 24)),
        ("24 maggio 2026", (5, 24)),
        ("24 Mai 2026", (5, 24)),
        ("24 мая 2026", (5, 24)),
        ("24 styczeń 2026", (1, 24)),
        ("2026-03-24", (3, 24)),
    ],
)
def test_a_month_is_read_in_several_languages(text: str, day: tuple[int, int]) -> None:
    assert moment(text) == datetime(2026, *day, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "23/11/2026",
        "03/04/2026 10:00",
        "11/23/2026",
        "2026",
        "2026-11",
        "20261124",
        "1",
        "yesterday",
        "",
        " ",
        "x" * 500,
    ],
)
def test_what_is_ambiguous_or_no_date_is_none(text: str) -> None:
    assert moment(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "1970-01-01T00:00:00Z",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "0001-01-01T00:00:00Z",
        "Mon, 30 Nov -0001 00:00:00 +0000",
        "0000-00-00 00:00:00",
        "2026-02-31T10:00:00Z",
        "Tue, 24 Nov 2026 25:00:00 GMT",
        "Tue, 24 Nov 2026 10:61:00 GMT",
        "Tue, 24 Nov 2026 10:00:00 +9900",
        "9999-12-31T23:59:59-05:00",
    ],
)
def test_placeholders_and_impossible_dates_are_none(text: str) -> None:
    assert moment(text) is None


def test_the_last_second_of_a_day_has_several_spellings() -> None:
    assert moment("Tue, 24 Nov 2026 24:00:00 GMT") == datetime(2026, 11, 25, tzinfo=UTC)
    assert moment("Tue, 24 Nov 2026 23:59:60 GMT") == datetime(2026, 11, 24, 23, 59, 59, tzinfo=UTC)


def test_a_date_far_in_the_future_is_a_clock_or_a_lie() -> None:
    assert moment("2026-12-01T12:00:00Z", now=NOW) == datetime(2026, 12, 1, 12, tzinfo=UTC)
    assert moment("2026-12-03T12:00:00Z", now=NOW) is None
    assert moment("2099-01-01T00:00:00Z", now=NOW) is None


@given(st.text(max_size=100) | st.from_regex(r"[0-9 :,/.+TZ-]{1,40}", fullmatch=True))
def test_no_text_makes_a_date_raise(text: str) -> None:
    found = moment(text, now=NOW)
    assert found is None or found.tzinfo is UTC


@given(st.datetimes(datetime(1991, 1, 1), datetime(2026, 11, 1)))  # noqa: DTZ001 - made aware below
def test_what_is_written_as_the_standards_say_is_read_back(naive: datetime) -> None:
    given_moment = naive.replace(tzinfo=UTC, microsecond=0)
    assert moment(given_moment.isoformat()) == given_moment
    assert moment(given_moment.strftime("%a, %d %b %Y %H:%M:%S +0000")) == given_moment
