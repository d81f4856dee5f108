"""What a tracer writes down while it looks in one place after the other."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from aiokafka.errors import KafkaConnectionError, KafkaError

from quotewire_shared.errors import QuotewireError
from quotewire_shared.tracing.contract import Finding, Outcome, Place, Query, Stage, Trail


class Notebook:
    """The findings of one service, and the query as it grows by them."""

    def __init__(self, service: str, query: Query) -> None:
        """Begin empty."""
        self.query = query
        self._service = service
        self._findings: list[Finding] = []
        self._silent: set[str] = set()

    def note(self, stage: Stage, outcome: Outcome, text: str, **more: Any) -> None:
        """Write a finding down; *more* are the other fields of `Finding`."""
        self._findings.append(Finding(self._service, stage, outcome, text, **more))

    def add(self, findings: Sequence[Finding]) -> None:
        """Write several down."""
        self._findings += findings

    def learn(self, *, ids: Sequence[str] = (), places: Sequence[Place] = ()) -> None:
        """Let the next looks know *ids* and *places*."""
        self.query = self.query.and_(Trail(ids=tuple(ids), places=tuple(places)))

    @contextmanager
    def looking(self, stage: Stage, where: str) -> Iterator[None]:
        """Look in one place: where it cannot be asked, that is a finding, and the others are still asked."""
        try:
            yield
        except (QuotewireError, KafkaError, OSError, TimeoutError) as error:
            if isinstance(error, KafkaConnectionError):
                reason = "Kafka does not answer. Start it, or set QUOTEWIRE_KAFKA_BOOTSTRAP_SERVERS."
            else:
                reason = str(error) or type(error).__name__
            if reason not in self._silent:  # once is enough to know that Kafka is away
                self._silent.add(reason)
                self.note(stage, "unknown", f"{where} could not be asked: {reason}")

    def trail(self) -> Trail:
        """Give what was written down."""
        return Trail(tuple(self._findings), self.query.ids, self.query.places)
