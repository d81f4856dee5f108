"""What fields take is what the parser writes."""

from pathlib import Path

import quotewire_parser
from quotewire_search.language.tree import Words
from quotewire_search.language.values import KINDS, STANCES, check


def test_the_stances_are_those_of_the_parsers_cues() -> None:
    cues = Path(quotewire_parser.__path__[0], "linguistics", "data", "cues.txt").read_text("utf-8")
    lines = [
        line.split("|") for line in cues.splitlines() if line.count("|") >= 2 and not line.startswith("#")
    ]
    assert {parts[1].strip() for parts in lines} == set(STANCES)


def test_the_values_that_are_listed_are_taken() -> None:
    for name, values in (
        ("kind", KINDS),
        ("stance", STANCES),
        ("lang", ("en", "deu")),
        ("since", ("2026", "2026-11-24")),
    ):
        for value in values:
            assert check(name, Words(value)) is None  # type: ignore[arg-type]
    assert check("speaker", Words("anything")) is None
