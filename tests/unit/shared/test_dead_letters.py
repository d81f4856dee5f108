"""What a dead letter keeps, and what happens when it cannot be stored."""

import asyncio

import pytest
from aiokafka.errors import (
    KafkaConnectionError,
    KafkaError,
    KafkaTimeoutError,
    OutOfOrderSequenceNumber,
    ProducerFenced,
    UnknownProducerId,
)

from quotewire_shared.dead_letters import CUT_VALUE_BYTES, DeadLetters
from quotewire_shared.errors import FatalError, PermanentError
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import MAX_LETTER_BYTES, MAX_RECORD_BYTES
from tests.factories import record
from tests.unit.shared.fakes import ProducerFactory

CANNOT = PermanentError("cannot", code="no_text")


def letters(factory: ProducerFactory) -> DeadLetters:
    return DeadLetters(KafkaSettings(), "parser", make_producer=factory)


async def test_a_letter_is_the_record_with_its_reason_and_origin() -> None:
    factory = ProducerFactory()
    await letters(factory).put_record(
        record(b"page", offset=7, headers=(("trace", b"\xff"), ("dlq-code", b"forged"))), CANNOT
    )
    ((value, key, headers),) = factory.stored
    assert (value, key) == (b"page", b"k")
    assert (headers["trace"], headers["dlq-code"], headers["dlq-offset"]) == (b"\xff", b"no_text", b"7")
    assert "dlq-truncated-from-bytes" not in headers


async def test_a_tombstone_is_kept_as_an_empty_value_and_marked() -> None:
    factory = ProducerFactory()
    await letters(factory).put_record(record(None), CANNOT)
    ((value, _, headers),) = factory.stored
    assert value == b""
    assert headers["dlq-null-value"] == b"true"


async def test_the_largest_record_of_an_article_topic_is_kept_whole() -> None:
    factory = ProducerFactory(limit_bytes=MAX_LETTER_BYTES)
    whole = b"x" * (MAX_RECORD_BYTES - 100)
    await letters(factory).put_record(record(whole), CANNOT)
    assert factory.stored[0][0] == whole


@pytest.mark.parametrize("part", ["value", "key", "header"])
async def test_a_record_that_no_topic_of_ours_takes_is_cut_and_marked(part: str) -> None:
    factory, huge = ProducerFactory(limit_bytes=MAX_LETTER_BYTES), b"x" * (MAX_RECORD_BYTES + 1)
    await letters(factory).put_record(
        record(
            huge if part == "value" else b"v",
            key=huge if part == "key" else b"k",
            headers=(("own", huge if part == "header" else b"h"),),
        ),
        CANNOT,
    )
    ((value, key, headers),) = factory.stored
    kept = len(value or b"") + len(key or b"") + len(headers.get("own") or b"")
    assert kept <= CUT_VALUE_BYTES + 4096
    assert int(headers["dlq-truncated-from-bytes"] or 0) > MAX_RECORD_BYTES
    assert headers["dlq-code"] == b"no_text"


async def test_a_letter_that_the_topic_refuses_is_cut_and_goes_through_a_new_producer() -> None:
    factory = ProducerFactory(limit_bytes=CUT_VALUE_BYTES)
    await letters(factory).put_record(record(b"x" * (CUT_VALUE_BYTES + 1)), CANNOT)
    ((value, _, headers),) = factory.stored
    assert value == b"x" * CUT_VALUE_BYTES
    assert "dlq-truncated-from-bytes" in headers
    assert [made.stopped for made in factory.made] == [True, False]


async def test_a_topic_that_takes_not_even_a_small_letter_ends_the_process() -> None:
    with pytest.raises(FatalError, match=r"max\.message\.bytes"):
        await letters(ProducerFactory(limit_bytes=1)).put_record(record(b"page"), CANNOT)


@pytest.mark.parametrize("error", [OutOfOrderSequenceNumber(), ProducerFenced(), UnknownProducerId()])
async def test_a_broken_producer_ends_the_process(error: KafkaError) -> None:
    with pytest.raises(FatalError, match=type(error).__name__):
        await letters(ProducerFactory(error)).put_record(record(b"page"), CANNOT)


async def test_what_may_pass_is_left_to_the_caller_who_waits() -> None:
    factory = ProducerFactory(KafkaTimeoutError())
    made = letters(factory)
    with pytest.raises(KafkaTimeoutError):
        await made.put_record(record(b"page"), CANNOT)
    await made.put_record(record(b"page"), CANNOT)
    assert len(factory.stored) == len(factory.made) == 1


async def test_letters_at_the_same_time_share_one_producer() -> None:
    factory = ProducerFactory()
    all_wait = asyncio.Event()
    factory.start_gate = all_wait.wait
    made = letters(factory)
    puts = [asyncio.create_task(made.put(b"v", key=None, error=CANNOT)) for _ in range(5)]
    asyncio.get_running_loop().call_soon(all_wait.set)
    await asyncio.gather(*puts)
    assert len(factory.stored) == 5
    assert len(factory.made) == 1


async def test_a_producer_that_cannot_start_is_stopped_and_the_next_letter_makes_another() -> None:
    factory = ProducerFactory()
    factory.start_errors = [KafkaConnectionError("away")]
    made = letters(factory)
    with pytest.raises(KafkaConnectionError):
        await made.put(b"v", key=None, error=CANNOT)
    await made.put(b"v", key=None, error=CANNOT)
    assert [producer.stopped for producer in factory.made] == [True, False]
    await made.close()
    await made.close()
    assert factory.made[1].stopped


async def test_a_producer_whose_start_is_cancelled_is_stopped() -> None:
    factory, starting = ProducerFactory(), asyncio.Event()

    async def hang() -> None:
        starting.set()
        await asyncio.Event().wait()

    factory.start_gate = hang
    put = asyncio.create_task(letters(factory).put(b"v", key=None, error=CANNOT))
    await starting.wait()
    put.cancel()
    with pytest.raises(asyncio.CancelledError):
        await put
    assert factory.made[0].stopped
