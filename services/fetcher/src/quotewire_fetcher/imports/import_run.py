"""Runs an import: files read in a thread, one after another, a bounded number of messages on their way to Kafka."""

import asyncio
import itertools
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from faststream.kafka import KafkaBroker

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.imports.import_entries import Broken, Candidate, Options, PassedOver, Taken, printable
from quotewire_fetcher.imports.import_report import Report
from quotewire_fetcher.imports.importer import entries_of
from quotewire_fetcher.naming.identity import domain_of
from quotewire_shared.broker import build_broker, publish_message
from quotewire_shared.connection import wait_for_kafka
from quotewire_shared.errors import InternalError, MessageTooLargeError, QuotewireError
from quotewire_shared.messages import ArticleFetched, Lane
from quotewire_shared.settings import KafkaSettings, load
from quotewire_shared.topics import ARTICLES_FETCHED, FETCH_REQUESTS, in_lane

MAX_UNDER_WAY = 256
"""Messages on their way at once."""
MAX_CHARS_UNDER_WAY = 32 * 1024 * 1024
"""Characters of pages on their way at once: pages of 5 MiB must not pile up in memory."""
BATCH = 64
BATCH_CHARS = 8 * 1024 * 1024
"""Read in one go, before the event loop has its turn again."""
LAST_WAIT_S = 15.0
"""For messages on their way when the import is stopped."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Which part is imported. Candidates are counted: pages, lines and addresses that could be imported, or should."""

    skip: int = 0
    limit: int | None = None


class Destination(Protocol):
    """Where the messages go."""

    async def send(self, item: Taken) -> None:
        """Return when *item* is stored; raises MessageTooLargeError where it never will be."""
        ...


@dataclass(frozen=True, slots=True)
class _Read:
    """A candidate that was read."""

    number: int
    """Its place among the candidates, from 1."""
    where: str
    item: Taken


class KafkaDestination:
    """The backfill lane."""

    def __init__(self, broker: KafkaBroker, kafka: KafkaSettings) -> None:
        """Publish through *broker*."""
        self._broker = broker
        self._articles = kafka.topic(in_lane(ARTICLES_FETCHED, Lane.BACKFILL))
        self._requests = kafka.topic(in_lane(FETCH_REQUESTS, Lane.BACKFILL))

    async def send(self, item: Taken) -> None:
        """See `Destination`; raises QuotewireError where Kafka takes it neither now nor later."""
        headers = {"traceparent": f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"}
        if isinstance(item, ArticleFetched):
            await publish_message(self._broker, self._articles, item, item.article_id, headers)
        else:
            await publish_message(self._broker, self._requests, item, domain_of(item.url), headers)


class DryRun:
    """Says what would be sent, and sends nothing."""

    def __init__(self, say: Callable[[str], object]) -> None:
        """Say a line each to *say*."""
        self._say = say

    async def send(self, item: Taken) -> None:
        """See `Destination`."""
        if isinstance(item, ArticleFetched):
            self._say(f"article  {item.fetched_at:%Y-%m-%d %H:%M}  {item.canonical_url}")
        else:
            self._say(printable(f"address  {item.url}"))


@asynccontextmanager
async def kafka_destination() -> AsyncIterator[KafkaDestination]:
    """
    Connect to the Kafka of the settings.

    Raises:
        QuotewireError: it is missing, or its topics are.
    """
    kafka = load(KafkaSettings)
    topics = tuple(kafka.topic(in_lane(topic, Lane.BACKFILL)) for topic in (ARTICLES_FETCHED, FETCH_REQUESTS))
    await wait_for_kafka(kafka, topics=topics)
    broker = build_broker(kafka, "import")
    await broker.start()
    try:
        yield KafkaDestination(broker, kafka)
    finally:
        await broker.stop()


async def import_paths(
    paths: list[Path],
    options: Options,
    destination: Destination,
    report: Report,
    *,
    extent: Extent = Extent(),
    say: Callable[[str], None],
) -> None:
    """
    Send what *paths* hold to *destination*; problems are told to *say*, one line each, and all is counted in *report*.

    When it is cancelled, what is on its way may arrive first.

    Raises:
        QuotewireError: a message could be stored neither now nor later.
    """
    run = _Run(destination, report, extent, say)
    steps = _steps(paths, options, extent, report)
    try:
        while batch := await asyncio.to_thread(_next_batch, steps):
            for step in batch:
                await run.take(step)
        await run.drain()
    finally:
        await run.finish()


class _Run:
    """Messages on their way."""

    def __init__(
        self, destination: Destination, report: Report, extent: Extent, say: Callable[[str], None]
    ) -> None:
        self._destination = destination
        self._report = report
        self._say = say
        self._under_way: dict[asyncio.Task[None], _Read] = {}
        self._chars = 0
        self._lost: list[int] = []
        self._newest = extent.skip
        report.settled = extent.skip

    async def take(self, step: "_Read | Broken | PassedOver | int") -> None:
        """Send or count *step*; waits while too much is on its way."""
        if isinstance(step, int):
            self._newest = step
            return
        if not isinstance(step, _Read):
            self._tell(step)
            return
        self._newest = step.number
        self._under_way[asyncio.create_task(self._destination.send(step.item))] = step
        self._chars += _chars_of(step.item)
        while len(self._under_way) >= MAX_UNDER_WAY or self._chars >= MAX_CHARS_UNDER_WAY:
            await self._some_arrived()

    async def drain(self) -> None:
        """Wait until all has arrived."""
        while self._under_way:
            await self._some_arrived()

    async def finish(self) -> None:
        """Wait for what is still on its way when the import ends early, but not for ever: Kafka may be gone."""
        try:
            async with asyncio.timeout(LAST_WAIT_S):
                while self._under_way:
                    with suppress(QuotewireError):  # the first of them is what ends the import
                        await self._some_arrived()
        except TimeoutError:
            pass
        finally:
            undone = [*self._lost, *(read.number for read in self._under_way.values())]
            self._report.settled = min(undone, default=self._newest + 1) - 1
            for task in self._under_way:
                task.cancel()
            await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _some_arrived(self) -> None:
        arrived, _ = await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
        failure: BaseException | None = None
        for task in arrived:
            read = self._under_way.pop(task)
            self._chars -= _chars_of(read.item)
            error = task.exception()
            if error is None:
                self._report.count_taken(read.item)
            elif isinstance(error, MessageTooLargeError):
                self._tell(Broken(read.where, error.reason_code, str(error)))
            else:
                self._lost.append(read.number)
                failure = failure or error
        if failure is not None:
            raise failure

    def _tell(self, step: Broken | PassedOver) -> None:
        self._report.count_left(step)
        if isinstance(step, Broken):
            self._say(printable(f"{step.where}: {step.reason}"))
        elif step.told:
            self._say(printable(f"{step.where}: passed over: {step.reason}"))


def _steps(
    paths: list[Path], options: Options, extent: Extent, report: Report
) -> Iterator[_Read | Broken | PassedOver | int]:
    """Read the candidates within *extent*; a number tells that so many were settled without a message."""
    number = 0
    last = None if extent.limit is None else extent.skip + extent.limit
    for entry in entries_of(paths, options):
        if last is not None and number >= last:
            return
        if not isinstance(entry, Candidate):
            if number >= extent.skip:
                yield entry
            continue
        number += 1
        if number <= extent.skip:
            report.skipped += 1
            continue
        yield from _read(entry, number)


def _read(candidate: Candidate, number: int) -> Iterator[_Read | Broken | int]:
    try:
        yield _Read(number, candidate.where, candidate.read())
    except FetchRefusedError as error:
        yield Broken(candidate.where, error.reason_code, str(error))
        yield number
    except Exception as error:  # noqa: BLE001 - a bug met on one page must not cost the rest of an archive
        wrapped = InternalError.of(error)
        yield Broken(candidate.where, wrapped.reason_code, f"{wrapped} (this is a bug)")
        yield number


def _next_batch(
    steps: Iterator[_Read | Broken | PassedOver | int],
) -> list[_Read | Broken | PassedOver | int]:
    batch: list[_Read | Broken | PassedOver | int] = []
    chars = 0
    for step in itertools.islice(steps, BATCH):
        batch.append(step)
        chars += _chars_of(step.item) if isinstance(step, _Read) else 0
        if chars >= BATCH_CHARS:
            break
    return batch


def _chars_of(item: Taken) -> int:
    return len(item.html or item.text or "") if isinstance(item, ArticleFetched) else len(item.url)
