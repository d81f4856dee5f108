"""What a page states as its article's text is a witness against lines that are none of it."""

from quotewire_parser.extraction.agreement import without_edges
from tests.unit.parser.extraction.news import NEWS

STATED = "\n\n".join(NEWS)
STRAY = "Divers at the sluice gates on a quiet morning in November."


def test_short_lines_around_the_stated_text_go() -> None:
    assert without_edges(["Ports", *NEWS, STRAY], STATED) == NEWS


def test_a_sentence_that_a_complete_statement_has_not_goes() -> None:
    assert without_edges([NEWS[0], STRAY, *NEWS[1:]], STATED) == NEWS


def test_subheads_speech_and_changed_lines_stay() -> None:
    for line in ("What fishermen say", f"“{STRAY}”", NEWS[1].replace("has run", "runs")):
        lines = (NEWS[0], line, *NEWS[1:])
        assert without_edges(lines, STATED) == lines


def test_a_shortened_statement_is_no_witness_against_sentences() -> None:
    lines = (NEWS[0], STRAY, *NEWS[1:])
    assert without_edges(lines, "\n\n".join(NEWS[:2])) == lines
    assert without_edges(lines, "\n\n".join(NEWS[:3])) == lines
    assert without_edges(lines, None) == lines
