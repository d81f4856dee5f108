"""Every answer of a bulk request has its fate, and requests keep their bounds."""

from typing import Any

import orjson
import pytest

from quotewire_indexer.bulk import (
    Action,
    Again,
    Chunk,
    Done,
    IndexClosedError,
    Newer,
    Refused,
    chunks,
    classify,
    describe,
)
from quotewire_shared.errors import FatalError
from tests.contract.article_index import entry


def answer(status: int, error: str | None = None, operation: str = "index", **more: Any) -> dict[str, Any]:
    details = {"error": {"type": error, "reason": "because"}} if error else {}
    return {operation: {"status": status, **details, **more}}


def deletion(number: int) -> Action:
    return Action("quotes", f"a:q{number}", 7, None)


@pytest.mark.parametrize(
    ("item", "fate"),
    [
        (answer(201, result="created"), Done()),
        (answer(200, result="updated"), Done(existed=True)),
        (answer(200, operation="delete", result="deleted"), Done(existed=True)),
        (answer(404, operation="delete", result="not_found"), Done()),
        (answer(409, "version_conflict_engine_exception"), Newer()),
        (answer(429, "rejected_execution_exception"), Again("rejected_execution_exception: because")),
        (answer(500, "some_exception"), Again("some_exception: because")),
        (answer(502), Again("status 502")),
        (answer(503, "unavailable_shards_exception"), Again("unavailable_shards_exception: because")),
        (answer(504), Again("status 504")),
        (answer(403, "cluster_block_exception"), Again("cluster_block_exception: because")),
        (answer(400, "mapper_parsing_exception"), Refused("mapper_parsing_exception: because")),
        (answer(413), Refused("status 413")),
        ({"index": {"status": 400, "error": "plain words"}}, Refused("plain words")),
    ],
)
def test_an_answer_decides_the_fate(item: dict[str, Any], fate: object) -> None:
    assert classify(item) == fate


@pytest.mark.parametrize(
    "item",
    [
        answer(401, "security_exception"),
        answer(403, "security_exception"),
        answer(404, "index_not_found_exception"),
        answer(404, "index_not_found_exception", operation="delete"),
        answer(404),
    ],
)
def test_a_wrong_set_up_stops_the_process_and_is_no_dead_letter(item: dict[str, Any]) -> None:
    with pytest.raises(FatalError):
        classify(item)


def test_an_index_that_is_being_moved_is_looked_for_anew() -> None:
    blocked = {
        "type": "cluster_block_exception",
        "reason": "index [quotes] blocked by: [FORBIDDEN/8/index write (api)];",
    }
    with pytest.raises(IndexClosedError, match="FORBIDDEN/8"):
        classify({"index": {"status": 403, "error": blocked}})


def test_an_error_says_where_and_why() -> None:
    error = {
        "type": "mapper_parsing_exception",
        "reason": "failed to parse field [x]",
        "caused_by": {"type": "middle", "reason": "m", "caused_by": {"type": "root", "reason": "r"}},
    }
    assert describe(error) == "mapper_parsing_exception: failed to parse field [x] <- root: r"


def test_a_document_is_two_lines_and_a_deletion_one() -> None:
    story = entry()
    head, source, end = Action("articles", "a", 5, story.article).encode().split(b"\n")
    assert orjson.loads(head) == {
        "index": {"_index": "articles", "_id": "a", "version": 5, "version_type": "external"}
    }
    assert orjson.loads(source)["title"] == "a at 0"
    assert end == b""
    assert deletion(1).encode().count(b"\n") == 1


def test_requests_keep_to_their_number_of_actions() -> None:
    packed = list(chunks([deletion(n) for n in range(5)], range(5), max_bytes=10**6, max_actions=2))
    assert [chunk.positions for chunk in packed if isinstance(chunk, Chunk)] == [(0, 1), (2, 3), (4,)]


def test_requests_keep_to_their_bytes_and_a_large_action_travels_alone() -> None:
    large = Action("articles", "b", 1, entry(text="x" * 2_000, quotes=0).article)
    actions = [deletion(1), deletion(2), large, deletion(3)]
    packed = [
        chunk
        for chunk in chunks(actions, range(4), max_bytes=1_000, max_actions=100)
        if isinstance(chunk, Chunk)
    ]
    assert [chunk.positions for chunk in packed] == [(0, 1), (2,), (3,)]
    assert b"".join(chunk.body for chunk in packed) == b"".join(action.encode() for action in actions)


def test_only_the_positions_asked_for_are_sent() -> None:
    (chunk,) = chunks([deletion(n) for n in range(5)], [1, 4], max_bytes=10**6, max_actions=10)
    assert isinstance(chunk, Chunk)
    assert chunk.positions == (1, 4)


def test_a_text_without_a_utf8_form_is_refused_alone() -> None:
    broken = Action("articles", "b", 1, entry(quotes=0).article.model_copy(update={"title": "\ud800"}))
    packed = list(chunks([deletion(1), broken, deletion(2)], range(3), max_bytes=10**6, max_actions=10))
    assert isinstance(packed[0], tuple)
    assert packed[0][0] == 1
    assert "JSON" in packed[0][1].reason
    assert isinstance(packed[1], Chunk)
    assert packed[1].positions == (0, 2)
