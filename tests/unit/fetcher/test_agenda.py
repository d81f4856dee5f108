"""Which jobs are made of what is remembered."""

import time
from dataclasses import replace

from quotewire_fetcher.agenda import Agenda
from quotewire_fetcher.memory.book import StateBook
from quotewire_fetcher.memory.state import FeedState, PageState
from quotewire_fetcher.naming.identity import page_id_for
from quotewire_fetcher.schedule.hosts_queue import HostQueue, Job
from quotewire_fetcher.sources.roster import Roster
from tests.unit.fetcher.fakes import FEED_URL, SOURCE, MemoryLog

URL = "https://news.example/a"
PAGE = PageState(page_id_for(URL), URL, "news", "pending", 1.0)
ALL = frozenset([0])


async def agenda_of(*states: PageState | FeedState, once: bool = False) -> tuple[Agenda, HostQueue]:
    book, queue = StateBook(MemoryLog()), HostQueue()
    await book.open(ALL)
    await book.save(*states)
    agenda = Agenda(Roster([SOURCE], book), book, queue, patience_s=5.0)
    agenda.once = once
    await agenda.fill(ALL)
    return agenda, queue


async def test_what_is_remembered_is_due_when_its_record_says() -> None:
    now = time.time()
    look = replace(PAGE, page_id="b" * 32, phase="done", next_try_at=now + 500)
    _, queue = await agenda_of(FeedState("news", FEED_URL, next_due_at=now + 900), PAGE, look)
    assert len(queue) == 3
    job = queue.pop(now)
    assert job == Job("page", PAGE.page_id, "news.example")
    queue.done(job, now)
    assert queue.pop(now + 400) is None


async def test_a_single_run_polls_each_source_once_and_looks_at_no_page_again() -> None:
    now = time.time()
    look = replace(PAGE, page_id="b" * 32, phase="done", next_try_at=1.0)
    agenda, queue = await agenda_of(
        FeedState("news", FEED_URL, next_due_at=now + 900),
        replace(PAGE, next_try_at=now + 9_999),
        look,
        once=True,
    )
    job = queue.pop(now)
    assert job is not None
    assert job.kind == "feed"
    queue.done(job, now)
    agenda.tries["news"] += 1
    await agenda.fill(ALL)
    agenda.put_source(SOURCE, 0.0)
    agenda.put_page(look)
    assert len(queue) == 1
    assert queue.pop(now + 60) == Job("page", PAGE.page_id, "news.example"), (
        "whoever waits does not wait for hours"
    )


async def test_what_was_queued_before_is_dropped_where_another_has_it_now() -> None:
    agenda, queue = await agenda_of(PAGE)
    assert len(queue) == 2
    await agenda.fill(frozenset())
    assert len(queue) == 0


async def test_a_job_that_comes_too_early_waits_for_its_time() -> None:
    now = time.time()
    agenda, queue = await agenda_of(FeedState("news", FEED_URL, next_due_at=now + 900))
    queue.clear()
    job = Job("feed", "news", "news.example")
    assert await agenda.is_stale(job, SOURCE)
    assert queue.next_at() == now + 900
    assert await agenda.is_stale(Job("feed", "news", "old.example"), SOURCE)
    assert agenda.is_early(replace(PAGE, next_try_at=now + 900))
    assert not agenda.is_early(replace(PAGE, next_try_at=now))


async def test_a_cleared_queue_still_knows_which_host_is_busy() -> None:
    _, queue = await agenda_of(PAGE)
    job = queue.pop(time.time())
    assert job is not None
    queue.clear()
    assert len(queue) == 1, "the one in hand"
    queue.put(Job("page", "other", job.host), 0.0)
    assert queue.pop(time.time()) is None
    queue.done(job, 0.0)
    assert queue.pop(time.time()) == Job("page", "other", job.host)
