"""The indexer as a process: it waits for its engines, ends when told, and says why it cannot start."""

import os
import signal
import subprocess
import sys

import pytest

from tests.eventually import eventually_sync

NOWHERE = {
    "QUOTEWIRE_OPENSEARCH_URL": "http://127.0.0.1:9",
    "QUOTEWIRE_KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:9",
}


def start(**environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", "from quotewire_indexer.main import run; run()"],
        env={**os.environ, "QUOTEWIRE_LOG_LEVEL": "debug", **NOWHERE, **environment},
        stderr=subprocess.PIPE,
        text=True,
    )


def test_an_engine_that_never_answers_ends_it_with_what_to_do() -> None:
    process = start(QUOTEWIRE_OPENSEARCH_STARTUP_TIMEOUT_S="0.5", QUOTEWIRE_LOG_LEVEL="warning")
    _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    last = said.splitlines()[-1]
    assert last.startswith(
        "quotewire_shared.errors.QuotewireError: OpenSearch does not answer at http://127.0.0.1:9"
    )


def test_a_bad_setting_is_told_by_its_name_before_anything_starts() -> None:
    process = start(QUOTEWIRE_INDEXER_BULK_MAX_BYTES="lots")
    _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert said.splitlines()[-1].startswith("quotewire_shared.errors.UsageError: Bad settings.")
    assert "QUOTEWIRE_INDEXER_BULK_MAX_BYTES" in said.splitlines()[-1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_one_that_still_waits_for_its_engines_ends_gracefully_when_told(number: signal.Signals) -> None:
    process = start()
    assert process.stderr is not None
    lines = iter(process.stderr.readline, "")
    eventually_sync(lambda: "opensearch_awaited" in next(lines), within_s=30)
    process.send_signal(number)
    process.communicate(timeout=30)
    assert process.returncode == 0
