"""Bylines become names of people: no "By", no role, no place, no desk, and never the outlet itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire_parser.extraction.people import MOST_AUTHORS, is_byline, is_person, people_in
from tests.unit.parser.extraction.news import ANY_TEXT


def names(*claims: str) -> list[str]:
    return list(people_in(claims, outlets=["Harbour Post", "harbour-post"]))


@pytest.mark.parametrize(
    "claim",
    [
        "Jon Tarn", "By Jon Tarn", "BY JON TARN", "by: Jon Tarn", "By  By Jon Tarn", "Written by Jon Tarn", "Words by Jon Tarn",
        "Posted by Jon Tarn on November 20, 2026", "By Jon Tarn Published 20 November 2026", "Jon Tarn · 5 min read", "With Jon Tarn",
        "Text: Jon Tarn", "Von Jon Tarn", "Par Jon Tarn", "Por Jon Tarn", "Di Jon Tarn",
        "Jon Tarn, maritime correspondent", "Jon Tarn Maritime Correspondent", "Jon Tarn Senior Reporter", "Maritime editor Jon Tarn",
        "Jon Tarn – Maritime correspondent", "Jon Tarn, who was in Saltby", "By Jon Tarn in Port Adomi", "Jon Tarn for the Harbour Post",
        "Jon Tarn (Reuters)", "Jon Tarn/AFP", "Jon Tarn, BBC News", "Jon Tarn | Harbour Post", "Jon Tarn - Harbour Post",
        "Harbour Post – Jon Tarn", "By Jon Tarn and Harbour Post staff", "Jon Tarn @jontarn", "Jon Tarn jon@harbour-post.example",
        "Jon Tarn https://x.example/jon", "Story by Jon Tarn, photos by Ana Reu", "Jon Tarn; photographs by Ana Reu", "Jon\u00a0Tarn",
        "Jon Tarn [maritime]", "Jon Tarn Follow", "Jon Tarn, PhD",
    ],
)  # fmt: skip
def test_only_the_name_is_left_of_a_byline(claim: str) -> None:
    assert names(claim) == ["Jon Tarn"]


@pytest.mark.parametrize(
    "claim",
    [
        "By Jon Tarn and Ana Reu", "Jon Tarn & Ana Reu", "Jon Tarn, Ana Reu", "Jon Tarn; Ana Reu", "JON TARN AND ANA REU",
        "Jon Tarn with Ana Reu", "Jon Tarn und Ana Reu", "Jon Tarn y Ana Reu", "Jon Tarn, maritime editor, and Ana Reu",
    ],
)  # fmt: skip
def test_several_people_are_told_apart_in_order(claim: str) -> None:
    assert names(claim) == ["Jon Tarn", "Ana Reu"]


@pytest.mark.parametrize(
    "claim",
    [
        "", " ", "Harbour Post", "The Harbour Post", "HARBOUR POST", "By Harbour Post staff", "Staff reporter", "Our correspondent",
        "Chief Political Correspondent", "Editorial Board", "The Associated Press", "Reuters", "AFP", "AP", "PTI", "News Desk", "Web desk",
        "Newsroom", "Redazione", "admin", "jtarn", "Guest Author", "Anonymous", "null", "None", "undefined", "[object Object]",
        "{{ author }}", "https://x.example/jon", "@jontarn", "jon@x.example", "Special to the Harbour Post", "Contributed", "12345",
        "Photographs by Ana Reu", "Edited by Ana Reu", "Foto: Ana Reu", "a" * 100, "---", "<b>", "The man who mended every gate on the coast",
    ],
)  # fmt: skip
def test_desks_wires_logins_and_the_outlet_are_nobody(claim: str) -> None:
    assert names(claim) == []


@pytest.mark.parametrize(
    ("claim", "name"),
    [
        ("MARA MCILVES", "Mara McIlves"),
        ("J.K. ROWE", "J.K. Rowe"),
        ("LIO O'NEIL", "Lio O'Neil"),
        ("Mary-Jane O’Neil", "Mary-Jane O’Neil"),
        ("Ana von Reu", "Ana von Reu"),
        ("Élise d’Aubray", "Élise d’Aubray"),
        ("I. Y. Yates", "I. Y. Yates"),
        ("Dr. Lio Vass, PhD", "Dr. Lio Vass"),
        ("李伟", "李伟"),
        ("Иван Петров", "Иван Петров"),
        ("Cher", "Cher"),
    ],
)
def test_names_of_many_kinds_keep_their_form(claim: str, name: str) -> None:
    assert names(claim) == [name]


def test_a_person_is_named_once_whatever_the_spelling_of_the_case() -> None:
    assert names("Jon Tarn", "JON TARN", "By Jon  Tarn") == ["Jon Tarn"]


def test_an_endless_list_of_authors_is_cut() -> None:
    assert (
        len(people_in((f"Jon {chr(65 + n % 26)}{chr(97 + n // 26)}rn" for n in range(500)), outlets=()))
        == MOST_AUTHORS
    )


def test_a_suffix_is_no_author_of_its_own() -> None:
    assert names("By Jon Tarn, Jr., and Ana Reu") == ["Jon Tarn", "Ana Reu"]


@pytest.mark.parametrize(
    "line",
    [
        "By Jon Tarn",
        "By Jon Tarn, maritime correspondent",
        "By JON TARN and ANA REU",
        "Von Ana Reu",
        "By Jon Tarn Jr.",
    ],
)
def test_a_line_that_only_names_its_author_is_a_byline(line: str) -> None:
    assert is_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        "", "Jon Tarn", "By", "By the time the tide turned, the gates were shut.", "By noon it was over.", "By Tuesday, Ilves had gone",
        "By and large it held", "By the sea", "Bye Jon Tarn", "By Jon Tarn " + "x" * 200, "“By Jon Tarn,” she said.",
    ],
)  # fmt: skip
def test_a_sentence_that_begins_with_by_is_no_byline(line: str) -> None:
    assert not is_byline(line)


@given(st.lists(ANY_TEXT, max_size=5))
def test_any_claims_give_a_few_distinct_plausible_names(claims: list[str]) -> None:
    found = people_in(claims, outlets=["Harbour Post"])
    assert len(found) == len({name.casefold() for name in found}) <= MOST_AUTHORS
    assert all(name == " ".join(name.split()) and is_person(name) for name in found)
    assert "Harbour Post" not in found


@pytest.mark.parametrize(
    ("claim", "people"),
    [
        ("Jon Tarn | Marlow Star", ["Jon Tarn"]),
        ("Jon Tarn • Port Adomi", ["Jon Tarn"]),
        ("Photos by Ana Reu | Text by Jon Tarn", ["Jon Tarn"]),
        ("Jon Tarn Reuters", ["Jon Tarn"]),
        ("By JON TARN Associated Press", ["Jon Tarn"]),
        ("Jon Tarn Harbour Post", ["Jon Tarn"]),
        ("By Jon Tarn, New Delhi", ["Jon Tarn"]),
        ("Article rédigé par Jon Tarn", ["Jon Tarn"]),
        ("Guest essay by Jon Tarn", ["Jon Tarn"]),
        ("Drawings by Ana Reu; story by Jon Tarn", ["Jon Tarn"]),
        ("Photos and drawings by Ana Reu", []),
        ("Author, Jon Tarn", ["Jon Tarn"]),
        ("Van onze redacteur Jon Tarn", ["Jon Tarn"]),
        ("Von unserem Korrespondenten Jon Tarn", ["Jon Tarn"]),
        ("<a href='/x'>Jon Tarn</a>", ["Jon Tarn"]),
        ("Jon Tarn (with AFP", ["Jon Tarn"]),
        ("Tekst Jon Tarn Foto Ana Reu", ["Jon Tarn"]),
        ("Submitted by Jon Tarn on", ["Jon Tarn"]),
    ],
)
def test_what_stands_around_a_name_is_cut(claim: str, people: list[str]) -> None:
    assert names(claim) == people


@pytest.mark.parametrize(
    "name",
    [
        "Per Olsson",
        "Per Olov Enquist",
        "Nina Wachter",
        "Oleh Bondar",
        "De Vries",
        "Di Maio",
        "Na Hong-jin",
        "Hina Khan",
        "Theo Brandt",
    ],
)
def test_a_first_name_that_means_by_somewhere_is_kept(name: str) -> None:
    assert names(name) == [name]
    assert names(f"By {name}") == [name]
    assert not is_byline(name)


@pytest.mark.parametrize(
    ("claim", "name"),
    [
        ("Yannick TALBOT", "Yannick Talbot"),
        ("PAUL McDONALD", "Paul McDonald"),
        ("Sevgi AYDOĞAN IŞIK", "Sevgi Aydoğan Işık"),
        ("Иван ПЕТРОВ", "Иван Петров"),
        ("HENRY VIII", "Henry VIII"),
        ("J.K.", "J.K."),
    ],
)
def test_names_in_capitals_are_written_as_names_are(claim: str, name: str) -> None:
    assert people_in((f"{claim} Tarn",), outlets=()) == (f"{name} Tarn",)


@pytest.mark.parametrize(
    "claim",
    [
        "İSTANBUL",
        "M. Z.",
        "Hina",
        "Deutsche Welle",
        "Letters to the editor",
        "Foto Jens Lie",
        "LaPresse",
        "Keystone-SDA",
    ],
)
def test_agencies_places_and_initials_are_nobody(claim: str) -> None:
    assert names(claim) == []
