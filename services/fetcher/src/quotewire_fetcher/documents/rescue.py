"""
Reads any document of a source, off the event loop: what is well-formed in a thread, the rest in a limited process.

libxml2 never forgets a name of an element or an attribute as long as its thread lives, and a hostile publisher can
invent a million at each poll: every document has a thread of its own.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TypeVar

from quotewire_fetcher.documents.collecting import NotWellFormedError, TooHeavyError
from quotewire_fetcher.documents.feeds import Feed
from quotewire_fetcher.documents.reading import Job, read_document
from quotewire_fetcher.documents.rescue_server import Limits
from quotewire_fetcher.documents.rescuers import AT_A_TIME, Rescuers, the_rescuers

T = TypeVar("T")

MAX_BYTES = 8 * 1024 * 1024
READ_AT_A_TIME = 2
"""Documents in threads at a time: Python runs one of them anyway, and each may need 40 MB."""


class FeedReader:
    """Reads feeds, sitemaps and homepages; belongs to one event loop."""

    def __init__(
        self,
        max_entries: int,
        *,
        max_bytes: int = MAX_BYTES,
        limits: Limits | None = None,
        rescuers: Rescuers | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """
        Read at most *max_entries* of one feed, and documents of at most *max_bytes* when inflated.

        A malformed or very large one may use *limits*; *rescuers* read it, where None those of the whole process.
        """
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._limits = limits or Limits()
        self._rescuers = rescuers
        self._clock = clock
        self._places = asyncio.Semaphore(READ_AT_A_TIME)
        self._rescues = asyncio.Semaphore(AT_A_TIME)

    async def read(
        self, data: bytes, base_url: str, *, kind: str | None = None, content_type: str | None = None
    ) -> Feed:
        """
        Read the document *data* that was found at *base_url*, sent as *content_type*.

        *kind* is what its source is said to be: where it names a feed or sitemap, an HTML page is refused; any other
        document is taken for what it is.

        Raises:
            FetchRefusedError: not_a_feed, bad_feed, xml_entities, feed_too_costly, feed_too_large, stacked_encoding,
                bad_encoding.
            FetchFailedError: truncated_body.
        """
        now = datetime.fromtimestamp(self._clock(), UTC)
        job = Job(data, base_url, self._max_entries, self._max_bytes, now, kind, content_type)
        async with self._places:
            try:
                return await _in_own_thread(lambda: read_document(job))
            except (NotWellFormedError, TooHeavyError):
                pass
        rescuers = self._rescuers or the_rescuers()
        async with self._rescues:
            return await _in_own_thread(lambda: rescuers.read(job, self._limits))


async def _in_own_thread(function: Callable[[], T]) -> T:
    threads = ThreadPoolExecutor(1, thread_name_prefix="feed")
    try:
        return await asyncio.get_running_loop().run_in_executor(threads, function)
    finally:
        threads.shutdown(wait=False)
