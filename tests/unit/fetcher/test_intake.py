"""Requests that come while other things happen: nothing is lost, nothing is fetched twice."""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from quotewire_fetcher.failures import FetchRefusedError, NotYetError
from quotewire_fetcher.intake import BadRequestError
from quotewire_fetcher.memory.book import NotOursError, Record
from quotewire_fetcher.memory.state import FeedState, PageState
from quotewire_fetcher.naming.identity import page_id_for
from quotewire_fetcher.net.web import Answer, Wanted
from quotewire_shared.errors import Skipped
from quotewire_shared.messages import FetchRequest, Lane
from tests.eventually import eventually
from tests.unit.fetcher.fakes import FEED_URL, SOURCE, FakeWeb, MemoryLog, Newsroom, item, passing, received

URL = "https://news.example/a"
PAGE_ID = page_id_for(URL)


def request(url: str = URL, **more: object) -> FetchRequest:
    values: dict[str, object] = {
        "url": url,
        "source_id": "news",
        "first_seen_at": datetime.fromtimestamp(1_795_000_000, UTC),
    }
    return FetchRequest.model_validate(values | more)


async def take(room: Newsroom, *requests: FetchRequest) -> Sequence[object]:
    assert room.outlet.intake is not None
    return await room.outlet.intake.take([received(one) for one in requests])


def page(room: Newsroom, url: str = URL) -> PageState:
    found = room.book.page(page_id_for(url), url)
    assert found is not None
    return found


class SlowWeb(FakeWeb):
    """Answers when a test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.may_answer = asyncio.Event()

    async def get(self, wanted: Wanted) -> Answer:
        answer = None
        try:
            answer = await super().get(wanted)
        finally:
            await self.may_answer.wait()
        return answer


def slow(room: Newsroom) -> SlowWeb:
    """Give *room* a slow web with the same pages."""
    web = SlowWeb()
    web.replies, web.moved = room.web.replies, room.web.moved
    room.web = web
    room.pages._web = web
    return web


async def turns() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_each_request_of_a_batch_has_a_fate_of_its_own() -> None:
    room = await Newsroom().open()
    fates = await take(
        room,
        request("https:///nowhere"),
        request(),
        request(f"{URL}?utm_source=x"),
        request("https://[", kind="poll"),
        request(FEED_URL, kind="poll", source_id="gone"),
        request(FEED_URL, kind="lease"),
    )
    assert [type(fate) for fate in fates] == [
        BadRequestError,
        type(None),
        Skipped,
        BadRequestError,
        Skipped,
        Skipped,
    ]
    assert [one.url for one in room.book.pages()] == [URL]


async def test_requests_of_others_domains_are_given_back_whole() -> None:
    room = Newsroom(MemoryLog(partitions=2))
    await room.book.open([0])
    theirs = next(url for url in (f"https://d{n}.example/" for n in range(99)) if not room.book.owns(url))
    for kind in ("page", "poll", "lease"):
        with pytest.raises(NotOursError):
            await take(room, request(theirs, kind=kind))
    assert room.log.records == []


async def test_requests_wait_until_their_partition_is_read() -> None:
    gate = asyncio.Event()

    class SlowToRead(MemoryLog):
        async def read(self, partition: int, start: int) -> AsyncIterator[tuple[int, str, bytes | None]]:
            await gate.wait()
            async for record in super().read(partition, start):
                yield record

    room = Newsroom(SlowToRead())
    opening = asyncio.create_task(room.open())
    await turns()
    taking = asyncio.create_task(take(room, request()))
    await turns()
    assert not taking.done()
    gate.set()
    assert list(await taking) == [None]
    await opening


async def test_a_live_request_hurries_a_page_of_the_backfill() -> None:
    room = await Newsroom().open()
    await take(room, request(lane=Lane.BACKFILL))
    assert await take(room, request(lane=Lane.BACKFILL)) == [Skipped("page_known")]
    await take(room, request(lane=Lane.LIVE))
    assert page(room).lane is Lane.LIVE


async def test_a_road_to_a_page_that_moved_goes_on_to_where_it_is() -> None:
    room = await Newsroom().open()
    target = "https://north.example/a"
    moved = PageState(PAGE_ID, URL, "news", "moved", 1.0, moved_to=target)
    await room.book.save(moved)
    road = "https://road.example/1"
    await take(room, request(asked_url=road, redirects=(road,)))
    (onward,) = room.outlet.requests
    assert (onward.url, onward.asked_url, onward.redirects) == (target, road, (road, URL))
    assert page(room, target).named_url == road
    assert await take(room, request()) == [Skipped("page_known")], "no road: its own feed knows it"


async def test_roads_between_pages_that_moved_do_not_lead_round_for_ever() -> None:
    room = await Newsroom().open()
    other = "https://north.example/a"
    await room.book.save(
        PageState(PAGE_ID, URL, "news", "moved", 1.0, moved_to=other),
        PageState(page_id_for(other), other, "news", "moved", 1.0, moved_to=URL),
    )
    road = "https://road.example/1"
    assert room.outlet.intake is not None
    (fate,) = await take(room, request(asked_url=road, redirects=(road, other)))
    assert isinstance(fate, FetchRefusedError)
    assert fate.reason_code == "redirect_loop"
    assert room.outlet.requests == []


async def test_roads_that_come_while_the_page_is_in_hand_are_told_of_its_end() -> None:
    room = await Newsroom().open()
    await take(room, request())
    web = slow(room)
    web.replies[URL] = passing("read_timeout")
    fetching = asyncio.create_task(room.pages.fetch(page(room)))
    await turns()
    await take(room, request(asked_url="https://road.example/1", redirects=("https://road.example/1",)))
    web.may_answer.set()
    outcome, later, _ = await fetching
    assert (outcome, later.also) == ("postponed", ("https://road.example/1",))
    web.replies[URL] = FetchRefusedError("gone", code="http_410")
    await room.pages.fetch(later)
    assert room.outlet.buried == [(URL, "http_410"), ("https://road.example/1", "http_410")]


async def test_all_roads_to_a_page_go_with_it_when_it_moves() -> None:
    room = await Newsroom().open()
    target = "https://north.example/a"
    roads = [f"https://road.example/{number}" for number in range(2)]
    await take(room, request(), *(request(asked_url=road, redirects=(road,)) for road in roads))
    room.web.redirect(URL, target)
    assert (await room.pages.fetch(page(room)))[0] == "moved"
    assert page(room).also == ()
    await room.pages.fetch(page(room, target))
    assert sorted(url for url, _ in room.outlet.buried) == sorted([URL, *roads])


async def test_a_change_that_is_claimed_during_a_look_is_asked_for() -> None:
    room = await Newsroom(looks_after_s=(60.0, 120.0)).open()
    room.web.page(URL, "<p>one</p>")
    await take(room, request())
    await room.pages.fetch(page(room))
    room.clock.now += 60
    web = slow(room)
    looking = asyncio.create_task(room.pages.fetch(page(room)))
    await turns()
    claim = datetime.fromtimestamp(room.clock.now, UTC)
    await take(room, request(changed_at=claim))
    web.may_answer.set()
    _, after, _ = await looking
    assert (after.phase, after.changed_at) == ("pending", claim.timestamp())
    room.web.page(URL, "<p>two</p>")
    assert (await room.pages.fetch(page(room)))[0] == "published"


async def test_a_request_that_comes_while_the_page_is_being_settled_does_not_bring_it_back() -> None:
    class SlowToWrite(MemoryLog):
        gate = asyncio.Event()

        async def write(self, partition: int, records: Sequence[Record]) -> int:
            end = await super().write(partition, records)
            if b'"done"' in (records[0][1] or b""):
                await self.gate.wait()
            return end

    room = await Newsroom(SlowToWrite()).open()
    room.web.page(URL, "<p>one</p>")
    await take(room, request())
    fetching = asyncio.create_task(room.pages.fetch(page(room)))
    for _ in range(200):  # a thread reads the page
        await asyncio.sleep(0.005)
        if len(room.log.records) == 2:
            break
    taking = asyncio.create_task(take(room, request(asked_url="https://road.example/1")))
    await turns()
    SlowToWrite.gate.set()
    assert list(await taking) == [Skipped("page_known")]
    await fetching
    assert page(room).phase == "done"
    again = await Newsroom(room.log).open()
    assert page(again).phase == "done"


@asynccontextmanager
async def running(room: Newsroom) -> AsyncIterator[None]:
    task = asyncio.create_task(room.loop.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def in_real_time(room: Newsroom) -> Newsroom:
    room.clock.now = time.time()
    return room


async def test_a_page_that_is_named_again_while_it_is_in_hand_is_fetched_once() -> None:
    room = in_real_time(Newsroom(sources=(), looks_after_s=(3_600.0,)))
    await room.loop.begin(frozenset([0]))
    room.web.page(URL, "<p>one</p>")
    web = slow(room)
    await take(room, request(first_seen_at=datetime.fromtimestamp(room.clock.now, UTC)))
    async with running(room):

        async def is_asked() -> bool:
            return bool(web.asked)

        async def waits_for_its_look() -> bool:
            return not room.loop._tasks and (room.loop._queue.next_at() or 0.0) > time.time() + 1_000

        await eventually(is_asked)
        await take(room, request(asked_url="https://road.example/1"))
        web.may_answer.set()
        await eventually(waits_for_its_look)
    assert web.urls() == [URL]


async def test_a_source_that_got_another_address_is_polled_there_alone() -> None:
    room = in_real_time(Newsroom())
    await room.loop.begin(frozenset([0]))
    moved = SOURCE.model_copy(update={"url": "https://north.example/feed"})
    for source in room.roster.replace([moved]):
        room.loop.put_source(source, 0.0)
    async with running(room):

        async def is_polled() -> bool:
            return room.book.feed("news", moved.url) is not None

        await eventually(is_polled)
        await turns()
    assert room.web.urls() == [moved.url]
    assert len(room.loop._queue) == 1


@pytest.mark.parametrize("is_gone", [True, False])
async def test_a_guest_is_seen_off_after_its_time_or_when_its_source_is_gone(is_gone: bool) -> None:
    room = in_real_time(Newsroom())
    target = "https://feeds.example/news"
    room.web.page(target, f"<rss><channel>{item('/a')}</channel></rss>")
    room.web.page("https://news.example/a", "<p>A</p>")
    room.feed()
    await room.open()
    soon = datetime.fromtimestamp(time.time() + (3_600 if is_gone else -1), UTC)
    await take(room, request(target, kind="poll", until=soon))
    (guest,) = room.book.feeds()
    await room.loop.begin(frozenset([0]))
    if is_gone:
        room.roster.replace([])
    async with running(room):

        async def is_over() -> bool:
            return is_gone or (not room.loop._tasks and room.loop._queue.next_at() is not None)

        await eventually(is_over)
        await asyncio.sleep(0.1)
    assert target not in room.web.urls()
    assert room.roster.get(guest.source_id) is None
    known = [feed.source_id for feed in room.book.feeds()]
    assert (guest.source_id in known) is is_gone, "what is gone from the file is kept for a while"


async def test_a_guest_stays_as_long_as_was_said_while_it_was_polled() -> None:
    room = await Newsroom().open()
    await room.loop.begin(frozenset([0]))
    target = "https://feeds.example/news"
    room.web.page(target, "<rss><channel/></rss>")
    first, second = (datetime.fromtimestamp(room.clock.now + days * 86_400, UTC) for days in (1, 3))
    await take(room, request(target, kind="poll", until=first))
    (guest,) = [feed for feed in room.book.feeds() if feed.guest_until is not None]
    source = room.roster.get(guest.source_id)
    assert source is not None
    web = SlowWeb()
    web.replies = room.web.replies
    room.feeds._web = web
    polling = asyncio.create_task(room.feeds.poll(source))
    await turns()
    await take(room, request(target, kind="poll", until=second))
    web.may_answer.set()
    await polling
    stays = room.book.feed(guest.source_id, target)
    assert stays is not None
    assert (stays.guest_until, stays.polled_at) == (second.timestamp(), room.clock.now)


async def test_a_single_run_ends_though_a_guest_and_a_doubted_page_are_due_much_later() -> None:
    room = in_real_time(Newsroom())
    target = "https://feeds.example/news"
    room.web.redirect(FEED_URL, target)
    room.web.page(target, "<rss><channel/></rss>")
    await room.open()
    room.roster.invite(request(target, kind="poll"))
    (guest,) = room.roster._guests.values()
    now = time.time()
    await room.book.save(
        FeedState(guest.id, target, next_due_at=now + 9_999, guest_until=now + 99_999),
        PageState(PAGE_ID, URL, "news", "done", 1.0, fetched_at=now, unchanged=9, content_hash="x"),
    )
    room.loop.only_once()
    await room.loop.begin(frozenset([0]))

    async def drained() -> bool:
        return True

    async with asyncio.timeout(30):
        changed = datetime.fromtimestamp(now, UTC)
        await take(room, request(changed_at=changed), request(target, kind="poll"))
        await room.loop.run_once(drained)
        assert room.web.urls().count(target) == 2, "as a guest, and where the source leads in one process"
    await take(room, request(target, kind="poll"))
    assert len(room.loop._queue) == 0, "polled once"


async def test_pages_may_be_named_while_thousands_are_taken_over() -> None:
    room = in_real_time(Newsroom(sources=()))
    await room.open()
    await take(room, *(request(f"https://news.example/{number}") for number in range(2_000)))
    beginning = asyncio.create_task(room.loop.begin(frozenset([0])))
    for number in range(20):
        await asyncio.sleep(0)
        await take(room, request(f"https://news.example/more/{number}"))
    await beginning
    assert len(room.loop._queue) == 2_020


async def test_who_stood_still_asks_nobody_until_it_is_known_what_is_still_its_own() -> None:
    room = in_real_time(Newsroom())
    room.feed(item("/a"))
    room.web.page(URL, "<p>A</p>")
    await room.loop.begin(frozenset([0]))
    room.loop.stalls._doubtful_until = math.inf
    with pytest.raises(NotYetError):
        room.loop.refuse_in_doubt("news.example")
    async with running(room):
        await asyncio.sleep(0.3)
        assert room.web.asked == []
        room.loop.stalls._doubtful_until = -math.inf
        room.loop.refuse_in_doubt("news.example")

        async def is_published() -> bool:
            return bool(room.outlet.articles)

        await eventually(is_published)


async def test_who_stood_still_hands_nothing_over_and_remembers_nothing_more() -> None:
    room = in_real_time(Newsroom(sources=()))
    await room.loop.begin(frozenset([0]))
    room.web.page(URL, "<p>A</p>")
    web = slow(room)
    await take(room, request())
    written = len(room.log.records)
    async with running(room):

        async def is_asked() -> bool:
            return bool(web.asked)

        await eventually(is_asked)
        room.loop.stalls._doubtful_until = math.inf
        web.may_answer.set()
        await asyncio.sleep(0.1)
        await room.loop.end(frozenset([0]))
        assert not room.loop._tasks
    assert room.outlet.articles == []
    assert len(room.log.records) == written
