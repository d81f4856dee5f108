"""Whether an outlet still comes is judged by its own pace."""

from datetime import UTC, datetime, timedelta

import pytest

from quotewire_search.sources import Hour, health_of, longest_gaps, per_day, usual_gap

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def hour(ago_h: float, count: int = 1, span_m: float = 0) -> Hour:
    first = NOW - timedelta(hours=ago_h)
    return Hour(first, first + timedelta(minutes=span_m), count)


def test_the_usual_gap_is_the_median_between_deliveries() -> None:
    assert usual_gap([hour(9), hour(7), hour(5), hour(0)]) == timedelta(hours=2)


def test_articles_of_one_reading_of_the_feed_have_no_gap_between_them() -> None:
    assert usual_gap([hour(6, 20), hour(4, 20), hour(2, 20)]) == timedelta(hours=2)
    assert usual_gap([hour(6, 20)]) is None


def test_gaps_within_an_hour_count_as_if_they_were_even() -> None:
    assert usual_gap([hour(2, 5, 40), hour(1)]) == timedelta(minutes=10)


@pytest.mark.parametrize(
    ("silent_h", "gap_h", "health"),
    [
        (5, 2, "live"),
        (7, 2, "late"),
        (21, 2, "silent"),
        (2.9, 0.1, "live"),
        (11, 0.1, "silent"),
        (24, None, "live"),
    ],
)
def test_three_usual_gaps_make_it_late_and_ten_silent(
    silent_h: float, gap_h: float | None, health: str
) -> None:
    usual = timedelta(hours=gap_h) if gap_h else None
    assert health_of(NOW - timedelta(hours=silent_h), usual, NOW) == health


def test_the_longest_silences_come_first_and_the_one_that_lasts_is_among_them() -> None:
    gaps = longest_gaps([hour(100), hour(90), hour(30.5), hour(30)], NOW)
    assert [round((gap.end - gap.start) / timedelta(hours=1)) for gap in gaps] == [60, 30, 10]
    assert gaps[1].end == NOW


def test_articles_are_counted_by_day_with_today_last() -> None:
    counts = per_day([hour(24 * 40, 9), hour(24 * 29, 3), hour(24, 2), hour(1, 4)], NOW)
    assert len(counts) == 30
    assert (counts[0], counts[-2], counts[-1], sum(counts)) == (3, 2, 4, 9)
