"""An export is whole or it is not there, and however it ends, it says so."""

import csv
import json
import os
import signal
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner, Result

from quotewire_search import exporting
from quotewire_search.commands import register
from quotewire_search.errors import UnavailableError
from quotewire_search.exporting import appearing, write_all
from quotewire_search.lines import UNSAFE, csv_lines, json_lines, json_text
from quotewire_search.queries import Target
from quotewire_search.request import SearchRequest
from quotewire_search.stopping import quiet_pipe, stoppable
from quotewire_shared.errors import QuotewireError, UsageError
from tests.hostile import HOSTILE
from tests.unit.search.fakes import ARTICLE_ID, FakeIndex, article, quote


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> FakeIndex:
    """Give the index that the commands of this test ask."""
    fake = FakeIndex([quote(position=number, quote_id=f"q{number}") for number in (1, 2, 3)], [article()])

    @asynccontextmanager
    async def open_index() -> AsyncIterator[FakeIndex]:
        yield fake

    monkeypatch.setattr(exporting, "open_index", open_index)
    return fake


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def run(*words: str) -> Result:
    app = typer.Typer()
    register(app)
    return CliRunner().invoke(app, ["export", *words])


def test_ndjson_is_one_object_a_line_with_all_fields(index: FakeIndex) -> None:
    done = run("quotes", "bridge", "--speaker", "boateng")
    documents = [json.loads(line) for line in done.stdout.splitlines()]
    assert [document["id"] for document in documents] == [f"{ARTICLE_ID}:q{number}" for number in (1, 2, 3)]
    assert documents[0]["text"] == "No comment"
    assert documents[0]["confidence"] == 0.9
    assert (index.asked[-1].q, index.asked[-1].speaker) == ("bridge", "boateng")


def test_csv_has_a_header_and_the_columns_of_the_table(index: FakeIndex) -> None:
    rows = list(csv.DictReader(StringIO(run("quotes", "--format", "csv").stdout)))
    assert [row["id"] for row in rows] == [f"{ARTICLE_ID}:q{number}" for number in (1, 2, 3)]
    (row,) = csv.DictReader(StringIO(run("articles", "--format", "csv").stdout))
    assert (row["article_id"], row["title"]) == (ARTICLE_ID, "The bridge")


def test_the_last_line_on_standard_error_counts_what_was_written(index: FakeIndex, tmp_path: Path) -> None:
    assert run("quotes").stderr.startswith("3 quotes written in 0.")
    output = tmp_path / "quotes.ndjson"
    done = run("quotes", "--output", str(output))
    assert done.stdout == ""
    assert f"3 quotes written to {output} in" in done.stderr
    assert len(output.read_text().splitlines()) == 3


def test_a_result_without_hits_is_a_file_without_lines(index: FakeIndex, tmp_path: Path) -> None:
    index.found_quotes = ()
    output = tmp_path / "none.csv"
    assert run("quotes", "--output", str(output)).exit_code == 0
    assert output.read_text() == ""
    assert run("quotes", "--format", "csv", "--output", str(output)).exit_code == 0
    assert output.read_text().startswith("id,")


def test_where_the_index_stops_to_answer_no_file_appears_and_the_old_one_stays(
    index: FakeIndex, tmp_path: Path
) -> None:
    output = tmp_path / "quotes.ndjson"
    output.write_text("of yesterday")
    index.error, index.error_after = UnavailableError("OpenSearch does not answer."), 2
    index.found_articles = index.found_articles * 3

    class Answering(FakeIndex):
        async def ping(self) -> None:
            """Only the export fails."""

    index.__class__ = Answering
    done = run("articles", "--output", str(output))
    assert isinstance(done.exception, UnavailableError)
    assert "not complete, it ended after 2 articles: OpenSearch does not answer." in str(done.exception)
    assert output.read_text() == "of yesterday"
    assert names(tmp_path) == ["quotes.ndjson"]


def test_while_it_is_written_the_file_is_not_there(tmp_path: Path) -> None:
    output = tmp_path / "a.ndjson"
    with appearing(output) as write:
        write("half")
        assert not output.exists()
        assert len(names(tmp_path)) == 1
    assert output.read_text() == "half"
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(output.stat().st_mode) == 0o666 & ~mask
    assert names(tmp_path) == ["a.ndjson"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_however_it_ends_too_early_nothing_stays(tmp_path: Path, error: type[BaseException]) -> None:
    def fail() -> None:
        with appearing(tmp_path / "a.ndjson") as write:
            write("half")
            raise error

    with pytest.raises(error):
        fail()
    assert names(tmp_path) == []


def test_a_link_stays_and_its_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("file")
    with appearing(tmp_path / "link") as write:
        write("all")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text() == "all"


def test_a_folder_or_device_is_no_file_to_write(tmp_path: Path) -> None:
    for place in (tmp_path, Path("/dev/null")):
        with pytest.raises(UsageError, match="is no file"), appearing(place):
            pass
    with (
        pytest.raises(QuotewireError, match=r"cannot be written \(No such file or directory\)"),
        appearing(tmp_path / "missing" / "a"),
    ):
        pass


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_sigterm_and_a_closed_terminal_end_it_with_code_130_and_a_word(
    index: FakeIndex, tmp_path: Path, number: signal.Signals
) -> None:
    class Interrupted(FakeIndex):
        async def export(self, target: Target, request: SearchRequest) -> AsyncIterator[list[dict[str, Any]]]:
            async for batch in super().export(target, request):
                yield batch
                os.kill(os.getpid(), number)

    index.__class__ = Interrupted
    output = tmp_path / "quotes.ndjson"
    before = signal.getsignal(number)
    done = run("quotes", "--output", str(output))
    assert done.exit_code == 130
    assert f"stopped. {output} was not written." in done.stderr
    assert names(tmp_path) == []
    assert signal.getsignal(number) == before


def test_without_a_file_it_says_that_the_lines_are_not_all(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as exit_, stoppable(None):
        raise KeyboardInterrupt
    assert exit_.value.exit_code == 130
    assert "not complete" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    with os.fdopen(writer, "w") as stdout:
        monkeypatch.setattr(sys, "stdout", stdout)
        os.close(reader)
        with pytest.raises(typer.Exit) as exit_, quiet_pipe():
            stdout.write("a line")
        assert exit_.value.exit_code == 0


def test_somebody_who_looks_sees_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = StringIO()
    screen = Console(file=seen, force_terminal=True, width=80)
    monkeypatch.setattr(exporting, "Console", lambda **_: screen)
    with exporting._progress("quotes", 40, to_file=True) as advance:
        advance(10)
        advance(20)
    assert "30/40" in seen.getvalue()


def test_nobody_looking_sees_no_progress(index: FakeIndex) -> None:
    assert run("quotes").stderr.count("\n") == 1


async def test_each_batch_is_told_as_it_is_written() -> None:
    told: list[int] = []
    lines: list[str] = []
    index = FakeIndex([quote(), quote()])
    count = await write_all(index, "quotes", SearchRequest(), "csv", lines.append, told.append)
    assert (count, told, len(lines)) == (2, [1, 1], 3)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_exported_text_can_command_a_terminal_or_spreadsheet(text: str) -> None:
    document = {"article_id": "a", "position": 1, "text": text, "speaker": text, "authors": [text]}
    ndjson, table = json_lines("quotes", [document]), csv_lines("quotes", [document])
    assert json.loads(ndjson)["text"] == text
    assert not UNSAFE.search((ndjson + table).replace("\n", ""))
    assert ndjson.count("\n") == table.count("\n") == 1
    (row,) = csv.reader(StringIO(table))
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


def test_numbers_are_no_formulas_and_lists_are_joined() -> None:
    document = {"article_id": "a", "word_count": -3, "authors": ["A", "B"], "title": None}
    (row,) = csv.reader(StringIO(csv_lines("articles", [document])))
    assert ("-3" in row, "A; B" in row, "None" in row) == (True, True, False)
    assert json_text({"a": "\u202e"}) == '{"a": "\\u202e"}'
