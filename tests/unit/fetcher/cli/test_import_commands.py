import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
import typer
from typer.testing import CliRunner, Result

from quotewire_fetcher.cli.import_commands import register
from quotewire_shared.errors import QuotewireError, UsageError
from tests.unit.fetcher.archives import packed, pages, written


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def run(*words: object) -> Result:
    app = typer.Typer()
    register(app)
    return CliRunner().invoke(app, [str(word) for word in words])


def test_a_dry_run_needs_no_kafka(tmp_path: Path) -> None:
    path = written(tmp_path / "news.warc.gz", packed(pages(3)))
    result = run("import", path, "--dry-run", "--skip", 1)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "article  2026-10-01 08:00  https://news.example/1",
        "article  2026-10-01 08:00  https://news.example/2",
        "2 would be imported, 0 failed.",
        "  skipped: 1",
    ]


def test_failures_are_named_on_standard_error_and_make_the_command_fail(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", b'{"text": "A"}\n{}\n')
    result = run("import", path, "--dry-run")
    assert isinstance(result.exception, QuotewireError)
    assert not isinstance(result.exception, UsageError)
    assert str(result.exception) == "1 of 2 could not be imported; they are named above."
    assert result.stderr == f"{path}:2: neither html nor text is in it\n"
    assert "1 would be imported, 1 failed." in result.stdout


def test_what_the_files_are_can_be_said(tmp_path: Path) -> None:
    path = written(tmp_path / "list", b"https://news.example/a\n")
    assert "address  https://news.example/a" in run("import", path, "--kind", "urls", "--dry-run").stdout
    assert "article " in run("import", path, "--kind", "text", "--dry-run", "--limit", 1).stdout


@pytest.mark.parametrize(
    "words",
    [
        ("import", ".", "--base-url", "news.example"),
        ("import", ".", "--publisher", " "),
        ("import", ".", "--source-id", ""),
        ("warc", "export", "all.zip"),
        ("warc", "export", "all.warc.gz", "--since", "soon"),
    ],
)
def test_wrong_usage_is_said_in_one_line(words: tuple[str, ...]) -> None:
    result = run(*words)
    assert isinstance(result.exception, UsageError)
    assert "\n" not in str(result.exception)
