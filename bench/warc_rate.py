"""
How many records a second of a web archive become articles: reading alone, and into Kafka.

The archive is invented: for each page a request and a response record, each packed for itself, as crawlers write them;
every tenth answer is no page, and every third page was sent compressed. Pages are as
long as news pages are. Reading is one thread's work from the file to the message, JSON included, in seconds of CPU; beside it
stands fastwarc, which only takes the records apart. Into Kafka goes the code of `quotewire import`, in seconds of the
clock.
"""

import asyncio
import gzip
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecordType

from bench.figures import Table
from bench.places import Places, own_topics
from quotewire_fetcher.imports.import_entries import Candidate, Options
from quotewire_fetcher.imports.import_report import Report
from quotewire_fetcher.imports.import_run import KafkaDestination, import_paths
from quotewire_fetcher.imports.warc_import import read_warc
from quotewire_shared.broker import build_broker

PAGES = 3_000
KB = 60
"""A news page, without its pictures."""
NO_PAGE_EVERY = 10
COMPRESSED_EVERY = 3


def measure(where: Places, pages: int = PAGES) -> list[Table]:
    """Make an archive of *pages* pages and read it."""
    with tempfile.TemporaryDirectory(prefix="quotewire-warc-") as folder:
        path = Path(folder) / "news.warc.gz"
        records = write_archive(path, pages)
        size_mb = path.stat().st_size / 1e6
        rows = [
            ("fastwarc, records only (CPU)", *_timed(_fastwarc, path)),
            ("quotewire, to messages (CPU)", *_timed(_reading, path)),
        ]
        rows.append(("quotewire import, into Kafka", *asyncio.run(_import(path, where.kafka()))))
    return [
        Table(
            "warc: records of an archive to articles, one process",
            ("what", "records/s", "articles/s", "MB/s packed"),
            tuple(
                (name, records / took_s, articles / took_s if articles else "", size_mb / took_s)
                for name, took_s, articles in rows
            ),
            (f"{pages:,} pages of {KB} kB, {records:,} records, {size_mb:.0f} MB packed.",),
        )
    ]


def write_archive(path: Path, pages: int) -> int:
    """Write an archive of *pages* pages to *path*; gives the number of its records."""
    count = 0
    with path.open("wb") as file:
        for record in archive_records(pages):
            file.write(gzip.compress(record, 6))
            count += 1
    return count


def archive_records(pages: int) -> Iterator[bytes]:
    """Give the records of an archive of *pages* pages."""
    yield _record("warcinfo", "", b"software: bench\r\n", "application/warc-fields")
    for number in range(pages):
        address = f"https://news-{number % 300}.example/2026/story-{number}"
        yield _record(
            "request", address, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "application/http; msgtype=request"
        )
        yield _record("response", address, _answer(number), "application/http; msgtype=response")


def _answer(number: int) -> bytes:
    if number % NO_PAGE_EVERY == 0:
        return b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>Gone"
    body = _page(number).encode()
    packed = ""
    if number % COMPRESSED_EVERY == 0:
        body, packed = gzip.compress(body, 6), "Content-Encoding: gzip\r\n"
    head = f"HTTP/1.1 200 OK\r\nServer: bench\r\nContent-Type: text/html; charset=utf-8\r\n{packed}"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _page(number: int) -> str:
    # Numbers in it, so that it does not pack better than prose does.
    sentence = "<p class=t{0}>The harbour of {1} was closed on day {2}, said Ann Lee {3}: “we wait for {4} ships”.</p>\n"
    body = "".join(
        sentence.format(line, number * 7919 % 99_991 + line, line * number % 977, number ^ line, line * 31)
        for line in range(KB * 1000 // len(sentence))
    )
    return (
        "<!doctype html><html><head><meta charset=utf-8>"
        f'<link rel="canonical" href="/2026/story-{number}"><title>Story {number}</title></head><body>{body}</body></html>'
    )


def _record(kind: str, address: str, block: bytes, media_type: str) -> bytes:
    target = f"WARC-Target-URI: {address}\r\n" if address else ""
    return (
        (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\n{target}WARC-Date: 2026-10-01T08:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:{hash((kind, address)) & (2**128 - 1):032x}>\r\n"
            f"Content-Type: {media_type}\r\nContent-Length: {len(block)}\r\n\r\n"
        ).encode()
        + block
        + b"\r\n\r\n"
    )


def _timed(run: Callable[[Path], int], path: Path) -> tuple[float, int]:
    started = time.process_time()
    articles = run(path)
    return time.process_time() - started, articles


def _fastwarc(path: Path) -> int:
    for record in ArchiveIterator(str(path), record_types=WarcRecordType.any_type, parse_http=False):
        record.reader.read()
    return 0


def _reading(path: Path) -> int:
    articles = 0
    for entry in read_warc(path, Options(datetime.now(UTC))):
        if isinstance(entry, Candidate):
            entry.read().model_dump_json()
            articles += 1
    return articles


async def _import(path: Path, bootstrap_servers: str) -> tuple[float, int]:
    async with own_topics(bootstrap_servers) as kafka:
        broker = build_broker(kafka, "bench")
        await broker.start()
        options, report = Options(datetime.now(UTC)), Report()
        try:
            started = time.perf_counter()
            await import_paths([path], options, KafkaDestination(broker, kafka), report, say=print)
            return time.perf_counter() - started, report.articles
        finally:
            await broker.stop()
