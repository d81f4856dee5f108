"""The bulk loop settles every action, sends again only what must be, and gives up within its bound."""

import random
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from quotewire_indexer.bulk import Action, Done, Newer, Refused
from quotewire_indexer.patience import Health, Patience, UnavailableError
from quotewire_indexer.writer import BulkWriter, RequestRefusedError
from quotewire_shared.errors import FatalError
from quotewire_shared.retry import Backoff

Answer = Callable[[str], int]


class Clock:
    """Time that passes only while somebody waits."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.waits: list[float] = []

    async def sleep(self, delay_s: float) -> None:
        self.waits.append(delay_s)
        self.now_s += delay_s

    def patience(self, health: Health | None = None) -> Patience:
        return Patience(
            Backoff(0.5, 30.0), 600.0, health or Health(), sleep=self.sleep, clock=lambda: self.now_s
        )


class Cluster:
    """Answers each action by its id; an exception stands for a whole request."""

    def __init__(self, answer: Callable[[str, int], int | Exception]) -> None:
        self._answer = answer
        self.requests: list[list[str]] = []
        self.tries: dict[str, int] = {}

    async def send(self, body: bytes) -> list[dict[str, Any]]:
        ids = [orjson.loads(line)["delete"]["_id"] for line in body.splitlines()]
        self.requests.append(ids)
        items = []
        for id_ in ids:
            self.tries[id_] = self.tries.get(id_, 0) + 1
            status = self._answer(id_, self.tries[id_])
            if isinstance(status, Exception):
                raise status
            error = {"error": {"type": "reason", "reason": id_}} if status >= 300 else {}
            items.append({"delete": {"status": status, **error}})
        return items


def actions(count: int) -> list[Action]:
    return [Action("quotes", f"{n}", 7, None) for n in range(count)]


def writer(cluster: Cluster, max_actions: int = 100) -> BulkWriter:
    return BulkWriter(cluster.send, max_bytes=10**6, max_actions=max_actions)


async def test_only_the_items_that_were_not_taken_are_sent_again() -> None:
    cluster = Cluster(lambda id_, attempt: 429 if id_ in "13" and attempt < 3 else 200)
    fates = await writer(cluster).settle(actions(5), Clock().patience())
    assert fates == [Done()] * 5
    assert cluster.requests == [["0", "1", "2", "3", "4"], ["1", "3"], ["1", "3"]]


async def test_fates_stay_in_place() -> None:
    statuses = {"0": 200, "1": 409, "2": 400, "3": 503}
    cluster = Cluster(lambda id_, attempt: statuses[id_] if attempt == 1 else 200)
    fates = await writer(cluster, max_actions=2).settle(actions(4), Clock().patience())
    assert fates == [Done(), Newer(), Refused("reason: 2"), Done()]


async def test_a_lost_answer_is_sent_again() -> None:
    cluster = Cluster(lambda _, attempt: UnavailableError("reset") if attempt == 1 else 200)
    assert await writer(cluster).settle(actions(2), Clock().patience()) == [Done(), Done()]


async def test_a_cluster_that_is_away_is_not_asked_once_a_chunk() -> None:
    cluster = Cluster(lambda *_: UnavailableError("away") if len(cluster.requests) <= 3 else 200)
    clock = Clock()
    assert await writer(cluster, max_actions=1).settle(actions(50), clock.patience()) == [Done()] * 50
    assert len(cluster.requests) == 3 + 50
    assert len(clock.waits) == 3


async def test_an_item_that_is_not_taken_does_not_hold_up_the_requests_behind_it() -> None:
    cluster = Cluster(lambda id_, attempt: 503 if id_ == "0" and attempt < 5 else 200)
    await writer(cluster, max_actions=2).settle(actions(6), Clock().patience())
    assert cluster.requests[:3] == [["0", "1"], ["2", "3"], ["4", "5"]]


async def test_a_refused_request_is_halved_until_the_culprit_stands_alone() -> None:
    def refuse(id_: str, _: int) -> int | Exception:
        return RequestRefusedError("too large") if id_ == "5" else 200

    cluster = Cluster(refuse)
    fates = await writer(cluster).settle(actions(8), Clock().patience())
    assert fates == [Done()] * 5 + [Refused("too large")] + [Done()] * 2
    assert len(cluster.requests) == 7


async def test_a_wrong_set_up_ends_it_at_once() -> None:
    cluster = Cluster(lambda *_: FatalError("not allowed"))
    with pytest.raises(FatalError):
        await writer(cluster).settle(actions(1), Clock().patience())


async def test_it_gives_up_after_the_bound_with_capped_waits() -> None:
    clock, health = Clock(), Health()
    cluster = Cluster(lambda *_: UnavailableError("away"))
    with pytest.raises(UnavailableError, match="took nothing"):
        await writer(cluster).settle(actions(3), clock.patience(health))
    assert max(clock.waits) <= 30
    assert 500 < clock.now_s <= 600
    assert health.problem is not None
    assert "away" in health.problem


async def test_a_slow_cluster_is_not_an_absent_one() -> None:
    clock, health = Clock(), Health()
    taken = iter(range(10_000))
    cluster = Cluster(lambda *_: 200 if next(taken) % 15 == 14 else 429)
    fates = await writer(cluster).settle(actions(60), clock.patience(health))
    assert fates == [Done()] * 60
    assert len(clock.waits) > 20
    assert health.problem is None


async def test_an_answer_of_the_wrong_length_is_no_answer() -> None:
    answers: list[list[dict[str, Any]]] = [[], [{"delete": {"status": 200}}]]

    async def send(_: bytes) -> list[dict[str, Any]]:
        return answers.pop(0)

    assert await BulkWriter(send, max_bytes=10**6, max_actions=9).settle(actions(1), Clock().patience()) == [
        Done()
    ]


@pytest.mark.parametrize("seed", range(20))
async def test_whatever_happens_each_action_is_settled_once(seed: int) -> None:
    dice = random.Random(seed)
    final = {str(n): dice.choice([200, 200, 200, 409, 400]) for n in range(40)}

    def answer(id_: str, attempt: int) -> int | Exception:
        if attempt < dice.randint(1, 6):
            trouble: list[int | Exception] = [429, 503, 504, UnavailableError("reset")]
            return dice.choice(trouble)
        return final[id_]

    fates = await writer(Cluster(answer), max_actions=7).settle(actions(40), Clock().patience())
    assert [type(fate) for fate in fates] == [
        {200: Done, 409: Newer, 400: Refused}[final[str(n)]] for n in range(40)
    ]
