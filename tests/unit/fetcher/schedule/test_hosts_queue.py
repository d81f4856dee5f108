import itertools
import math
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from quotewire_fetcher.schedule.hosts_queue import HostQueue, Job
from quotewire_fetcher.schedule.waiting_host import SHARE
from quotewire_shared.messages import Lane


def page(name: str, host: str = "a", lane: Lane = Lane.LIVE) -> Job:
    return Job("page", name, host, lane)


def feed(name: str, host: str = "a") -> Job:
    return Job("feed", name, host)


def taken(queue: HostQueue, now: float, ready_at: float | None = None) -> Job | None:
    """Take a job and give its host back at once."""
    job = queue.pop(now)
    if job is not None:
        queue.done(job, now if ready_at is None else ready_at)
    return job


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


def test_hosts_are_served_in_the_order_of_the_time_from_which_they_could_be() -> None:
    queue = HostQueue()
    queue.put(page("1", "a"), 0)
    queue.put(page("2", "a"), 0)
    queue.put(page("3", "b"), 2)
    taken(queue, 0, ready_at=3)
    assert [job.id for job in (queue.pop(4), queue.pop(4)) if job] == ["3", "2"]


def test_a_due_feed_goes_before_pages_of_its_host() -> None:
    queue = HostQueue()
    queue.put(page("1"), 0)
    queue.put(page("2"), 0)
    queue.put(feed("f"), 30)
    assert taken(queue, 0, ready_at=30) == page("1")
    assert taken(queue, 31) == feed("f")
    assert taken(queue, 31) == page("2")


def test_feeds_and_pages_take_turns_where_both_are_due() -> None:
    queue = HostQueue()
    for number in range(3):
        queue.put(feed(f"f{number}", f"a{number}"), 0)
        queue.put(page(f"p{number}", f"b{number}"), 0)
    kinds = [job.kind for _ in range(6) if (job := queue.pop(1))]
    assert kinds == ["feed", "page", "feed", "page", "feed", "page"]


def test_backfill_waits_until_nothing_live_is_due_anywhere() -> None:
    queue = HostQueue()
    queue.put(page("old", "a", Lane.BACKFILL), 0)
    queue.put(page("new", "a"), 1)
    queue.put(page("other", "b"), 1)
    assert [job.id for _ in range(3) if (job := taken(queue, 2))] == ["new", "other", "old"]


def test_backfill_is_left_where_it_may_not_start() -> None:
    queue = HostQueue()
    queue.put(page("old", "a"), 3, Lane.BACKFILL)
    assert queue.pop(5, backfill=False) is None
    assert queue.next_at(backfill=False) is None
    assert queue.next_at() == 3
    job = queue.pop(5)
    assert job is not None
    assert job.lane is Lane.BACKFILL


def test_a_page_asked_for_again_by_a_live_source_is_live() -> None:
    queue = HostQueue()
    queue.put(page("1", "a", Lane.BACKFILL), 3)
    queue.put(page("1", "a"), 5)
    assert queue.counts() == {"feed": 0, "page": 1, "backfill": 0}
    assert queue.next_at(backfill=False) == 3
    queue.put(page("1", "a", Lane.BACKFILL), 1)
    assert queue.counts() == {"feed": 0, "page": 1, "backfill": 0}
    assert queue.next_at() == 1
    assert len(queue) == 1


def test_a_job_is_queued_once_and_the_earliest_time_counts() -> None:
    queue = HostQueue()
    queue.put(feed("f"), 100)
    queue.put(feed("f"), 200)
    queue.put(feed("f"), 50)
    assert len(queue) == 1
    assert queue.next_at() == 50
    assert taken(queue, 50) == feed("f")
    assert queue.pop(300) is None


def test_a_job_in_hand_may_be_queued_for_later() -> None:
    queue = HostQueue()
    queue.put(feed("f"), 0)
    job = queue.pop(0)
    assert job is not None
    queue.put(job, 60)
    assert len(queue) == 2
    queue.done(job, ready_at=1)
    assert (len(queue), queue.next_at()) == (1, 60)


def test_a_page_that_would_hold_up_a_feed_goes_after_it() -> None:
    queue = HostQueue(cost_s=2.0)
    queue.put(feed("f"), 10)
    for number in range(20):
        queue.put(page(str(number)), 0)
    assert taken(queue, 0, ready_at=2) == page("0")
    assert taken(queue, 6, ready_at=8.5) == page("1")
    assert queue.next_at() == 10
    assert taken(queue, 9) is None
    assert taken(queue, 10, ready_at=12) == feed("f")


def test_a_page_that_was_left_waiting_does_not_slip_in_right_before_a_feed() -> None:
    queue = HostQueue(cost_s=2.0)
    queue.put(feed("f"), 10)
    queue.put(page("1"), 0)
    queue.put(page("2"), 0)
    taken(queue, 0, ready_at=2)
    assert queue.next_at() == 2
    assert queue.pop(9) is None  # nobody asked between 2 and 9
    assert queue.next_at() == 10


def test_a_full_host_gives_the_first_moment_that_is_free() -> None:
    queue = HostQueue(cost_s=2.0)
    for number in range(10):
        queue.put(feed(str(number)), 3.0 * number)
    assert queue.plan("a", 5.0, 4.0, 6.0) == 31.0


def test_a_host_whose_feeds_are_due_all_the_time_gives_pages_in_between() -> None:
    queue = HostQueue(cost_s=2.0)
    for number in range(10):
        queue.put(feed(f"f{number}"), 3.0 * number)
        queue.put(page(f"p{number}"), 0)
    kinds, now = [], 0.0
    while len(queue):
        now = max(now, queue.next_at() or 0.0)
        job = queue.pop(now)
        assert job is not None
        kinds.append(job.kind)
        queue.done(job, now + 2.0)
        now += 2.0
    assert "feed feed feed" not in " ".join(kinds)


def test_feeds_of_a_host_are_planned_apart() -> None:
    queue, rng = HostQueue(cost_s=2.0), random.Random(1)
    times = []
    for number in range(200):
        wanted = rng.uniform(0, 100)
        when = queue.plan("a", wanted, wanted - 5, wanted + 5)
        queue.put(feed(str(number)), when)
        times.append(when)
    times.sort()
    gaps = [after - before for before, after in itertools.pairwise(times)]
    assert min(gaps) >= 2.0 * SHARE - 1e-9
    assert queue.plan("elsewhere", 7.0, 6.0, 8.0) == 7.0


def test_a_free_time_is_kept_and_the_nearest_one_is_taken_else() -> None:
    queue = HostQueue(cost_s=2.0)
    queue.put(feed("f"), 50)
    assert queue.plan("a", 40, 30, 60) == 40
    assert queue.plan("a", 49, 30, 60) == 46
    assert queue.plan("a", 51, 30, 60) == 54
    assert queue.plan("a", 49, 48, 50) == 54


def test_a_slow_host_is_learned_and_its_feeds_planned_wider() -> None:
    queue = HostQueue(cost_s=1.0)
    now = 0.0
    queue.put(feed("other"), 10_000)
    for number in range(30):
        queue.put(page(str(number)), now)
        taken(queue, now, ready_at=now + 20)
        now += 20
    assert queue.plan("a", 10_001, 9_900, 10_100) > 10_000 + 35
    queue.put(page("x"), now)
    taken(queue, now, ready_at=now + 3600)  # it was told to be left alone: that is no measure
    assert queue.plan("a", 10_001, 9_900, 10_100) < 10_000 + 45


def test_jobs_of_hosts_that_are_lost_are_dropped_but_not_those_in_hand() -> None:
    queue = HostQueue()
    for host in ("a", "b", "c"):
        queue.put(feed("f", host), 0)
        queue.put(page("1", host), 0)
        queue.put(page("2", host, Lane.BACKFILL), 0)
    in_hand = queue.pop(0)
    assert in_hand == feed("f", "a")
    assert queue.drop(lambda job: job.host in ("a", "b")) == 5
    assert len(queue) == 4
    queue.done(in_hand, 0)
    assert queue.counts() == {"feed": 1, "page": 1, "backfill": 1}
    assert queue.drop_host("c") == 3
    assert queue.drop_host("c") == 0
    assert (len(queue), queue.next_at(), queue.pop(100)) == (0, None, None)
    queue.put(feed("f", "a"), 5)
    assert queue.pop(5) == feed("f", "a")


def test_it_tells_what_waits_for_a_slot_and_for_how_long() -> None:
    queue = HostQueue()
    for number in range(5):
        queue.put(feed(str(number), f"h{number}"), number)
        queue.put(page(str(number), f"h{number}"), number)
    assert queue.due_counts(2.5) == {"feed": 3, "page": 3, "backfill": 0}
    assert queue.late_s(2.5) == 2.5
    assert queue.late_s(-1) == 0.0
    assert HostQueue().late_s(9) == 0.0


def test_entries_that_no_longer_hold_do_not_pile_up() -> None:
    queue = HostQueue()
    queue.put(feed("f"), 10**6)
    queue.put(feed("sooner", "b"), 10**5)
    for number in range(5_000):
        queue.put(page(str(number), lane=Lane.BACKFILL), 0)
    for now in range(5_000):
        taken(queue, now)
    assert sum(len(order) for order in queue._orders) < 300


@st.composite
def plans(draw: st.DrawFn) -> list[tuple[int, int, str]]:
    one = st.tuples(st.integers(0, 5), st.integers(0, 50), st.sampled_from(["feed", "live", "backfill"]))
    return draw(st.lists(one, max_size=80))


@settings(deadline=None)  # machines are noisy
@given(plans(), st.integers(0, 3), st.integers(0, 40))
def test_every_job_comes_out_once_no_earlier_than_due_and_never_two_of_a_host(
    jobs: list[tuple[int, int, str]], pause: int, slow_from: int
) -> None:
    queue = HostQueue()
    due: dict[Job, float] = {}
    for number, (host, due_at, kind) in enumerate(jobs):
        lane = Lane.BACKFILL if kind == "backfill" else Lane.LIVE
        job = Job("feed" if kind == "feed" else "page", str(number), f"h{host}", lane)
        queue.put(job, due_at)
        due[job] = due_at
    came: list[Job] = []
    in_hand: list[Job] = []
    for now in range(600):
        if not in_hand and now >= slow_from:
            expected = queue.next_at()
            assert (expected is None) == (len(queue) == 0)
        while (found := queue.pop(now)) is not None:
            assert found.host not in {held.host for held in in_hand}
            assert due[found] <= now
            in_hand.append(found)
            came.append(found)
        assert (queue.next_at() or math.inf) > now
        for job in in_hand:
            queue.done(job, now + pause)
        in_hand.clear()
        if not len(queue):
            break
    assert sorted(job.id for job in came) == sorted(job.id for job in due)
    assert (len(queue), sum(queue.counts().values())) == (0, 0)
