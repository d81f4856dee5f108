"""Bars tell a timeline's counts, and each asks for exactly its own stretch of time."""

from datetime import UTC, datetime

import pytest

from quotewire_search.bars import chart
from quotewire_search.history import Bucket, Interval, Timeline
from quotewire_search.moments import parse_moment
from tests.unit.search.fakes import FakeIndex, quote, timeline
from tests.unit.search.pages.browsing import show


def link(since: str, until: str) -> str:
    return f"{since}..{until}"


def one(interval: Interval, start: str, end: str, zone: str = "UTC") -> Timeline:
    bucket = Bucket(start=datetime.fromisoformat(start), end=datetime.fromisoformat(end), count=1)
    return Timeline(interval=interval, time_zone=zone, total=1, buckets=(bucket,))


@pytest.mark.parametrize(
    ("interval", "start", "end", "url", "label"),
    [
        (
            "hour",
            "2026-11-20T03:00Z",
            "2026-11-20T04:00Z",
            "2026-11-20T03:00Z..2026-11-20T03:59:59.999Z",
            "20 Nov 2026, 03:00 to 04:00",
        ),
        ("day", "2026-11-20T00:00Z", "2026-11-21T00:00Z", "2026-11-20..2026-11-20", "Fri 20 Nov 2026"),
        (
            "week",
            "2026-11-30T00:00Z",
            "2026-12-07T00:00Z",
            "2026-11-30..2026-12-06",
            "30 Nov to 6 Dec 2026",
        ),
        ("month", "2026-11-01T00:00Z", "2026-12-01T00:00Z", "2026-11..2026-11", "November 2026"),
        ("quarter", "2026-10-01T00:00Z", "2027-01-01T00:00Z", "2026-10..2026-12", "quarter 4 of 2026"),
        ("year", "2026-01-01T00:00Z", "2027-01-01T00:00Z", "2026..2026", "2026"),
    ],
)
def test_a_bar_asks_for_its_interval_and_is_named_for_readers(
    interval: Interval, start: str, end: str, url: str, label: str
) -> None:
    bar = chart(one(interval, start, end), link).bars[0]
    assert (bar.url, bar.label) == (url, label)
    assert parse_moment(bar.since).start == datetime.fromisoformat(start)
    assert parse_moment(bar.until).end == datetime.fromisoformat(end)


def test_days_of_another_zone_are_asked_for_by_their_instants() -> None:
    bar = chart(one("day", "2026-11-20T05:00Z", "2026-11-21T05:00Z", "America/New_York"), link).bars[0]
    assert bar.label == "Fri 20 Nov 2026"
    assert parse_moment(bar.since).start == datetime(2026, 11, 20, 5, tzinfo=UTC)
    assert parse_moment(bar.until).end == datetime(2026, 11, 21, 5, tzinfo=UTC)


def test_the_highest_bar_fills_the_height_and_the_smallest_is_still_seen() -> None:
    drawn = chart(timeline(1, 0, 1_000), link)
    assert [bar.height for bar in drawn.bars] == [3, 0, 100]
    assert [bar.top for bar in drawn.bars] == [97, 100, 0]
    assert drawn.peak == 1_000
    assert drawn.bars[-1].left + drawn.bars[-1].width == pytest.approx(1_000, abs=0.1)


def test_several_timelines_can_share_a_scale() -> None:
    assert chart(timeline(5), link, peak=10).bars[0].height == 50


@pytest.mark.parametrize("counts", [(5,), (0, 0, 0)])
def test_a_timeline_without_a_course_is_not_worth_drawing(counts: tuple[int, ...]) -> None:
    assert not chart(timeline(*counts), link).worth_drawing


async def test_the_page_shows_bars_as_links_and_the_same_as_a_table() -> None:
    index = FakeIndex([quote()])
    index.found_timeline = timeline(2, 0, 3)
    _, page = await show(index, "/", q="toll")
    days = [bar.since for bar in chart(timeline(2, 0, 3), link).bars]
    # In the picture and in the table; the empty day in the picture alone.
    narrowed = [page.links().count(f"/?q=toll&since={day}&until={day}") for day in days]
    assert narrowed == [2, 1, 2]
    assert len(page.all("rect")) == 5
    assert any(field.get("name") == "since" for field in page.all("input"))


async def test_a_time_in_force_can_be_left_again() -> None:
    _, page = await show(FakeIndex([quote()]), "/", q="toll", since="2026-11-20")
    assert "Any time" in page.text
    assert "/?q=toll" in page.links()


@pytest.mark.parametrize(
    ("counts", "ticks"),
    [
        ((1,), ("24 Nov 2026",)),
        ((1, 1), ("23 Nov 2026", "24 Nov 2026")),
        ((1,) * 7, ("18 Nov 2026", "21 Nov 2026", "24 Nov 2026")),
    ],
)
def test_the_ends_are_named_and_the_middle_where_there_is_room(
    counts: tuple[int, ...], ticks: tuple[str, ...]
) -> None:
    assert chart(timeline(*counts), link).ticks == ticks


@pytest.mark.parametrize(
    ("interval", "ticks"), [("hour", "20 Nov, 03:00"), ("quarter", "Nov 2026"), ("year", "2026")]
)
def test_names_below_the_bars_are_short(interval: Interval, ticks: str) -> None:
    assert chart(one(interval, "2026-11-20T03:00Z", "2026-11-20T04:00Z"), link).ticks == (ticks,)
