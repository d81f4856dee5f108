"""
How many articles a second go through our broker layer and a real Kafka, in and out, from one process each way.

Published are `ArticleFetched` messages with the newsroom's pages, by `publish_message` and the broker of
`build_broker`, as the services do: keyed, compressed with zstd, idempotent, acknowledged by all replicas. Once one
after another, each waiting for its acknowledgement, and once with 100 on the way at any time; the time of one message
is from the call to its acknowledgement. Writing the JSON is part of it.

Then all of them are consumed by `subscribe_batches`: decoded, validated and handed in batches to a handler that does
nothing; offsets are committed after every batch of at most 500. The clock runs from the arrival of the first batch, which is not
counted, to that of the last: joining the group is no part of it.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from faststream.kafka import KafkaBroker

from bench.articles import Press, size_kb
from bench.figures import Table, Timings
from bench.places import Places, own_topics
from quotewire_shared.broker import Outcome, build_broker, publish_message, subscribe_batches
from quotewire_shared.decoding import Received
from quotewire_shared.errors import QuotewireError
from quotewire_shared.lifeline import Lifeline
from quotewire_shared.messages import ArticleFetched
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import ARTICLES_FETCHED, in_lane

ARTICLES = 1_000
AT_A_TIME = 100
WARM_UP = 50
BATCH_RECORDS = 500
TIMEOUT_S = 120.0


def measure(places: Places, articles: int = ARTICLES) -> list[Table]:
    """Publish *articles* messages in either way, consume them all, and give the rates."""
    return [asyncio.run(_measure(places.kafka(), articles))]


async def publish_all(
    broker: KafkaBroker, kafka: KafkaSettings, messages: Sequence[ArticleFetched], *, at_a_time: int
) -> Timings:
    """Publish *messages*, each in its lane, *at_a_time* on the way at once; gives the time of each."""
    slots, timings = asyncio.Semaphore(at_a_time), Timings()

    async def publish(message: ArticleFetched) -> None:
        async with slots:
            started = time.perf_counter()
            topic = kafka.topic(in_lane(ARTICLES_FETCHED, message.lane))
            await publish_message(broker, topic, message, key=message.article_id)
            timings.seconds.append(time.perf_counter() - started)

    async with asyncio.TaskGroup() as tasks:
        for message in messages:
            tasks.create_task(publish(message))
    return timings


@dataclass(slots=True)
class Sink:
    """A handler that notes when each batch came, and how many records it had."""

    expected: int
    batches: list[tuple[float, int]] = field(default_factory=list)
    complete: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def received(self) -> int:
        """Records so far."""
        return sum(size for _, size in self.batches)

    async def handle(self, batch: Sequence[Received[ArticleFetched]]) -> Sequence[Outcome]:
        """Take *batch*; every record is done at once."""
        self.batches.append((time.perf_counter(), len(batch)))
        if self.received >= self.expected:
            self.complete.set()
        return [None] * len(batch)

    def rate(self) -> float:
        """
        Give records a second between the first batch and the last, the first one not counted.

        Raises:
            QuotewireError: all came in one batch.
        """
        (first_at, first), (last_at, _) = self.batches[0], self.batches[-1]
        if last_at == first_at:
            raise QuotewireError("All records came in one batch: too few to tell a rate.")
        return (self.received - first) / (last_at - first_at)


async def _measure(bootstrap_servers: str, articles: int) -> Table:
    press = Press()
    async with own_topics(bootstrap_servers) as kafka:
        broker = build_broker(kafka, "bench")
        await broker.start()
        try:
            await publish_all(broker, kafka, press.issue(WARM_UP), at_a_time=1)
            alone = await publish_all(broker, kafka, press.issue(articles), at_a_time=1)
            messages = press.issue(articles)
            started = time.perf_counter()
            crowd = await publish_all(broker, kafka, messages, at_a_time=AT_A_TIME)
            crowd_rate = articles / (time.perf_counter() - started)
        finally:
            await broker.stop()
        sink = await _consume(kafka, WARM_UP + 2 * articles)
    kb = size_kb(messages)
    return Table(
        "broker: articles through our broker layer, on a real Kafka",
        ("step", "articles/s", "MB/s", "p50 ms", "p99 ms"),
        (
            (
                "publish, one after another",
                alone.rate(),
                _mb(alone.rate(), kb),
                alone.ms(0.5),
                alone.ms(0.99),
            ),
            (
                f"publish, {AT_A_TIME} at a time",
                crowd_rate,
                _mb(crowd_rate, kb),
                crowd.ms(0.5),
                crowd.ms(0.99),
            ),
            ("consume and commit, in batches", sink.rate(), _mb(sink.rate(), kb), "", ""),
        ),
        (
            f"{articles:,} messages each way of publishing, with pages of {kb:.1f} kB on average.",
            f"Consumed in {len(sink.batches)} batches, {sink.received / len(sink.batches):.0f} records in the mean one.",
        ),
    )


def _mb(rate: float, kb: float) -> float:
    return rate * kb / 1_000


async def _consume(kafka: KafkaSettings, expected: int) -> Sink:
    sink, broker = Sink(expected), build_broker(kafka, "bench")
    subscribe_batches(
        broker,
        kafka=kafka,
        service="parser",
        topic=ARTICLES_FETCHED,
        model=ArticleFetched,
        handle=sink.handle,
        max_records=min(BATCH_RECORDS, expected // 4),  # several batches also of few messages
    )
    lifeline: Lifeline = broker.context.get(Lifeline.KEY)
    await broker.start()
    try:
        async with asyncio.timeout(TIMEOUT_S):
            await sink.complete.wait()
    except TimeoutError:
        raise QuotewireError(
            f"Only {sink.received} of {expected} messages came back within {TIMEOUT_S:.0f} s."
        ) from None
    finally:
        await broker.stop()
        await lifeline.close()
    return sink
