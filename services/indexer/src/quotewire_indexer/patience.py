"""Waiting for OpenSearch: capped, jittered back-off until it answers or the bound is reached."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from quotewire_shared.errors import TransientError
from quotewire_shared.retry import Backoff

log = structlog.get_logger()
T = TypeVar("T")

Sleep = Callable[[float], Awaitable[None]]


class UnavailableError(TransientError):
    """OpenSearch did not answer, or said that it cannot take more now."""


class Health:
    """What OpenSearch keeps us waiting for, in words; the readiness probe reads it."""

    def __init__(self) -> None:
        """Start well."""
        self.problem: str | None = None


class Patience:
    """
    The waiting of one batch.

    Its clock starts anew with every answer: a cluster that takes little at a time is slow, not away.
    """

    def __init__(
        self,
        backoff: Backoff,
        give_up_after_s: float,
        health: Health,
        *,
        sleep: Sleep = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Wait as *backoff* says, at most *give_up_after_s* seconds without an answer."""
        self._backoff = backoff
        self._give_up_after_s = give_up_after_s
        self._health = health
        self._sleep = sleep
        self._clock = clock
        self._attempts = 0
        self._last_answer = clock()

    def answered(self) -> None:
        """Take note that OpenSearch settled something."""
        self._attempts = 0
        self._last_answer = self._clock()
        self._health.problem = None

    async def wait(self, reason: str) -> None:
        """
        Wait before the next try.

        Raises:
            UnavailableError: the bound is reached.
        """
        self._attempts += 1
        self._health.problem = f"OpenSearch keeps us waiting: {reason}"
        delay_s = self._backoff.delay_s(self._attempts)
        waited_s = self._clock() - self._last_answer
        if waited_s + delay_s > self._give_up_after_s:
            raise UnavailableError(f"OpenSearch took nothing for {waited_s:.0f} s: {reason}")
        log.warning("opensearch_awaited", reason=reason, attempt=self._attempts, delay_s=round(delay_s, 2))
        await self._sleep(delay_s)

    async def until_answered(self, call: Callable[[], Awaitable[T]]) -> T:
        """Repeat *call* while it raises `UnavailableError`."""
        while True:
            try:
                result = await call()
            except UnavailableError as error:
                await self.wait(str(error))
            else:
                self.answered()
                return result
