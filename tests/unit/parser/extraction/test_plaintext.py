"""Plain text becomes a headline and paragraphs, whoever wrapped it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire_parser.extraction.plaintext import PlainArticle, read_plain
from quotewire_parser.extraction.tree import tidy
from tests.unit.parser.extraction.news import ANY_TEXT, HEADLINE, NEWS


def test_the_first_line_is_the_headline_and_blank_lines_part_paragraphs() -> None:
    assert read_plain("\n\n".join((HEADLINE, *NEWS))) == PlainArticle(HEADLINE, NEWS)


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\u2028"])
def test_line_ends_of_every_system_are_read(ends: str) -> None:
    assert read_plain((ends * 2).join((HEADLINE, *NEWS))) == PlainArticle(HEADLINE, NEWS)


def test_a_paragraph_separator_parts_paragraphs() -> None:
    assert read_plain("\u2029".join((HEADLINE, *NEWS))) == PlainArticle(HEADLINE, NEWS)


def test_lines_of_a_hard_wrapped_text_are_joined() -> None:
    text = "The harbour will close for nine days in March, the port\nauthority said on Tuesday.\n\n“We have\nwaited,” said Mara Ilves."
    assert read_plain(text) == PlainArticle(
        None,
        (
            "The harbour will close for nine days in March, the port authority said on Tuesday.",
            "“We have waited,” said Mara Ilves.",
        ),
    )


def test_a_hard_wrapped_text_without_blank_lines_is_one_paragraph() -> None:
    text = "The harbour will close for nine days in March, the port\nauthority said, so that divers can mend the\ngates.\n"
    assert read_plain(text).paragraphs == (" ".join(text.split()),)


def test_without_blank_lines_each_long_line_is_a_paragraph() -> None:
    assert read_plain("\n".join((HEADLINE, *NEWS))) == PlainArticle(HEADLINE, NEWS)


def test_list_items_and_turns_of_an_interview_keep_their_own_lines() -> None:
    text = f"{HEADLINE}\n\nWhat changes:\n- ferries\n- fish\n1. gates\n\nQ: Why?\nA: The tides.\nQ: Who pays?"
    assert read_plain(text).paragraphs == (
        "What changes:",
        "- ferries",
        "- fish",
        "1. gates",
        "Q: Why?",
        "A: The tides.",
        "Q: Who pays?",
    )


def test_a_headline_in_markdown_loses_its_mark() -> None:
    assert read_plain(f"# {HEADLINE}\n\n{NEWS[0]}") == PlainArticle(HEADLINE, NEWS[:1])


def test_a_byte_order_mark_is_no_part_of_the_headline() -> None:
    assert read_plain(f"\ufeff{HEADLINE}\n\n{NEWS[0]}").title == HEADLINE


@pytest.mark.parametrize(
    "first",
    [
        "The harbour will close in March.", "By Jon Tarn", "HARBOUR", "x" * 200 + " y", NEWS[1], "The harbour, said Ilves:",
        "“Nobody wants it,” she said. “Never again”",
    ],
)  # fmt: skip
def test_what_is_no_headline_stays_in_the_text(first: str) -> None:
    assert read_plain(f"{first}\n\n{NEWS[0]}") == PlainArticle(None, (first, NEWS[0]))


@pytest.mark.parametrize(
    "first",
    ["Who pays for the gates?", "‘Never again,’ says Ilves", "Gates shut! Ferries stop", "橋が落ちた"],
)
def test_headlines_of_many_kinds_are_taken(first: str) -> None:
    assert read_plain(f"{first}\n\n{NEWS[0]}").title == first


def test_a_single_line_is_text_and_no_headline() -> None:
    assert read_plain(HEADLINE) == PlainArticle(None, (HEADLINE,))


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "\ufeff", "\u200b\n\n\u00ad"])
def test_nothing_is_no_paragraph(text: str) -> None:
    assert read_plain(text) == PlainArticle(None, ())


def test_a_known_headline_is_taken_and_only_its_own_line_is_cut() -> None:
    assert read_plain(f"{HEADLINE.upper()}\n\n{NEWS[0]}", known_title=HEADLINE) == PlainArticle(
        HEADLINE, NEWS[:1]
    )
    assert read_plain(f"Ports\n\n{NEWS[0]}", known_title=HEADLINE) == PlainArticle(
        HEADLINE, ("Ports", NEWS[0])
    )


def test_a_line_of_a_million_characters_is_one_paragraph() -> None:
    assert read_plain("gate " * 200_000).paragraphs == (("gate " * 200_000).strip(),)


def test_a_million_line_ends_are_nothing() -> None:
    assert read_plain("a b\n" + "\n" * 1_000_000 + "c").paragraphs[-1] == "c"


@given(st.lists(ANY_TEXT | st.sampled_from([*NEWS, HEADLINE, "\n", "\n\n", "- "]), max_size=10).map("".join))
def test_no_word_is_lost_and_no_paragraph_has_an_end_of_line(text: str) -> None:
    found = read_plain(text)
    assert all(line == " ".join(line.split()) != "" for line in found.paragraphs)
    letters = [char for char in "".join((found.title or "", *found.paragraphs)) if char.isalnum()]
    assert letters == [char for char in tidy(text) if char.isalnum()]
