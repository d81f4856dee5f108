import random

import pytest

from bench.feed_world import FeedModel, HostModel, feeds_of, hosts_of
from bench.schedule_model import Process
from bench.schedule_rate import BEGIN, PROMISED_S, simulate
from quotewire_fetcher.schedule.week_profile import DAY_S, HOUR_S


def test_the_world_is_the_same_each_time_and_shared_out_whole() -> None:
    shares = [hosts_of(process, 4, 2_000, begin=BEGIN, seed=1) for process in range(4)]
    assert sum(count for share in shares for _, count in share) == 2_000
    names = [host.name for share in shares for host, _ in share]
    assert len(set(names)) == len(names)
    again = hosts_of(2, 4, 2_000, begin=BEGIN, seed=1)
    assert again == shares[2]


def test_a_feed_publishes_at_its_rate() -> None:
    host = HostModel("a", 0.1, 1.0, dead=False)
    feed = FeedModel("f", host, 20 / DAY_S, 6, conditional=True, ttl_s=0.0)
    entries = feed.draw_entries(random.Random(1), BEGIN, BEGIN + 100 * DAY_S)
    assert len(entries) == pytest.approx(2_000, rel=0.1)
    busy = sum(6 <= when % DAY_S / HOUR_S < 18 for when in entries)
    assert busy / len(entries) == pytest.approx(0.875, abs=0.03)


def test_polls_of_hosts_in_order_start_in_time() -> None:
    share = simulate(1, feeds=2_000, concurrency=32, hours=1.5)
    starts = share.starts
    assert len(starts.in_order) > 100
    assert max(starts.in_order) <= PROMISED_S
    assert max(starts.waiting_for_slot) <= PROMISED_S
    assert len(starts.in_order) + len(starts.own_host) == len(starts.after_due)


def test_the_simulation_sees_it_when_slots_are_missing() -> None:
    rng = random.Random(2)
    hosts = [HostModel(f"h{number}", 2.0, 1.0, dead=False) for number in range(2_000)]
    feeds = [feed for host in hosts for feed in feeds_of(host, 1, rng)]
    starts = Process(feeds, begin=BEGIN, end=BEGIN + 1.2 * HOUR_S, concurrency=1, seed=1).run()
    assert max(starts.waiting_for_slot) > PROMISED_S
