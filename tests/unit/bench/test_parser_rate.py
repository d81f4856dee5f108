from pathlib import Path

import pytest

from bench import parser_rate
from quotewire_shared.errors import QuotewireError

PARAGRAPH = "“It is {n} minutes late,” said Ama Boateng, the mayor of Port Sella. "


def test_texts_are_cut_and_joined_at_paragraphs() -> None:
    assert list(parser_rate.of_length(iter(["a b\n\nc", "d e f\n\ng"]), 3)) == ["a b\n\nc", "d e f"]


def test_parts_lengths_and_cost_are_told(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(
        "\n\n".join("".join(PARAGRAPH.format(n=10 * k + j) for j in range(10)) for k in range(8))
    )
    parts, lengths, cost = parser_rate.measure(tmp_path, runs=1)
    assert [row[0] for row in parts.rows] == [
        "reading by rules",
        "whole, rules alone",
        "the model",
        "whole, with the model",
    ]
    assert [row[0] for row in lengths.rows] == [f"{times} x" for times in parser_rate.TIMES_LONGER]
    assert all(isinstance(row[1], float) and row[1] > 0 for row in cost.rows)


def test_no_text_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text("Too short to be cut to an article of seven hundred words, this one.")
    with pytest.raises(QuotewireError, match="no texts"):
        parser_rate.measure(tmp_path, runs=1)
