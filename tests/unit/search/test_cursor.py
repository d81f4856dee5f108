"""A cursor comes back as it was written, and nothing else is taken for one."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire_search.cursor import decode_cursor, encode_cursor
from quotewire_search.errors import BadCursorError

KINDS = (float, int, str)


def written(document: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")


@given(
    st.floats(allow_nan=False, allow_infinity=False), st.integers(-(2**63), 2**63 - 1), st.text(max_size=200)
)
def test_values_come_back_exactly(score: float, date: int, key: str) -> None:
    cursor = encode_cursor("f", [score, date, key])
    assert decode_cursor(cursor, "f", KINDS) == [score, date, key]


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "%%%",
        "é",
        "a" * 999,
        encode_cursor("other", [1.0, 1, "a"]),
        encode_cursor("f", [1.0, 1]),
        encode_cursor("f", [1.0, 1, "a", "a"]),
        encode_cursor("f", [1.0, 1.5, "a"]),
        encode_cursor("f", ["a", 1, "a"]),
        written(["f", [True, 1, "a"]]),
        written(["f", [1.0, 2**63, "a"]]),
        written(["f", [1.0, 1, "a" * 201]]),
        written(["f", [1.0, 1, None]]),
        written(["f", [1.0, 1, {"a": 1}]]),
        written(["f", [float("nan"), 1, "a"]]),
        written(["f", [float("inf"), 1, "a"]]),
        written({"f": 1}),
        written("f"),
        written(None),
        base64.urlsafe_b64encode(b"[" * 700).decode(),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    ],
)
def test_anything_else_is_refused_with_what_to_do(cursor: str) -> None:
    with pytest.raises(BadCursorError, match="leave `cursor` out"):
        decode_cursor(cursor, "f", KINDS)


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(cursor: str) -> None:
    with pytest.raises(BadCursorError):
        decode_cursor(cursor, "f", KINDS)
