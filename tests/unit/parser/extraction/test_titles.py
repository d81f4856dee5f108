"""Headlines keep their words and lose the names of sites and sections, by evidence only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire_parser.extraction.titles import (
    LONGEST_TITLE,
    between,
    clean_title,
    same_line,
    site_names,
    starts_within,
    whole_title,
)
from tests.unit.parser.extraction.news import ANY_TEXT

OUTLETS = ("Harbour Post", "harbour-post.example")


@pytest.mark.parametrize(
    "raw",
    [
        "Gates to close - Harbour Post",
        "Gates to close | Harbour Post",
        "Gates to close|Harbour Post",
        "Gates to close – The Harbour Post",
        "Gates to close — HARBOUR POST",
        "Gates to close—Harbour Post",
        "Gates to close · harbour-post.example",
        "Harbour Post | Gates to close",
        "Harbour Post - Gates to close - Harbour Post",
        "Gates to close &#8211; Harbour Post",
        "Gates\n to\u00a0close  -  Harbour Post",
    ],
)
def test_the_outlets_name_is_cut_at_either_end(raw: str) -> None:
    assert clean_title(raw, outlets=OUTLETS) == "Gates to close"


def test_an_article_before_the_name_that_the_site_leaves_out_does_not_matter() -> None:
    assert clean_title("Gates to close | Lantern", outlets=["The Lantern"]) == "Gates to close"


@pytest.mark.parametrize(
    "raw",
    [
        "Gates to close - what we know so far",
        "Ilves: gates to close",
        "Harbour Post: editor resigns",
        "Adomi 2 - 1 Saltby: late goal decides",
        "Why the Harbour Post was wrong",
        "Twenty-nine boats lost",
    ],
)
def test_a_headline_keeps_its_own_dashes_colons_and_names(raw: str) -> None:
    assert clean_title(raw, outlets=OUTLETS) == raw


def test_sections_around_the_pages_heading_are_cut() -> None:
    raw = "Ports | Gates to close | News | Harbour Post"
    assert clean_title(raw, outlets=OUTLETS, headings=["Gates to close"]) == "Gates to close"


def test_a_heading_with_a_dash_of_its_own_is_kept_whole() -> None:
    heading = "Gates to close - what we know"
    assert clean_title(f"{heading} - Ports", outlets=OUTLETS, headings=[heading]) == heading


@pytest.mark.parametrize(
    "raw",
    ["", " \n", "Harbour Post", "THE HARBOUR POST", "Harbour Post - Harbour Post", "| | |", "—", "\u200b"],
)
def test_the_outlets_name_and_mere_marks_are_no_headline(raw: str) -> None:
    assert clean_title(raw, outlets=OUTLETS) is None


@pytest.mark.parametrize(
    "raw", ["{{ page.title }}", "{% block title %}", "${title} - Harbour Post", "[object Object]"]
)
def test_a_template_that_was_not_filled_in_is_no_headline(raw: str) -> None:
    assert clean_title(raw, outlets=OUTLETS) is None


def test_entities_are_read_even_when_they_were_escaped_twice() -> None:
    assert clean_title("Ilves &amp;amp; sons &quot;shut&quot; it", outlets=()) == 'Ilves & sons "shut" it'


def test_an_endless_headline_is_cut_at_a_word() -> None:
    title = clean_title("gate " * 100_000, outlets=OUTLETS)
    assert title is not None
    assert len(title) <= LONGEST_TITLE + 1
    assert title.endswith("gate…")


def test_a_headline_cut_short_is_taken_whole_from_elsewhere() -> None:
    assert (
        whole_title("Gates to cl...", ["Ferries move", "Gates to close in March"])
        == "Gates to close in March"
    )
    assert whole_title("Gates to cl…", ["Gates to cl…", "Ferries move"]) == "Gates to cl…"
    assert whole_title("Gates to close", ["Gates to close in March"]) == "Gates to close"


def test_lines_are_the_same_whatever_their_marks_case_and_spaces() -> None:
    assert same_line("“Gates” to close", "GATES to  close.")
    assert not same_line("Gates to close", "Gates to open")
    assert not same_line("—", "…")
    assert not same_line(None, "a")
    assert not same_line("a", None)


def test_a_description_that_the_text_begins_with_is_found() -> None:
    assert starts_within("The harbour will close…", "The harbour will close in March.")
    assert not starts_within("Divers at work", "The harbour will close in March.")
    assert not starts_within("…", "The harbour will close.")


@pytest.mark.parametrize(
    ("url", "names"),
    [
        ("https://www.harbour-post.example/a", {"harbour-post.example", "harbour-post"}),
        ("https://127.0.0.1/a", set()),
        ("https://localhost/a", set()),
        ("https://[x/a", set()),
        ("urn:quotewire:file:1", set()),
        ("", set()),
    ],
)
def test_a_site_is_called_by_its_host(url: str, names: set[str]) -> None:
    assert set(site_names(url)) == names


@given(ANY_TEXT, st.lists(ANY_TEXT, max_size=3), st.lists(ANY_TEXT, max_size=3))
def test_any_title_is_none_or_one_line_with_a_word_in_it(
    raw: str, outlets: list[str], headings: list[str]
) -> None:
    title = clean_title(raw, outlets=outlets, headings=headings)
    assert title is None or (title == " ".join(title.split()) and any(char.isalnum() for char in title))


@given(ANY_TEXT)
def test_cleaning_a_clean_title_changes_nothing(raw: str) -> None:
    title = clean_title(raw.replace("&", ""), outlets=OUTLETS)
    if title is not None and len(title) < LONGEST_TITLE:
        assert clean_title(title, outlets=OUTLETS) == title


def test_what_stands_between_the_headline_and_the_site_is_told() -> None:
    assert between("Gates to close - Ports - Sea - Harbour Post", ["Gates to close"]) == ("Ports", "Sea")
    assert between("Gates to close - Harbour Post", ["Gates to close"]) == ()
    assert between("Ferries sail - Ports - Harbour Post", ["Gates to close"]) == ()


@pytest.mark.parametrize(
    "raw",
    ["塩田、来年3月に閉鎖｜Harbour Post", "盐场将永久关闭_Harbour Post", "Gates to close｜Harbour Post"],
)
def test_marks_of_asian_titles_are_joints(raw: str) -> None:
    assert "Harbour" not in (
        clean_title(raw.replace("_Harbour Post", "_滨海网"), outlets=[*OUTLETS, "滨海网"]) or "Harbour"
    )
