"""Our own annotated news: it is well annotated, and what the parser finds in it does not fall below the floor."""

import json
from pathlib import Path

import pytest

from quotewire_parser.settings import ParserSettings
from tests.quality.__main__ import FLOOR, below, reader, sets
from tests.quality.annotated import read_file
from tests.quality.check import FOLDERS, problems
from tests.quality.scorecard import score

FILES = [path for folder in FOLDERS for path in sorted(folder.glob("*.md")) if path.name != "GUIDELINES.md"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_annotated_article_has_no_slip_that_a_program_can_see(path: Path) -> None:
    assert list(problems(read_file(path))) == []


def test_what_is_found_does_not_fall_below_the_floor() -> None:
    read = reader(ParserSettings().model)
    figures = {name: score(articles, read).figures() for name, articles in sets().items()}
    assert below(figures, json.loads(FLOOR.read_text())) == []


def test_a_figure_below_its_floor_or_gone_is_told() -> None:
    floor = {"newsroom": {"quotes direct": 0.9, "entities": 0.5}}
    told = below({"newsroom": {"quotes direct": 0.87}}, floor)
    assert told == [
        "newsroom: quotes direct is 0.87, the floor 0.9",
        "newsroom: entities is None, the floor 0.5",
    ]
    assert below({"newsroom": {"quotes direct": 0.9, "entities": 0.5}}, floor) == []
