from pathlib import Path

import pytest

from bench import parse_rate
from quotewire_shared.errors import QuotewireError

PAGE = (
    "<html lang='en'><body><article><h1>Bridge opens</h1>"
    + "<p>The bridge of Port Sella opened on Friday.</p>" * 9
)


def test_every_step_is_timed_and_what_is_refused_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "short.html").write_text("<html><body><p>No.</p></body></html>")
    [table] = parse_rate.measure(tmp_path, runs=2)
    assert [row[0] for row in table.rows] == list(parse_rate.STEPS)
    assert table.notes[-1] == "Set aside: 1 no_text."


def test_a_text_is_none_of_trafilaturas_business(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(
        "The bridge of Port Sella opened on Friday after two years of work.\n" * 3
    )
    [table] = parse_rate.measure(tmp_path, runs=1)
    assert [row[0] for row in table.rows] == ["extraction", "language", "actors + quotes", "whole"]


def test_a_folder_of_refused_pages_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "short.html").write_text("<html><body><p>No.</p></body></html>")
    with pytest.raises(QuotewireError, match="refuses all 1"):
        parse_rate.measure(tmp_path, runs=1)
