from typing import Any

import pytest
from aiokafka.errors import KafkaError, KafkaTimeoutError, MessageSizeTooLargeError, OutOfOrderSequenceNumber
from faststream.kafka import KafkaBroker

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.memory.state import PageState
from quotewire_fetcher.outlets import BURIAL_TRIES, KafkaOutlet
from quotewire_shared.dead_letters import DeadLetters
from quotewire_shared.errors import FatalError, PermanentError
from quotewire_shared.retry import Backoff
from quotewire_shared.settings import KafkaSettings
from tests.factories import article_fetched
from tests.unit.shared.fakes import ProducerFactory

AT_ONCE = Backoff(base_s=0.0, cap_s=0.0)
PAGE = PageState(
    page_id="a" * 32, url="https://a.example/", source_id="s", phase="pending", first_seen_at=0.0
)
REFUSED = PermanentError("gone", code="gone")


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


async def test_an_article_over_the_limit_of_its_topic_is_refused_not_tried_again() -> None:
    broker = FlakyBroker(MessageSizeTooLargeError("too large"))
    with pytest.raises(FetchRefusedError) as refused:
        await KafkaOutlet(broker, KafkaSettings()).publish(article_fetched())
    assert refused.value.reason_code == "message_too_large"


def burying(*errors: Exception) -> tuple[KafkaOutlet, ProducerFactory]:
    factory, kafka = ProducerFactory(*errors), KafkaSettings()
    letters = DeadLetters(kafka, "fetcher", make_producer=factory)
    return KafkaOutlet(FlakyBroker(), kafka, letters=letters, backoff=AT_ONCE), factory


async def test_a_burial_waits_through_an_outage_of_kafka() -> None:
    outlet, factory = burying(KafkaTimeoutError(), KafkaTimeoutError())
    await outlet.bury(PAGE, REFUSED)
    ((_, key, headers),) = factory.stored
    assert (key, headers["dlq-code"], headers["dlq-url"]) == (
        PAGE.page_id.encode(),
        b"gone",
        b"https://a.example/",
    )


async def test_a_burial_that_meets_a_broken_producer_ends_the_process() -> None:
    outlet, factory = burying(OutOfOrderSequenceNumber())
    with pytest.raises(FatalError):
        await outlet.bury(PAGE, REFUSED)
    assert factory.stored == []


async def test_a_burial_is_not_tried_for_ever() -> None:
    outlet, factory = burying(*[KafkaTimeoutError()] * (BURIAL_TRIES + 1))
    with pytest.raises(FatalError, match="No dead letter"):
        await outlet.bury(PAGE, REFUSED)
    assert len(factory.errors) == 1
