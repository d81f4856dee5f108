"""Waiting for facts: the only place where tests sleep."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

POLL_S = 0.1


async def eventually(probe: Callable[[], Awaitable[object]], *, within_s: float = 30.0) -> None:
    """Wait until *probe* gives something true; fail the test with the probe's name after *within_s* seconds."""
    deadline = time.monotonic() + within_s
    while not await probe():
        if time.monotonic() > deadline:
            pytest.fail(f"{_name(probe)} was not true within {within_s} s")
        await asyncio.sleep(POLL_S)


def eventually_sync(probe: Callable[[], object], *, within_s: float = 30.0) -> None:
    """Wait like `eventually`, for tests without an event loop."""
    deadline = time.monotonic() + within_s
    while not probe():
        if time.monotonic() > deadline:
            pytest.fail(f"{_name(probe)} was not true within {within_s} s")
        time.sleep(POLL_S)


def _name(probe: Callable[[], object]) -> str:
    return getattr(probe, "__qualname__", repr(probe))
