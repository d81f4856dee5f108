"""The indexer's edge: batches of parsed articles in, outcomes out; no decisions."""

from collections.abc import Sequence
from datetime import UTC, datetime

from faststream.kafka import KafkaBroker

from quotewire_indexer.convert import Entry, convert
from quotewire_indexer.index import ArticleIndex
from quotewire_indexer.mapping import check_first_seen
from quotewire_indexer.settings import IndexerSettings
from quotewire_shared.broker import Outcome, subscribe_batches
from quotewire_shared.decoding import Received
from quotewire_shared.errors import PermanentError
from quotewire_shared.messages import ArticleParsed, Lane
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import ARTICLES_PARSED, in_lane

SERVICE = "indexer"


def subscribe(
    broker: KafkaBroker, kafka: KafkaSettings, index: ArticleIndex, settings: IndexerSettings
) -> None:
    """Feed the parsed articles of every lane to *index*, a subscription for each."""

    async def handle(batch: Sequence[Received[ArticleParsed]]) -> Sequence[Outcome]:
        return await write_batch(index, [item.message for item in batch])

    for lane in Lane:
        subscribe_batches(
            broker,
            kafka=kafka,
            service=SERVICE,
            topic=in_lane(ARTICLES_PARSED, lane),
            model=ArticleParsed,
            handle=handle,
            max_records=settings.batch_records,
        )


async def write_batch(index: ArticleIndex, messages: Sequence[ArticleParsed]) -> list[PermanentError | None]:
    """Convert *messages* and write them; outcomes by position. What cannot be converted spoils nothing else."""
    converted = [_entry(message) for message in messages]
    entries = [entry for entry in converted if isinstance(entry, Entry)]
    written = iter(await index.write(entries))
    return [next(written) if isinstance(entry, Entry) else entry for entry in converted]


def _entry(message: ArticleParsed) -> Entry | PermanentError:
    try:
        check_first_seen(message.first_seen_at, datetime.now(UTC))
        return convert(message)
    except PermanentError as error:
        return error
