"""
What a fetcher process keeps in memory for its sources, step by step: `python -m bench.schedule_memory SOURCES`.

Run as a process of its own, because memory that was once used is not given back. Sources and records come the way they
come in earnest: a sources file, and records of the state topic. Each source stands at a host of its own.
"""

import gc
import json
import random
import sys
import tempfile
import time
from pathlib import Path

import psutil

from quotewire_fetcher import main as fetcher_main
from quotewire_fetcher.memory.seen import entry_key, pack
from quotewire_fetcher.memory.shelf import Shelf
from quotewire_fetcher.memory.state import FeedState, bytes_of, key_of
from quotewire_fetcher.naming.identity import host_of
from quotewire_fetcher.schedule.hosts_queue import HostQueue, Job
from quotewire_fetcher.schedule.rhythm import FeedHistory, after_success
from quotewire_fetcher.schedule.week_profile import DAY_S
from quotewire_fetcher.sources.source import Source, load_sources

ENTRIES = 30
"""Entries that each feed lists; a record remembers them all."""


def main() -> None:
    """Print megabytes after each step, and seconds where a step is one that a running fetcher makes, as JSON."""
    count = int(sys.argv[1])
    steps: list[tuple[str, float, float | None]] = [("modules", _used_mb(), None)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sources.json"
        _write_sources(file, count)
        started = time.perf_counter()
        sources = load_sources(file)
    steps.append(("sources file", _used_mb(), time.perf_counter() - started))
    shelf = Shelf()
    taken_s = 0.0
    rng = random.Random(1)
    for source in sources:
        record = _record(source, rng)
        started = time.perf_counter()
        shelf.apply(*record)
        taken_s += time.perf_counter() - started
    steps.append(("records of feeds", _used_mb(), taken_s))
    started = time.perf_counter()
    queue = HostQueue()
    for source in sources:
        queue.put(Job("feed", source.id, host_of(source.url)), shelf.feeds[source.id].next_due_at)
    steps.append(("queue", _used_mb(), time.perf_counter() - started))
    turns = _turns(queue)
    pauses_ms = [_collect_ms()]
    gc.freeze()
    pauses_ms.append(_collect_ms())
    result = {"steps": steps, "turns_per_s": turns, "gc_ms": pauses_ms, "loaded": fetcher_main.__name__}
    json.dump(result, sys.stdout)


def _collect_ms() -> float:
    started = time.perf_counter()
    gc.collect()
    return (time.perf_counter() - started) * 1_000


def _used_mb() -> float:
    return float(psutil.Process().memory_info().rss) / 2**20


def _write_sources(file: Path, count: int) -> None:
    tables = [
        {
            "id": f"outlet-{number}",
            "name": f"The Outlet No. {number}",
            "url": f"https://www.outlet{number}.example/rss/front-page.xml",
            "language": "en",
            "country": "AQ",
            "group": f"region-{number % 40}",
        }
        for number in range(count)
    ]
    file.write_text(json.dumps(tables), "utf-8")


def _record(source: Source, rng: random.Random) -> tuple[str, bytes]:
    now = 1_795_000_000.0
    published = [now - rng.uniform(0, 7 * DAY_S) for _ in range(ENTRIES)]
    history = after_success(FeedHistory(), now=now, new_at=(), entries_at=published)
    history = after_success(history, now=now + 3_000, new_at=[now + 2_000])
    seen = {entry_key(f"{source.id}/{number}"): when for number, when in enumerate(published)}
    state = FeedState(
        source_id=source.id,
        url=source.url,
        kind="rss",
        next_due_at=now + rng.uniform(0, 6 * 3_600),
        why="about 0.2 new entries are expected by then",
        polled_at=now + 3_000,
        ok_at=now + 3_000,
        etag=f'"{rng.getrandbits(128):032x}"',
        last_modified="Mon, 23 Nov 2026 10:00:00 GMT",
        seen=pack(dict(seen)),
        entries=ENTRIES,
        new_entries=1,
        history=history,
    )
    return key_of(state), bytes_of(state)


def _turns(queue: HostQueue) -> float:
    """Count how often a second a feed is taken, queued again and its host given back, with all of them queued."""
    turns, now = 50_000, 1_795_000_000.0
    started = time.perf_counter()
    for _ in range(turns):
        now = max(now, queue.next_at() or now)
        job = queue.pop(now)
        if job is None:
            raise RuntimeError("the queue says that a feed is due, and gives none")
        queue.put(job, now + 3_000.0)
        queue.done(job, now + 1.0)
    return turns / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
