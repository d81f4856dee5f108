"""
Dead letters: what could not be processed, kept byte for byte with who, what, where, when and why.

A dead letter's value, key and own headers are the original's; provenance stands beside them in headers that begin
with `dlq-`. A null value (a tombstone) is kept as an empty one and marked, because the broker would drop it.
"""

import os
import socket
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version

import structlog
from aiokafka import AIOKafkaProducer, ConsumerRecord

from quotewire_shared.connection import client_options
from quotewire_shared.errors import PermanentError
from quotewire_shared.metrics import count
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import MAX_RECORD_BYTES, dead_letter_topic

log = structlog.get_logger()

MAX_REASON_CHARS = 1_000
MAX_REQUEST_BYTES = MAX_RECORD_BYTES + 2 * 1024 * 1024

Headers = Iterable[tuple[str, bytes | None]]


class DeadLetters:
    """The dead-letter topic of one service. Connects at the first letter: most processes never write one."""

    def __init__(self, kafka: KafkaSettings, service: str) -> None:
        """Aim at `<service>.dlq` of the deployment that *kafka* describes."""
        self._kafka = kafka
        self._service = service
        self._topic = kafka.topic(dead_letter_topic(service))
        self._producer: AIOKafkaProducer | None = None

    async def put_record(self, record: ConsumerRecord, error: PermanentError) -> None:
        """Store a consumed *record*; returns once Kafka has acknowledged it."""
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
        """Store *value* with *error*'s code and reason; returns once Kafka has acknowledged it."""
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
        producer = await self._started()
        await producer.send_and_wait(
            self._topic,
            value=b"" if value is None else value,
            key=key,
            headers=[*kept, *((name, text.encode("utf-8", "replace")) for name, text in provenance.items())],
        )
        count("messages_dead_lettered", error.reason_code)
        log.warning(
            "message_dead_lettered", code=error.reason_code, reason=str(error)[:200], **(origin or {})
        )

    async def close(self) -> None:
        """Flush and disconnect."""
        if self._producer is not None:
            await self._producer.stop()
            self._producer = None

    async def _started(self) -> AIOKafkaProducer:
        if self._producer is None:
            producer = AIOKafkaProducer(
                **client_options(self._kafka),
                client_id=f"{self._service}-dlq",
                acks="all",
                enable_idempotence=True,
                compression_type="zstd",
                max_request_size=MAX_REQUEST_BYTES,
            )
            await producer.start()
            self._producer = producer
        return self._producer
