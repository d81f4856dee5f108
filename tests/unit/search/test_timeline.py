"""Timelines have every interval of their time, in the clock of their place."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from quotewire_search.errors import TooManyBucketsError
from quotewire_search.history import Interval
from quotewire_search.timeline import Reach, check_buckets, interval_for, read_reach, read_timeline


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def milliseconds(text: str) -> float:
    return at(text).timestamp() * 1000


def answer(dated: dict[str, int], undated: dict[str, int] | None = None) -> dict[str, Any]:
    def buckets(counts: dict[str, int]) -> dict[str, Any]:
        return {"buckets": [{"key": milliseconds(day), "doc_count": n} for day, n in counts.items()]}

    return {"aggregations": {"over_time": buckets(dated), "undated": {"over_time": buckets(undated or {})}}}


def test_empty_days_are_there_and_undated_ones_count_where_they_were_first_seen() -> None:
    reach = Reach(at("2026-11-20T10:00"), at("2026-11-23T00:00"))
    found = read_timeline(answer({"2026-11-20": 2, "2026-11-23": 1}, {"2026-11-20": 3}), reach, "day", "UTC")
    assert [bucket.count for bucket in found.buckets] == [5, 0, 0, 1]
    assert found.total == 6
    assert found.buckets[-1].end == at("2026-11-24")


def test_a_day_of_the_change_of_clocks_has_its_own_length() -> None:
    reach = Reach(at("2026-10-24T12:00"), at("2026-10-26T12:00"))
    found = read_timeline({}, reach, "day", "Europe/Berlin")
    assert [(bucket.end - bucket.start) for bucket in found.buckets] == [timedelta(days=1)] * 3  # on the wall
    lengths = [bucket.end.astimezone(UTC) - bucket.start.astimezone(UTC) for bucket in found.buckets]
    assert lengths == [timedelta(hours=24), timedelta(hours=25), timedelta(hours=24)]


def test_where_clocks_skip_midnight_the_day_begins_when_it_does() -> None:
    # Beirut put its clocks forward at midnight on 2022-03-27: that day began at 01:00.
    reach = Reach(at("2022-03-26T12:00"), at("2022-03-27T12:00"))
    found = read_timeline(answer({"2022-03-26T22:00": 4}), reach, "day", "Asia/Beirut")
    assert [(bucket.start.isoformat(), bucket.count) for bucket in found.buckets] == [
        ("2022-03-26T00:00:00+02:00", 0),
        ("2022-03-27T01:00:00+03:00", 4),
    ]


def test_the_hour_that_comes_twice_is_two_hours() -> None:
    reach = Reach(at("2026-10-24T23:30"), at("2026-10-25T01:30"))
    found = read_timeline({}, reach, "hour", "Europe/Berlin")
    assert [bucket.start.isoformat() for bucket in found.buckets] == [
        "2026-10-25T01:00:00+02:00",
        "2026-10-25T02:00:00+02:00",
        "2026-10-25T02:00:00+01:00",
    ]


@pytest.mark.parametrize(
    ("interval", "starts"),
    [
        ("week", ["2025-12-29", "2026-01-05"]),
        ("month", ["2026-01-01"]),
        ("quarter", ["2026-01-01"]),
        ("year", ["2026-01-01"]),
    ],
)
def test_weeks_begin_on_monday_and_the_others_on_the_first(interval: Interval, starts: list[str]) -> None:
    reach = Reach(at("2026-01-01"), at("2026-01-09"))
    found = read_timeline({}, reach, interval, "UTC")
    assert [f"{bucket.start:%Y-%m-%d}" for bucket in found.buckets] == starts


def test_quarters_go_over_the_turn_of_the_year() -> None:
    found = read_timeline({}, Reach(at("2025-12-31"), at("2026-04-01")), "quarter", "UTC")
    assert [f"{bucket.start:%Y-%m}" for bucket in found.buckets] == ["2025-10", "2026-01", "2026-04"]


@pytest.mark.parametrize(
    ("days", "interval"),
    [(0, "hour"), (4, "hour"), (5, "day"), (121, "day"), (400, "week"), (2_000, "month"), (8_000, "quarter")],
)
def test_the_interval_suits_the_length_of_time(days: int, interval: Interval) -> None:
    begin = at("2000-01-01")
    chosen = interval_for(Reach(begin, begin + timedelta(days=days)))
    assert chosen == interval if days != 121 else chosen == "week"


def test_the_interval_of_centuries_is_the_year_and_of_nothing_the_day() -> None:
    assert interval_for(Reach(at("1900-01-01"), at("2100-01-01"))) == "year"
    assert interval_for(None) == "day"


def test_too_short_an_interval_is_refused_with_one_that_is_long_enough() -> None:
    reach = Reach(at("2025-01-01"), at("2026-01-01"))
    with pytest.raises(TooManyBucketsError, match=r"8,761 intervals .* Write interval=day"):
        check_buckets(reach, "hour")
    check_buckets(reach, "day")


def test_an_article_of_the_year_9999_breaks_nobodys_timeline() -> None:
    aggregations = {
        "first": {"value": milliseconds("0001-01-02")},
        "last": {"value": milliseconds("9999-12-31")},
    }
    reach = read_reach(aggregations)
    assert reach == Reach(at("1900-01-01"), at("2100-01-01"))
    read_timeline(answer({"9999-12-31": 1}), reach, "year", "UTC")


def test_of_nothing_there_is_an_empty_timeline() -> None:
    assert read_reach({}) is None
    assert read_timeline({}, None, "day", "UTC").buckets == ()
