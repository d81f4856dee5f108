"""An operator's spaCy pipeline in place of our names: a real one, with rules of its own."""

from pathlib import Path

import pytest
import spacy
from spacy.pipeline import EntityRuler

from quotewire_parser.linguistics import analyse
from quotewire_parser.spacy_names import SpacyNames
from quotewire_shared.errors import UsageError

TEXT = "The harbour is full, said Zyx Qwerty of the Blorp."


@pytest.fixture
def folder(tmp_path: Path) -> str:
    pipeline = spacy.blank("en")
    ruler = pipeline.add_pipe("entity_ruler")
    assert isinstance(ruler, EntityRuler)
    ruler.add_patterns(
        [
            {"label": "PERSON", "pattern": "Zyx Qwerty"},
            {"label": "ORG", "pattern": "Blorp"},
            {"label": "DATE", "pattern": "harbour"},
        ]
    )
    pipeline.to_disk(tmp_path / "names")
    return str(tmp_path / "names")


def test_names_have_our_types_and_other_labels_are_left_out(folder: str) -> None:
    names = SpacyNames.load(folder)
    assert [(TEXT[n.start : n.end], n.type) for n in names(TEXT)] == [
        ("Zyx Qwerty", "person"),
        ("Blorp", "organization"),
    ]


def test_its_names_are_the_actors_and_speakers(folder: str) -> None:
    found = analyse(TEXT, language="en", namer=SpacyNames.load(folder))
    assert [(actor.name, actor.type) for actor in found.actors] == [
        ("Zyx Qwerty", "person"),
        ("Blorp", "organization"),
    ]
    assert [quote.speaker and quote.speaker.name for quote in found.quotes] == ["Zyx Qwerty"]


def test_texts_in_another_language_are_not_given_to_it(folder: str) -> None:
    names = SpacyNames.load(folder)
    assert analyse("Zyx Qwerty war da.", language="de", namer=names).actors == ()


def test_a_pipeline_that_is_not_there_or_finds_no_names_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="QUOTEWIRE_PARSER_SPACY=no-such-pipeline"):
        SpacyNames.load("no-such-pipeline")
    spacy.blank("en").to_disk(tmp_path / "blank")
    with pytest.raises(UsageError, match="neither ner nor entity_ruler"):
        SpacyNames.load(str(tmp_path / "blank"))
