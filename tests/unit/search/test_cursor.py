"""A cursor comes back as it was written, and nothing else is taken for one."""

import base64
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire_search.cursor import Place, decode_cursor, encode_cursor, mark_of
from quotewire_search.errors import BadCursorError
from quotewire_search.request import MAX_CURSOR_CHARS

KINDS = (float, int, str)
VIEW = base64.urlsafe_b64encode(bytes(range(250)) + b"\n").decode()


def written(document: object, view: bytes = b"") -> str:
    whole = json.dumps(document).encode() + b"\n" + view
    return base64.urlsafe_b64encode(zlib.compress(whole)).decode().rstrip("=")


@given(
    st.floats(allow_nan=False, allow_infinity=False), st.integers(-(2**63), 2**63 - 1), st.text(max_size=200)
)
def test_sort_values_come_back_exactly(score: float, date: int, key: str) -> None:
    place = Place(after=(score, date, key))
    assert decode_cursor(encode_cursor("f", place), "f", KINDS) == place


@pytest.mark.parametrize("view", [VIEW, VIEW.rstrip("="), "no base64 at all", "%"])
def test_a_view_and_what_was_shown_come_back_exactly(view: str) -> None:
    place = Place(after=(1.5, 2, "a"), shown=(mark_of("a"), mark_of("b")), view=view)
    assert decode_cursor(encode_cursor("f", place), "f", KINDS) == place


def test_a_cursor_over_ten_years_of_monthly_indices_is_short_enough() -> None:
    one = b"\x1bquotewire-quotes-v2-2026.%02d\x16%22d\x00\x16pGOZS66HQ4OtRU2OAQFdFA\x00\x00\x00U\x16V03zD8YIR-ard-W8tArcVg"
    view = base64.urlsafe_b64encode(b"".join(one % (number, number**9) for number in range(99))).decode()
    place = Place((1.5, 2, "a"), tuple(mark_of(str(number)) for number in range(100)), view)
    assert len(encode_cursor("f", place)) < MAX_CURSOR_CHARS / 2


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "%%%",
        "é",
        "a" * 999,
        encode_cursor("other", Place((1.0, 1, "a"))),
        encode_cursor("f", Place((1.0, 1))),
        encode_cursor("f", Place((1.0, 1, "a", "a"))),
        encode_cursor("f", Place((1.0, 1.5, "a"))),
        encode_cursor("f", Place(("a", 1, "a"))),
        encode_cursor("f", Place((1.0, 1, "a"), shown=("m",) * 201)),
        written(["f", [True, 1, "a"], [], None]),
        written(["f", [1.0, 2**63, "a"], [], None]),
        written(["f", [1.0, 1, "a" * 1_101], [], None]),
        written(["f", [1.0, 1, None], [], None]),
        written(["f", [1.0, 1, {"a": 1}], [], None]),
        written(["f", [float("nan"), 1, "a"], [], None]),
        written(["f", [float("inf"), 1, "a"], [], None]),
        written(["f", {"a": 1}, [], None]),
        written(["f", None, None, None]),
        written(["f", None, [], 7]),
        written(["f", None, []]),
        written({"f": 1}),
        written("f"),
        written(None),
        base64.urlsafe_b64encode(json.dumps(["f", None, [], None]).encode()).decode(),
        base64.urlsafe_b64encode(zlib.compress(b"[" * 700)).decode(),
        base64.urlsafe_b64encode(zlib.compress(b"\xff\xfe")).decode(),
        base64.urlsafe_b64encode(zlib.compress(b"[]\n" + b"a" * 10_000_000)).decode(),
        base64.urlsafe_b64encode(zlib.compress(b"[]\n")[:-2]).decode(),
    ],
)
def test_anything_else_is_refused_with_what_to_do(cursor: str) -> None:
    with pytest.raises(BadCursorError, match="leave `cursor` out"):
        decode_cursor(cursor, "f", KINDS)


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(cursor: str) -> None:
    with pytest.raises(BadCursorError):
        decode_cursor(cursor, "f", KINDS)
