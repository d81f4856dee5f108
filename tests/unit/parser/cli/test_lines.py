"""JSON Lines in, JSON Lines out: each line is answered by one, in order, and a bad one harms no other."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from datetime import UTC
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire_parser.cli.lines import AHEAD_PER_WORKER, Line, Tally, parse_lines, read_line
from quotewire_parser.pool import PagePool, PoolLimits
from quotewire_parser.refusals import NoTextError
from quotewire_shared.errors import FatalError, PermanentError
from quotewire_shared.messages import MAX_PAGE_BYTES, ArticleFetched, ArticleParsed, Lane
from tests.factories import article_parsed
from tests.unit.parser.extraction.news import ANY_JSON, SEEN_AT

Answer = Callable[[ArticleFetched], Awaitable[ArticleParsed]]


class HandPool(PagePool):
    """A pool without processes: *answer* does what workers would."""

    def __init__(self, answer: Answer, workers: int = 2) -> None:
        super().__init__(_no_work, PoolLimits(workers=workers))  # type: ignore[arg-type] # never started
        self._answer = answer

    async def parse(self, page: ArticleFetched, *, lane: Lane = Lane.LIVE) -> ArticleParsed:
        assert lane is Lane.LIVE
        return await self._answer(page)


def _no_work() -> None:
    raise AssertionError


async def echo(page: ArticleFetched) -> ArticleParsed:
    if page.text == "nothing":
        raise NoTextError("Nothing.")
    if page.text == "bug":
        raise ValueError("oops")
    if page.text == "fatal":
        raise FatalError("No worker.")
    return article_parsed(page.url, text=page.text or page.html or "", title=page.feed and page.feed.title)


async def stream(raw: Iterable[str | bytes]) -> AsyncIterator[Line]:
    for number, line in enumerate(raw, start=1):
        yield Line(number, line.encode() if isinstance(line, str) else line)


async def answers(*raw: str | bytes | Any, answer: Answer = echo) -> tuple[list[dict[str, Any]], Tally]:
    written: list[bytes] = []
    texts = [line if isinstance(line, str | bytes) else json.dumps(line) for line in raw]
    tally = await parse_lines(
        stream(texts), written.append, HandPool(answer), now=SEEN_AT, say=lambda _: None
    )
    assert all(line.endswith(b"\n") and line.count(b"\n") == 1 for line in written)
    return [json.loads(line) for line in written], tally


async def error_of(raw: Any) -> tuple[Any, str, str]:
    [found], tally = await answers(raw)
    assert set(found) == {"id", "error"}
    assert set(found["error"]) == {"code", "message"}
    assert (tally.lines, tally.errors) == (1, 1)
    return found["id"], found["error"]["code"], found["error"]["message"]


async def test_an_answer_is_the_article_with_the_lines_id() -> None:
    [found], tally = await answers(
        {"id": "n1", "text": "Gates.", "url": "https://x.example/a", "title": "Shut", "language": "en"}
    )
    assert found.pop("id") == "n1"
    article = ArticleParsed.model_validate(found)
    assert (article.text, article.url, article.title) == ("Gates.", "https://x.example/a", "Shut")
    assert (tally.lines, tally.errors) == (1, 0)


async def test_html_and_text_are_told_apart_and_numbers_may_be_ids() -> None:
    found, _ = await answers({"id": 1, "html": "<p>a"}, {"id": -2, "text": "b"})
    assert [(line["id"], line["text"]) for line in found] == [(1, "<p>a"), (-2, "b")]


async def test_a_line_without_an_address_is_named_by_its_id() -> None:
    [found], _ = await answers({"id": "n1", "text": "a"})
    assert found["url"] == "urn:quotewire:line:n1"


@pytest.mark.parametrize(
    ("line", "identity", "code"),
    [
        ("not json", None, "invalid_json"),
        ("{", None, "invalid_json"),
        (b"\xff\xfe{}", None, "invalid_json"),
        ("[" * 100_000, None, "invalid_json"),
        ("9" * 5_000, None, "invalid_json"),
        ("[1]", None, "invalid_line"),
        ("null", None, "invalid_line"),
        ({"text": "a"}, None, "invalid_line"),
        ({"id": None, "text": "a"}, None, "invalid_line"),
        ({"id": True, "text": "a"}, None, "invalid_line"),
        ({"id": 1.5, "text": "a"}, None, "invalid_line"),
        ({"id": ["x"], "text": "a"}, None, "invalid_line"),
        ({"id": "x"}, "x", "invalid_line"),
        ({"id": "x", "text": "a", "html": "b"}, "x", "invalid_line"),
        ({"id": "x", "text": 5}, "x", "invalid_line"),
        ({"id": "x", "text": "a", "url": []}, "x", "invalid_line"),
        ({"id": "x", "text": "a", "language": 1}, "x", "invalid_line"),
        ({"id": 7, "text": "x" * (MAX_PAGE_BYTES + 1)}, 7, "page_too_large"),
        ({"id": "x", "text": "nothing"}, "x", "no_text"),
        ({"id": "x", "text": "bug"}, "x", "internal_error"),
    ],
)
async def test_a_bad_line_is_answered_by_its_id_and_a_reason(line: Any, identity: Any, code: str) -> None:
    found_id, found_code, text = await error_of(line)
    assert (found_id, found_code) == (identity, code)
    assert text
    assert len(text) < 500


async def test_the_reason_names_the_line() -> None:
    found, _ = await answers({"id": 1, "text": "a"}, "nonsense")
    assert "Line 2" in found[1]["error"]["message"]


async def test_bad_lines_stand_in_their_place_among_good_ones() -> None:
    raw = [{"id": n, "text": "a"} if n % 3 else f"bad {n}" for n in range(50)]
    found, tally = await answers(*raw)
    assert [line["id"] for line in found] == [n if n % 3 else None for n in range(50)]
    assert (tally.lines, tally.errors) == (50, 17)


async def test_answers_keep_the_order_of_the_lines_whatever_finishes_first() -> None:
    first_may_end = asyncio.Event()

    async def backwards(page: ArticleFetched) -> ArticleParsed:
        if page.text == "first":
            await first_may_end.wait()
        if page.text == "last":
            first_may_end.set()
        return await echo(page)

    found, _ = await answers(
        {"id": 1, "text": "first"}, {"id": 2, "text": "b"}, {"id": 3, "text": "last"}, answer=backwards
    )
    assert [line["id"] for line in found] == [1, 2, 3]


async def test_equal_ids_are_answered_each() -> None:
    found, _ = await answers({"id": "x", "text": "a"}, {"id": "x", "text": "b"})
    assert [line["text"] for line in found] == ["a", "b"]


async def test_empty_lines_are_passed_over() -> None:
    found, tally = await answers("", "  \t", {"id": 1, "text": "a"}, "\r")
    assert ([line["id"] for line in found], tally.lines) == ([1], 1)


async def test_no_lines_are_no_answers() -> None:
    found, tally = await answers()
    assert (found, tally.lines) == ([], 0)


async def test_a_line_of_windows_with_a_byte_order_mark_is_read() -> None:
    found, _ = await answers(b'\xef\xbb\xbf{"id": 1, "text": "a"}\r')
    assert found[0].get("text") == "a"


async def test_hostile_ids_and_texts_come_back_as_they_were() -> None:
    identity = '\x1b[31m"}\n\\ud800 \u2028 é'
    [found], _ = await answers({"id": identity, "text": "a\u2028b"})
    assert (found["id"], found["text"]) == (identity, "a\u2028b")


async def test_a_lone_surrogate_in_an_id_or_text_ends_nothing() -> None:
    [found], _ = await answers(b'{"id": "a\\ud800", "text": "b\\ud800", "title": "c\\udfff"}')
    assert found["id"] == "a\ud800"
    assert found["text"] == "b?"


async def test_no_more_lines_are_read_ahead_than_the_workers_need() -> None:
    most = 0
    running = 0
    gate = asyncio.Event()
    read: list[int] = []

    async def held(page: ArticleFetched) -> ArticleParsed:
        nonlocal most, running
        running += 1
        most = max(most, running)
        await gate.wait()
        running -= 1
        return await echo(page)

    async def watched() -> AsyncIterator[Line]:
        for number in range(500):
            read.append(number)
            if number == AHEAD_PER_WORKER:
                gate.set()
            yield Line(number, json.dumps({"id": number, "text": "a"}).encode())

    await parse_lines(watched(), lambda _: None, HandPool(held, workers=1), now=SEEN_AT, say=lambda _: None)
    assert len(read) == 500
    assert most <= AHEAD_PER_WORKER + 3


async def test_lines_that_wait_hold_no_more_than_the_room_for_them() -> None:
    written: list[bytes] = []
    texts = [json.dumps({"id": n, "text": "x" * 90}) for n in range(30)]
    await parse_lines(
        stream(texts), written.append, HandPool(echo), now=SEEN_AT, say=lambda _: None, ahead_bytes=100
    )
    assert [json.loads(line)["id"] for line in written] == list(range(30))


async def test_workers_that_cannot_start_end_the_stream() -> None:
    with pytest.raises(FatalError):
        await answers({"id": 1, "text": "a"}, {"id": 2, "text": "fatal"}, {"id": 3, "text": "c"})


async def test_input_that_breaks_ends_the_stream_after_what_was_read() -> None:
    async def broken() -> AsyncIterator[Line]:
        yield Line(1, b'{"id": 1, "text": "a"}')
        raise OSError("gone")

    written: list[bytes] = []
    with pytest.raises(OSError, match="gone"):
        await parse_lines(broken(), written.append, HandPool(echo), now=SEEN_AT, say=lambda _: None)
    assert len(written) == 1


async def test_a_reader_that_goes_away_ends_the_stream() -> None:
    def gone(_: bytes) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        await parse_lines(
            stream(['{"id": 1, "text": "a"}'] * 50), gone, HandPool(echo), now=SEEN_AT, say=lambda _: None
        )


async def test_progress_is_told() -> None:
    said: list[str] = []
    await parse_lines(
        stream(['{"id": 1, "text": "a"}', "bad"]),
        lambda _: None,
        HandPool(echo),
        now=SEEN_AT,
        say=said.append,
        say_every_s=0.0,
    )
    assert said[-1].startswith("2 lines, 1 errors, ")


def test_the_page_of_a_line_is_as_fetched_now() -> None:
    identity, page = read_line(Line(1, b'{"id": 5, "html": "<p>a"}'), SEEN_AT)
    assert (identity, page.html, page.text, page.fetched_at, page.source_id) == (
        5,
        "<p>a",
        None,
        SEEN_AT.astimezone(UTC),
        "parse",
    )


@pytest.mark.parametrize(
    ("start", "identity"),
    [('{"id": "n1", "text": "', "n1"), ('{ "id" : 17 , "text": "', 17), ('{"text": "', None), ('{"id": "a\\"b", "text": "', 'a"b'), ('{"id": {"x": 1}, "', None), ('{"id": "\\q", "text": "', None)],
)  # fmt: skip
async def test_the_id_of_a_line_over_the_limit_is_still_told(start: str, identity: Any) -> None:
    async def one() -> AsyncIterator[Line]:
        yield Line(1, (start + "x" * 5_000).encode(), whole=False)

    written: list[bytes] = []
    await parse_lines(one(), written.append, HandPool(echo), now=SEEN_AT, say=lambda _: None)
    answer = json.loads(written[0])
    assert (answer["id"], answer["error"]["code"]) == (identity, "page_too_large")


@given(
    st.binary(max_size=100)
    | ANY_JSON.map(json.dumps).map(str.encode)
    | st.fixed_dictionaries({"id": ANY_JSON, "text": ANY_JSON}).map(json.dumps).map(str.encode)
)
def test_any_line_is_a_page_or_a_permanent_error(content: bytes) -> None:
    for whole in (True, False):
        try:
            read_line(Line(1, content, whole=whole), SEEN_AT)
        except PermanentError as error:
            assert error.reason_code in {"invalid_json", "invalid_line", "page_too_large"}  # noqa: PT017 - either is right
