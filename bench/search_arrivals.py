"""News that arrives while search is measured: a process that writes articles and quotes as the indexer does."""

import asyncio
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bench.press_archive import block
from quotewire_indexer.convert import Entry, convert
from quotewire_indexer.index import OpenSearchIndex
from quotewire_indexer.mapping import indices_of
from quotewire_indexer.opensearch import OpenSearch
from quotewire_indexer.settings import IndexerSettings
from quotewire_shared.errors import QuotewireError
from quotewire_shared.logs import configure_logging
from quotewire_shared.settings import OpenSearchSettings, ProcessSettings

EVERY_S = 0.5
"""A batch is what has come meanwhile, as the indexer reads it from Kafka."""
MOST = 2_000
"""Documents in a batch, however far behind we are."""
START_S, STOP_S = 60.0, 60.0


@dataclass(slots=True)
class Arrivals:
    """What was written, known when the block of `arriving` is left."""

    documents: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Give documents a second."""
        return self.documents / self.seconds if self.seconds else 0.0


@dataclass(slots=True)
class Press:
    """Issues articles that have just been seen, block by block, none of them twice in any run."""

    seed: int = field(default_factory=time.time_ns)
    number: int = 0
    waiting: list[Entry] = field(default_factory=list)

    def issue(self, documents: int) -> list[Entry]:
        """Give as many articles as have *documents* documents at least; a quote is one and so is its article."""
        issued: list[Entry] = []
        while documents > 0:
            if not self.waiting:
                articles = block(self.number, 1, seed=self.seed, seen_at=datetime.now(UTC))
                self.waiting = [convert(article) for article in articles]
                self.number += 1
            issued.append(self.waiting.pop())
            documents -= size(issued[-1])
        return issued


def size(entry: Entry) -> int:
    """Count the documents of *entry*: the article and its quotes."""
    return 1 + len(entry.quotes)


@contextmanager
def arriving(place: OpenSearchSettings, per_s: float) -> Iterator[Arrivals]:
    """
    Have *per_s* documents a second written to *place* inside the block, by a process of its own.

    Raises:
        QuotewireError: the writer did not begin, or it died.
    """
    arrivals = Arrivals()
    context = multiprocessing.get_context("spawn")
    begun, stop, told = context.Event(), context.Event(), context.Queue()
    writer = context.Process(target=_write, args=(place, per_s, begun, stop, told), daemon=True)
    writer.start()
    try:
        if not begun.wait(START_S):
            raise QuotewireError("The process that writes news did not begin.")
        yield arrivals
        if not writer.is_alive():
            raise QuotewireError("The process that writes news died: the figures are of something else.")
        stop.set()
        arrivals.documents, arrivals.seconds = told.get(timeout=STOP_S)
        writer.join(STOP_S)
    finally:
        writer.kill()


def _write(place: OpenSearchSettings, per_s: float, begun: Any, stop: Any, told: Any) -> None:
    configure_logging("bench", ProcessSettings(log_level="error"))
    told.put(asyncio.run(_write_until(place, per_s, begun, stop)))


async def _write_until(place: OpenSearchSettings, per_s: float, begun: Any, stop: Any) -> tuple[int, float]:
    settings, cluster = IndexerSettings(), OpenSearch(place)
    index = OpenSearchIndex(cluster, indices_of(place.index_prefix), settings)
    press, written = Press(), 0
    try:
        await index.write(press.issue(1))  # connects, and makes this month's indices
        begun.set()
        started = time.perf_counter()
        parent = multiprocessing.parent_process()
        while not stop.is_set() and (parent is None or parent.is_alive()):
            due = round((time.perf_counter() - started) * per_s) - written
            entries = press.issue(min(due, MOST))
            for problem in await index.write(entries):
                if problem is not None:
                    raise problem
            written += sum(map(size, entries))
            spent = (time.perf_counter() - started) % EVERY_S
            await asyncio.sleep(EVERY_S - spent)
    finally:
        await cluster.close()
    return written, time.perf_counter() - started
