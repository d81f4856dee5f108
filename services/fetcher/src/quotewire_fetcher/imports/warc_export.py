"""`quotewire warc export`: what was fetched, read from Kafka once from its beginning to its present end, as a web archive."""

import asyncio
import os
import re
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO, Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from quotewire_fetcher.imports.warc_writer import WarcWriter
from quotewire_shared.connection import client_options, wait_for_kafka
from quotewire_shared.errors import QuotewireError, UsageError
from quotewire_shared.lifeline import partitions_of
from quotewire_shared.messages import ArticleFetched, Lane
from quotewire_shared.settings import KafkaSettings, load
from quotewire_shared.topics import ARTICLES_FETCHED, in_lane

Advance = Callable[[int], None]
POLL_MS: Final = 1_000
SILENCE_S: Final = 60.0
"""Longest wait for the next record while some are promised."""
MAX_RECORDS: Final = 200
_ALL_MAY_READ: Final = 0o666
_AGO = re.compile(r"(\d{1,6})\s*([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True, slots=True)
class Choice:
    """Which articles are written."""

    since: datetime | None = None
    """Fetched at or after."""
    until: datetime | None = None
    """Fetched before."""
    sources: frozenset[str] = frozenset()
    """Ids; empty: all."""
    lanes: tuple[Lane, ...] = tuple(Lane)

    def takes(self, article: ArticleFetched) -> bool:
        """Tell whether *article* is one of them."""
        return (
            (self.since is None or article.fetched_at >= self.since)
            and (self.until is None or article.fetched_at < self.until)
            and (not self.sources or article.source_id in self.sources)
        )


@dataclass
class Counts:
    """What an export wrote."""

    articles: int = 0
    left_out: int = 0
    """Not chosen."""
    repeated: int = 0
    """The same version of an article, published again."""
    unreadable: int = 0
    bytes_written: int = 0

    def lines(self, file: Path) -> list[str]:
        """Say it."""
        lines = [f"{self.articles:,} articles written to {file} ({self.bytes_written:,} bytes)."]
        for count, what in (
            (self.left_out, "not chosen"),
            (self.repeated, "published more than once, written once"),
            (self.unreadable, "no articles by their form, left out"),
        ):
            if count:
                lines.append(f"  {count:,} messages {what}")
        return lines


def moment_of(text: str | None, now: datetime, option: str) -> datetime | None:
    """
    Read "2d", "12h" (ago), or a date with or without a time; without a zone it is UTC.

    Raises:
        UsageError: *text* is none of these.
    """
    if text is None:
        return None
    ago = _AGO.fullmatch(text.strip().lower())
    try:
        if ago is not None:
            return now - timedelta(**{_UNITS[ago.group(2)]: int(ago.group(1))})
        moment = datetime.fromisoformat(text.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    except (ValueError, OverflowError):
        raise UsageError(
            f"{option} must be a time like 2d, 12h, 2026-11-01 or 2026-11-01T12:00, not {text!r}."
        ) from None


async def export(file: Path, choice: Choice) -> Counts:
    """
    Write what *choice* takes to *file*: packed where its name ends in ".gz"; it appears when it is complete.

    Raises:
        UsageError: *file* cannot be written under this name.
        QuotewireError: Kafka or the disk did not do its part; no file is written then.
    """
    if not file.name.lower().endswith((".warc", ".gz")):
        raise UsageError(
            f"The name must end in .warc.gz, or .warc where it is not to be packed, not {file.name!r}."
        )
    kafka = load(KafkaSettings)
    topics = tuple(kafka.topic(in_lane(ARTICLES_FETCHED, lane)) for lane in choice.lanes)
    await wait_for_kafka(kafka, topics=topics)
    counts = Counts()
    seen: set[bytes] = set()
    with appearing(file) as stream:
        writer = WarcWriter(stream, packed=file.name.lower().endswith(".gz"))
        writer.write_info(file.name, f"quotewire-fetcher/{version('quotewire-fetcher')}", datetime.now(UTC))
        async with _records(kafka, topics, choice.since) as batches:
            async for batch in batches:
                await asyncio.to_thread(_write_all, batch, choice, writer, seen, counts)
        counts.bytes_written = writer.bytes_written
    return counts


def _write_all(
    batch: list[bytes], choice: Choice, writer: WarcWriter, seen: set[bytes], counts: Counts
) -> None:
    for value in batch:
        try:
            article = ArticleFetched.model_validate_json(value)
        except ValidationError:
            counts.unreadable += 1
            continue
        if not choice.takes(article):
            counts.left_out += 1
            continue
        # At-least-once delivery publishes a version twice now and then.
        name = bytes.fromhex(article.article_id) + str(article.fetched_at.timestamp()).encode()
        if name in seen:
            counts.repeated += 1
            continue
        seen.add(name)
        writer.write_article(article)
        counts.articles += 1


@asynccontextmanager
async def _records(
    kafka: KafkaSettings, topics: tuple[str, ...], since: datetime | None
) -> AsyncIterator[AsyncIterator[list[bytes]]]:
    consumer = AIOKafkaConsumer(
        **client_options(kafka), enable_auto_commit=False, auto_offset_reset="earliest"
    )
    try:
        try:
            await consumer.start()
            ends = await _place(consumer, await _partitions(kafka, topics), since)
        except KafkaError as error:
            raise QuotewireError(f"Kafka cannot be read: {error}.") from error
        yield _until(consumer, ends)
    finally:
        await consumer.stop()


async def _place(
    consumer: AIOKafkaConsumer, parts: list[TopicPartition], since: datetime | None
) -> dict[TopicPartition, int]:
    """Go to the first record that can matter; gives where each partition ends now."""
    consumer.assign(parts)
    ends: dict[TopicPartition, int] = await consumer.end_offsets(parts)
    begins: dict[TopicPartition, int] = await consumer.beginning_offsets(parts)
    if since is not None:
        # A record is written after its page was fetched: what came before *since* was fetched before.
        at_ms = int(since.timestamp() * 1000)
        found = await consumer.offsets_for_times(dict.fromkeys(parts, max(at_ms, 0)))
        begins = {part: ends[part] if spot is None else spot.offset for part, spot in found.items()}
    for part in parts:
        consumer.seek(part, begins[part])
    return {part: end for part, end in ends.items() if begins[part] < end}


async def _partitions(kafka: KafkaSettings, topics: tuple[str, ...]) -> list[TopicPartition]:
    admin = AIOKafkaAdminClient(**client_options(kafka))
    try:
        await admin.start()
        return [part for topic in topics for part in await partitions_of(admin, topic)]
    finally:
        await admin.close()


async def _until(consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int]) -> AsyncIterator[list[bytes]]:
    left = dict(ends)
    total = sum([end - await consumer.position(part) for part, end in ends.items()])
    loop = asyncio.get_running_loop()
    heard_at = loop.time()
    with _bar(total) as advance:
        while left:
            try:
                found = await consumer.getmany(timeout_ms=POLL_MS, max_records=MAX_RECORDS)
                # Records at the end may be gone or invisible; the position passes over them all the same.
                ended = {part for part, end in left.items() if await consumer.position(part) >= end}
                consumer.pause(*ended)
            except KafkaError as error:
                raise QuotewireError(f"Kafka cannot be read to the end: {error}.") from error
            left = {part: end for part, end in left.items() if part not in ended}
            batch = [
                record.value or b""
                for part, records in found.items()
                for record in records
                if record.offset < ends.get(part, 0)
            ]
            if batch:
                heard_at = loop.time()
                yield batch
                advance(len(batch))
            elif left and loop.time() - heard_at > SILENCE_S:
                raise QuotewireError(f"Kafka gave nothing for {SILENCE_S:.0f} s, and there is more to come.")


@contextmanager
def appearing(file: Path) -> Iterator[BinaryIO]:
    """
    Write a file beside *file* that takes its name at the end; where anything fails, it is removed.

    Raises:
        UsageError: *file* cannot be a file's name.
        QuotewireError: it cannot be written; the text says why.
    """
    place = file.resolve()  # a link stays, and what it leads to is replaced
    if place.exists() and not place.is_file():
        raise UsageError(f"{file} is there and is no file. Give another name.")
    part: Path | None = None
    try:
        descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.", suffix=".part")
        part = Path(name)
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        mask = os.umask(0)
        os.umask(mask)
        part.chmod(_ALL_MAY_READ & ~mask)  # mkstemp lets nobody else read
        part.replace(place)
    except OSError as error:
        raise QuotewireError(f"{file} cannot be written ({error.strerror}).") from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)


@contextmanager
def _bar(total: int) -> Iterator[Advance]:
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _count: None
        return
    columns = (TextColumn("messages"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("export", total=total)
        yield lambda count: progress.advance(bar, count)
