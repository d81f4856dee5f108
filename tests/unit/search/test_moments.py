"""Dates mean the whole stretch that people mean by them."""

from datetime import UTC, datetime, timedelta

import pytest

from quotewire_search.moments import parse_moment


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026", datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
        ("2026-11", datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)),
        ("2026-12", datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
        ("2024-02-29", datetime(2024, 2, 29, tzinfo=UTC), datetime(2024, 3, 1, tzinfo=UTC)),
    ],
)
def test_a_year_month_or_day_is_all_of_it(text: str, start: datetime, end: datetime) -> None:
    moment = parse_moment(text)
    assert (moment.start, moment.end) == (start, end)


def test_a_time_is_one_millisecond_in_utc() -> None:
    moment = parse_moment("2026-11-24T13:30+01:00")
    assert moment.start == datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
    assert moment.end - moment.start == timedelta(milliseconds=1)
    assert parse_moment("2026-11-24T12:30:00").start == moment.start
    assert parse_moment("2026-11-24T12:30Z").start == moment.start


@pytest.mark.parametrize(
    "text",
    ["", "24.11.2026", "2026-02-30", "2026-00", "9999-12-31", "1899", "0001-01-01T00:00+14:00", "٢٠٢٦", "-1"],
)
def test_anything_else_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match="Write 2026, 2026-11, 2026-11-24"):
        parse_moment(text)
