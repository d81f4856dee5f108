"""The memory over partitions: what is read at assignment, and who may write when."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest

from quotewire_fetcher.memory.book import NotOursError, Record, StateBook
from quotewire_fetcher.memory.state import FeedState, PageState
from tests.unit.fetcher.fakes import MemoryLog

PAGE = PageState(
    page_id="a" * 32, url="https://news.example/a", source_id="news", phase="pending", first_seen_at=1.0
)
DONE = replace(PAGE, phase="done", fetched_at=2.0)


class SlowLog(MemoryLog):
    """A state topic whose writes and reads end when a test says so."""

    def __init__(self, partitions: int = 1) -> None:
        super().__init__(partitions)
        self.gates: list[asyncio.Event] = []
        self.reads = asyncio.Event()
        self.reads.set()

    async def read(self, partition: int, start: int) -> AsyncIterator[tuple[int, str, bytes | None]]:
        await self.reads.wait()
        async for record in super().read(partition, start):
            yield record

    async def write(self, partition: int, records: Sequence[Record]) -> int:
        end = await super().write(partition, records)
        gate = asyncio.Event()
        self.gates.append(gate)
        await gate.wait()
        return end


async def turns(number: int = 5) -> None:
    for _ in range(number):
        await asyncio.sleep(0)


async def test_writes_of_one_record_follow_each_other() -> None:
    log = SlowLog()
    book = StateBook(log)
    await book.open([0])
    first = asyncio.create_task(book.save(PAGE))
    await turns()
    second = asyncio.create_task(book.save(DONE))
    await turns()
    assert len(log.records) == 1, "the second waits"
    log.gates[0].set()
    await turns()
    assert list(book.pages()) == [PAGE]
    log.gates[1].set()
    await asyncio.gather(first, second)
    assert list(book.pages()) == [DONE]


async def test_who_waits_for_quiet_sees_what_was_being_written() -> None:
    log = SlowLog()
    book = StateBook(log)
    await book.open([0])
    writing = asyncio.create_task(book.save(DONE))
    await turns()
    quiet = asyncio.create_task(book.quiet(f"page:{PAGE.page_id}", "page:other"))
    await turns()
    assert not quiet.done()
    await asyncio.wait_for(book.quiet("page:other"), 5)
    log.gates[0].set()
    await quiet
    assert book.page(PAGE.page_id, PAGE.url) == DONE
    await writing


async def test_a_page_that_is_asked_for_while_it_is_forgotten_is_kept() -> None:
    log = SlowLog()
    book = StateBook(log)
    await book.open([0])
    saving = asyncio.create_task(book.save(DONE))
    await turns()
    log.gates[0].set()
    await saving
    forgetting = asyncio.create_task(book.forget_pages(before=10.0))
    await turns()
    asking = asyncio.create_task(book.save(PAGE))
    await turns()
    log.gates[1].set()
    await turns()
    log.gates[2].set()
    await asyncio.gather(forgetting, asking)
    assert list(book.due()) == [PAGE]
    again = StateBook(MemoryLog())
    again_log = MemoryLog()
    again_log.records, again_log.parts = log.records, log.parts
    again = StateBook(again_log)
    await again.open([0])
    assert list(again.due()) == [PAGE]


async def test_what_is_lost_during_a_write_is_not_ours() -> None:
    log = SlowLog()
    book = StateBook(log)
    await book.open([0])
    writing = asyncio.create_task(book.save(PAGE))
    await turns()
    assert book.stuck_s() > 0
    book.close([0])
    log.gates[0].set()
    with pytest.raises(NotOursError):
        await writing
    assert book.stuck_s() == 0
    with pytest.raises(NotOursError):
        await book.save(PAGE)


async def test_nothing_is_written_while_it_is_in_doubt_whose_it_is() -> None:
    log, sure = MemoryLog(), asyncio.Event()
    book = StateBook(log)
    await book.open([0])

    async def wait() -> None:
        await sure.wait()

    book.sure = wait
    writing = asyncio.create_task(book.save(PAGE))
    await turns()
    assert log.records == []
    book.close([0])
    sure.set()
    with pytest.raises(NotOursError):
        await writing
    assert log.records == []


async def test_work_waits_until_partitions_are_open_also_when_that_is_given_up() -> None:
    log = SlowLog()
    log.reads.clear()
    book = StateBook(log)
    opening = asyncio.create_task(book.open([0]))
    await turns()
    waiting = asyncio.create_task(book.opened())
    await turns()
    assert not waiting.done()
    opening.cancel()
    await asyncio.wait([opening])
    await waiting
    assert book.owned == frozenset()
    log.reads.set()
    await book.open([0])
    assert book.owned == {0}


async def test_partitions_that_come_back_are_read_on_from_where_they_stood() -> None:
    log = MemoryLog()
    book = StateBook(log)
    await book.open([0])
    await book.save(PAGE)
    book.close([0])
    await log.write(0, [("feed:x", None), (f"page:{PAGE.page_id}", b'{"page_id": 1}')])
    await book.open([0])
    assert list(book.pages()) == [PAGE]
    book.close([0])
    book.forget_closed()
    await book.open([0])
    assert list(book.pages()) == [PAGE]


async def test_pages_may_come_and_go_while_what_is_due_is_listed() -> None:
    book = StateBook(MemoryLog())
    await book.open([0])
    pages = [replace(PAGE, page_id=f"{number:032x}") for number in range(10)]
    looked_at = [replace(DONE, page_id=f"{number:032x}", next_try_at=99.0) for number in range(10, 20)]
    await book.save(*pages, *looked_at)
    found = 0
    for page in book.due():
        found += 1
        await book.save(replace(page, phase="refused", next_try_at=0.0))
        await book.save(replace(PAGE, page_id=f"{100 + found:032x}"))
    assert found == 20
    assert len(list(book.due())) == 20
    assert book.page_count() == 40


async def test_a_feed_is_forgotten_for_good() -> None:
    log = MemoryLog()
    book = StateBook(log)
    await book.open([0])
    feed = FeedState("news", "https://news.example/feed")
    await book.save(feed)
    await book.forget_feed(feed)
    assert list(book.feeds()) == []
    again = StateBook(log)
    await again.open([0])
    assert list(again.feeds()) == []
