"""Stands in for Kafka's producer and for a process that must not end."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from aiokafka.errors import MessageSizeTooLargeError

from quotewire_shared.errors import FatalError
from quotewire_shared.lifeline import Lifeline
from quotewire_shared.settings import KafkaSettings

Headers = Sequence[tuple[str, bytes | None]]
Stored = tuple[bytes | None, bytes | None, dict[str, bytes | None]]
"""Value, key, headers."""


class FakeProducer:
    """A producer that fails as it is told, and keeps what it took."""

    def __init__(self, factory: "ProducerFactory") -> None:
        self._factory = factory
        self.stopped = False

    async def start(self) -> None:
        if self._factory.start_gate is not None:
            await self._factory.start_gate()
        if self._factory.start_errors:
            raise self._factory.start_errors.pop(0)

    async def stop(self) -> None:
        self.stopped = True

    async def send(self, topic: str, value: bytes | None = None, **options: Any) -> Any:
        return self.send_and_wait(topic, value, **options)

    async def send_and_wait(
        self,
        _topic: str,
        value: bytes | None = None,
        *,
        key: bytes | None = None,
        headers: Headers = (),
        partition: int | None = None,
    ) -> Any:
        if self._factory.errors and (error := self._factory.errors.pop(0)) is not None:
            raise error
        if len(value or b"") > self._factory.limit_bytes:
            raise MessageSizeTooLargeError("too large")
        self._factory.stored.append((value, key, dict(headers)))
        return SimpleNamespace(offset=len(self._factory.stored) - 1, partition=partition)


class ProducerFactory:
    """Makes fake producers and is the Kafka behind them."""

    def __init__(self, *errors: Exception | None, limit_bytes: int = 2**40) -> None:
        """Fail the next sends with *errors* (None: that one passes); refuse values over *limit_bytes*."""
        self.errors = list(errors)
        self.start_errors: list[Exception] = []
        self.start_gate: Any = None
        self.limit_bytes = limit_bytes
        self.made: list[FakeProducer] = []
        self.stored: list[Stored] = []

    def __call__(self, _kafka: KafkaSettings, _client_id: str = "") -> Any:
        self.made.append(FakeProducer(self))
        return self.made[-1]


class QuietLifeline(Lifeline):
    """Notes the failure and leaves the test process alone."""

    def fail(self, error: FatalError) -> None:
        self.failure = self.failure or error
