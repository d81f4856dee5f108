"""Where the fetcher's results go: articles and dead letters, waiting through an outage of Kafka."""

import asyncio
import json
import secrets

import structlog
from aiokafka.errors import KafkaError
from faststream.kafka import KafkaBroker

from quotewire_fetcher.state import PageState
from quotewire_shared.broker import publish_message
from quotewire_shared.dead_letters import DeadLetters
from quotewire_shared.errors import PermanentError, TransientError
from quotewire_shared.messages import ArticleFetched
from quotewire_shared.retry import Backoff
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import ARTICLES_FETCHED, in_lane

log = structlog.get_logger()


class KafkaOutlet:
    """The article topics, and the fetcher's dead letters."""

    def __init__(self, broker: KafkaBroker, kafka: KafkaSettings) -> None:
        """Publish through *broker* into the deployment that *kafka* describes."""
        self._broker = broker
        self._kafka = kafka
        self._letters = DeadLetters(kafka, "fetcher")

    async def publish(self, article: ArticleFetched) -> None:
        """
        Publish *article* in its lane.

        Raises:
            FatalError: the producer can never publish again.
        """
        topic = self._kafka.topic(in_lane(ARTICLES_FETCHED, article.lane))
        headers = {"traceparent": f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"}
        backoff, attempt = Backoff(), 0
        while True:
            try:
                return await publish_message(self._broker, topic, article, article.article_id, headers)
            except TransientError as error:
                attempt += 1
                log.warning("publish_postponed", article_id=article.article_id, reason=str(error))
                await asyncio.sleep(backoff.delay_s(attempt))

    async def bury(self, page: PageState, error: PermanentError) -> None:
        """Store the fetch request of *page* with *error*'s code and reason."""
        value = json.dumps(request_of(page), ensure_ascii=False).encode()
        backoff, attempt = Backoff(), 0
        while True:
            try:
                return await self._letters.put(
                    value,
                    key=page.page_id.encode(),
                    error=error,
                    origin={"dlq-url": page.url, "dlq-source": page.source_id},
                )
            except KafkaError as problem:
                attempt += 1
                log.warning("burial_postponed", page_id=page.page_id, reason=str(problem))
                await asyncio.sleep(backoff.delay_s(attempt))

    async def close(self) -> None:
        """Disconnect from the dead letters; the broker is the application's."""
        await self._letters.close()


def request_of(page: PageState) -> dict[str, object]:
    """Give the fetch request of *page* as JSON: all that is needed to ask again."""
    return {
        "url": page.url,
        "page_id": page.page_id,
        "source_id": page.source_id,
        "publisher": page.publisher,
        "first_seen_at": page.first_seen_at,
        "attempts": page.attempts,
        "feed": page.facts.model_dump(mode="json") if page.facts else None,
    }
