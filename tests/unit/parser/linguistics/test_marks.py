from itertools import pairwise

import pytest

from quotewire_parser.linguistics.marks import find_stretches


def stretches(text: str) -> list[str]:
    return [text[found.start : found.end] for found in find_stretches(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a “b c” d", ["“b c”"]),
        ("a „b c“ d", ["„b c“"]),
        ("a „b c” d", ["„b c”"]),
        ("a «b c» d", ["«b c»"]),
        ("a « b c » d", ["« b c »"]),
        ("a »b c« d", ["»b c«"]),
        ("a ‹b c› d", ["‹b c›"]),
        ("a ‘b c’ d", ["‘b c’"]),
        ("a ‚b c‘ d", ["‚b c‘"]),
        ("a 「b c」 d", ["「b c」"]),
        ('a "b c" d', ['"b c"']),
        ("a 'b c' d", ["'b c'"]),
        ("a ''b c'' d", ["''b c''"]),
        ("a ”b c” d", ["”b c”"]),
        ("a “b ‘c’ d” e", ["“b ‘c’ d”"]),
        ("a “b “c” d” e", ["“b “c” d”"]),
        ('a "b "c" d" e', ['"b "c" d"']),
        ('"a," b c. "d," e f. "g."', ['"a,"', '"d,"', '"g."']),
        ("“a” “b”", ["“a”", "“b”"]),
        ("‘it isn’t the boys’ fault,’ a", ["‘it isn’t the boys’ fault,’"]),
    ],
)
def test_marks_of_many_nations_pair(text: str, expected: list[str]) -> None:
    assert stretches(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "don’t",
        "the boys’ car",
        "the '90s",
        "'tis late",
        "rock 'n' roll",
        "6'2",
        "a ” b",
        "“”",
        '""',
        "a » b",
        "O'Neil's",
    ],
)
def test_apostrophes_measures_and_stray_marks_open_nothing(text: str) -> None:
    assert stretches(text) == []


def test_inner_offsets_leave_the_marks_out() -> None:
    text = "a “b c” ''d e''"
    assert [text[found.inner_start : found.inner_end] for found in find_stretches(text)] == ["b c", "d e"]


def test_a_quotation_left_open_runs_to_the_end_of_its_paragraph() -> None:
    text = "She said: “The reef is dying and nobody listens.  \n\nNews followed."
    [found] = find_stretches(text)
    assert text[found.start : found.end] == "“The reef is dying and nobody listens."
    assert (found.closed, found.carries_on) == (False, False)


def test_a_quotation_that_opens_anew_in_each_paragraph_carries_on() -> None:
    found = find_stretches("She said: “The reef is dying and nobody listens.\n\n“It was always so.”")
    assert [(one.closed, one.carries_on) for one in found] == [(False, True), (True, False)]


def test_a_mark_in_the_middle_of_words_is_not_left_open() -> None:
    assert stretches("The 12“ pipe burst and flooded the street with water.") == []


def test_a_mark_that_never_pairs_stops_being_looked_at() -> None:
    assert stretches("(“a " * 60 + "and “not seen” here") == []
    assert stretches("(“a " * 60 + "\nand “seen again” here") == ["“seen again”"]


def test_stretches_never_overlap() -> None:
    found = find_stretches("“a ‘b” c’ «d “e» f” \"g 'h\" i' „j“k”")
    assert all(one.end <= two.start for one, two in pairwise(found))
