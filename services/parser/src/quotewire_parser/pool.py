"""
Worker processes for pages: a time limit for each, live pages first, and a death that harms one page at most.

Every worker is a pebble pool of its own with one process. So a page that is taken by a worker is known to be, nothing
waits inside pebble, and a worker that dies at a bad moment (OOM killer, in the middle of a transfer) can spoil nobody
else's pipe or lock.
"""

import asyncio
import itertools
import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Any, Protocol, Self

import structlog
from pebble import ProcessExpired, ProcessPool

from quotewire_parser.gate import Gate
from quotewire_parser.process import prepare_process
from quotewire_parser.settings import ParserSettings
from quotewire_parser.worker import MODULES
from quotewire_shared.errors import FatalError, PermanentError
from quotewire_shared.messages import ArticleFetched, ArticleParsed, Lane

log = structlog.get_logger()

PRIORITY = {Lane.LIVE: 0, Lane.BACKFILL: 1, Lane.REPLAY: 2}
STUCK_AFTER_S = 30.0
"""Time beyond a page's limit after which pebble itself is given up (a lock that a killed worker held)."""
STARTS = 3
"""Times that a worker may fail to start before the service ends."""


class Work(Protocol):
    """What a worker does; must be picklable."""

    def warm_up(self) -> None:
        """Load what takes long."""

    def __call__(self, page: ArticleFetched, /) -> bytes | PermanentError:
        """Read *page*: `ArticleParsed` as JSON, or why there is none."""


class ParseTimeoutError(PermanentError):
    """The page took longer than the time limit; its worker was killed."""

    code = "parse_timeout"


class WorkerDiedError(PermanentError):
    """Two workers died over this page, the second while it had the machine to itself."""

    code = "worker_died"


class MemoryLimitError(PermanentError):
    """The page needs more memory than one worker may have."""

    code = "memory_limit"


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """How much a pool may use."""

    workers: int = 0
    time_limit_s: float = 20.0
    max_articles_per_worker: int = 1_000
    worker_memory_bytes: int = 0
    startup_timeout_s: float = 120.0

    @classmethod
    def of(cls, settings: ParserSettings) -> Self:
        """Take from *settings* what is said of the pool."""
        return cls(
            workers=settings.workers,
            time_limit_s=settings.time_limit_s,
            max_articles_per_worker=settings.max_articles_per_worker,
            worker_memory_bytes=settings.worker_memory_bytes,
            startup_timeout_s=settings.worker_startup_timeout_s,
        )

    @property
    def worker_count(self) -> int:
        """Number of processes; as many as processors that we may use, where none is said."""
        return self.workers or len(
            os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
        )


@dataclass(order=True, slots=True)
class _Job:
    priority: int
    number: int
    page: ArticleFetched = field(compare=False)
    result: asyncio.Future[ArticleParsed] = field(compare=False)


class _WorkerLostError(Exception):
    """The process is gone; *started* tells whether it had taken the page."""

    def __init__(self, *, started: bool) -> None:
        super().__init__()
        self.started = started


class PagePool:
    """Reads pages in processes; belongs to one event loop."""

    def __init__(self, work: Work, limits: PoolLimits) -> None:
        """Start nothing yet."""
        self._limits = limits
        self._slots = [_Slot(work, limits) for _ in range(limits.worker_count)]
        self._queue: asyncio.PriorityQueue[_Job] = asyncio.PriorityQueue()
        self._numbers = itertools.count()
        self._gate = Gate()
        self._runners: list[asyncio.Task[None]] = []

    @property
    def workers(self) -> int:
        """Number of worker processes."""
        return len(self._slots)

    async def start(self) -> None:
        """
        Start the workers and let them load their models.

        Raises:
            FatalError: a worker cannot start.
        """
        await asyncio.gather(*(slot.start() for slot in self._slots))
        self._runners = [asyncio.create_task(self._run(slot)) for slot in self._slots]

    async def not_ready(self) -> str | None:
        """Say why pages cannot be read now, or None."""
        if not self._runners:
            return "workers are starting"
        return "a worker cannot be started" if any(task.done() for task in self._runners) else None

    async def parse(self, page: ArticleFetched, *, lane: Lane = Lane.LIVE) -> ArticleParsed:
        """
        Read *page* as soon as a worker is free and no page of a more urgent lane waits.

        Raises:
            PermanentError: the page cannot be read; parse_timeout, worker_died and memory_limit are the pool's codes.
            FatalError: workers cannot be started any more.
        """
        result: asyncio.Future[ArticleParsed] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait(_Job(PRIORITY[lane], next(self._numbers), page, result))
        if self._runners and all(task.done() for task in self._runners):
            self._fail_waiting()
        return await result

    async def close(self) -> None:
        """Stop the workers at once."""
        for task in self._runners:
            task.cancel()
        await asyncio.gather(*self._runners, return_exceptions=True)
        while not self._queue.empty():
            self._queue.get_nowait().result.cancel()
        await asyncio.gather(*(slot.stop() for slot in self._slots))

    async def _run(self, slot: "_Slot") -> None:
        while True:
            job = await self._queue.get()
            if job.result.done():
                continue  # whoever asked has gone
            try:
                article = await self._read(slot, job.page)
            except FatalError as error:
                _settle(job, error)
                if sum(not task.done() for task in self._runners) == 1:
                    self._fail_waiting()
                return
            except PermanentError as error:
                _settle(job, error)
            except BaseException:
                job.result.cancel()
                raise
            else:
                if not job.result.done():
                    job.result.set_result(article)

    async def _read(self, slot: "_Slot", page: ArticleFetched) -> ArticleParsed:
        try:
            async with self._gate.shared():
                return await slot.read(page)
        except _WorkerLostError as lost:
            log.warning("worker_died", article_id=page.article_id, page_taken=lost.started)
        # Perhaps its neighbours had the memory: once more, with the machine to itself.
        try:
            async with self._gate.alone():
                return await slot.read(page)
        except _WorkerLostError:
            raise WorkerDiedError("Two workers died over this page, the second one alone.") from None

    def _fail_waiting(self) -> None:
        while not self._queue.empty():
            _settle(self._queue.get_nowait(), FatalError("No worker can be started; the log says why."))


def _settle(job: _Job, error: Exception) -> None:
    if not job.result.done():
        job.result.set_exception(error)


class _Slot:
    """One worker process at a time, replaced when it is lost."""

    def __init__(self, work: Work, limits: PoolLimits) -> None:
        self._work = work
        self._limits = limits
        self._pool: ProcessPool | None = None

    async def start(self) -> None:
        for left in reversed(range(STARTS)):
            pool = self._pool = self._new_pool()
            try:
                await self._call(pool, self._work.warm_up, (), self._limits.startup_timeout_s)
            except (_WorkerLostError, MemoryError, TimeoutError) as error:
                await self.stop()
                log.warning("worker_not_started", reason=type(error).__name__, tries_left=left)
            except BaseException:
                await self.stop()
                raise
            else:
                return
        raise FatalError(
            f"A parser worker failed to start {STARTS} times. Is QUOTEWIRE_PARSER_WORKER_MEMORY_BYTES "
            f"({self._limits.worker_memory_bytes}) enough?"
        )

    async def read(self, page: ArticleFetched) -> ArticleParsed:
        if self._pool is None or not self._pool.active:
            await self._replace()
        assert self._pool is not None  # noqa: S101 - _replace sets it or raises
        started = time.monotonic()
        try:
            result = await self._call(self._pool, self._work, (page,), self._limits.time_limit_s)
        except TimeoutError:
            if time.monotonic() - started >= self._limits.time_limit_s + STUCK_AFTER_S:
                await self.stop()
            raise ParseTimeoutError(
                f"Not read within {self._limits.time_limit_s:g} s; the worker was replaced."
            ) from None
        except MemoryError:
            await self._replace()  # what is left of its memory is in pieces
            raise MemoryLimitError(
                f"More memory was needed than {self._limits.worker_memory_bytes} bytes."
            ) from None
        except _WorkerLostError:
            await self.stop()
            raise
        if isinstance(result, PermanentError):
            raise result
        return ArticleParsed.model_validate_json(result)

    async def stop(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call] # pebble's
            await asyncio.to_thread(pool.join)

    async def _replace(self) -> None:
        await self.stop()
        await self.start()

    def _new_pool(self) -> ProcessPool:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(MODULES))
        return ProcessPool(
            max_workers=1,
            max_tasks=self._limits.max_articles_per_worker,
            initializer=prepare_process,
            initargs=(self._limits.worker_memory_bytes,),
            context=context,
        )

    async def _call(
        self, pool: ProcessPool, function: Callable[..., Any], args: Sequence[Any], limit_s: float
    ) -> Any:
        try:
            task = pool.schedule(function, args=args, timeout=limit_s)
        except RuntimeError:  # the process died while it was idle
            raise _WorkerLostError(started=False) from None
        try:
            async with asyncio.timeout(limit_s + STUCK_AFTER_S):
                return await asyncio.wrap_future(task)
        except ProcessExpired:
            raise _WorkerLostError(started=True) from None
        except BrokenProcessPool:
            raise _WorkerLostError(started=False) from None
