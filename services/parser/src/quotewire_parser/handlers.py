"""The parser's edge: fetched pages in, parsed articles out, each lane into its own; no decisions."""

from faststream.kafka import KafkaBroker

from quotewire_parser.pool import PagePool
from quotewire_shared.broker import HandleOne, announce, each, publish_message, subscribe_batches
from quotewire_shared.decoding import Received
from quotewire_shared.messages import ArticleFetched, ArticleParsed, Lane
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import ARTICLES_FETCHED, ARTICLES_PARSED, in_lane

SERVICE = "parser"
PASSED_ON = ("traceparent", "tracestate")
"""Headers that travel with an article from service to service (W3C trace context)."""


def subscribe(broker: KafkaBroker, kafka: KafkaSettings, pool: PagePool, *, batch_records: int) -> None:
    """Feed the fetched pages of every lane to *pool*, a subscription for each, and publish what it reads."""
    for lane in Lane:
        announce(broker, kafka.topic(in_lane(ARTICLES_PARSED, lane)), ArticleParsed)
        subscribe_batches(
            broker,
            kafka=kafka,
            service=SERVICE,
            topic=in_lane(ARTICLES_FETCHED, lane),
            model=ArticleFetched,
            # Twice as many as workers: while one page is published, its worker has the next one.
            handle=each(_handler(broker, kafka, pool, lane), concurrency=pool.workers * 2),
            max_records=batch_records,
        )


def _handler(
    broker: KafkaBroker, kafka: KafkaSettings, pool: PagePool, lane: Lane
) -> HandleOne[ArticleFetched]:
    topic = kafka.topic(in_lane(ARTICLES_PARSED, lane))

    async def parse_article(received: Received[ArticleFetched]) -> None:
        article = await pool.parse(received.message, lane=lane)
        headers = {name: received.headers[name] for name in PASSED_ON if name in received.headers}
        await publish_message(broker, topic, article, key=article.article_id, headers=headers)

    return parse_article
