"""
The broker and the one place where an error's class becomes a message's fate.

| raised or returned        | means                        | what happens                                          |
|---------------------------|------------------------------|-------------------------------------------------------|
| None                      | done                         | committed                                             |
| `Skipped`                 | expected non-result          | counted by reason, committed                          |
| `PermanentError`          | can never succeed            | dead letter, committed                                |
| undecodable, schema       | contract broken              | dead letter (`invalid_message` or a finer code)       |
| `TransientError`          | the world is not ready       | wait with back-off, whole batch delivered again       |
| `FatalError`              | this process must not go on  | nothing committed, process stops with exit code 1     |
| any other exception       | our bug                      | the culprit is found and dead-lettered (`internal_error`); after 5 in a row the process stops, with their batch committed |

Records are consumed in batches, because a commit costs a round trip: per message that is 1,000-2,700 records a
second, per batch 16,000-60,000 (engineering-facts, fact 6). Each record is decoded by itself, so one bad record
never spoils its batch.
"""

import asyncio
import dataclasses
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Generic, NoReturn, TypeVar

import structlog
from aiokafka import ConsumerRebalanceListener, ConsumerRecord
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.security import BaseSecurity, SASLPlaintext, SASLScram256, SASLScram512

from quotewire_shared.bug_streak import BUGS_IN_A_ROW, BugStreak
from quotewire_shared.connection import BROKEN_PRODUCER, REQUEST_TIMEOUT_MS, TOO_LARGE, client_options
from quotewire_shared.dead_letters import DeadLetters
from quotewire_shared.decoding import Received, decode
from quotewire_shared.errors import (
    FatalError,
    InternalError,
    MessageTooLargeError,
    PermanentError,
    Skipped,
    TransientError,
)
from quotewire_shared.lifeline import Lifeline
from quotewire_shared.messages import Message
from quotewire_shared.metrics import count, gauge, observe
from quotewire_shared.retry import Backoff
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import MAX_RECORD_BYTES, group_for

log = structlog.get_logger()
M = TypeVar("M", bound=Message)

Outcome = None | Skipped | PermanentError
"""What became of one message; None: done."""

Handle = Callable[[Sequence[Received[M]]], Awaitable[Sequence[Outcome]]]
HandleOne = Callable[[Received[M]], Awaitable[Skipped | None]]

# How long the partitions of a killed process wait for another. Short, as no CPU work runs on the event loop.
SESSION_TIMEOUT_MS = 10_000
REBALANCE_TIMEOUT_MS = 30_000
MAX_POLL_INTERVAL_MS = 30 * 60 * 1000  # an indexer may wait out an OpenSearch outage inside its handler
GRACEFUL_TIMEOUT_S = 20.0  # a batch in hand may finish; compose and the supervisor grant more
_SIDE_BY_SIDE = RangePartitionAssignor  # gives equal partition numbers of several topics to one member
TRANSIENT_TRIES_PER_ITEM = 5
SETTLE_S = 0.05
"""By then a batch that was read has reached its handler."""
ITEM_BACKOFF = Backoff(cap_s=10.0)
BATCH_BACKOFF = Backoff(cap_s=30.0)


@dataclasses.dataclass
class Progress:
    """What the watchdog sees of one subscription."""

    busy_since: float | None = None
    """When the batch in hand came (monotonic clock); None between batches."""
    last_batch: float = dataclasses.field(default_factory=time.monotonic)
    """When the last batch ended, well or not."""


class Subscription:
    """How far a consumer of ours has read."""

    def __init__(self, subscriber: Any, progress: Progress) -> None:
        """Watch *subscriber*, whose batches *progress* tells of."""
        self._subscriber = subscriber
        self._progress = progress

    def hold(self, topic: str, *, held: bool) -> None:
        """Read no more of *topic* (full name) for now, or read on; to be said again after each rebalance."""
        consumer = self._subscriber.consumer
        if consumer is None:
            return
        parts = [part for part in consumer.assignment() if part.topic == topic]
        (consumer.pause if held else consumer.resume)(*parts)

    async def drained(self) -> bool:
        """Tell whether every record of the partitions that are ours now has been handled; False without any."""
        consumer = self._subscriber.consumer
        parts = list(consumer.assignment()) if consumer is not None else []
        before = self._progress.last_batch
        if not parts or self._progress.busy_since is not None:
            return False
        ends = await consumer.end_offsets(parts)
        if not all([await consumer.position(part) >= end for part, end in ends.items()]):
            return False
        # What was read a moment ago may be on its way to the handler, or was handled while Kafka was asked.
        await asyncio.sleep(SETTLE_S)
        return self._progress.busy_since is None and self._progress.last_batch == before


def build_broker(kafka: KafkaSettings, service: str) -> KafkaBroker:
    """Build the broker of *service*: at least once, nothing auto-created, no connection before it is started."""
    # A logger of our own: FastStream's has a handler, and so a format, of its own.
    logger = logging.getLogger("quotewire.kafka")
    logger.setLevel(logging.ERROR)
    logger.addHandler(_CommitWatch(level=logging.CRITICAL))
    logger.addFilter(_said_already)
    broker = KafkaBroker(
        kafka.bootstrap_servers.split(","),
        security=_security(kafka),
        client_id=kafka.group(service),
        acks="all",
        enable_idempotence=True,
        compression_type="zstd",
        linger_ms=5,
        max_batch_size=256 * 1024,
        # No more than the topics take even uncompressed. A record that the broker refuses leaves a gap in the
        # sequence numbers, and the producer is broken; one that is refused here does not.
        max_request_size=MAX_RECORD_BYTES,
        request_timeout_ms=REQUEST_TIMEOUT_MS,
        graceful_timeout=GRACEFUL_TIMEOUT_S,
        allow_auto_create_topics=False,
        ack_policy=AckPolicy.NACK_ON_ERROR,
        apply_types=False,  # decoding is ours, record by record
        logger=logger,
        log_level=logging.DEBUG,
    )
    broker.context.set_global(Lifeline.KEY, Lifeline())
    return broker


async def publish_message(
    broker: KafkaBroker, topic: str, message: Message, key: str, headers: Mapping[str, str] | None = None
) -> None:
    """
    Publish *message* to *topic* (full name); returns once all in-sync replicas have it.

    Waits through an outage of Kafka, which is the back-pressure we want.

    Raises:
        FatalError: the producer can never publish again; the process must be started anew.
        MessageTooLargeError: it is over the topic's limit, now and always.
        TransientError: Kafka did not take it now.
    """
    try:
        await broker.publish(
            message.model_dump_json().encode(),
            topic=topic,
            key=key.encode(),
            headers={"content-type": "application/json", **(headers or {})},
        )
    except BROKEN_PRODUCER as error:
        raise FatalError(
            f"The Kafka producer is broken ({type(error).__name__}); starting anew mends it."
        ) from error
    except TOO_LARGE as error:
        raise MessageTooLargeError(f"The message is too large for {topic}: {error}") from error
    except KafkaError as error:
        raise TransientError(f"Kafka did not take a message for {topic}: {error}") from error
    count("messages_published", topic)


def announce(broker: KafkaBroker, topic: str, model: type[Message]) -> None:
    """Say in the AsyncAPI document that this service publishes *model* to *topic* (full name)."""
    broker.publisher(topic, schema=model, title=f"{topic}:Publish", description=model.__doc__)


def subscribe_batches(  # noqa: PLR0913 - by keyword; each is a decision of its own
    broker: KafkaBroker,
    *,
    kafka: KafkaSettings,
    service: str,
    topic: str,
    model: type[M],
    handle: Handle[M],
    max_records: int = 500,
    beside: Sequence[str] = (),
    listener: ConsumerRebalanceListener | None = None,
) -> Subscription:
    """
    Feed every record of *topic* (short name) to *handle*, in batches of at most *max_records*.

    *handle* gets the good messages and returns one outcome each, by position. Offsets are committed only after every
    record is done, skipped or stored as a dead letter.

    Topics *beside* it are read by the same consumer: with as many partitions as *topic*, a member of the group gets the
    same partition numbers of all. *listener* is told when partitions come and go.

    Returns:
        What tells how far the reading is.
    """
    consumer = BatchConsumer(
        topic=kafka.topic(topic),
        model=model,
        handle=handle,
        dead_letters=DeadLetters(kafka, service),
        lifeline=broker.context.get(Lifeline.KEY),
    )
    subscriber = broker.subscriber(
        *(kafka.topic(name) for name in (topic, *beside)),
        batch=True,
        listener=listener,
        partition_assignment_strategy=(_SIDE_BY_SIDE if beside else RoundRobinPartitionAssignor,),
        max_records=max_records,
        group_id=kafka.group(group_for(service, topic)),
        auto_offset_reset="earliest",
        session_timeout_ms=SESSION_TIMEOUT_MS,
        rebalance_timeout_ms=REBALANCE_TIMEOUT_MS,
        max_poll_interval_ms=MAX_POLL_INTERVAL_MS,
        no_reply=True,
        parser=_keep_records,
        decoder=_give_records,
        description=model.__doc__,
    )

    async def consume(records: list[model]) -> None:  # type: ignore[valid-type] # what AsyncAPI shows; bytes arrive
        await consumer.consume(records)

    subscriber(consume)
    lifeline: Lifeline = broker.context.get(Lifeline.KEY)
    lifeline.watch(subscriber, consumer.progress, max_busy_s=MAX_POLL_INTERVAL_MS / 1000)
    lifeline.at_end(consumer.close)
    return Subscription(subscriber, consumer.progress)


def each(handle_one: HandleOne[M], *, concurrency: int) -> Handle[M]:
    """Turn a handler of one message into one of batches: *concurrency* at a time, transient errors tried again."""

    async def handle(batch: Sequence[Received[M]]) -> Sequence[Outcome]:
        slots = asyncio.Semaphore(concurrency)

        async def guarded(item: Received[M]) -> Outcome:
            async with slots:
                return await _try_one(handle_one, item)

        tasks = [asyncio.create_task(guarded(item)) for item in batch]
        try:
            return await asyncio.gather(*tasks)
        except BaseException:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            raise

    return handle


async def _try_one(handle_one: HandleOne[M], item: Received[M]) -> Outcome:
    for attempt in range(1, TRANSIENT_TRIES_PER_ITEM + 1):
        try:
            return await handle_one(item)
        except PermanentError as error:
            return error
        except TransientError:
            if attempt == TRANSIENT_TRIES_PER_ITEM:
                raise
            await asyncio.sleep(ITEM_BACKOFF.delay_s(attempt))
        except FatalError:
            raise
        except Exception as error:  # noqa: BLE001 - a bug in one message must not spoil its batch
            return InternalError.of(error)
    raise AssertionError


class BatchConsumer(Generic[M]):
    """Decodes a batch, hands it over, and settles each record's fate."""

    def __init__(
        self,
        *,
        topic: str,
        model: type[M],
        handle: Handle[M],
        dead_letters: DeadLetters,
        lifeline: Lifeline,
        backoff: Backoff = BATCH_BACKOFF,
    ) -> None:
        """Handle *topic* (full name), whose records are *model*."""
        self._topic = topic
        self._model = model
        self._handle = handle
        self._dead_letters = dead_letters
        self._lifeline = lifeline
        self._backoff = backoff
        self._failures = 0
        self._bugs = BugStreak()
        self.progress = Progress()

    async def consume(self, records: Sequence[ConsumerRecord]) -> None:
        """Process *records*; a normal return means that every one of them may be committed."""
        if self._lifeline.failure:
            await _hold()  # the process is about to end
        count("messages_received", self._topic, len(records))
        started = self.progress.busy_since = time.monotonic()
        try:
            await self._settle(records)
            self._failures = 0
        except FatalError as error:
            self._lifeline.fail(error)
            await _hold()
        except (TransientError, KafkaError) as error:
            self._failures += 1
            count("batches_retried", self._topic)
            delay_s = self._backoff.delay_s(self._failures)
            log.warning("batch_postponed", topic=self._topic, reason=str(error), delay_s=round(delay_s, 1))
            await asyncio.sleep(delay_s)  # nack seeks back at once: without this wait it is a hot loop
            raise
        finally:
            self.progress.busy_since = None
            self.progress.last_batch = time.monotonic()
            observe("batch_seconds", self.progress.last_batch - started, self._topic)

    async def close(self) -> None:
        """Disconnect from the dead letters."""
        await self._dead_letters.close()

    async def _settle(self, records: Sequence[ConsumerRecord]) -> None:
        good: list[Received[M]] = []
        fates: list[tuple[ConsumerRecord, PermanentError]] = []
        for record in records:
            decoded = decode(record, self._model)
            if isinstance(decoded, PermanentError):
                fates.append((record, decoded))
            else:
                good.append(decoded)
        gauge("items_in_flight", len(good), self._topic)
        outcomes = await self._outcomes(good)
        gauge("items_in_flight", 0, self._topic)
        settled = list(zip(good, outcomes, strict=True))
        fates += [(item.record, outcome) for item, outcome in settled if isinstance(outcome, PermanentError)]
        # After the handler, so that a batch that it gives back leaves no letter. If Kafka fails between two letters,
        # the batch comes again and the first is stored twice; where a record came from tells which are the same.
        for record, error in fates:
            await self._dead_letters.put_record(record, error)
        for item, outcome in settled:
            self._note(item.record, outcome)
        if self._bugs.most >= BUGS_IN_A_ROW:
            # The letters are stored and this batch is committed all the same: not committed, it would stop the next
            # process as well, and the one after it.
            self._lifeline.fail(
                FatalError(
                    f"{self._bugs.most} messages of {self._topic} in a row met a bug (last: {self._bugs.last}). "
                    "Stopped, so that a bad deploy does not drain the topic into the dead letters."
                )
            )

    async def _outcomes(self, items: Sequence[Received[M]]) -> Sequence[Outcome]:
        if not items:
            return []
        try:
            outcomes = await self._handle(items)
        except (TransientError, FatalError, KafkaError):
            raise
        except PermanentError as error:
            if len(items) == 1:
                return [error]
        except Exception as error:
            log.exception("batch_failed", topic=self._topic, items=len(items))
            if len(items) == 1:
                return [InternalError.of(error)]
        else:
            if len(outcomes) != len(items):
                raise FatalError(
                    f"Handler of {self._topic} gave {len(outcomes)} outcomes for {len(items)} messages."
                )
            return outcomes
        # Something in the batch broke it: one by one, so that only the culprit is dead-lettered.
        return [outcome for item in items for outcome in await self._outcomes([item])]

    def _note(self, record: ConsumerRecord, outcome: Outcome) -> None:
        self._bugs.note(record, outcome)
        if isinstance(outcome, Skipped):
            count("messages_skipped", outcome.reason)
        elif outcome is None:
            count("messages_done", self._topic)


async def _hold() -> NoReturn:
    """Hold the batch, uncommitted, until the process ends."""
    await asyncio.Event().wait()
    raise AssertionError


async def _keep_records(records: tuple[ConsumerRecord, ...], original: Any) -> KafkaMessage:
    # FastStream decodes every header before our code runs, and drops a record whose header is no UTF-8
    # (engineering-facts, fact 3): it is shown none, and the raw records are put back afterwards.
    message: KafkaMessage = await original(
        tuple(dataclasses.replace(record, headers=()) for record in records)
    )
    message.raw_message = records
    return message


async def _give_records(message: KafkaMessage) -> list[ConsumerRecord]:
    return list(message.raw_message)


class _CommitWatch(logging.Handler):
    """Counts failed commits: FastStream swallows them and only logs, at CRITICAL."""

    def emit(self, record: logging.LogRecord) -> None:
        count("commits_failed", record.name)


def _said_already(record: logging.LogRecord) -> bool:
    """Let a record pass unless it is the traceback of a postponed batch, which was said in one line."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, TransientError)


def _security(kafka: KafkaSettings) -> BaseSecurity | None:
    context = client_options(kafka).get("ssl_context")
    if kafka.security_protocol == "PLAINTEXT":
        return None
    if kafka.security_protocol == "SSL":
        return BaseSecurity(ssl_context=context, use_ssl=True)
    kinds = {"PLAIN": SASLPlaintext, "SCRAM-SHA-256": SASLScram256, "SCRAM-SHA-512": SASLScram512}
    return kinds[kafka.sasl_mechanism](
        username=kafka.sasl_username,
        password=kafka.sasl_password.get_secret_value(),
        ssl_context=context,
        use_ssl=context is not None,
    )
