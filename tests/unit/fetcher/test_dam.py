"""An import of a million pages waits in Kafka."""

import asyncio
from typing import Any

import pytest

from quotewire_fetcher.dam import Dam


class Requests:
    """A subscription that notes what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, bool]] = []

    def hold(self, topic: str, *, held: bool) -> None:
        self.told.append((topic, held))


def test_reading_stops_when_many_wait_and_goes_on_when_half_are_left() -> None:
    waiting = iter([0, 99, 100, 99, 51, 50, 51, 200])
    requests: Any = Requests()
    dam = Dam(requests, "backfill", lambda: next(waiting), most=100)
    for _ in range(8):
        dam.look()
    assert [held for _, held in requests.told] == [False, False, True, True, True, False, False, True]
    assert {topic for topic, _ in requests.told} == {"backfill"}


async def test_it_is_said_again_and_again_because_a_rebalance_undoes_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("quotewire_fetcher.dam.LOOK_S", 0.0)
    requests: Any = Requests()
    keeping = asyncio.create_task(Dam(requests, "backfill", lambda: 9, most=1).keep())
    while len(requests.told) < 3:  # noqa: ASYNC110 - nothing else can be waited for
        await asyncio.sleep(0)
    keeping.cancel()
    assert requests.told[:3] == [("backfill", True)] * 3
