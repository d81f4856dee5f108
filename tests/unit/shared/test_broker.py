"""What becomes of each record, seen at the consumer itself; real Kafka does the same in tests/integration/shared."""

import asyncio
from collections.abc import Sequence

import pytest
from aiokafka import ConsumerRecord

from quotewire_shared import broker as broker_module
from quotewire_shared.broker import BatchConsumer, Handle, Outcome, each
from quotewire_shared.decoding import Received
from quotewire_shared.errors import FatalError, PermanentError, Skipped, TransientError
from quotewire_shared.lifeline import Lifeline
from quotewire_shared.messages import ArticleFetched
from quotewire_shared.retry import Backoff
from tests.factories import article_fetched, record

Item = Received[ArticleFetched]


class Letters:
    """Collects dead letters instead of writing them to Kafka."""

    def __init__(self) -> None:
        self.stored: list[tuple[int, str]] = []

    async def put_record(self, record: ConsumerRecord[bytes, bytes], error: PermanentError) -> None:
        self.stored.append((record.offset, error.reason_code))

    async def close(self) -> None:
        """Nothing to close."""


class QuietLifeline(Lifeline):
    """Notes the failure and leaves the test process alone."""

    def fail(self, error: FatalError) -> None:
        self.failure = error


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


async def test_five_bugs_in_a_row_stop_the_process_and_commit_nothing() -> None:
    async def handle_one(item: Item) -> Skipped | None:
        raise KeyError("bad deploy")

    made, letters, lifeline = consumer(each(handle_one, concurrency=1))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await made.consume(records(6))
    assert lifeline.failure is not None
    assert "5 messages" in str(lifeline.failure)
    assert letters.stored == []


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
