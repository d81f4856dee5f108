import itertools
import random
from bisect import bisect_right
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from quotewire_fetcher.schedule.rhythm import (
    Bounds,
    FeedHistory,
    Next,
    after_failure,
    after_probe,
    after_success,
    next_poll,
    rate_per_s,
    wants_unconditional,
)
from quotewire_fetcher.schedule.week_profile import DAY_S, HOUR_S

BOUNDS = Bounds(floor_s=60.0, ceiling_s=6 * HOUR_S, usual_s=900.0)
MONDAY = 1_795_392_000.0 - 2 * DAY_S  # 2026-11-23 00:00 UTC
WEEK_S = 7 * DAY_S
JSON = TypeAdapter(FeedHistory)


def middle(
    history: FeedHistory, now: float, own_interval_s: float | None = None, bounds: Bounds = BOUNDS
) -> float:
    """Give the middle of the waits that may be drawn."""
    coming = planned(history, now, own_interval_s, bounds)
    return (coming.earliest_s + coming.latest_s) / 2


def planned(
    history: FeedHistory, now: float, own_interval_s: float | None = None, bounds: Bounds = BOUNDS
) -> Next:
    return next_poll(history, now=now, bounds=bounds, own_interval_s=own_interval_s, rng=random.Random(1))


def followed(published: list[float], start: float, end: float) -> FeedHistory:
    """Poll a feed with these entries from *start* to *end*, as the rhythm says."""
    rng, history, now, known = random.Random(3), FeedHistory(), start, 0
    while now < end:
        there = bisect_right(published, now)
        new = published[known:there]
        history = after_success(
            history, now=now, new_at=new, entries_at=published[:there][-20:], unchanged=not new
        )
        known = there
        now += next_poll(history, now=now, bounds=BOUNDS, own_interval_s=None, rng=rng).wait_s
    return history


def evenly(per_day: float, start: float, end: float) -> list[float]:
    gap_s = DAY_S / per_day
    return [start + number * gap_s for number in range(int((end - start) / gap_s))]


def test_a_feed_of_which_nothing_is_known_is_polled_at_the_usual_interval() -> None:
    coming = planned(FeedHistory(), MONDAY)
    assert 810 <= coming.wait_s <= 990
    assert coming.earliest_s == 810
    assert coming.latest_s == pytest.approx(990)
    assert "nothing is known" in coming.why


@pytest.mark.parametrize(
    ("per_day", "least_min", "most_min"),
    [(1, 80, 130), (4.2, 45, 60), (48, 13, 17), (1_000, 3, 4)],
)
def test_the_interval_is_between_the_usual_one_and_that_of_half_a_new_entry(
    per_day: float, least_min: float, most_min: float
) -> None:
    start, end = MONDAY, MONDAY + 3 * WEEK_S
    history = followed(evenly(per_day, start - WEEK_S, end), start, end)
    assert least_min <= (end - start) / history.polls / 60 <= most_min
    assert rate_per_s(history, history.at, 900.0)[0] * DAY_S == pytest.approx(per_day, rel=0.25)


def test_a_first_document_with_dates_tells_the_rate_at_once() -> None:
    busy = after_success(
        FeedHistory(), now=MONDAY, new_at=[None] * 20, entries_at=evenly(100, MONDAY - DAY_S / 5, MONDAY)
    )
    rare = after_success(
        FeedHistory(), now=MONDAY, new_at=[None] * 20, entries_at=evenly(0.5, MONDAY - 40 * DAY_S, MONDAY)
    )
    assert middle(busy, MONDAY) < 900 < 3 * HOUR_S / 2 < middle(rare, MONDAY)


def test_dates_of_its_making_tell_nothing() -> None:
    history = after_success(
        FeedHistory(), now=MONDAY, new_at=[None] * 30, entries_at=[MONDAY - n for n in range(30)]
    )
    assert (history.since, history.slow) == (MONDAY, 0.0)
    assert middle(history, MONDAY) == pytest.approx(900, rel=0.1)


def test_one_old_announcement_on_top_does_not_hide_a_busy_feed() -> None:
    entries = [MONDAY - 400 * DAY_S, *evenly(24, MONDAY - DAY_S, MONDAY)]
    history = after_success(FeedHistory(), now=MONDAY, new_at=[None] * 25, entries_at=entries)
    assert rate_per_s(history, MONDAY, 900.0)[0] * DAY_S == pytest.approx(24, rel=0.2)


def test_dates_far_in_the_future_or_before_christ_are_borne() -> None:
    entries = [MONDAY + 400 * DAY_S, -(10.0**11), 0.0, None, MONDAY - 60.0, MONDAY - DAY_S]
    history = after_success(FeedHistory(), now=MONDAY, new_at=[None] * 6, entries_at=entries)
    history = after_success(history, now=MONDAY + 900, new_at=[MONDAY + 9 * DAY_S, -5.0, None])
    assert BOUNDS.floor_s <= planned(history, MONDAY + 900).wait_s <= BOUNDS.ceiling_s


def test_a_feed_that_gives_all_its_entries_new_names_has_not_become_busier() -> None:
    history = followed(evenly(4, MONDAY, MONDAY + WEEK_S), MONDAY, MONDAY + WEEK_S)
    old = [history.at - number * DAY_S for number in range(2, 40)]
    after = after_success(history, now=history.at + 600.0, new_at=old)
    assert after.slow < history.slow + 1
    assert after.hits < history.hits


def test_a_busy_hour_brings_polls_closer_and_silence_drives_them_apart() -> None:
    start, end = MONDAY, MONDAY + 2 * WEEK_S
    history = followed(evenly(10, start - WEEK_S, end), start, end)
    usual = middle(history, history.at)
    now = history.at + 600.0
    burst = after_success(history, now=now, new_at=[now - 60 * n for n in range(10)])
    assert middle(burst, now) < 0.75 * usual
    silent = history
    for _ in range(30):
        now += 3_000.0
        silent = after_success(silent, now=now, new_at=[], unchanged=True)
    assert middle(silent, now) > 2 * usual
    assert "silent" in planned(silent, now).why
    assert silent.same >= 30


def test_nights_and_weekends_are_learned() -> None:
    start, end = MONDAY, MONDAY + 6 * WEEK_S
    work = [
        when
        for when in evenly(48, start - WEEK_S, end)
        if 6 <= when % DAY_S / HOUR_S < 18 and (when - MONDAY) % WEEK_S < 5 * DAY_S
    ]
    history = followed(work, start, end)
    monday = end
    morning = middle(replace(history, at=int(monday + 9 * HOUR_S)), monday + 9 * HOUR_S)
    evening = middle(replace(history, at=int(monday + 19 * HOUR_S)), monday + 19 * HOUR_S)
    assert evening > 2 * morning
    # A poll of the night does not sleep into the morning.
    before_dawn = monday + 5 * HOUR_S
    assert middle(replace(history, at=int(before_dawn)), before_dawn) < 1.5 * HOUR_S + 2 * morning


def test_the_publishers_wish_is_never_undercut_up_to_the_ceiling() -> None:
    history = after_success(FeedHistory(), now=MONDAY, new_at=[], ttl_s=3_600.0)
    coming = planned(history, MONDAY)
    assert coming.wait_s >= coming.earliest_s >= 3_600
    assert "publisher" in coming.why
    greedy = after_success(FeedHistory(), now=MONDAY, new_at=[], ttl_s=10.0**9)
    assert planned(greedy, MONDAY).wait_s == BOUNDS.ceiling_s
    kept = after_success(history, now=MONDAY + 3_600, new_at=[], unchanged=True)
    assert kept.ttl_s == 3_600
    gone = after_success(history, now=MONDAY + 3_600, new_at=[], ttl_s=None)
    assert gone.ttl_s == 0


def test_the_operators_interval_wins_within_the_bounds() -> None:
    history = after_success(FeedHistory(), now=MONDAY, new_at=[], ttl_s=7_200.0)
    assert 270 <= planned(history, MONDAY, 300.0).wait_s <= 330
    assert 60 <= planned(history, MONDAY, 1.0).wait_s <= 66
    assert planned(history, MONDAY, 10.0**6).wait_s <= BOUNDS.ceiling_s
    assert "set for this source" in planned(history, MONDAY, 300.0).why


def test_failures_double_the_wait_up_to_a_day() -> None:
    history, latest = FeedHistory(), []
    for number in range(12):
        history = after_failure(history, now=MONDAY + number, code="http_503")
        latest.append(planned(history, MONDAY + number).latest_s)
    assert latest[:4] == [1_800, 3_600, 7_200, 14_400]
    assert latest[-1] == DAY_S
    assert history.failures == 12
    assert "12 times in a row (http_503)" in planned(history, MONDAY + 12).why


def test_a_feed_is_parked_after_a_week_of_failures_and_tried_for_ever() -> None:
    rng, history, now, tries = random.Random(5), FeedHistory(), MONDAY, []
    while now < MONDAY + 400 * DAY_S:
        history = after_failure(history, now=now, code="dns_failed")
        tries.append(now)
        now += next_poll(history, now=now, bounds=BOUNDS, own_interval_s=60.0, rng=rng).wait_s
    parked = history.parked_at
    assert 7 <= (parked - MONDAY) / DAY_S <= 8.1

    def tries_between(first_day: float, last_day: float) -> int:
        return sum(parked + first_day * DAY_S < when <= parked + last_day * DAY_S for when in tries)

    assert 12 <= tries_between(0, 14) <= 16
    assert 14 <= tries_between(14, 70) <= 18
    assert 26 <= tries_between(140, 140 + 28 * 7) <= 30
    assert "parked and tried once a week (dns_failed)" in planned(history, now).why


def test_a_feed_that_is_gone_is_parked_at_once_but_tried() -> None:
    history = after_failure(FeedHistory(), now=MONDAY, code="http_410")
    assert history.parked_at == MONDAY
    assert 0.9 * DAY_S <= planned(history, MONDAY).wait_s <= 1.1 * DAY_S


def test_one_good_poll_forgives_everything() -> None:
    history = after_failure(FeedHistory(), now=MONDAY, code="http_410", retry_after_s=10.0)
    history = after_success(history, now=MONDAY + DAY_S, new_at=[])
    assert (history.failures, history.parked_at, history.failed_at, history.code) == (0, 0, 0, "")
    assert history.keep_until == 0


@settings(deadline=None)  # machines are noisy
@given(st.floats(0.1, 29 * DAY_S), st.integers(0, 40), st.integers(0, 1_000))
def test_a_pause_that_the_server_asks_for_is_kept(asked_s: float, failures: int, seed: int) -> None:
    history = replace(FeedHistory(), failures=failures, failed_at=int(MONDAY) if failures else 0)
    history = after_failure(history, now=MONDAY + 0.5, code="http_429", retry_after_s=asked_s)
    coming = next_poll(history, now=MONDAY + 0.5, bounds=BOUNDS, own_interval_s=60.0, rng=random.Random(seed))
    assert coming.wait_s >= asked_s


def test_a_server_cannot_have_a_feed_forgotten_by_asking_for_a_pause_of_years() -> None:
    history = after_failure(FeedHistory(), now=MONDAY, code="http_429", retry_after_s=10.0**10)
    coming = planned(history, MONDAY)
    assert 30 * DAY_S <= coming.wait_s <= 33 * DAY_S
    assert "left alone" in coming.why


def test_an_unconditional_probe_comes_after_many_polls_and_a_day() -> None:
    history, now, probes = FeedHistory(), MONDAY, []
    for number in range(400):
        if wants_unconditional(history, now):
            probes.append((number, now))
            history = after_probe(history, changed_despite_same_validators=False, now=now)
        history = after_success(history, now=now, new_at=[], unchanged=True)
        now += 600.0
    assert probes[0][0] == 50
    assert all(later[1] - earlier[1] >= DAY_S for earlier, later in itertools.pairwise(probes))
    rare = after_success(FeedHistory(), now=MONDAY, new_at=[])
    assert not wants_unconditional(rare, MONDAY + 30 * DAY_S)


def test_a_feed_whose_etag_lies_is_asked_in_full_for_a_week() -> None:
    history = replace(FeedHistory(), since=int(MONDAY), at=int(MONDAY), polls=60, asked=60)
    history = after_probe(history, changed_despite_same_validators=True, now=MONDAY)
    assert wants_unconditional(history, MONDAY + 6 * DAY_S)
    history = after_probe(history, changed_despite_same_validators=False, now=MONDAY + 6 * DAY_S)
    assert wants_unconditional(history, MONDAY + 6.9 * DAY_S)
    assert not wants_unconditional(history, MONDAY + 7.1 * DAY_S)
    again = after_probe(history, changed_despite_same_validators=True, now=MONDAY + 5 * DAY_S)
    assert wants_unconditional(again, MONDAY + 11 * DAY_S)


def test_a_history_survives_as_json_of_300_bytes() -> None:
    start, end = MONDAY, MONDAY + 3 * WEEK_S
    history = followed(evenly(60, start - WEEK_S, end), start, end)
    history = replace(after_failure(history, now=end, code="connect_timeout"), probed_at=int(end))
    data = JSON.dump_json(history, exclude_defaults=True)
    assert JSON.validate_json(data) == history
    assert len(data) <= 340
    healthy = replace(history, failures=0, code="", failed_at=0)
    assert len(JSON.dump_json(healthy, exclude_defaults=True)) <= 300
    assert JSON.validate_json(b"{}") == FeedHistory()


moments = st.one_of(st.none(), st.floats(-1e12, 1e12))


@settings(deadline=None)  # machines are noisy
@given(
    st.lists(
        st.tuples(
            st.floats(-1_000, 90 * DAY_S),
            st.lists(moments, max_size=8),
            st.sampled_from(["good", "same", "fails"]),
            st.one_of(st.none(), st.floats(-1, 1e12)),
        ),
        max_size=12,
    ),
    st.one_of(st.none(), st.floats(0.1, 1e9)),
)
def test_whatever_happens_the_next_poll_lies_within_the_bounds(
    events: list[tuple[float, list[float | None], str, float | None]], own_interval_s: float | None
) -> None:
    history, now = FeedHistory(), MONDAY
    for gap_s, times, outcome, number in events:
        now += gap_s  # clocks are set back, too
        if outcome == "fails":
            history = after_failure(history, now=now, code="http_500", retry_after_s=number)
        else:
            history = after_success(
                history, now=now, new_at=times, entries_at=times, unchanged=outcome == "same", ttl_s=number
            )
        coming = planned(history, now, own_interval_s)
        assert coming.earliest_s <= coming.wait_s <= coming.latest_s
        if history.failures:
            assert 60 <= coming.wait_s <= 34 * DAY_S
        else:
            assert BOUNDS.floor_s <= coming.wait_s <= BOUNDS.ceiling_s
        assert JSON.validate_json(JSON.dump_json(history)) == history
