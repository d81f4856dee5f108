"""`quotewire sources status` as a person types it."""

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from quotewire_fetcher.cli.status_commands import add_to
from quotewire_fetcher.memory.state import FeedState
from quotewire_fetcher.reporting import source_status
from quotewire_fetcher.reporting.source_status import SourceStatus
from quotewire_fetcher.schedule.rhythm import FeedHistory
from quotewire_fetcher.sources.source import Source
from quotewire_shared.errors import QuotewireError, UsageError
from quotewire_shared.settings import KafkaSettings

NOW = time.time()
DAY = 86_400


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sources.toml"
    names = ("well", "broken", "silent", "off")
    path.write_text(
        "\n".join(
            f'[[source]]\nid = "{name}"\nname = "{name}"\nurl = "https://{name}.example/feed"\n'
            f"enabled = {str(name != 'off').lower()}\n"
            for name in names
        )
    )
    return path


def feed(source: Source) -> FeedState:
    silent = source.id == "silent"
    found_at = int(NOW - (30 * DAY if silent else 60))
    return FeedState(
        source.id,
        source.url,
        polled_at=NOW - 60,
        ok_at=NOW - 60,
        next_due_at=NOW + 600,
        failures=3 if source.id == "broken" else 0,
        code="http_404" if source.id == "broken" else None,
        history=FeedHistory(
            since=int(NOW - 60 * DAY), at=int(NOW - 60), polls=9, slow=9.0, found_at=found_at
        ),
    )


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What Kafka would answer: every source that is read has a record."""
    asked: dict[str, Any] = {"ended": True}

    async def read_statuses(
        _kafka: KafkaSettings, sources: Sequence[Source], which: Sequence[str], **_: Any
    ) -> tuple[list[SourceStatus], bool]:
        every = [SourceStatus(one, feed(one) if one.enabled else None) for one in sources]
        return [one for one in every if not which or one.source.id in which], bool(asked["ended"])

    monkeypatch.setattr(source_status, "read_statuses", read_statuses)
    return asked


def run(file: Path, *words: str) -> Result:
    app = typer.Typer()
    app.callback()(lambda: None)
    add_to(app)
    return CliRunner().invoke(app, ["status", "--file", str(file), *words])


def ids(result: Result) -> list[str]:
    assert result.exit_code == 0, result.output
    return [json.loads(line)["id"] for line in result.stdout.splitlines()]


def test_each_source_of_the_file_has_a_line_also_one_that_is_off(file: Path, state: dict[str, Any]) -> None:
    shown = run(file).stdout
    assert "4 sources: 2 ok, 1 failing, 1 off" in shown
    assert "http_404" in shown
    assert ids(run(file, "--json")) == ["well", "broken", "silent", "off"]


def test_those_that_fail_and_those_that_are_quiet_can_be_asked_for(file: Path, state: dict[str, Any]) -> None:
    assert ids(run(file, "--json", "--failing")) == ["broken"]
    assert ids(run(file, "--json", "--quiet")) == ["silent"]
    assert ids(run(file, "--json", "--failing", "--quiet")) == ["broken", "silent"]


def test_one_source_is_told_in_full(file: Path, state: dict[str, Any]) -> None:
    shown = run(file, "silent").stdout
    assert "It is quiet: the last new entry came 30 days ago." in shown
    assert "well.example" not in shown


def test_a_reading_that_did_not_end_is_said_on_standard_error(file: Path, state: dict[str, Any]) -> None:
    state["ended"] = False
    result = run(file, "--json")
    assert "give more --patience" in result.stderr
    assert len(ids(result)) == 4


def test_a_missing_sources_file_is_one_clear_line(tmp_path: Path) -> None:
    result = run(tmp_path / "none.toml")
    assert isinstance(result.exception, UsageError)


def test_a_kafka_that_does_not_answer_is_one_clear_line(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTEWIRE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    result = run(file)
    assert isinstance(result.exception, QuotewireError)
    assert "Kafka does not answer at 127.0.0.1:1" in str(result.exception)
