"""Two batches never write the same article at the same time, and never wait for each other."""

import asyncio

import pytest

from quotewire_indexer.claims import Claims


async def test_a_batch_waits_for_the_one_that_holds_its_article() -> None:
    claims, order = Claims(), []
    held = asyncio.Event()
    free = asyncio.Event()

    async def first() -> None:
        async with claims.of(["a", "b"]):
            held.set()
            await free.wait()
            order.append("first")

    async def second() -> None:
        await held.wait()
        async with claims.of(["b", "c"]):
            order.append("second")

    async def other() -> None:
        await held.wait()
        async with claims.of(["c", "d"]):
            order.append("other")
        free.set()

    async with asyncio.timeout(5):
        await asyncio.gather(first(), second(), other())
    assert order == ["other", "first", "second"]


async def test_articles_are_free_again_after_an_error() -> None:
    claims = Claims()
    with pytest.raises(ValueError, match="broken"):
        async with claims.of(["a"]):
            raise ValueError("broken")
    async with asyncio.timeout(5), claims.of(["a"]):
        pass


async def test_a_batch_that_is_cancelled_while_it_waits_holds_nothing() -> None:
    claims = Claims()

    async def wait() -> None:
        async with claims.of(["a", "b"]):
            pass

    async with claims.of(["a"]):
        waiting = asyncio.ensure_future(wait())
        await asyncio.wait({waiting}, timeout=0.01)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        async with asyncio.timeout(5), claims.of(["b"]):
            pass
