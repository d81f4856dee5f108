"""The pool keeps its promises with real processes: time limit, death, memory, urgency, recycling, no orphans."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest

from quotewire_parser.pool import PagePool, PoolLimits
from quotewire_shared.errors import FatalError, InternalError, PermanentError
from quotewire_shared.messages import ArticleFetched, Lane
from tests.eventually import eventually
from tests.factories import article_fetched
from tests.unit.parser.pool_works import NeverStarts, Obedient


@asynccontextmanager
async def pool_of(folder: Path, workers: int = 1, **limits: float) -> AsyncIterator[PagePool]:
    pool = PagePool(Obedient(folder), PoolLimits(workers=workers, **limits))  # type: ignore[arg-type]
    try:
        await pool.start()
        yield pool
    finally:
        await pool.close()


def page(text: str) -> ArticleFetched:
    return article_fetched(text=text)


async def code_of(pool: PagePool, text: str) -> str:
    with pytest.raises(PermanentError) as caught:
        await pool.parse(page(text))
    return caught.value.reason_code


def worker_pids() -> set[int]:
    return {child.pid for child in psutil.Process().children(recursive=True) if is_worker(child)}


def is_worker(child: psutil.Process) -> bool:
    """False also for a process that ends while it is looked at: replaced workers end at any moment."""
    try:
        return child.status() != psutil.STATUS_ZOMBIE and "resource_tracker" not in " ".join(child.cmdline())
    except psutil.NoSuchProcess:
        return False


def noted(folder: Path) -> list[str]:
    file = folder / "order"
    return file.read_text().splitlines() if file.exists() else []


def has(folder: Path, text: str) -> Callable[[], Awaitable[bool]]:
    async def has_noted() -> bool:
        return text in noted(folder)

    return has_noted


async def test_a_page_comes_back_as_an_article(tmp_path: Path) -> None:
    async with pool_of(tmp_path) as pool:
        assert (await pool.parse(page("hello"))).text == "hello"


async def test_an_error_of_the_page_keeps_its_code_and_class(tmp_path: Path) -> None:
    async with pool_of(tmp_path) as pool:
        assert await code_of(pool, "refuse") == "no_text"
        with pytest.raises(InternalError, match="ValueError: oops"):
            await pool.parse(page("bug"))


@pytest.mark.parametrize("text", ["hang", "spin"])
async def test_a_page_over_the_time_limit_is_refused_and_the_next_one_is_read(
    tmp_path: Path, text: str
) -> None:
    async with pool_of(tmp_path, time_limit_s=0.5) as pool:
        started = time.monotonic()
        assert await code_of(pool, text) == "parse_timeout"
        assert (await pool.parse(page("next"))).text == "next"
        assert time.monotonic() - started < 10
        assert len(noted(tmp_path)) == 2  # not tried again


async def test_a_page_that_kills_two_workers_is_refused_and_its_neighbours_are_read(tmp_path: Path) -> None:
    async with pool_of(tmp_path, workers=2) as pool:
        good = [asyncio.create_task(pool.parse(page(f"good {number}"))) for number in range(10)]
        assert await code_of(pool, "die") == "worker_died"
        assert [article.text for article in await asyncio.gather(*good)] == [f"good {n}" for n in range(10)]
        assert noted(tmp_path).count("die") == 2


async def test_a_page_whose_worker_was_killed_by_chance_is_read_at_the_second_try(tmp_path: Path) -> None:
    async with pool_of(tmp_path) as pool:
        assert (await pool.parse(page("die-once"))).text == "die-once"


async def test_a_worker_killed_while_idle_harms_no_page(tmp_path: Path) -> None:
    async with pool_of(tmp_path) as pool:
        await pool.parse(page("first"))
        [idle] = [int(path.name.partition("-")[2]) for path in tmp_path.glob("worker-*")]
        os.kill(idle, signal.SIGKILL)
        assert (await pool.parse(page("second"))).text == "second"


async def test_a_page_that_needs_too_much_memory_is_refused_not_the_machine(tmp_path: Path) -> None:
    async with pool_of(tmp_path, worker_memory_bytes=2 * 1024**3) as pool:
        assert await code_of(pool, "gorge") == "memory_limit"
        assert (await pool.parse(page("next"))).text == "next"


async def test_live_pages_overtake_a_waiting_backfill_and_that_a_replay(tmp_path: Path) -> None:
    async with pool_of(tmp_path) as pool:
        tasks = [asyncio.create_task(pool.parse(page("wait go")))]
        await eventually(has(tmp_path, "wait go"))
        for lane in (Lane.REPLAY, Lane.BACKFILL, Lane.LIVE):
            tasks += [
                asyncio.create_task(pool.parse(page(f"{lane.value} {number}"), lane=lane))
                for number in range(2)
            ]
        await asyncio.sleep(0)
        (tmp_path / "go").touch()
        await asyncio.gather(*tasks)
        assert noted(tmp_path)[1:] == ["live 0", "live 1", "backfill 0", "backfill 1", "replay 0", "replay 1"]


async def test_workers_are_replaced_after_their_share_of_articles(tmp_path: Path) -> None:
    async with pool_of(tmp_path, max_articles_per_worker=3) as pool:
        before = worker_pids()
        for number in range(8):
            await pool.parse(page(f"article {number}"))
        assert worker_pids() != before
        assert len(noted(tmp_path)) == 8


async def test_a_cancelled_page_that_still_waits_is_never_read(tmp_path: Path) -> None:
    async with pool_of(tmp_path) as pool:
        first = asyncio.create_task(pool.parse(page("wait go")))
        await eventually(has(tmp_path, "wait go"))
        second = asyncio.create_task(pool.parse(page("unwanted")))
        await asyncio.sleep(0)
        second.cancel()
        (tmp_path / "go").touch()
        await first
        assert (await pool.parse(page("last"))).text == "last"
        assert "unwanted" not in noted(tmp_path)


async def test_the_event_loop_stays_free_while_pages_spin(tmp_path: Path) -> None:
    async with pool_of(tmp_path, time_limit_s=1.0) as pool:
        spinning = asyncio.create_task(code_of(pool, "spin"))
        longest = last = 0.0
        last = time.monotonic()
        while not spinning.done():
            await asyncio.sleep(0.01)
            longest, last = max(longest, time.monotonic() - last), time.monotonic()
        assert longest < 0.5


async def test_workers_that_cannot_start_end_the_service() -> None:
    pool = PagePool(NeverStarts(), PoolLimits(workers=1))
    with pytest.raises(FatalError, match="failed to start 3 times"):
        await pool.start()
    await pool.close()


async def test_nothing_runs_after_close(tmp_path: Path) -> None:
    async with pool_of(tmp_path, workers=2) as pool:
        before = {int(path.name.partition("-")[2]) for path in tmp_path.glob("worker-*")}
        hanging = asyncio.create_task(pool.parse(page("spin")))
        await eventually(has(tmp_path, "spin"))
    assert not any(psutil.pid_exists(pid) and psutil.Process(pid).is_running() for pid in before)
    with pytest.raises(asyncio.CancelledError):
        await hanging


HOST = """
import asyncio, sys
from pathlib import Path
from quotewire_parser.pool import PagePool, PoolLimits
from tests.factories import article_fetched
from tests.unit.parser.pool_works import Obedient

async def main():
    pool = PagePool(Obedient(Path(sys.argv[1])), PoolLimits(workers=2))
    await pool.start()
    await pool.parse(article_fetched(text="spin"))

if __name__ == "__main__":
    asyncio.run(main())
"""


async def test_workers_die_with_a_service_that_is_killed_hard(tmp_path: Path) -> None:
    script = tmp_path / "host.py"
    script.write_text(HOST)
    root = Path(__file__).resolve().parents[3]
    host = await asyncio.create_subprocess_exec(
        sys.executable, script, tmp_path, env={**os.environ, "PYTHONPATH": str(root)}
    )
    try:
        await eventually(has(tmp_path, "spin"))
        children = psutil.Process(host.pid).children(recursive=True)
        assert len(children) >= 3  # the fork server and two workers
    finally:
        host.kill()
        await host.wait()

    async def gone() -> bool:
        return not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children)

    await eventually(gone, within_s=10)
