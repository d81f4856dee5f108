"""How the state log writes; that it reads back what it wrote is told on real Kafka in tests/integration/fetcher."""

import asyncio

import pytest
from aiokafka.errors import (
    KafkaConnectionError,
    KafkaError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    OutOfOrderSequenceNumber,
    ProducerFenced,
    UnknownProducerId,
)

from quotewire_fetcher.memory.state_topic import KafkaStateLog
from quotewire_shared.errors import FatalError, MessageTooLargeError
from quotewire_shared.retry import Backoff
from quotewire_shared.settings import KafkaSettings
from tests.unit.shared.fakes import ProducerFactory


def state_log(factory: ProducerFactory) -> KafkaStateLog:
    return KafkaStateLog(KafkaSettings(), make_producer=factory, backoff=Backoff(base_s=0.0, cap_s=0.0))


async def test_a_write_waits_through_an_outage_of_kafka() -> None:
    factory = ProducerFactory(KafkaTimeoutError())
    factory.start_errors = [KafkaConnectionError("away")]
    log = state_log(factory)
    assert await log.write(0, [("feed:a", b"1")]) == 1
    await log.close()
    assert [(value, key) for value, key, _ in factory.stored] == [(b"1", b"feed:a")]
    assert [producer.stopped for producer in factory.made] == [True, True]


@pytest.mark.parametrize("error", [OutOfOrderSequenceNumber(), ProducerFenced(), UnknownProducerId()])
async def test_a_broken_producer_ends_the_process(error: KafkaError) -> None:
    with pytest.raises(FatalError, match=type(error).__name__):
        await state_log(ProducerFactory(error)).write(0, [("feed:a", b"1")])


async def test_a_record_over_the_limit_is_not_tried_for_ever() -> None:
    with pytest.raises(MessageTooLargeError):
        await state_log(ProducerFactory(MessageSizeTooLargeError("too large"))).write(0, [("page:a", b"1")])


async def test_writes_at_the_same_time_share_one_producer() -> None:
    factory = ProducerFactory()
    log = state_log(factory)
    await asyncio.gather(*(log.write(0, [(f"page:{number}", b"1")]) for number in range(5)))
    assert (len(factory.made), len(factory.stored)) == (1, 5)
