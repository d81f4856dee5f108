"""When a source is polled next."""

from dataclasses import replace

from quotewire_fetcher.memory.state import FeedState
from quotewire_fetcher.schedule.planning import Planner
from tests.unit.fetcher.fakes import BOUNDS, FEED_URL, SOURCE

NOW = 1_795_000_000.0
STATE = FeedState("news", FEED_URL)


def test_a_good_poll_forgets_failures_and_a_failed_one_counts_them() -> None:
    planner = Planner(BOUNDS)
    failed = STATE
    for number in range(1, 4):
        failed = planner.after_failure(
            SOURCE, failed, NOW, code="http_500", reason="x" * 1_000, retry_after_s=None
        )
        assert failed.failures == number
    assert (failed.code, len(failed.reason or "")) == ("http_500", 300)
    assert failed.next_due_at > NOW
    good = planner.after_good(SOURCE, failed, NOW + 5)
    assert (good.failures, good.code, good.reason, good.ok_at) == (0, None, None, NOW + 5)
    assert good.history.failures == 0


def test_a_server_that_names_a_pause_gets_it() -> None:
    failed = Planner(BOUNDS).after_failure(
        SOURCE, STATE, NOW, code="http_503", reason="", retry_after_s=50_000.0
    )
    assert failed.next_due_at >= NOW + 50_000


def test_what_waits_for_the_next_poll_is_fetched_soon_and_what_a_hub_tells_is_polled_rarely() -> None:
    planner = Planner(BOUNDS)
    assert planner.after_good(SOURCE, STATE, NOW, soon=True).next_due_at == NOW + BOUNDS.floor_s
    pushed = planner.after_good(SOURCE, replace(STATE, hub_until=NOW + 9_999), NOW)
    usual = planner.after_good(SOURCE, replace(STATE, hub_until=NOW - 1), NOW)
    assert "hub" in pushed.why
    assert usual.next_due_at < pushed.next_due_at <= NOW + BOUNDS.ceiling_s


def test_the_place_at_the_host_is_asked_for_within_what_was_planned() -> None:
    asked: list[tuple[str, bool]] = []

    def place(host: str, wanted: float, earliest: float, latest: float) -> float:
        asked.append((host, earliest <= wanted <= latest))
        return latest

    after = Planner(BOUNDS, place).after_good(SOURCE, STATE, NOW)
    assert asked == [("news.example", True)]
    assert after.next_due_at > NOW
