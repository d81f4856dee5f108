"""A sitemap as plain text: one address a line. Source: https://www.sitemaps.org/protocol.html, "Text file"."""

from quotewire_fetcher.documents.channel import Channel
from quotewire_fetcher.documents.cleaning import is_web_address
from quotewire_fetcher.documents.collecting import Collector, TooHeavyError
from quotewire_fetcher.documents.feeds import Feed
from quotewire_fetcher.naming.identity import MAX_URL_CHARS

LINES_LOOKED_AT = 5
MAX_BYTES = 512 * 1024


def is_url_list(data: bytes) -> bool:
    """Tell whether the first lines of *data* are addresses and nothing else."""
    start = data[: LINES_LOOKED_AT * MAX_URL_CHARS].decode("utf-8", "replace")
    lines = [line.strip() for line in start.splitlines()[:LINES_LOOKED_AT]]
    return any(lines) and all(is_web_address(line) and len(line.split()) == 1 for line in lines if line)


def read_url_list(data: bytes, collector: Collector, *, limit: int, heavy: bool) -> Feed:
    """
    Read the addresses that *data* lists into *collector*, and keep *limit* of them.

    Raises:
        TooHeavyError: it is long, unless *heavy* says that this is the place for it.
    """
    if not heavy and len(data) > MAX_BYTES:
        raise TooHeavyError
    start = 0
    while start < len(data) and not collector.full:
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        line = data[start:end]
        start = end + 1
        if line.strip():
            text = line[: 2 * MAX_URL_CHARS].decode("utf-8", "replace")
            collector.add({"link": text} if is_web_address(text) else {})
    collector.cut = bool(data[start:].strip())
    collector.newest_first(limit)
    return Channel().feed("sitemap", collector)
