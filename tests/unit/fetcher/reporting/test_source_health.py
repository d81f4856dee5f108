"""How well sources are, over many, and told at the probe port."""

import json
from collections.abc import Iterator
from typing import Any

from quotewire_fetcher.memory.state import FeedState
from quotewire_fetcher.reporting.health_route import SLICE, SourcesRoute
from quotewire_fetcher.reporting.source_health import MOST_WORST, Tally, health_of
from quotewire_fetcher.schedule.rhythm import FeedHistory

NOW = 1_800_000_000.0


def feed(source_id: str = "a", **more: Any) -> FeedState:
    values: dict[str, Any] = {
        "url": f"https://{source_id}.example/feed",
        "polled_at": NOW - 60,
        "next_due_at": NOW + 600,
    } | more
    return FeedState(source_id=source_id, **values)


def failing(source_id: str, failures: int = 1, *, parked: bool = False, **more: Any) -> FeedState:
    history = FeedHistory(parked_at=int(NOW - 86_400) if parked else 0)
    return feed(source_id, failures=failures, code=more.pop("code", "http_404"), history=history, **more)


def tally(*feeds: FeedState, sources: set[str] | None = None) -> dict[str, Any]:
    made = Tally(NOW, {one.source_id for one in feeds} if sources is None else sources)
    for one in feeds:
        made.add(one)
    return made.facts()


def test_health_is_told_by_the_last_poll() -> None:
    assert health_of(None) == "new"
    assert health_of(feed(polled_at=None)) == "new"
    assert health_of(feed()) == "ok"
    assert health_of(failing("a")) == "failing"
    assert health_of(failing("a", parked=True)) == "parked"


def test_sources_are_counted_by_health_and_code() -> None:
    facts = tally(
        feed("a"),
        failing("b", 3),
        failing("c", 40, parked=True, code="dns_failed"),
        sources={"a", "b", "c", "never"},
    )
    assert [facts[name] for name in ("sources", "ok", "failing", "parked", "never_polled")] == [4, 1, 1, 1, 1]
    assert facts["codes"] == {"http_404": 1, "dns_failed": 1}
    assert [entry["source_id"] for entry in facts["worst"]] == ["c", "b"]


def test_a_source_that_left_the_file_counts_no_more() -> None:
    assert tally(feed("gone"), sources={"a"})["ok"] == 0


def test_a_feed_that_moved_counts_where_it_is_polled() -> None:
    here = feed("a", moved_to=("https://elsewhere.example/feed",))
    there = failing("a@12345678", guest_until=NOW + 60)
    assert tally(here)["elsewhere"] == 1
    assert tally(here)["never_polled"] == 0
    assert tally(there, sources=set())["failing"] == 1


def test_the_next_due_and_the_longest_overdue_are_named() -> None:
    facts = tally(
        feed("a", next_due_at=NOW - 90), feed("b", next_due_at=NOW - 10), feed("c", next_due_at=NOW - 1)
    )
    assert facts["next_due_at"] == NOW - 90
    assert facts["overdue"] == 2
    assert facts["oldest_overdue"] == {"source_id": "a", "due_at": NOW - 90}


def test_the_summary_is_bounded_however_many_fail() -> None:
    facts = tally(*(failing(f"s{number}", number, reason="x" * 9_000) for number in range(1, 500)))
    assert len(facts["worst"]) == MOST_WORST
    assert facts["worst"][0]["failures"] == 499
    assert len(json.dumps(facts)) < 20_000


async def ask(route: SourcesRoute, method: str = "GET") -> tuple[int, bytes, dict[bytes, bytes]]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request"}

    await route({"type": "http", "method": method, "path": "/sources"}, receive, send)
    start, body = sent
    return start["status"], body["body"], dict(start["headers"])


async def test_the_route_answers_with_the_summary() -> None:
    feeds = [feed(f"s{number}") for number in range(SLICE + 1)]
    route = SourcesRoute(lambda: feeds, lambda: [one.source_id for one in feeds], clock=lambda: NOW)
    status, body, headers = await ask(route)
    assert status == 200
    assert json.loads(body)["ok"] == SLICE + 1
    assert headers[b"content-length"] == str(len(body)).encode()


async def test_the_route_takes_only_reading() -> None:
    route = SourcesRoute(list, list)
    assert (await ask(route, "POST"))[0] == 405
    assert (await ask(route, "HEAD"))[:2] == (200, b"")


async def test_many_who_ask_cost_one_count() -> None:
    counted = [0]

    def feeds() -> Iterator[FeedState]:
        counted[0] += 1
        return iter([feed()])

    route = SourcesRoute(feeds, lambda: iter(["a"]), clock=lambda: NOW)
    first = await route.answer()
    assert await route.answer() == first
    assert counted == [1]
