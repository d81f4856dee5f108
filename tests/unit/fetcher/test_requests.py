"""What is asked for, and what the owner of a page makes of it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from quotewire_fetcher.memory.state import FeedState, PageState
from quotewire_fetcher.naming.identity import page_id_for
from quotewire_fetcher.requests import (
    DISTRUST_CAP_S,
    MAX_ALSO,
    MAX_PASSED,
    distrust_of,
    request_for_page,
    request_for_poll,
    request_for_redirect,
    request_further,
    wanted_page,
)
from quotewire_shared.messages import FetchRequest, Lane
from tests.unit.fetcher.fakes import SOURCE

NOW = 1_795_000_000.0
URL = "https://news.example/a"
ROAD = "https://road.example/1"
DONE = PageState(page_id_for(URL), URL, "news", "done", NOW - 9_000, fetched_at=NOW - 8_000)


def moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def request(*, lane: Lane = Lane.LIVE, changed_at: float | None = None, source: str = "news") -> FetchRequest:
    return request_for_page(URL, source_id=source, publisher=None, lane=lane, now=NOW, changed_at=changed_at)


def test_an_unknown_page_is_fetched_now() -> None:
    page = wanted_page(request(), None, NOW)
    assert page is not None
    assert (page.phase, page.next_try_at, page.first_seen_at, page.named_url) == ("pending", NOW, NOW, URL)


@pytest.mark.parametrize(
    ("known", "changed_at", "source", "is_wanted"),
    [
        (DONE, None, "news", False),
        (DONE, NOW - 8_500, "news", False),
        (DONE, NOW, "news", True),
        (DONE, NOW + 7_200, "news", False),  # a clock, or a lie
        (replace(DONE, changed_at=NOW - 9_999), NOW - 8_500, "news", True),  # a feed is compared with itself
        (replace(DONE, changed_at=NOW - 9_999), NOW - 8_500, "other", False),  # another only with our fetch
        (replace(DONE, changed_at=NOW - 9_999), NOW - 7_000, "other", True),
        (replace(DONE, phase="refused"), None, "news", False),
        (replace(DONE, phase="refused"), NOW, "news", True),
        (replace(DONE, phase="moved"), NOW, "news", True),
    ],
)
def test_a_known_page_is_fetched_again_where_a_later_change_is_claimed(
    known: PageState, changed_at: float | None, source: str, is_wanted: bool
) -> None:
    again = wanted_page(request(changed_at=changed_at, source=source), known, NOW)
    assert (again is not None) is is_wanted
    if again is not None:
        assert (again.phase, again.next_try_at, again.code, again.moved_to) == ("pending", 0.0, None, None)


def test_who_claimed_false_changes_is_asked_later_and_not_forgotten() -> None:
    known = replace(DONE, unchanged=8, fetched_at=NOW - 10)
    assert distrust_of(known) == DISTRUST_CAP_S
    assert distrust_of(DONE) == 0.0
    again = wanted_page(request(changed_at=NOW), known, NOW)
    assert again is not None
    assert again.next_try_at == NOW - 10 + DISTRUST_CAP_S


def test_a_pending_page_remembers_the_roads_to_it_up_to_a_limit() -> None:
    page = wanted_page(request(), None, NOW)
    assert page is not None
    assert wanted_page(request(), page, NOW) is None
    for number in range(MAX_ALSO):
        road = request().model_copy(update={"asked_url": f"https://road.example/{number}"})
        page = wanted_page(road, page, NOW)
        assert page is not None
        assert wanted_page(road, page, NOW) is None, "known already"
    assert len(page.also) == MAX_ALSO
    assert wanted_page(request().model_copy(update={"asked_url": ROAD + "/more"}), page, NOW) is None


def test_a_page_goes_to_another_domain_with_its_story() -> None:
    page = replace(DONE, phase="pending", asked_url=ROAD, changed_at=NOW - 5, lane=Lane.BACKFILL)
    onward = request_for_redirect(page, "https://north.example/a", [ROAD, URL])
    assert (onward.url, onward.asked_url, onward.redirects) == (
        "https://north.example/a",
        ROAD,
        (ROAD, URL),
    )
    assert (onward.changed_at, onward.lane) == (moment(NOW - 5), Lane.BACKFILL)
    assert onward.first_seen_at == moment(page.first_seen_at)


def test_a_request_goes_on_but_not_round_and_not_for_ever() -> None:
    road = request().model_copy(update={"asked_url": ROAD, "redirects": (ROAD,)})
    onward = request_further(road, "https://north.example/a")
    assert onward is not None
    assert (onward.url, onward.redirects) == ("https://north.example/a", (ROAD, URL))
    assert request_further(onward, URL) is None
    far = road.model_copy(update={"redirects": tuple(f"{ROAD}/{n}" for n in range(MAX_PASSED))})
    assert request_further(far, "https://north.example/a") is None


def test_a_poll_is_asked_for_with_what_is_known_of_the_document() -> None:
    feed = FeedState("news", SOURCE.url, etag='"1"', last_modified="yesterday")
    poll = request_for_poll(feed, SOURCE, "https://feeds.example/news", now=NOW, until=NOW + 60)
    assert (poll.kind, poll.source_id, poll.etag, poll.last_modified, poll.until) == (
        "poll",
        "news",
        '"1"',
        "yesterday",
        moment(NOW + 60),
    )
