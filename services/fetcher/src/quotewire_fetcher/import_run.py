"""Runs an import: files read one after another, a bounded number of messages on their way to Kafka."""

import asyncio
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.importer import ImportFile, NotImported, find_files, read_file
from quotewire_shared.broker import build_broker, publish_message
from quotewire_shared.connection import wait_for_kafka
from quotewire_shared.messages import ArticleFetched, Lane
from quotewire_shared.settings import KafkaSettings, load
from quotewire_shared.topics import ARTICLES_FETCHED, in_lane

AT_A_TIME = 32
"""Messages on their way at once: 5 MiB pages must not pile up in memory."""


async def import_paths(
    paths: list[Path], *, publisher: str | None, base_url: str | None, say: Callable[[str], None]
) -> tuple[int, int]:
    """
    Import the files under *paths*; problems are told to *say*, one line each.

    Returns:
        Files imported, files that failed. Files of other types in folders are neither.

    Raises:
        QuotewireError: Kafka is missing, or took a message neither now nor later.
    """
    kafka = load(KafkaSettings)
    topic = kafka.topic(in_lane(ARTICLES_FETCHED, Lane.BACKFILL))
    await wait_for_kafka(kafka, topics=(topic,))
    broker = build_broker(kafka, "import")
    await broker.start()
    done = failed = 0
    base = base_url if base_url is None or base_url.endswith("/") else f"{base_url}/"
    under_way: set[asyncio.Task[None]] = set()
    try:
        for item in find_files(paths):
            if isinstance(item, NotImported):
                say(f"{item.path}: {'' if item.failed else 'passed over: '}{item.reason}")
                failed += item.failed
                continue
            try:
                article = await asyncio.to_thread(_read, item, publisher, base)
            except FetchRefusedError as error:
                say(f"{item.path}: {error}")
                failed += 1
                continue
            headers = {"traceparent": f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"}
            under_way.add(
                asyncio.create_task(publish_message(broker, topic, article, article.article_id, headers))
            )
            if len(under_way) >= AT_A_TIME:
                arrived, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                done += _arrived(arrived)
        if under_way:
            arrived, under_way = await asyncio.wait(under_way)
            done += _arrived(arrived)
    finally:
        for task in under_way:
            task.cancel()
        await broker.stop()
    return done, failed


def _read(item: ImportFile, publisher: str | None, base: str | None) -> ArticleFetched:
    return read_file(item, publisher=publisher, base_url=base, now=datetime.now(UTC))


def _arrived(tasks: set[asyncio.Task[None]]) -> int:
    for task in tasks:
        task.result()  # raises what the publish raised
    return len(tasks)
