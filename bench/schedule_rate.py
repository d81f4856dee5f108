"""
Due feeds start in time: 180,000 feeds over four processes on a virtual clock, and 100,000 sources in one process.

The simulation runs the fetcher's own queue, slots, rhythm and looks at fresh pages (`schedule_model.py`) in an invented
world (`feed_world.py`). It takes no network and no real time; what it shows is whether anything waits for anything
else. A feed is late by the time from the moment that was planned for it to the start of its poll.
"""

import json
import multiprocessing
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

from bench.feed_world import feeds_of, hosts_of
from bench.figures import Table, percentile
from bench.schedule_model import LONG_S, Process, Starts
from quotewire_fetcher.schedule.week_profile import DAY_S, HOUR_S
from quotewire_fetcher.settings import FetcherSettings
from quotewire_shared.errors import QuotewireError

FEEDS = 180_000
PROCESSES = 4
SOURCES = 100_000
HOURS = 3.0
"""The first hour is not measured."""
SEED = 7
PROMISED_S = 5.0
BEGIN = 1_795_000_000.0 // DAY_S * DAY_S + 6 * HOUR_S
SHARES = (0.5, 0.9, 0.99, 0.999, 1.0)


@dataclass(frozen=True, slots=True)
class Share:
    """What one process had to do, and how it went."""

    hosts: int
    feeds: int
    biggest: int
    starts: Starts


def measure(feeds: int = FEEDS, sources: int = SOURCES) -> list[Table]:
    """Simulate *feeds* over four processes, then hold *sources* in one."""
    concurrency = int(FetcherSettings.model_fields["concurrency"].default)
    run = partial(simulate, feeds=feeds, concurrency=concurrency)
    # Two at a time, each in a new process: the schedule needs no memory of the one before.
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn"), max_tasks_per_child=1) as pool:
        shares = list(pool.map(run, range(PROCESSES)))
    return [_lateness(shares, feeds), _work(shares, concurrency), _memory(sources)]


def simulate(process: int, *, feeds: int, concurrency: int, hours: float = HOURS) -> Share:
    """Run one of the four processes."""
    rng = random.Random(SEED + process)
    hosts = hosts_of(process, PROCESSES, feeds, begin=BEGIN, seed=SEED)
    models = [feed for host, count in hosts for feed in feeds_of(host, count, rng)]
    end = BEGIN + hours * HOUR_S
    starts = Process(models, begin=BEGIN, end=end, concurrency=concurrency, seed=SEED + process).run()
    return Share(len(hosts), len(models), max(count for _, count in hosts), starts)


def _lateness(shares: Sequence[Share], feeds: int) -> Table:
    def all_of(pick: Callable[[Starts], list[float]]) -> list[float]:
        return [late_s for share in shares for late_s in pick(share.starts)]

    rows = [
        ("all polls", all_of(lambda starts: starts.after_due)),
        ("hosts in order", all_of(lambda starts: starts.in_order)),
        ("hosts in trouble", all_of(lambda starts: starts.own_host)),
        ("waits for a slot", all_of(lambda starts: starts.waiting_for_slot)),
    ]
    return Table(
        f"Start of a poll after its planned time, {feeds:,} feeds over {PROCESSES} processes, simulated, seconds",
        ("", "polls", "p50", "p90", "p99", "p99.9", "most", f"over {PROMISED_S:.0f} s"),
        tuple(_row(name, late) for name, late in rows),
        (
            f"hosts in trouble: away, catching up after that, or taken for over {LONG_S:.0f} s by a request and its pause",
            "with one connection a host, its own feeds must wait for each other then",
            "waits for a slot: counted from when the feed was due and its host was free",
        ),
    )


def _row(name: str, late: Sequence[float]) -> tuple[str | float, ...]:
    if not late:
        return (name, "0", *("" for _ in SHARES), "0")
    over = sum(seconds > PROMISED_S for seconds in late)
    return (name, f"{len(late):,}", *(f"{percentile(late, share):.2f}" for share in SHARES), f"{over:,}")


def _work(shares: Sequence[Share], concurrency: int) -> Table:
    rows = []
    for number, share in enumerate(shares, start=1):
        starts = share.starts
        seconds = HOURS * HOUR_S
        rows.append(
            (
                f"process {number}",
                f"{share.feeds:,}",
                f"{share.hosts:,}",
                f"{share.biggest:,}",
                len(starts.moved) / seconds,
                starts.pages / seconds,
                f"{starts.failed:,}",
                starts.busy_s / seconds,
                f"{starts.most_in_hand}",
                f"{starts.most_queued:,}",
            )
        )
    return Table(
        f"What each process did in {HOURS:.0f} hours, {concurrency} slots",
        (
            "",
            "feeds",
            "hosts",
            "most of a host",
            "polls/s",
            "pages/s",
            "polls failed",
            "in hand",
            "most",
            "queued",
        ),
        tuple(rows),
        ("pages: new ones, and looks again after 1, 3, 9 and 27 hours",),
    )


def _memory(sources: int) -> Table:
    ran = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "bench.schedule_memory", str(sources)],
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise QuotewireError(f"The process that holds {sources:,} sources ended: {ran.stderr[-300:]}")
    found = json.loads(ran.stdout)
    rows = [(name, mb, "" if seconds is None else f"{seconds:.1f}") for name, mb, seconds in found["steps"]]
    return Table(
        f"Memory of a process with {sources:,} sources, each at a host of its own, after each step",
        ("", "MB", "seconds"),
        tuple(rows),
        (
            f"{found['turns_per_s']:,.0f} turns a second: a feed taken, queued again, its host given back",
            f"a full garbage collection takes {found['gc_ms'][0]:.0f} ms, and {found['gc_ms'][1]:.0f} ms after gc.freeze",
        ),
    )
