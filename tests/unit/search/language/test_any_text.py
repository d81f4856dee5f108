"""Whatever somebody types is read: quickly, in bounds, and into a query that reads the same again."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotewire_search.language.lexing import FIELDS
from quotewire_search.language.parsing import MAX_PREFIXES, MAX_TERMS, parse
from quotewire_search.language.slips import MAX_NOTICES
from quotewire_search.language.tree import Prefix
from quotewire_search.language.values import leaves
from quotewire_search.words import clean_query, count_terms
from tests.hostile import HOSTILE

PIECES = st.sampled_from(
    [
        *(f"{name}:" for name in FIELDS),
        *(
            '"',
            "(",
            ")",
            "-",
            "*",
            "|",
            " ",
            " ",
            "OR",
            " OR ",
            "NOT ",
            "AND ",
            ":",
            "//",
            "+",
            "'",
            "\u2003",
        ),
        *(
            "a",
            "bridge",
            "toll*",
            "桥",
            "收费",
            "مرحبا",
            "🦊",
            "O’Neil",
            "2026-11",
            "direct",
            "speeker:",
            "_",
            "é",
        ),
    ]
)
QUERIES = st.lists(PIECES, max_size=40).map("".join)


def check_all_promises(q: str) -> None:
    parsed = parse(q)
    assert parse(str(parsed.tree or "")).tree == parsed.tree
    assert len(parsed.notices) <= MAX_NOTICES
    for notice in parsed.notices:
        assert notice.start is not None
        assert notice.end is not None
        assert 0 <= notice.start <= notice.end <= len(q)
    found = leaves(parsed.tree) if parsed.tree else []
    assert (
        sum(count_terms(leaf.text) for leaf in found) <= MAX_TERMS + 2
    )  # the name of a field that became a word
    assert sum(isinstance(leaf, Prefix) for leaf in found) <= MAX_PREFIXES


@settings(max_examples=150, deadline=None)
@given(QUERIES)
def test_any_mixture_of_marks_and_words_is_read(q: str) -> None:
    check_all_promises(q)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_any_string_is_read(q: str) -> None:
    check_all_promises(q)
    check_all_promises(clean_query(q))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_every_hostile_text_is_read(text: str) -> None:
    check_all_promises(text)


@pytest.mark.parametrize(
    "piece",
    [
        '"',
        '"a',
        "(",
        "((a)",
        "-",
        "- ",
        "a ",
        "ab:c ",
        "speaker:",
        "speeker:x ",
        "OR ",
        "a*",
        "*a ",
        '"a" ',
        "|",
        "橋",
        "a",
        "kind:foo ",
        '""',
    ],
)
def test_the_work_grows_with_the_length_only(piece: str) -> None:
    def steps(chars: int) -> int:
        taken = 0

        def count(*_: object) -> None:
            nonlocal taken
            taken += 1

        text = piece * (chars // len(piece))
        sys.setprofile(count)  # calls, and not seconds: those are other processes' too
        try:
            parse(text)
        finally:
            sys.setprofile(None)
        return taken

    assert steps(20_000) < 15 * steps(2_000)  # ten times as long; a square would be a hundred times
