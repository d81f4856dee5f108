"""The section of `quotewire status` that tells how the sources are."""

import io
import json
from typing import Any

import httpx
import pytest
from rich.console import Console

from quotewire_deploy.stack.sources import add_up, read_sources
from quotewire_deploy.stack.sources_table import render_sources, span
from quotewire_fetcher.memory.state import FeedState
from quotewire_fetcher.reporting.health_route import SourcesRoute

NOW = 1_800_000_000.0


def said(**more: Any) -> dict[str, Any]:
    return {
        "sources": 3, "ok": 1, "failing": 1, "parked": 1, "never_polled": 0, "elsewhere": 0, "hubs": 0, "overdue": 0,
        "next_due_at": NOW + 60, "oldest_overdue": None, "codes": {"http_404": 2}, "worst": [],
    } | more  # fmt: skip


def bad(source_id: str, failures: int) -> dict[str, Any]:
    return {
        "source_id": source_id, "health": "failing", "code": "http_404", "reason": "", "failures": failures,
        "ok_at": NOW - 7_200, "next_due_at": NOW + 600,
    }  # fmt: skip


def service(name: str, port: int, state: str = "running") -> dict[str, Any]:
    return {"name": name, "service": name.partition("-")[0], "state": state, "port": port}


def shown(facts: dict[str, Any] | None) -> str:
    out = io.StringIO()
    Console(file=out, width=120).print(render_sources(facts, NOW))
    return out.getvalue()


def web(answers: dict[int, httpx.Response]) -> httpx.MockTransport:
    def handle(request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/sources"
        if request.url.port not in answers:
            raise httpx.ConnectError("refused")
        return answers[request.url.port]

    return httpx.MockTransport(handle)


async def test_several_fetchers_are_added_up() -> None:
    services = [service("fetcher-1", 8101), service("fetcher-2", 8111), service("parser", 8102)]
    second = said(sources=5, next_due_at=NOW + 5, codes={"http_404": 1, "dns_failed": 1}, worst=[bad("b", 9)])
    answers = {
        8101: httpx.Response(200, json=said(worst=[bad("a", 2)])),
        8111: httpx.Response(200, json=second),
    }
    facts = await read_sources(services, transport=web(answers))
    assert facts is not None
    assert (facts["sources"], facts["ok"], facts["next_due_at"]) == (8, 2, NOW + 5)
    assert facts["codes"] == {"http_404": 3, "dns_failed": 1}
    assert [entry["source_id"] for entry in facts["worst"]] == ["b", "a"]
    assert set(facts["fetchers"]) == {"fetcher-1", "fetcher-2"}
    assert json.dumps(facts)


@pytest.mark.parametrize(
    "answer",
    [httpx.Response(503), httpx.Response(200, text="no json"), httpx.Response(200, json=[1]), None],
)
async def test_a_fetcher_that_does_not_tell_is_named(answer: httpx.Response | None) -> None:
    services = [service("fetcher-1", 8101), service("fetcher-2", 8111)]
    answers = {8101: httpx.Response(200, json=said())} | ({8111: answer} if answer else {})
    facts = await read_sources(services, transport=web(answers))
    assert facts is not None
    assert facts["sources"] == 3
    assert "problem" in facts["fetchers"]["fetcher-2"]
    assert "fetcher-2: does not tell" in shown(facts)


async def test_what_the_fetcher_tells_is_what_is_read_here() -> None:
    feeds = [
        FeedState("a", "https://a.example/feed", polled_at=NOW, ok_at=NOW, next_due_at=NOW + 60),
        FeedState(
            "b", "https://b.example/feed", polled_at=NOW, failures=2, code="dns_failed", next_due_at=NOW - 90
        ),
    ]
    route = SourcesRoute(lambda: feeds, lambda: ["a", "b", "c"], clock=lambda: NOW)
    facts = await read_sources([service("fetcher", 8101)], transport=httpx.ASGITransport(app=route))
    assert facts is not None
    text = shown(facts)
    assert "sources  3: 1 ok, 1 failing, 0 parked, 1 never polled" in text
    assert "1 are overdue; b for longest, by 1 min" in text
    assert "dns_failed 1" in text
    assert "never" in text


async def test_without_a_running_fetcher_there_is_nothing_to_ask() -> None:
    assert await read_sources([service("fetcher", 8101, state="stopped")], transport=web({})) is None
    assert "sources status" in shown(None)


def test_a_person_sees_counts_codes_and_what_fails() -> None:
    text = shown(add_up({"fetcher": said(worst=[bad("harbour-post", 4)], hubs=1)}))
    assert "sources  3: 1 ok, 1 failing, 1 parked, 0 never polled, 1 pushed by a hub" in text
    assert "due      next in 1 min" in text
    assert "http_404 2" in text
    assert "harbour-post" in text
    assert "2 h ago" in text
    assert "in 10 min" in text


def test_what_is_overdue_is_named() -> None:
    late = said(overdue=2, oldest_overdue={"source_id": "slow", "due_at": NOW - 95})
    assert "2 are overdue; slow for longest, by 1 min" in shown(add_up({"fetcher": late}))


def test_what_a_server_said_drives_no_terminal() -> None:
    entry = bad("a", 1) | {"code": "x\x1b[2J[red]y[/red]"}
    text = shown(add_up({"fetcher": said(worst=[entry])}))
    assert "\x1b" not in text
    assert "[red]y[/red]" in text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59, "59 s"), (61, "1 min"), (3_600, "1 h"), (12_000, "3 h 20 min"), (180_000, "2 d 2 h")],
)
def test_durations_are_said_in_two_units_at_most(seconds: float, words: str) -> None:
    assert span(seconds) == words
