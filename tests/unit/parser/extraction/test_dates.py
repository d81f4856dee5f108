"""Times as pages write them become moments in UTC; stand-ins, lies and the future do not."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quotewire_parser.extraction.dates import is_moment, moment_in_url, read_moment
from tests.unit.parser.extraction.news import ANY_TEXT, SEEN_AT


def read(text: str) -> str | None:
    moment = read_moment(text, seen_at=SEEN_AT)
    return None if moment is None else moment.isoformat().removesuffix("+00:00")


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-20T08:00:00+02:00", "2026-11-20T06:00:00"),
        ("2026-11-20T08:00:00-0500", "2026-11-20T13:00:00"),
        ("2026-11-20T08:00:00+05:30", "2026-11-20T02:30:00"),
        ("2026-11-20T08:00:00+02", "2026-11-20T06:00:00"),
        ("2026-11-20 08:00:00 +0200", "2026-11-20T06:00:00"),
        ("2026-11-20T08:00:00.123456789Z", "2026-11-20T08:00:00"),
        ("2026-11-20t08:00:00z", "2026-11-20T08:00:00"),
        ("20261120T080000Z", "2026-11-20T08:00:00"),
        ("2026-11-20T08:00:00+01:00[Europe/Berlin]", "2026-11-20T07:00:00"),
        ("Fri, 20 Nov 2026 08:00:00 +0200", "2026-11-20T06:00:00"),
        ("Fri, 20 Nov 2026 08:00:00 CET", "2026-11-20T07:00:00"),
        ("Fri Nov 20 2026 08:00:00 GMT+0200 (CEST)", "2026-11-20T06:00:00"),
        ("Fri Nov 20 08:00:00 EST 2026", "2026-11-20T13:00:00"),
        ("20 Nov 2026 at 20.05 BST", "2026-11-20T19:05:00"),
        ("Nov. 20, 2026 8:05 p.m. EST", "2026-11-21T01:05:00"),
        ("8:05 p.m. EST Nov. 20, 2026", "2026-11-21T01:05:00"),
        ("Published 12:00 AM EST, Fri November 20, 2026", "2026-11-20T05:00:00"),
        ("20 Nov 2026 10:00 (UTC+3)", "2026-11-20T07:00:00"),
        ("Nov 20, 2026, 13:05 IST", "2026-11-20T07:35:00"),
    ],
)
def test_a_stated_zone_is_heeded(text: str, utc: str) -> None:
    assert read(text) == utc


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20", "2026/11/20", "20261120", "20 November 2026", "November 20, 2026", "NOVEMBER 20, 2026", "Nov. 20, 2026",
        "20th of November 2026", "Friday, 20 November 2026", "20. November 2026", "20 novembre 2026", "20 de noviembre de 2026",
        "20 de novembro de 2026", "20.11.2026", "20/11/2026", "11/20/2026", "Updated: 20 November 2026", " 2026-11-20\n",
    ],
)  # fmt: skip
def test_a_day_is_its_midnight_in_utc(text: str) -> None:
    assert read(text) == "2026-11-20T00:00:00"


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("12:30 a.m. Nov 20, 2026", "00:30"),
        ("12:30 pm Nov 20, 2026", "12:30"),
        ("20 November 2026, 8pm", "20:00"),
        ("20.11.2026, 13:05", "13:05"),
        ("20.11.2026 13:05 Uhr", "13:05"),
        ("Friday, November 20, 2026 - 13:05", "13:05"),
        ("2026-11-20T13:05", "13:05"),
        ("202611201305", "13:05"),
        ("20261120130500", "13:05"),
    ],
)
def test_a_time_without_a_zone_is_read_as_utc(text: str, time: str) -> None:
    assert read(text) == f"2026-11-20T{time}:00"


@pytest.mark.parametrize(
    ("text", "utc"), [("1763625600", "2025-11-20T08:00:00"), ("1763625600000", "2025-11-20T08:00:00")]
)
def test_seconds_and_milliseconds_since_1970_are_read(text: str, utc: str) -> None:
    assert read(text) == utc


@pytest.mark.parametrize(
    "text",
    [
        "1970-01-01", "1970-01-01T00:00:00Z", "1900-01-01", "0001-01-01T00:00:00", "1899-12-31", "0000-00-00", "0",
        "{{ article.date }}", "[date]", "YYYY-MM-DD", "%Y-%m-%d", "null", "Invalid Date", "NaN",
    ],
)  # fmt: skip
def test_what_a_template_puts_where_no_date_is_known_is_refused(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "yesterday", "2 hours ago", "2026-13-40", "2026-02-30", "31 February 2026", "2026-11-20T24:00:00Z", "2026-11-20T08",
        "2026-11-20T08:00:00+99:99", "99999999999999", "999999999999999999", "२०२६-१३-२०", "5/6/2026", "20 Smarch 2026", "2026",
        "11-20", "1" * 1_000_000, "2026-11-20 " * 100, "20 Nov 99999",
    ],
)  # fmt: skip
def test_what_is_no_time_or_can_be_read_in_two_ways_is_refused(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize("text", ["2026-11-24T13:30:00Z", "2027-01-01", "2099-12-31T00:00:00Z", "4102444800"])
def test_the_future_is_refused(text: str) -> None:
    assert read(text) is None


def test_a_clock_that_goes_a_little_fast_means_now() -> None:
    assert read("2026-11-24T12:30:00Z") == "2026-11-24T12:00:00"


def test_a_local_time_ahead_of_utc_means_now() -> None:
    assert read("2026-11-25T01:00:00") == "2026-11-24T12:00:00"


def test_a_leap_second_is_the_second_before() -> None:
    assert read("2026-11-20T23:59:60Z") == "2026-11-20T23:59:59"


@pytest.mark.parametrize(
    "path", ["/2026/11/20/gates", "/ports/2026-11-20/gates", "/2026/nov/20/gates", "/2026/11/20"]
)
def test_a_day_in_the_address_is_read(path: str) -> None:
    assert moment_in_url(f"https://x.example{path}", seen_at=SEEN_AT) == datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    "path", ["/2026/11/gates", "/2026/02/31/a", "/2030/01/01/a", "/1234/56/78/a", "/2026/abc/20/a", ""]
)
def test_other_numbers_in_the_address_are_no_day(path: str) -> None:
    assert moment_in_url(f"https://x.example{path}", seen_at=SEEN_AT) is None


@pytest.mark.parametrize(
    "line",
    ["20 November 2026", "Updated November 20, 2026, 8:05 pm", "2026-11-20", "Fri 20 Nov 2026 10:00 GMT"],
)
def test_a_line_that_is_only_a_day_is_told_from_a_sentence(line: str) -> None:
    assert is_moment(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "May",
        "The gates shut on 20 November 2026",
        "20 November 2026 was a Friday",
        "2026",
        "12 dead, 3 missing",
    ],
)
def test_a_sentence_with_a_day_in_it_is_no_date_line(line: str) -> None:
    assert not is_moment(line)


@given(ANY_TEXT)
@example("20 Nov 2026 10:00 +9999")
@example("000000000")
@example("2026-11-20T99:99")
def test_any_text_gives_no_moment_or_one_in_utc_that_has_passed(text: str) -> None:
    moment = read_moment(text, seen_at=SEEN_AT)
    assert moment is None or (
        moment.utcoffset() == timedelta(0) and moment <= SEEN_AT and moment.year >= 1900
    )
    moment_in_url(text, seen_at=SEEN_AT)
    is_moment(text)


@given(st.integers(31_536_000, int(SEEN_AT.timestamp())), st.integers(-14 * 60, 14 * 60))
def test_every_past_moment_in_iso_form_comes_back(seconds: int, offset_minutes: int) -> None:
    moment = datetime.fromtimestamp(seconds, timezone(timedelta(minutes=offset_minutes)))
    assert read_moment(moment.isoformat(), seen_at=SEEN_AT) == moment


@pytest.mark.parametrize(
    "text", ["1969-12-31T19:00:00-05:00", "1970-01-01T03:00:00+03:00", "1969-12-31T16:00:00-08:00", "0"]
)
def test_the_beginning_of_1970_is_refused_in_every_zone(text: str) -> None:
    assert read(text) is None


def test_half_of_the_day_after_a_machines_form_is_heeded() -> None:
    assert read("2026-11-20 06:05 PM") == "2026-11-20T18:05:00"
