"""
A migration of the two months of `test_migration` that dies, as by `kill -9`, at a chosen call to OpenSearch.

Usage: python -m tests.integration.indexer.dying_migration URL PREFIX METHOD NUMBER before|after
"""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from typing import Any

from pydantic import AnyHttpUrl

from quotewire_indexer.mapping import indices_of
from quotewire_indexer.moving import Month, Mover
from quotewire_indexer.opensearch import OpenSearch
from quotewire_shared.settings import OpenSearchSettings
from tests.integration.indexer.shelf import FAST


class Dying(OpenSearch):
    """A cluster whose client is killed before or after the call of that number to one method."""

    def __init__(self, place: OpenSearchSettings, method: str, number: int, when: str) -> None:
        super().__init__(place)
        self._last = (method, number, when)
        self._calls = 0

    async def create_index(self, name: str, body: dict[str, Any]) -> bool:
        self._maybe_die("create_index", "before")
        created = await super().create_index(name, body)
        self._maybe_die("create_index", "after")
        return created

    async def bulk(self, body: bytes) -> list[dict[str, Any]]:
        self._maybe_die("bulk", "before")
        items = await super().bulk(body)
        self._maybe_die("bulk", "after")
        return items

    async def close_to_writes(self, names: Sequence[str]) -> None:
        self._maybe_die("close_to_writes", "before")
        await super().close_to_writes(names)
        self._maybe_die("close_to_writes", "after")

    async def change_aliases(self, actions: Sequence[dict[str, Any]]) -> None:
        self._maybe_die("change_aliases", "before")
        await super().change_aliases(actions)
        self._maybe_die("change_aliases", "after")

    def _maybe_die(self, method: str, when: str) -> None:
        if method != self._last[0]:
            return
        self._calls += when == "before"
        if (self._calls, when) == self._last[1:]:
            os.kill(os.getpid(), signal.SIGKILL)


async def main(url: str, prefix: str, method: str, number: str, when: str) -> None:
    """Migrate from mapping version 1, and die."""
    place = OpenSearchSettings(url=AnyHttpUrl(url), index_prefix=prefix, timeout_s=30)
    indices = indices_of(prefix)
    cluster = Dying(place, method, int(number), when)
    months = [Month(month, indices.at(1), indices) for month in ("2026.10", "2026.11")]
    await Mover(cluster, indices, FAST, print).move(months)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
