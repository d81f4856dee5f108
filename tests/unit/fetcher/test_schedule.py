from hypothesis import given
from hypothesis import strategies as st

from quotewire_fetcher.schedule import HostQueue, Job, Pace
from quotewire_fetcher.settings import FetcherSettings
from quotewire_fetcher.sources import Source
from tests.unit.fetcher.fakes import PACE, SOURCE


def page(name: str, host: str = "a") -> Job:
    return Job("page", name, host)


def test_a_host_has_one_job_in_hand_and_a_pause_after_it() -> None:
    queue = HostQueue()
    queue.put(page("1"), 0)
    queue.put(page("2"), 0)
    first = queue.pop(0)
    assert first == page("1")
    assert queue.pop(0) is None
    assert queue.next_at() is None
    queue.done(first, ready_at=5)
    assert queue.next_at() == 5
    assert queue.pop(4.9) is None
    assert queue.pop(5) == page("2")


def test_a_host_with_many_pages_does_not_hold_up_another() -> None:
    queue = HostQueue()
    for number in range(1_000):
        queue.put(page(str(number), "busy"), 0)
    queue.put(page("x", "quiet"), 0)
    assert [job.host for job in (queue.pop(0), queue.pop(0)) if job] == ["busy", "quiet"]


def test_a_due_feed_goes_before_pages() -> None:
    queue = HostQueue()
    queue.put(page("1"), 0)
    queue.put(page("2"), 0)
    queue.put(Job("feed", "f", "a"), 3)
    first = queue.pop(0)
    assert first == page("1")
    queue.done(first, 4)
    second = queue.pop(4)
    assert second == Job("feed", "f", "a")
    queue.done(second, 4)
    assert queue.pop(4) == page("2")


def test_a_job_is_queued_once() -> None:
    queue = HostQueue()
    queue.put(page("1"), 0)
    queue.put(page("1"), 0)
    assert len(queue) == 1


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 50)), max_size=80), st.integers(0, 3))
def test_every_job_comes_out_once_no_earlier_than_due_and_never_two_of_a_host(
    jobs: list[tuple[int, int]], pause: int
) -> None:
    queue = HostQueue()
    due = {}
    for number, (host, due_at) in enumerate(jobs):
        queue.put(page(str(number), f"h{host}"), due_at)
        due[str(number)] = due_at
    came: list[str] = []
    in_hand: list[Job] = []
    for now in range(500):
        while (job := queue.pop(now)) is not None:
            assert job.host not in {held.host for held in in_hand}
            assert due[job.id] <= now
            in_hand.append(job)
            came.append(job.id)
        for job in in_hand:
            queue.done(job, now + pause)
        in_hand.clear()
    assert sorted(came) == sorted(due)
    assert len(queue) == 0


def test_poll_times_keep_the_bounds() -> None:
    quick = SOURCE.model_copy(update={"poll_interval_s": 1.0})
    rare = SOURCE.model_copy(update={"poll_interval_s": 10.0**6})
    assert PACE.next_poll_s(quick) == 60
    assert PACE.next_poll_s(rare) == 6 * 3600
    assert 810 <= PACE.next_poll_s(SOURCE) <= 990
    assert 1620 <= PACE.next_poll_s(SOURCE, ttl_s=1800) <= 1980
    assert PACE.next_poll_s(quick, ttl_s=1800) == 60


def test_failures_double_the_wait_up_to_the_ceiling() -> None:
    assert 450 <= PACE.next_poll_after_failure_s(SOURCE, 1) <= 900
    assert 900 <= PACE.next_poll_after_failure_s(SOURCE, 2) <= 1800
    assert 3 * 3600 <= PACE.next_poll_after_failure_s(SOURCE, 1_000) <= 6 * 3600


def test_a_single_run_is_brisk_but_never_ruder_than_asked() -> None:
    pace = Pace.of(FetcherSettings(once=True, once_retry_cap_s=2.0, once_patience_s=60.0, retries=2))
    assert (pace.retry_s(1) or 99) <= 2.0
    assert pace.retry_s(1, retry_after_s=30.0) == 30.0
    assert pace.retry_s(1, retry_after_s=61.0) is None
    assert pace.retry_s(3) is None
    assert Source(id="a", name="A", url="https://a.example/").poll_interval_s is None
