"""Where the fetcher's results go: articles, fetch requests and dead letters, waiting through an outage of Kafka."""

import asyncio
import json
import secrets
from collections.abc import Sequence

import structlog
from aiokafka.errors import KafkaError
from faststream.kafka import KafkaBroker

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.memory.state import PageState
from quotewire_fetcher.naming.identity import domain_of
from quotewire_shared.broker import publish_message
from quotewire_shared.dead_letters import DeadLetters
from quotewire_shared.errors import FatalError, MessageTooLargeError, PermanentError, TransientError
from quotewire_shared.messages import ArticleFetched, FetchRequest, Message
from quotewire_shared.retry import Backoff
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import ARTICLES_FETCHED, FETCH_REQUESTS, in_lane

log = structlog.get_logger()

REQUESTS_AT_A_TIME = 500
BURIAL_TRIES = 60
"""About a quarter of an hour with the back-off's cap of 30 s, on top of what the producer itself waits."""


class KafkaOutlet:
    """The article topics, and the fetcher's dead letters."""

    def __init__(
        self,
        broker: KafkaBroker,
        kafka: KafkaSettings,
        *,
        letters: DeadLetters | None = None,
        backoff: Backoff | None = None,
    ) -> None:
        """Publish through *broker* into the deployment that *kafka* describes."""
        self._broker = broker
        self._kafka = kafka
        self._letters = letters or DeadLetters(kafka, "fetcher")
        self._backoff = backoff or Backoff()

    async def publish(self, article: ArticleFetched) -> None:
        """
        Publish *article* in its lane.

        Raises:
            FatalError: the producer can never publish again.
            FetchRefusedError: the article is over the topic's limit.
        """
        topic = self._kafka.topic(in_lane(ARTICLES_FETCHED, article.lane))
        try:
            await self._publish(topic, article, article.article_id)
        except MessageTooLargeError as error:
            raise FetchRefusedError(str(error), code=error.reason_code) from error

    async def request(self, requests: Sequence[FetchRequest]) -> None:
        """
        Hand *requests* to the owners of their domains, in order; returns once all of them are safe.

        Raises:
            FatalError: the producer can never publish again.
        """
        for start in range(0, len(requests), REQUESTS_AT_A_TIME):
            await asyncio.gather(
                *(
                    self._publish(
                        self._kafka.topic(in_lane(FETCH_REQUESTS, request.lane)),
                        request,
                        domain_of(request.url),
                    )
                    for request in requests[start : start + REQUESTS_AT_A_TIME]
                )
            )

    async def _publish(self, topic: str, message: Message, key: str) -> None:
        headers = {"traceparent": f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"}
        attempt = 0
        while True:
            try:
                return await publish_message(self._broker, topic, message, key, headers)
            except TransientError as error:
                attempt += 1
                log.warning("publish_postponed", topic=topic, key=key, reason=str(error))
                await asyncio.sleep(self._backoff.delay_s(attempt))

    async def bury(self, page: PageState, error: PermanentError) -> None:
        """
        Store the fetch request of *page* with *error*'s code and reason.

        Raises:
            FatalError: the letter could not be stored; nothing is lost, the next process asks for *page* again.
        """
        value = json.dumps(request_of(page), ensure_ascii=False).encode()
        for attempt in range(1, BURIAL_TRIES + 1):
            try:
                return await self._letters.put(
                    value,
                    key=page.page_id.encode(),
                    error=error,
                    origin={"dlq-url": page.named_url, "dlq-source": page.source_id},
                )
            except KafkaError as problem:
                reason = str(problem) or type(problem).__name__
                log.warning("burial_postponed", page_id=page.page_id, reason=reason)
                await asyncio.sleep(self._backoff.delay_s(attempt))
        raise FatalError(f"No dead letter could be stored in {BURIAL_TRIES} tries (last: {reason}).")

    async def close(self) -> None:
        """Disconnect from the dead letters; the broker is the application's."""
        await self._letters.close()


def request_of(page: PageState) -> dict[str, object]:
    """Give the fetch request of *page* as JSON: all that is needed to ask again."""
    return {
        "url": page.named_url,
        "fetched_url": page.url,
        "redirects": list(page.redirects),
        "page_id": page.page_id,
        "lane": page.lane.value,
        "source_id": page.source_id,
        "publisher": page.publisher,
        "first_seen_at": page.first_seen_at,
        "attempts": page.attempts,
        "feed": page.facts.model_dump(mode="json") if page.facts else None,
    }
