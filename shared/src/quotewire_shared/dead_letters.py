"""
Dead letters: what could not be processed, kept byte for byte with who, what, where, when and why.

A dead letter's value, key and own headers are the original's; provenance stands beside them in headers that begin
with `dlq-`. A null value (a tombstone) is kept as an empty one and marked, because the broker would drop it.
"""

import asyncio
import os
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version

import structlog
from aiokafka import AIOKafkaProducer, ConsumerRecord

from quotewire_shared.connection import BROKEN_PRODUCER, TOO_LARGE, client_options, start_producer
from quotewire_shared.errors import FatalError, PermanentError
from quotewire_shared.metrics import count
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import MAX_LETTER_BYTES, MAX_RECORD_BYTES, dead_letter_topic

log = structlog.get_logger()

MAX_REASON_CHARS = 1_000
CUT_VALUE_BYTES = 256 * 1024
"""What is kept of a value that is too large; fits any topic, as Kafka's own default limit is 1 MiB."""
CUT_KEY_BYTES = 4 * 1024

Headers = Iterable[tuple[str, bytes | None]]
MakeProducer = Callable[[KafkaSettings, str], AIOKafkaProducer]
"""Makes the producer, not yet started, for settings and a client id."""


@dataclass(frozen=True, slots=True)
class _Original:
    """What was in the record."""

    value: bytes | None
    key: bytes | None
    headers: list[tuple[str, bytes | None]]

    @property
    def size(self) -> int:
        """Bytes before compression, with an upper bound of what Kafka adds for each header."""
        headers = sum(len(name.encode()) + len(content or b"") + 10 for name, content in self.headers)
        return len(self.value or b"") + len(self.key or b"") + headers

    def cut(self) -> "_Original":
        """Keep what fits any topic. Headers go as a whole: half of them would look like all."""
        value = None if self.value is None else self.value[:CUT_VALUE_BYTES]
        return _Original(value, None if self.key is None else self.key[:CUT_KEY_BYTES], [])


class DeadLetters:
    """The dead-letter topic of one service. Connects at the first letter: most processes never write one."""

    def __init__(
        self, kafka: KafkaSettings, service: str, *, make_producer: MakeProducer | None = None
    ) -> None:
        """Aim at `<service>.dlq` of the deployment that *kafka* describes."""
        self._kafka = kafka
        self._service = service
        self._topic = kafka.topic(dead_letter_topic(service))
        self._make_producer = make_producer or _producer
        self._producer: AIOKafkaProducer | None = None
        self._starting = asyncio.Lock()

    async def put_record(self, record: ConsumerRecord, error: PermanentError) -> None:
        """Store a consumed *record* like `put`."""
        origin = {
            "dlq-topic": record.topic,
            "dlq-partition": str(record.partition),
            "dlq-offset": str(record.offset),
            "dlq-timestamp-ms": str(record.timestamp),
        }
        await self.put(record.value, key=record.key, headers=record.headers, error=error, origin=origin)

    async def put(
        self,
        value: bytes | None,
        *,
        key: bytes | None,
        error: PermanentError,
        headers: Headers = (),
        origin: dict[str, str] | None = None,
    ) -> None:
        """
        Store *value* with *error*'s code and reason; returns once Kafka has acknowledged it.

        Raises:
            FatalError: the producer can never store a letter again, or the topic takes not even a small one.
            KafkaError: Kafka did not take it now.
        """
        provenance = {
            "dlq-service": self._service,
            "dlq-version": version("quotewire-shared"),
            "dlq-process": f"{socket.gethostname()}:{os.getpid()}",
            "dlq-failed-at": datetime.now(UTC).isoformat(),
            "dlq-code": error.reason_code,
            "dlq-error": type(error).__name__,
            "dlq-reason": str(error)[:MAX_REASON_CHARS],
            **(origin or {}),
        }
        if value is None:
            provenance["dlq-null-value"] = "true"
        kept = [(name, content) for name, content in headers if not name.startswith("dlq-")]
        await self._store(_Original(value, key, kept), provenance)
        count("messages_dead_lettered", error.reason_code)
        log.warning(
            "message_dead_lettered", code=error.reason_code, reason=str(error)[:200], **(origin or {})
        )

    async def close(self) -> None:
        """Flush and disconnect."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await producer.stop()

    async def _store(self, original: _Original, provenance: dict[str, str]) -> None:
        if original.size <= MAX_RECORD_BYTES:
            try:
                return await self._send(original, provenance)
            except TOO_LARGE as error:
                # The topic was given a smaller limit. The refused record took a sequence number that the broker
                # never saw: the next one needs a new producer.
                log.warning("letter_refused", topic=self._topic, bytes=original.size, reason=str(error))
                await self.close()
        cut = {**provenance, "dlq-truncated-from-bytes": str(original.size)}
        try:
            await self._send(original.cut(), cut)
        except TOO_LARGE as error:
            raise FatalError(
                f"Topic {self._topic} takes not even a small letter; raise its max.message.bytes to {MAX_LETTER_BYTES}."
            ) from error

    async def _send(self, original: _Original, provenance: dict[str, str]) -> None:
        producer = await self._started()
        try:
            await producer.send_and_wait(
                self._topic,
                value=original.value or b"",
                key=original.key,
                headers=[
                    *original.headers,
                    *((name, text.encode("utf-8", "replace")) for name, text in provenance.items()),
                ],
            )
        except BROKEN_PRODUCER as error:
            raise FatalError(
                f"The dead-letter producer is broken ({type(error).__name__}); starting anew mends it."
            ) from error

    async def _started(self) -> AIOKafkaProducer:
        async with self._starting:
            if self._producer is None:
                producer = self._make_producer(self._kafka, f"{self._service}-dlq")
                await start_producer(producer)
                self._producer = producer
        return self._producer


def _producer(kafka: KafkaSettings, client_id: str) -> AIOKafkaProducer:
    return AIOKafkaProducer(
        **client_options(kafka),
        client_id=client_id,
        acks="all",
        enable_idempotence=True,
        compression_type="zstd",
        max_request_size=MAX_LETTER_BYTES,
    )
