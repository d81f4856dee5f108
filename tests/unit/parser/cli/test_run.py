"""One page or a stream of lines is read on real workers, which end with the command."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from quotewire_parser.cli.run import parse_one
from quotewire_parser.refusals import NoTextError
from quotewire_shared.errors import PermanentError, UsageError
from tests.eventually import eventually
from tests.unit.parser.extraction.news import HEADLINE, NEWS, story

TEXT = "\n\n".join((HEADLINE, *NEWS))


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "gates.html"
    file.write_text(story(*NEWS))
    return file


def test_a_page_is_read_and_its_worker_has_ended(page: Path) -> None:
    assert parse_one(str(page)).title == HEADLINE
    asked = [child for child in psutil.Process().children(recursive=True) if "ProcessPool" in child.name()]
    assert asked == []


def test_a_page_without_an_article_is_refused_as_such(page: Path) -> None:
    page.write_text("<p>Hi</p>")
    with pytest.raises(NoTextError):
        parse_one(str(page))


def test_the_time_limit_of_the_settings_is_kept(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page.write_text(story(*NEWS * 5_000))  # seconds of work
    monkeypatch.setenv("QUOTEWIRE_PARSER_TIME_LIMIT_S", "0.05")
    with pytest.raises(PermanentError) as caught:
        parse_one(str(page))
    assert caught.value.reason_code == "parse_timeout"


def test_a_missing_file_starts_no_worker(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        parse_one(str(tmp_path / "none.html"))


async def test_answers_come_while_the_input_is_still_open_and_sigterm_ends_all() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "ignore", "-m", "quotewire_shared.cli", "parse", "--jsonl", "--workers", "2",
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ},
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write((json.dumps({"id": 1, "text": TEXT}) + "\n").encode())
        await process.stdin.drain()
        answer = json.loads(await asyncio.wait_for(process.stdout.readline(), 60))
        assert (answer["id"], answer["title"]) == (1, HEADLINE)
        children = psutil.Process(process.pid).children(recursive=True)
        assert len(children) >= 2
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), 30)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()

    async def gone() -> bool:
        return not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children)

    await eventually(gone, within_s=15)


def test_a_stream_is_read_from_a_file_too(tmp_path: Path) -> None:
    source = tmp_path / "lines.jsonl"
    source.write_text((json.dumps({"id": "é", "text": TEXT}) + "\n") * 3)
    with source.open("rb") as lines:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "quotewire_shared.cli", "parse", "--jsonl", "--workers", "1"],
            stdin=lines, capture_output=True, check=False, timeout=120,
        )  # fmt: skip
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["é"] * 3
