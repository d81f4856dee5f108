from typing import Any

import pytest
from aiokafka.errors import KafkaError, OutOfOrderSequenceNumber
from faststream.kafka import KafkaBroker

from quotewire_fetcher.outlets import KafkaOutlet
from quotewire_shared.errors import FatalError
from quotewire_shared.settings import KafkaSettings
from tests.factories import article_fetched


class FlakyBroker(KafkaBroker):
    """A broker whose first publishes fail."""

    def __init__(self, *errors: Exception) -> None:
        super().__init__()
        self.errors = list(errors)
        self.published: list[str] = []

    async def publish(self, *_args: Any, topic: str = "", **_options: Any) -> None:  # type: ignore[override]
        if self.errors:
            raise self.errors.pop(0)
        self.published.append(topic)


async def test_an_article_waits_through_an_outage_of_kafka() -> None:
    broker = FlakyBroker(KafkaError("away"), KafkaError("still away"))
    outlet = KafkaOutlet(broker, KafkaSettings(topic_prefix="x."))
    await outlet.publish(article_fetched(lane="live"))
    await outlet.publish(article_fetched(lane="backfill"))
    await outlet.close()
    assert broker.published == ["x.articles.fetched.v1", "x.articles.fetched.v1.backfill"]


async def test_a_broken_producer_ends_the_process() -> None:
    outlet = KafkaOutlet(FlakyBroker(OutOfOrderSequenceNumber()), KafkaSettings())
    with pytest.raises(FatalError):
        await outlet.publish(article_fetched())
