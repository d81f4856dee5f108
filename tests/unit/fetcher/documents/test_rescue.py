import asyncio
import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest

from quotewire_fetcher.documents.rescue import FeedReader
from quotewire_fetcher.documents.rescue_server import Limits
from quotewire_fetcher.documents.rescuers import Rescuers
from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from tests.hostile_feeds import ENTITY_BOMBS, HOSTILE_FEEDS, MEGABYTE
from tests.unit.fetcher.document_samples import BASE, MAX_BYTES, NOW, RSS, job

BROKEN = RSS.replace("</rss>", "")
PATIENT = Limits(cpu_s=20.0, wall_s=60.0)
"""For tests that ask what is read: the machine may be busy."""


@pytest.fixture(scope="module")
def rescuers() -> Iterator[Rescuers]:
    own = Rescuers()
    yield own
    own.close()


@pytest.fixture
def reader(rescuers: Rescuers) -> FeedReader:
    return FeedReader(100, limits=PATIENT, rescuers=rescuers, clock=NOW.timestamp)


def processes(rescuers: Rescuers) -> list[psutil.Process]:
    running = [one._process for one in rescuers._all if one._process is not None]
    return [psutil.Process(one.pid) for one in running]


async def test_a_good_feed_needs_no_process() -> None:
    none = Rescuers(0)
    feed = await FeedReader(100, rescuers=none).read(RSS.encode(), BASE)
    assert (feed.title, feed.salvaged) == ("Harbour & Post", False)


async def test_a_malformed_feed_is_salvaged(reader: FeedReader) -> None:
    feed = await reader.read(BROKEN.encode(), BASE)
    assert (feed.title, feed.salvaged, len(feed.entries)) == ("Harbour & Post", True, 2)


async def test_what_its_source_is_said_to_be_reaches_the_process(reader: FeedReader) -> None:
    text = '<?xml version="1.0"?><rss><channel><item><title>Привет</title><link>/1</link></item>'
    feed = await reader.read(
        text.encode("cp1251"), BASE, kind="rss", content_type="text/xml; charset=windows-1251"
    )
    assert feed.entries[0].title == "Привет"


async def test_a_very_large_feed_is_read_in_a_process_and_cut(reader: FeedReader) -> None:
    items = "".join(
        f"<item><title>t</title><link>https://h.example/{n}</link><guid>{n}</guid></item>"
        for n in range(20_000)
    )
    feed = await reader.read(f"<rss><channel><title>T</title>{items}</channel></rss>".encode(), BASE)
    assert (feed.title, len(feed.entries), feed.cut, feed.salvaged) == ("T", 100, True, False)


@pytest.mark.parametrize("name", ENTITY_BOMBS)
async def test_entity_bombs_are_refused(name: str, reader: FeedReader) -> None:
    with pytest.raises(FetchRefusedError) as caught:
        await reader.read(ENTITY_BOMBS[name](), BASE)
    assert caught.value.reason_code == "xml_entities"


@pytest.mark.parametrize("name", HOSTILE_FEEDS)
async def test_a_hostile_feed_is_read_in_part_or_refused(name: str, rescuers: Rescuers) -> None:
    try:
        feed = await FeedReader(100, rescuers=rescuers).read(HOSTILE_FEEDS[name](), BASE)
    except (FetchRefusedError, FetchFailedError) as error:
        assert error.reason_code in {  # noqa: PT017 - both ends are right, others are not
            "bad_feed",
            "feed_too_costly",
            "feed_too_large",
            "not_a_feed",
            "stacked_encoding",
        }
    else:
        assert len(feed.entries) <= 500


@pytest.mark.parametrize(
    "name", ["a million unknown names", "a title of a million parts", "JSON of empty lists"]
)
async def test_memory_is_limited(name: str, rescuers: Rescuers) -> None:
    outcome, used = rescuers.measure(job(HOSTILE_FEEDS[name]()), PATIENT)
    assert isinstance(outcome, FetchRefusedError)
    assert outcome.reason_code == "feed_too_costly"
    assert used.peak_bytes < 50 * MEGABYTE


async def test_processor_time_is_limited(rescuers: Rescuers) -> None:
    reader = FeedReader(100, limits=Limits(cpu_s=0.01), rescuers=rescuers)
    with pytest.raises(FetchRefusedError) as caught:
        await reader.read(HOSTILE_FEEDS["tiny sections"](), BASE)
    assert caught.value.reason_code == "feed_too_costly"


async def test_time_is_limited(rescuers: Rescuers) -> None:
    reader = FeedReader(100, limits=Limits(cpu_s=60.0, wall_s=0.01), rescuers=rescuers)
    with pytest.raises(FetchRefusedError) as caught:
        await reader.read(HOSTILE_FEEDS["tiny sections"](), BASE)
    assert caught.value.reason_code == "feed_too_costly"


async def test_a_process_is_used_again_after_it_had_to_stop_a_document(
    reader: FeedReader, rescuers: Rescuers
) -> None:
    await reader.read(BROKEN.encode(), BASE)
    before = processes(rescuers)
    await test_processor_time_is_limited(rescuers)
    await reader.read(BROKEN.encode(), BASE)
    assert processes(rescuers) == before


async def test_a_process_that_was_killed_is_replaced(reader: FeedReader, rescuers: Rescuers) -> None:
    await reader.read(BROKEN.encode(), BASE)
    for child in processes(rescuers):
        child.kill()
    feed = await reader.read(BROKEN.encode(), BASE)
    assert len(feed.entries) == 2


async def test_there_are_never_more_processes_than_two(reader: FeedReader, rescuers: Rescuers) -> None:
    feeds = await asyncio.gather(*(reader.read(BROKEN.encode(), BASE) for _ in range(12)))
    assert all(len(feed.entries) == 2 for feed in feeds)
    assert len(processes(rescuers)) <= 2


async def test_closing_ends_the_processes() -> None:
    own = Rescuers(1)
    await FeedReader(100, limits=PATIENT, rescuers=own).read(BROKEN.encode(), BASE)
    (process,) = processes(own)
    own.close()
    assert not process.is_running()


def test_a_process_ends_with_whoever_started_it() -> None:
    script = (
        "import asyncio, psutil, sys, time; from quotewire_fetcher.documents.rescue import FeedReader\n"
        f"asyncio.run(FeedReader(9).read(b'<rss><channel><item><link>/1</link>', {BASE!r}))\n"
        "print(psutil.Process().children()[0].pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    child.wait(timeout=60)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


async def test_names_of_elements_are_forgotten(rescuers: Rescuers) -> None:
    def rss_bytes() -> int:
        return psutil.Process().memory_info().rss

    reader = FeedReader(100, rescuers=rescuers)

    async def read_some(first: int, last: int) -> None:
        for poll in range(first, last):
            names = b"".join(b"<n%d_%d/>" % (poll, number) for number in range(60_000))
            await reader.read(b"<rss><channel>" + names + b"</channel></rss>", BASE)

    await read_some(0, 5)
    before = rss_bytes()
    await read_some(5, 45)
    assert rss_bytes() - before < 40 * MEGABYTE


async def test_a_document_that_a_process_cannot_hold_is_refused_before(reader: FeedReader) -> None:
    with pytest.raises(FetchRefusedError) as caught:
        await reader.read(b"x" * (MAX_BYTES + 1), BASE)
    assert caught.value.reason_code == "feed_too_large"


def test_the_server_leaves_nothing_open_behind_a_document(rescuers: Rescuers) -> None:
    rescuers.read(job(BROKEN), PATIENT)
    (child, *_) = processes(rescuers)
    before = child.num_fds()
    for _ in range(5):
        rescuers.read(job(BROKEN), PATIENT)
    assert child.num_fds() <= before + 1
    assert not child.children()
