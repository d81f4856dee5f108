from pathlib import Path

import pytest

from bench import page_rate
from quotewire_shared.errors import UsageError

PAGE = "<html lang='en'><body><article><h1>Bridge opens</h1>" + "<p>The bridge of Port Sella opened.</p>" * 9


def test_every_stage_is_timed_beside_trafilatura(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "short.html").write_text("<html><body><p>No.</p></body></html>")
    [table] = page_rate.measure(tmp_path, runs=2)
    assert [row[0] for row in table.rows] == list(page_rate.STAGES)
    assert table.notes[0].startswith("2 pages of ")


def test_a_folder_without_pages_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(
        "The bridge of Port Sella opened on Friday after two years of work.\n" * 3
    )
    with pytest.raises(UsageError, match="no HTML page"):
        page_rate.measure(tmp_path, runs=1)
