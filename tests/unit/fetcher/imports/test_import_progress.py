from pathlib import Path

import pytest

from quotewire_fetcher.imports.import_entries import Meter
from quotewire_fetcher.imports.import_progress import shown_progress
from quotewire_fetcher.imports.import_report import Report


@pytest.fixture(params=["terminal", "file"])
def where(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What standard error is."""
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    if request.param == "terminal":
        monkeypatch.setenv("FORCE_COLOR", "1")
    return str(request.param)


async def test_a_bar_is_drawn_on_a_terminal_only_and_lines_are_said_as_they_are(
    tmp_path: Path, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.jsonl").write_text("x" * 100)
    meter, report = Meter(), Report(articles=7)
    meter.bytes_read = 50
    line = "[red]a.jsonl:1[/red] :smile: " + "long " * 60
    async with shown_progress([tmp_path, tmp_path / "a.jsonl", tmp_path / "none"], meter, report) as say:
        say(line)
    out, errors = capsys.readouterr()
    assert out == ""
    assert line in errors
    assert ("imported" in errors) == (where == "terminal")
