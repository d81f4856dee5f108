"""The two ways of `quotewire parse`, on a pool of workers: one page with its limits, or a stream of lines."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

from quotewire_parser.cli.inputs import fetch_material, message_for, now
from quotewire_parser.cli.lines import Tally, parse_lines
from quotewire_parser.cli.stdin import read_lines
from quotewire_parser.pool import PagePool, PoolLimits
from quotewire_parser.settings import ParserSettings
from quotewire_parser.worker import Reader
from quotewire_shared.messages import ArticleParsed
from quotewire_shared.settings import load


def parse_one(source: str) -> ArticleParsed:
    """
    Read the page at *source* (a path, an address, or `-`).

    Raises:
        QuotewireError: it cannot be had, or holds no article.
    """
    settings = load(ParserSettings)
    page = message_for(fetch_material(source), now())

    async def read() -> ArticleParsed:
        async with _pool(settings, replace(PoolLimits.of(settings), workers=1)) as pool:
            return await pool.parse(page)

    return asyncio.run(read())


def parse_stream(*, workers: int | None, say: Callable[[str], None]) -> Tally:
    """
    Answer standard input's lines on standard output; a reader that goes away ends it quietly.

    Raises:
        QuotewireError: the workers cannot be started.
    """
    settings = load(ParserSettings)
    limits = PoolLimits.of(settings)

    async def run() -> Tally:
        async with _pool(settings, replace(limits, workers=workers or limits.workers)) as pool:
            return await parse_lines(read_lines(sys.stdin.fileno()), _write, pool, now=now(), say=say)

    try:
        return asyncio.run(run())
    except BrokenPipeError:
        # Python would complain about the lost pipe once more while it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise


def _write(line: bytes) -> None:
    left = memoryview(line)
    while left:
        left = left[os.write(sys.stdout.fileno(), left) :]


@asynccontextmanager
async def _pool(settings: ParserSettings, limits: PoolLimits) -> AsyncIterator[PagePool]:
    pool = PagePool(Reader.of(settings), limits)
    task = asyncio.current_task()
    if task is not None:
        # SIGTERM like Ctrl-C: the workers are stopped, not left to find out.
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        await pool.start()
        yield pool
    finally:
        await pool.close()
