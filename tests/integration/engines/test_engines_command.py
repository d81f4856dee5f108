"""`quotewire engines` as a person runs it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.engines import free_settings
from tests.eventually import eventually_sync

QUOTEWIRE = (sys.executable, "-m", "quotewire_shared.cli", "engines")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    settings = free_settings(tmp_path / "state")
    names = ("state_dir", "kafka_port", "opensearch_port", "opensearch_transport_port")
    return {
        **os.environ,
        **{f"QUOTEWIRE_ENGINES_{name.upper()}": str(getattr(settings, name)) for name in names},
    }


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_in_the_foreground_an_interrupt_leaves_nothing_running(
    environment: dict[str, str], tmp_path: Path, number: signal.Signals
) -> None:
    log = tmp_path / "output"
    with log.open("w") as output:
        up = subprocess.Popen(
            [*QUOTEWIRE, "up", "--foreground"],
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        eventually_sync(lambda: "Press Ctrl-C" in log.read_text() or up.poll() is not None, within_s=150)
        pids = [engine["pid"] for engine in status(environment)]
        assert all(psutil.pid_exists(pid) for pid in pids)
        up.send_signal(number)
        assert up.wait(60) == 130, log.read_text()
    finally:
        subprocess.run([*QUOTEWIRE, "down"], env=environment, check=True, capture_output=True)
        up.kill()
        up.wait()
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert "Traceback" not in log.read_text()


def test_an_engine_that_crashes_ends_the_foreground_with_a_clear_word(
    environment: dict[str, str], tmp_path: Path
) -> None:
    log = tmp_path / "output"
    with log.open("w") as output:
        up = subprocess.Popen(
            [*QUOTEWIRE, "up", "--foreground"], env=environment, stdout=output, stderr=output
        )
    try:
        eventually_sync(lambda: "Press Ctrl-C" in log.read_text() or up.poll() is not None, within_s=150)
        kafka, opensearch = (engine["pid"] for engine in status(environment))
        os.kill(kafka, signal.SIGKILL)
        assert up.wait(60) == 1
    finally:
        subprocess.run([*QUOTEWIRE, "down"], env=environment, check=True, capture_output=True)
        up.kill()
        up.wait()
    assert "quotewire: kafka ended by itself; see " in log.read_text()
    assert not psutil.pid_exists(opensearch)


def status(environment: dict[str, str]) -> list[dict[str, int]]:
    shown = subprocess.run(
        [*QUOTEWIRE, "status", "--json"], env=environment, capture_output=True, text=True, check=True
    )
    engines: list[dict[str, int]] = json.loads(shown.stdout)
    return engines
