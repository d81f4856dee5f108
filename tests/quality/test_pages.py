"""Golden pages: each is well formed, and what the parser takes from them does not fall below the floor."""

import json
from pathlib import Path

import pytest

from tests.quality.__main__ import below
from tests.quality.pages.__main__ import FLOOR, measured
from tests.quality.pages.golden import FOLDER, read_golden
from tests.quality.pages.scoring import authors_f1, overlap, same_title, shingles

PAGES = sorted(FOLDER.glob("*.toml"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_golden_page_holds_its_own_words(path: Path) -> None:
    page = read_golden(path)
    assert page.message().html == page.html
    assert len(page.text) > 100
    assert not [words for words in page.absent if words in page.text]


def test_there_are_eighty_golden_pages_in_fifteen_languages() -> None:
    assert len(PAGES) >= 80
    assert len({read_golden(path).language for path in PAGES}) >= 15


def test_what_is_read_does_not_fall_below_the_floor() -> None:
    assert below(measured(), json.loads(FLOOR.read_text())) == []


def test_words_count_in_runs_of_four_and_as_often_as_they_occur() -> None:
    assert overlap("a b c d e", "a b c d e") == (1.0, 1.0)
    assert overlap("a b c d e f", "a b c d") == (1 / 3, 1.0)
    assert overlap("", "a b c d") == (0.0, 0.0)
    assert shingles("天気予報") == {("天", "気", "予", "報"): 1}


def test_titles_and_authors_are_compared_without_case_and_punctuation() -> None:
    assert same_title("Rain, at last!", "rain at last")
    assert not same_title(None, "rain")
    assert authors_f1(("Jon Tarn",), ("jon tarn", "Mia Berg")) == pytest.approx(2 / 3)
    assert authors_f1((), ()) == 1
