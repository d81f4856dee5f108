"""Lines that say who worked on an article are read, and told from sentences."""

import pytest
from hypothesis import given

from quotewire_parser.extraction.credits import Credit, read_credit
from tests.unit.parser.extraction.news import ANY_TEXT


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("Ana Reu contributed to this report.", Credit(("Ana Reu",))),
        ("Ana Reu in Saltby and Jon Tarn also contributed reporting to this story for the Harbour Post.",
         Credit(("Ana Reu in Saltby and Jon Tarn",), "the Harbour Post")),
        ("Additional reporting by Ana Reu", Credit(("Ana Reu",))),
        ("(Reporting by Jon Tarn; Editing by Ana Reu)", Credit(("Jon Tarn",))),
        ("Reporting by Jon Tarn in Saltby and Lio Vass; Writing by Ana Reu; Editing by Mo Ek",
         Credit(("Jon Tarn in Saltby and Lio Vass", "Ana Reu"))),
        ("Reporting and writing by Jon Tarn. Editing by Ana Reu.", Credit(("Jon Tarn",))),
        ("Edited by: Ana Reu", Credit(())),
        ("Translated by Ana Reu", Credit(())),
        ("— With files from Ana Reu", Credit(("Ana Reu",))),
        ("Ana Reu contributed reporting from Hern. Jon Tarn contributed research.", Credit(("Ana Reu", "Jon Tarn"))),
        ("Tarn reported from Saltby. Ana Reu in Hern contributed to this report.", Credit(("Tarn", "Ana Reu in Hern"))),
        ("With additional reporting by Ana Reu.", Credit(("Ana Reu",))),
    ],
)  # fmt: skip
def test_a_credit_is_read(line: str, credit: Credit) -> None:
    assert read_credit(line) == credit


@pytest.mark.parametrize(
    "line",
    [
        "", "Reporting by", "Reporting by the newspaper showed that the gates leaked.", "Written by hand, the letter took years to arrive.",
        "Edited by Ana Reu, the book tells of the flood.", "“Reporting by Jon Tarn,” it said.", "The crews contributed to the flood fund.",
        "With files from the port, she proved it.", "Reporting by Jon Tarn; the rest is silence.", "Reporting by " + "Ana Reu and " * 40,
        "Produced by Saltby, the film shows the flood.", "Ana Reu reported from the quay that the gates were shut.",
        "Jon Tarn contributed research. Nobody read it.",
    ],
)  # fmt: skip
def test_a_sentence_is_no_credit(line: str) -> None:
    assert read_credit(line) is None


@given(ANY_TEXT)
def test_any_line_is_a_credit_or_none(line: str) -> None:
    read_credit(line)
    read_credit(f"Reporting by {line}; {line} by {line}")
