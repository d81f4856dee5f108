"""Which partitions, and so which domains, are this process's: told by the consumer group of the fetch requests."""

import asyncio
from collections.abc import Awaitable, Callable, Collection

import structlog
from aiokafka import ConsumerRebalanceListener, TopicPartition

log = structlog.get_logger()

Change = Callable[[frozenset[int]], Awaitable[None]]


class Territory(ConsumerRebalanceListener):  # type: ignore[misc] # the library has no types
    """
    Passes the group's decisions on.

    Kafka's protocol takes all partitions away and gives the new ones, at every change of the group. Between the two
    nothing is fetched. Reading the state of what was given may take longer than the group waits for a sign of life, and
    aiokafka gives none before its listener returns: so that runs in a task of its own.
    """

    def __init__(self, topic: str) -> None:
        """Watch the partitions of *topic* (full name); topics beside it have the same numbers."""
        self._topic = topic
        self._given = asyncio.Event()
        self._failed = asyncio.Event()
        self._giving: asyncio.Task[None] | None = None
        self.on_lost: Change | None = None
        self.on_given: Change | None = None
        self.problem: BaseException | None = None

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        """Stop work there: another process may begin as soon as this returns."""
        await self.stop()
        await self._tell(self.on_lost, self._numbers(revoked))

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        """Begin work there, and do not wait for it."""
        await self.stop()
        self._giving = asyncio.create_task(self._give(self._numbers(assigned)))

    async def stop(self) -> None:
        """Give up what is being begun."""
        self._given.clear()
        if self._giving is not None:
            self._giving.cancel()
            await asyncio.gather(self._giving, return_exceptions=True)
            self._giving = None

    @property
    def settled(self) -> bool:
        """Whether the group has decided, and nothing is being handed over."""
        return self._given.is_set()

    def raise_problem(self) -> None:
        """Raise what went wrong in a change, if anything did."""
        if self.problem is not None:
            raise self.problem

    async def fail_with_problem(self) -> None:
        """Wait until something goes wrong in a change, and raise it."""
        await self._failed.wait()
        self.raise_problem()

    def _numbers(self, parts: Collection[TopicPartition]) -> frozenset[int]:
        return frozenset(part.partition for part in parts if part.topic == self._topic)

    async def _give(self, partitions: frozenset[int]) -> None:
        await self._tell(self.on_given, partitions)
        if self.problem is None:
            self._given.set()

    async def _tell(self, change: Change | None, partitions: frozenset[int]) -> None:
        if change is None:
            return
        try:
            await change(partitions)
        except Exception as error:  # noqa: BLE001 - aiokafka would log it and go on as if the partitions were served
            self.problem = self.problem or error
            self._failed.set()
            log.critical("territory_lost", reason=str(error) or type(error).__name__)
