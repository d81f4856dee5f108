"""What becomes of each record, seen at the consumer itself; real Kafka does the same in tests/integration/shared."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from aiokafka import ConsumerRecord
from aiokafka.errors import (
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    OutOfOrderSequenceNumber,
    ProducerFenced,
    RecordListTooLargeError,
    UnknownProducerId,
)
from faststream.kafka import KafkaBroker

from quotewire_shared import broker as broker_module
from quotewire_shared.broker import BatchConsumer, Handle, Outcome, each, publish_message
from quotewire_shared.decoding import Received
from quotewire_shared.errors import (
    FatalError,
    MessageTooLargeError,
    PermanentError,
    QuotewireError,
    Skipped,
    TransientError,
)
from quotewire_shared.messages import ArticleFetched
from quotewire_shared.metrics import value_of
from quotewire_shared.retry import Backoff
from tests.factories import article_fetched, record
from tests.unit.shared.fakes import QuietLifeline

Item = Received[ArticleFetched]


class Letters:
    """Collects dead letters instead of writing them to Kafka."""

    def __init__(self) -> None:
        self.stored: list[tuple[int, str]] = []
        self.errors: list[Exception | None] = []

    async def put_record(self, record: ConsumerRecord[bytes, bytes], error: PermanentError) -> None:
        if self.errors and (problem := self.errors.pop(0)) is not None:
            raise problem
        self.stored.append((record.offset, error.reason_code))

    async def close(self) -> None:
        """Nothing to close."""


def records(count: int) -> list[ConsumerRecord[bytes, bytes]]:
    return [
        record(article_fetched(f"https://a.example/{n}").model_dump_json().encode(), offset=n)
        for n in range(count)
    ]


def consumer(handle: Handle[ArticleFetched]) -> tuple[BatchConsumer[ArticleFetched], Letters, QuietLifeline]:
    letters, lifeline = Letters(), QuietLifeline()
    made = BatchConsumer(
        topic="articles.fetched.v1",
        model=ArticleFetched,
        handle=handle,
        dead_letters=letters,  # type: ignore[arg-type]
        lifeline=lifeline,
        backoff=Backoff(base_s=0.001, cap_s=0.002),
    )
    return made, letters, lifeline


async def all_done(batch: Sequence[Item]) -> Sequence[Outcome]:
    return [None] * len(batch)


async def test_a_bad_record_is_dead_lettered_and_the_rest_of_its_batch_is_handled() -> None:
    seen: list[str] = []

    async def handle(batch: Sequence[Item]) -> Sequence[Outcome]:
        seen.extend(item.message.url for item in batch)
        return [None] * len(batch)

    made, letters, _ = consumer(handle)
    await made.consume([*records(2), record(b"not json", offset=7), record(None, offset=8)])
    assert seen == ["https://a.example/0", "https://a.example/1"]
    assert letters.stored == [(7, "invalid_message"), (8, "invalid_message")]


async def test_a_permanent_error_of_one_item_is_its_own_dead_letter() -> None:
    async def handle_one(item: Item) -> Skipped | None:
        if item.record.offset == 1:
            raise PermanentError("cannot", code="no_text")
        return Skipped("duplicate") if item.record.offset == 2 else None

    made, letters, _ = consumer(each(handle_one, concurrency=2))
    await made.consume(records(4))
    assert letters.stored == [(1, "no_text")]


async def test_a_transient_error_gives_the_whole_batch_back_and_leaves_no_letter() -> None:
    async def handle(batch: Sequence[Item]) -> Sequence[Outcome]:
        raise TransientError("OpenSearch is away")

    made, letters, _ = consumer(handle)
    with pytest.raises(TransientError):
        await made.consume([*records(2), record(b"bad", offset=9)])
    assert letters.stored == []


async def test_a_batch_that_breaks_is_taken_apart_and_only_the_culprit_is_dead_lettered() -> None:
    async def handle(batch: Sequence[Item]) -> Sequence[Outcome]:
        if any(item.record.offset == 2 for item in batch):
            raise KeyError("surprise")
        return [None] * len(batch)

    made, letters, lifeline = consumer(handle)
    await made.consume(records(5))
    assert letters.stored == [(2, "internal_error")]
    assert lifeline.failure is None


async def buggy(item: Item) -> Skipped | None:
    raise KeyError("bad deploy")


async def test_five_bugs_in_a_row_are_stored_and_committed_and_stop_the_process() -> None:
    """Not committed, the same five would stop the next process as well, and block the partition."""
    made, letters, lifeline = consumer(each(buggy, concurrency=1))
    await made.consume(records(6))
    assert "6 messages" in str(lifeline.failure)
    assert [offset for offset, _ in letters.stored] == list(range(6))
    with pytest.raises(TimeoutError):  # what comes until the process ends is held, not drained
        async with asyncio.timeout(0.05):
            await made.consume(records(12)[6:])
    assert len(letters.stored) == 6


async def test_a_bug_that_is_delivered_again_is_counted_once() -> None:
    made, letters, lifeline = consumer(each(buggy, concurrency=1))
    letters.errors = [None, None, KafkaTimeoutError()]
    with pytest.raises(KafkaTimeoutError):
        await made.consume(records(3))
    for _ in range(3):  # delivered again: once for the failed letter, then for commits that failed
        await made.consume(records(3))
    assert lifeline.failure is None
    await made.consume(records(5))
    assert "5 messages" in str(lifeline.failure)


async def test_a_good_record_that_comes_again_does_not_hide_the_bugs_behind_it() -> None:
    async def handle_one(item: Item) -> Skipped | None:
        if item.record.offset == 3:
            return None
        raise KeyError("rare")

    made, _, lifeline = consumer(each(handle_one, concurrency=1))
    for _ in range(3):
        await made.consume(records(6))  # three bugs, a good one, two bugs
    assert lifeline.failure is None


async def test_messages_are_counted_as_done_once_the_letters_of_their_batch_are_stored() -> None:
    made, letters, _ = consumer(all_done)
    letters.errors = [KafkaTimeoutError()]
    before = value_of("messages_done", "articles.fetched.v1")
    batch = [*records(2), record(b"not json", offset=7)]
    with pytest.raises(KafkaTimeoutError):
        await made.consume(batch)
    assert value_of("messages_done", "articles.fetched.v1") == before
    await made.consume(batch)
    assert value_of("messages_done", "articles.fetched.v1") == before + 2


async def test_a_dead_letter_producer_that_is_broken_stops_the_process_and_commits_nothing() -> None:
    made, letters, lifeline = consumer(all_done)
    letters.errors = [FatalError("broken")]
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await made.consume([record(b"not json")])
    assert str(lifeline.failure) == "broken"


async def test_the_watchdog_sees_since_when_a_batch_is_in_hand() -> None:
    seen: list[float | None] = []

    async def handle(batch: Sequence[Item]) -> Sequence[Outcome]:
        seen.append(made.progress.busy_since)
        return [None] * len(batch)

    made, _, _ = consumer(handle)
    await made.consume(records(1))
    assert seen[0] is not None
    assert made.progress.busy_since is None
    assert made.progress.last_batch >= seen[0]


class RefusingBroker(KafkaBroker):
    """A broker that takes nothing."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    async def publish(self, *_args: Any, **_options: Any) -> None:  # type: ignore[override]
        raise self.error


@pytest.mark.parametrize(
    ("error", "fate"),
    [
        (MessageSizeTooLargeError("too large"), MessageTooLargeError),
        (RecordListTooLargeError(), MessageTooLargeError),
        (OutOfOrderSequenceNumber(), FatalError),
        (ProducerFenced(), FatalError),
        (UnknownProducerId(), FatalError),
        (KafkaTimeoutError(), TransientError),
    ],
)
async def test_what_kafka_says_of_a_message_decides_its_fate(
    error: Exception, fate: type[QuotewireError]
) -> None:
    message = article_fetched()
    with pytest.raises(fate):
        await publish_message(RefusingBroker(error), "articles.fetched.v1", message, message.article_id)


async def test_a_message_that_is_too_large_to_publish_is_its_own_dead_letter() -> None:
    broker = RefusingBroker(MessageSizeTooLargeError("too large"))

    async def handle_one(item: Item) -> Skipped | None:
        if item.record.offset == 1:
            await publish_message(broker, "articles.parsed.v1", item.message, "key")
        return None

    made, letters, _ = consumer(each(handle_one, concurrency=1))
    await made.consume(records(3))
    assert letters.stored == [(1, "message_too_large")]


async def test_a_good_message_between_bugs_starts_the_count_anew() -> None:
    async def handle_one(item: Item) -> Skipped | None:
        if item.record.offset % 4:
            raise KeyError("rare")
        return None

    made, letters, lifeline = consumer(each(handle_one, concurrency=1))
    await made.consume(records(12))
    assert lifeline.failure is None
    assert len(letters.stored) == 9


async def test_items_are_handled_side_by_side_up_to_the_limit() -> None:
    running, most = 0, 0

    async def handle_one(item: Item) -> Skipped | None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1
        return None

    made, _, _ = consumer(each(handle_one, concurrency=3))
    await made.consume(records(10))
    assert most == 3


async def test_an_item_that_meets_a_transient_error_is_tried_again_in_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(broker_module, "ITEM_BACKOFF", Backoff(base_s=0.001, cap_s=0.001))
    tries = 0

    async def handle_one(item: Item) -> Skipped | None:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise TransientError("not yet")
        return None

    made, letters, _ = consumer(each(handle_one, concurrency=1))
    await made.consume(records(1))
    assert tries == 3
    assert letters.stored == []


async def test_a_handler_that_miscounts_its_outcomes_stops_the_process() -> None:
    async def handle(batch: Sequence[Item]) -> Sequence[Outcome]:
        return [None]

    made, _, lifeline = consumer(handle)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await made.consume(records(2))
    assert "1 outcomes for 2 messages" in str(lifeline.failure)
