"""The fetcher's memory over all partitions that it owns; written ahead of every change, in the partition of its domain."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

import structlog
from aiokafka.partitioner import murmur2

from quotewire_fetcher.memory.shelf import Shelf
from quotewire_fetcher.memory.state import (
    AnyState,
    FeedState,
    HostState,
    PageState,
    bytes_of,
    domain_of_state,
    key_of,
)
from quotewire_fetcher.naming.identity import domain_of
from quotewire_shared.errors import TransientError

log = structlog.get_logger()

Record = tuple[str, bytes | None]
"""Key and value; None removes the key."""


SLICE = 1_000
"""Pages looked through, or forgotten, before others get the event loop for a moment."""


class NotOursError(TransientError):
    """The domain belongs to another process now, which does what is to be done there."""

    code = "not_ours"


class StateLog(Protocol):
    """Where records are kept."""

    async def partitions(self) -> int:
        """Count the partitions."""
        ...

    def read(self, partition: int, start: int) -> AsyncIterator[tuple[int, str, bytes | None]]:
        """Give (offset, key, value) of every record of *partition* from offset *start* to the end it has now."""
        ...

    async def write(self, partition: int, records: Sequence[Record]) -> int:
        """Append *records*; returns the offset behind the last once all of them are safe."""
        ...


def partition_of(domain: str, partitions: int) -> int:
    """Number the partition of *domain*, as Kafka's own partitioner does with the domain as key."""
    return int((murmur2(domain.encode()) & 0x7FFFFFFF) % partitions)


class StateBook:
    """Records of the partitions that this process owns."""

    def __init__(self, state_log: StateLog) -> None:
        """Keep records in *state_log*; owns nothing yet."""
        self._log = state_log
        self._partitions = 0
        self._shelves: dict[int, Shelf] = {}
        self._kept: dict[int, Shelf] = {}
        self._opened = asyncio.Event()
        self._opened.set()
        self._writing: dict[str, asyncio.Future[None]] = {}
        """Keys of the records that are being written, and what tells that this is over."""
        self._waiting: dict[object, float] = {}
        """Writes that are under way, oldest first, and since when (monotonic clock)."""
        self.sure: Callable[[], Awaitable[None]] = _at_once
        """Waits while it is in doubt whether what we own is still ours; asked before each write."""

    # What is ours

    async def open(self, partitions: Iterable[int]) -> None:
        """Own *partitions* from now on: what others wrote there is read first; nothing may be fetched before."""
        self._opened.clear()
        try:
            await self.partitions()
            for partition in sorted(partitions):
                await self._open(partition)
        finally:
            self._opened.set()

    async def _open(self, partition: int) -> None:
        # A shelf that was ours before is read on from where it stood, as another may have served it meanwhile.
        shelf = self._kept.setdefault(partition, Shelf())
        ignored = 0
        async for offset, key, value in self._log.read(partition, shelf.read_to):
            ignored += not shelf.apply(key, value)
            shelf.read_to = offset + 1
        self._shelves[partition] = self._kept.pop(partition)
        log.info(
            "state_loaded", partition=partition, feeds=len(shelf.feeds), pages=len(shelf), ignored=ignored
        )

    async def opened(self) -> None:
        """Wait until nothing is being opened; what is ours by then can be worked on."""
        await self._opened.wait()

    def close(self, partitions: Iterable[int]) -> None:
        """Own *partitions* no more; what is known of them is kept in case they come back in the same rebalance."""
        for partition in partitions:
            if (shelf := self._shelves.pop(partition, None)) is not None:
                self._kept[partition] = shelf

    def forget_closed(self) -> None:
        """Free the memory of partitions that did not come back."""
        self._kept.clear()

    async def partitions(self) -> int:
        """Count all partitions, ours or not."""
        self._partitions = self._partitions or await self._log.partitions()
        return self._partitions

    @property
    def owned(self) -> frozenset[int]:
        """Numbers of the partitions that are ours."""
        return frozenset(self._shelves)

    def partition(self, domain: str) -> int:
        """Number the partition of *domain*; something must have been opened before."""
        return partition_of(domain, self._partitions)

    def owns(self, url: str) -> bool:
        """Tell whether the domain of *url* is ours."""
        return bool(self._partitions) and self.partition(domain_of(url)) in self._shelves

    # Reading

    def feed(self, source_id: str, url: str) -> FeedState | None:
        """Find the record of a feed that stands at *url*."""
        return self._shelf(url).feeds.get(source_id)

    def page(self, page_id: str, url: str) -> PageState | None:
        """Find a page of the domain of *url*, which may be a host alone."""
        return self._shelf(url).page(page_id)

    def host(self, host: str) -> HostState | None:
        """Find what is remembered of *host*."""
        return self._shelf(host).hosts.get(host)

    def feeds(self, partitions: Iterable[int] | None = None) -> Iterator[FeedState]:
        """Give every feed's record."""
        return itertools.chain.from_iterable(shelf.feeds.values() for shelf in self._some(partitions))

    def hosts(self, partitions: Iterable[int] | None = None) -> Iterator[HostState]:
        """Give every host that asked for patience."""
        return itertools.chain.from_iterable(shelf.hosts.values() for shelf in self._some(partitions))

    def pages(self) -> Iterator[PageState]:
        """Give every page."""
        return itertools.chain.from_iterable(shelf.pages() for shelf in self._some(None))

    def due(self, partitions: Iterable[int] | None = None) -> Iterator[PageState]:
        """Give every page that is to be fetched or looked at again."""
        return itertools.chain.from_iterable(shelf.due() for shelf in self._some(partitions))

    def stuck_s(self) -> float:
        """Tell for how long the oldest write has been under way, in seconds."""
        return time.monotonic() - next(iter(self._waiting.values())) if self._waiting else 0.0

    def page_count(self) -> int:
        """Count the pages."""
        return sum(len(shelf) for shelf in self._shelves.values())

    # Writing

    async def quiet(self, *keys: str) -> None:
        """
        Wait until no record of *keys* is being written.

        Who reads a record, decides, and saves without waiting in between loses no change that another made meanwhile.
        """
        while (busy := next((key for key in keys if key in self._writing), None)) is not None:
            await asyncio.wait([self._writing[busy]])

    async def save(self, *states: AnyState) -> None:
        """
        Remember *states*; returns once that is safe. Records of one key are written one after another.

        Raises:
            NotOursError: a domain is not ours any more; none of its records was written.
        """
        by_partition: dict[int, list[AnyState]] = {}
        for state in states:
            by_partition.setdefault(self._owned_partition(domain_of_state(state)), []).append(state)
        async with self._alone([key_of(state) for state in states]):
            for partition, some in by_partition.items():
                shelf = await self._write(partition, [(key_of(state), bytes_of(state)) for state in some])
                for state in some:
                    shelf.put(state)

    async def forget_pages(self, before: float) -> int:
        """Forget settled pages untouched since *before*; gives their number."""
        forgotten = 0
        for partition, shelf in list(self._shelves.items()):
            old: list[str] = []
            for number, page in enumerate(shelf.pages(), start=1):
                if page.due_at is None and page.touched_at < before:
                    old.append(page.page_id)
                if number % SLICE == 0:
                    await asyncio.sleep(0)
            for start in range(0, len(old), SLICE):
                if partition not in self._shelves:
                    break
                forgotten += await self._forget_pages(partition, old[start : start + SLICE], before)
        return forgotten

    async def _forget_pages(self, partition: int, page_ids: Sequence[str], before: float) -> int:
        async with self._alone([f"page:{page_id}" for page_id in page_ids]):
            shelf = self._shelves.get(partition, Shelf())
            # Somebody may have asked for one of them while others were looked at.
            pages = [page for page_id in page_ids if (page := shelf.page(page_id)) is not None]
            old = [page.page_id for page in pages if page.due_at is None and page.touched_at < before]
            if old:
                await self._write(partition, [(f"page:{page_id}", None) for page_id in old])
            for page_id in old:
                shelf.drop_page(page_id)
            return len(old)

    async def forget_feed(self, feed: FeedState) -> None:
        """Remove the record of *feed*."""
        partition = self._owned_partition(domain_of_state(feed))
        async with self._alone([key_of(feed)]):
            shelf = await self._write(partition, [(key_of(feed), None)])
            shelf.feeds.pop(feed.source_id, None)

    @asynccontextmanager
    async def _alone(self, keys: Sequence[str]) -> AsyncIterator[None]:
        await self.quiet(*keys)
        written = asyncio.get_running_loop().create_future()
        self._writing.update(dict.fromkeys(keys, written))
        try:
            yield
        finally:
            for key in keys:
                self._writing.pop(key, None)
            written.set_result(None)

    async def _write(self, partition: int, records: Sequence[Record]) -> Shelf:
        await self.sure()
        if partition not in self._shelves:
            raise NotOursError("The domain went to another process before its record was written.")
        token = object()
        self._waiting[token] = time.monotonic()
        try:
            end = await self._log.write(partition, records)
        finally:
            del self._waiting[token]
        shelf = self._shelves.get(partition)
        if shelf is None:
            raise NotOursError("The domain went to another process while its record was written.")
        # Our own records need not be read back, where nobody else wrote between them.
        if end - len(records) == shelf.read_to:
            shelf.read_to = end
        return shelf

    def _owned_partition(self, domain: str) -> int:
        partition = self.partition(domain) if self._partitions else -1
        if partition not in self._shelves:
            raise NotOursError(f"{domain} is another process's.")
        return partition

    def _shelf(self, url: str) -> Shelf:
        return self._shelves[self._owned_partition(domain_of(url))]

    def _some(self, partitions: Iterable[int] | None) -> list[Shelf]:
        numbers = self._shelves if partitions is None else partitions
        return [self._shelves[number] for number in numbers if number in self._shelves]


async def _at_once() -> None:
    """Have no doubts."""
