"""
Reads a malformed feed as a tolerant reader would: feedparser, in a process of its own with hard limits.

feedparser takes half a second for a big feed, and nobody knows what a broken document does to it. The child may use
`MAX_CPU_S` of processor time and `MAX_MEMORY_BYTES`; the parent kills it when it is late.
"""

import asyncio
import io
import json
import resource
import sys
import time
from calendar import timegm
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.feeds import (
    MAX_SUMMARY_CHARS,
    MAX_TITLE_CHARS,
    Feed,
    NotWellFormedError,
    build_feed,
    plain_text,
    read_strict,
    refuse_entities,
)

MAX_CPU_S = 3
MAX_MEMORY_BYTES = 768 * 1024 * 1024  # address space, of which Python and its libraries take most
TIMEOUT_S = 10.0
AT_A_TIME = 2


class FeedReader:
    """Reads any feed, off the event loop."""

    def __init__(self, max_entries: int, *, timeout_s: float = TIMEOUT_S) -> None:
        """Read at most *max_entries* of one feed; a malformed one may take *timeout_s* seconds."""
        self._max_entries = max_entries
        self._timeout_s = timeout_s
        self._children = asyncio.Semaphore(AT_A_TIME)

    async def read(self, data: bytes, base_url: str) -> Feed:
        """
        Read the feed *data* that was found at *base_url*.

        Raises:
            FetchRefusedError: not_a_feed, xml_entities, bad_feed or feed_too_costly.
        """
        try:
            return await asyncio.to_thread(
                read_strict, data, base_url=base_url, max_entries=self._max_entries
            )
        except NotWellFormedError:
            refuse_entities(data)
        async with self._children:
            found = await _run_child(data, self._max_entries, self._timeout_s)
        return build_feed(
            found["entries"],
            base_url=base_url,
            max_entries=self._max_entries,
            title=found["title"],
            language=found["language"],
            ttl_minutes=found["ttl"],
        )


async def _run_child(data: bytes, max_entries: int, timeout_s: float) -> dict[str, Any]:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        "-m",
        "quotewire_fetcher.rescue",
        str(max_entries),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"LC_ALL": "C.UTF-8"},
    )
    try:
        async with asyncio.timeout(timeout_s):
            output, _ = await child.communicate(data)
    except TimeoutError:
        raise FetchRefusedError(
            f"Reading the feed took over {timeout_s:g} s.", code="feed_too_costly"
        ) from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode != 0:
        raise FetchRefusedError("Reading the feed took too much time or memory.", code="feed_too_costly")
    found: dict[str, Any] = json.loads(output)
    if not found["version"] and not found["entries"]:
        raise FetchRefusedError("The document is not a feed.", code="not_a_feed")
    return found


def main() -> None:
    """Read a feed from standard input, write what is in it to standard output."""
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_S, MAX_CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    # feedparser sits here and nowhere else, so that the fetcher itself does not carry it.
    import feedparser  # noqa: PLC0415

    # As a file: a string would be taken for an address or a path, and opened.
    parsed = feedparser.parse(
        io.BytesIO(sys.stdin.buffer.read()), sanitize_html=False, resolve_relative_uris=False
    )
    max_entries = int(sys.argv[1])
    found = {
        "version": parsed.get("version", ""),
        "title": parsed.feed.get("title"),
        "language": parsed.feed.get("language"),
        "ttl": parsed.feed.get("ttl"),
        "entries": [_entry(entry) for entry in parsed.entries[: max_entries + 1]],
    }
    json.dump(found, sys.stdout)


def _entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": plain_text(entry.get("title"), MAX_TITLE_CHARS),
        "link": entry.get("link"),
        "id": entry.get("id"),
        "published": _iso(entry.get("published_parsed")),
        "updated": _iso(entry.get("updated_parsed")),
        "authors": [author.get("name") for author in entry.get("authors", ())],
        "description": plain_text(entry.get("summary"), MAX_SUMMARY_CHARS),
        "language": entry.get("language"),
    }


def _iso(moment: time.struct_time | None) -> str | None:
    if moment is None:
        return None
    try:
        return datetime.fromtimestamp(timegm(moment), UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None


if __name__ == "__main__":
    main()
