"""The life of an article, put together from what the services tell."""

import io
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiokafka.errors import KafkaConnectionError
from rich.console import Console

from quotewire_shared.errors import UsageError
from quotewire_shared.tracing.contract import Finding, Place, Query, Trail
from quotewire_shared.tracing.life import NEVER_SEEN, Life, as_json, in_order, query_for, sum_up, trace
from quotewire_shared.tracing.render import clean, render

NOON = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
ID = "ab" * 16


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def finding(stage: Any, outcome: Any, minutes: float | None = None, **more: Any) -> Finding:
    service = {"parsed": "parser", "indexed": "indexer"}.get(stage, "fetcher")
    when = None if minutes is None else at(minutes)
    return Finding(service, stage, outcome, more.pop("text", f"{stage} {outcome}"), at=when, **more)


def life(*findings: Finding) -> Life:
    return Life(Query("https://a.example/1"), tuple(in_order(findings)))


def tell(*findings: Finding, **more: Any) -> Callable[[], Callable[[Query], Awaitable[Trail]]]:
    async def tracer(query: Query) -> Trail:
        return Trail(findings, **more)

    return lambda: tracer


def ask(text: str) -> Query:
    return query_for(text, hours=1, records=1, patience_s=1)


def test_an_address_and_an_id_are_told_apart() -> None:
    assert ask(" https://a.example/1 ").url == "https://a.example/1"
    assert ask(ID.upper()).ids == (ID,)
    assert ask(ID).url is None


@pytest.mark.parametrize("text", ["", "harbour-post", "ftp://a.example/", ID + "0", "www.a.example"])
def test_what_is_neither_is_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError, match="neither an address"):
        ask(text)


def test_findings_stand_in_the_order_of_their_time() -> None:
    told = in_order(
        [finding("parsed", "done", 3), finding("named", "done", 1), finding("fetched", "done", 2)]
    )
    assert [one.stage for one in told] == ["named", "fetched", "parsed"]


def test_a_finding_without_a_time_stands_at_its_stage() -> None:
    told = in_order(
        [
            finding("indexed", "done"),
            finding("robots", "note"),
            finding("named", "done", 1),
            finding("parsed", "done", 2),
        ]
    )
    assert [one.stage for one in told] == ["named", "robots", "parsed", "indexed"]


def test_what_is_in_the_index_is_said_to_be_there() -> None:
    assert sum_up(life(finding("published", "done", 1), finding("indexed", "done", version_at=at(1)))) == (
        "It is in the index."
    )


def test_a_later_refusal_of_an_indexed_article_is_said_beside_it() -> None:
    dropped = finding("fetched", "dropped", 60, code="http_410", text="Gone.")
    said = sum_up(life(finding("indexed", "done", version_at=at(1)), dropped))
    assert said == "It is in the index. Since then: Fetcher dropped it (http_410): Gone."


def test_a_dead_letter_of_a_version_that_was_indexed_later_is_past() -> None:
    letter = finding("parsed", "dropped", 5, code="parse_timeout", version_at=at(1))
    assert sum_up(life(letter, finding("indexed", "done", version_at=at(1)))) == "It is in the index."


def test_what_waits_is_said_with_its_reason() -> None:
    waits = finding("fetched", "waiting", 9, code="http_503", text="Try 2 failed.")
    assert sum_up(life(finding("named", "done", 1), waits)) == "It waits (http_503): Try 2 failed."


def test_an_article_on_its_way_is_said_to_have_got_so_far() -> None:
    assert "it was published" in sum_up(life(finding("named", "done", 1), finding("published", "done", 2)))


def test_of_what_nobody_saw_it_is_said_what_to_check() -> None:
    nothing = life(finding("named", "missing"), finding("indexed", "missing"))
    assert not nothing.known
    assert sum_up(nothing) == NEVER_SEEN


def test_what_is_no_article_is_said_to_be_what_it_is() -> None:
    note = finding("named", "note", text="This is a feed.", advice="Ask for its status.")
    assert sum_up(life(note)) == "This is a feed. Ask for its status."


async def test_a_service_that_cannot_be_asked_is_a_finding_and_the_others_are_asked() -> None:
    async def broken(query: Query) -> Trail:
        raise KafkaConnectionError("no brokers")

    told = await trace(ask(ID), {"fetcher": lambda: broken, "indexer": tell(finding("indexed", "done"))})
    assert [one.outcome for one in told.findings] == ["unknown", "done"]
    assert "no brokers" in told.findings[0].text
    assert told.known


async def test_a_service_that_is_not_installed_here_is_named() -> None:
    told = await trace(ask(ID), {"fetcher": tell()}, expected=("fetcher", "indexer"))
    assert [(one.service, one.outcome) for one in told.findings] == [("indexer", "unknown")]


async def test_it_is_not_called_unseen_when_nobody_could_be_asked() -> None:
    told = await trace(ask(ID), {"fetcher": tell(finding("named", "unknown"))})
    assert not told.known
    assert "not everybody could be asked" in sum_up(told)


async def test_each_service_knows_what_those_before_it_found_out() -> None:
    seen: list[Query] = []

    async def last(query: Query) -> Trail:
        seen.append(query)
        return Trail()

    place = Place("articles.fetched.v1", 2, 7, NOON)
    told = await trace(
        ask("https://a.example/1"), {"fetcher": tell(ids=(ID,), places=(place,)), "parser": lambda: last}
    )
    assert (seen[0].ids, seen[0].places) == ((ID,), (place,))
    assert told.query.ids == (ID,)


def test_everything_can_be_had_as_json() -> None:
    told = life(
        finding("indexed", "done", version_at=at(1), facts={"index": "a"}), finding("named", "done", 1)
    )
    values = json.loads(json.dumps(as_json(told)))
    assert values["known"] is True
    assert [one["stage"] for one in values["findings"]] == ["named", "indexed"]
    assert values["findings"][0]["at"] == "2026-11-30T12:01:00+00:00"
    assert values["findings"][1]["facts"] == {"index": "a"}


def test_what_a_feed_said_drives_no_terminal_and_no_markup() -> None:
    nasty = "\x1b[2J\x1b]0;owned\x07 [bold]x[/bold] \u202e\n"
    out = io.StringIO()
    Console(file=out, width=120).print(render(life(finding("parsed", "done", 1, text=nasty, advice=nasty))))
    assert "\x1b" not in out.getvalue()
    assert "\u202e" not in out.getvalue()
    assert "[bold]x[/bold]" in out.getvalue()


def test_long_texts_are_cut() -> None:
    assert clean("x" * 1_000) == "x" * 600 + "…"
