"""`quotewire demo --exit-when-done`, as `make demo` starts it, on ports and folders of its own."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import psutil
import pytest

from tests.e2e.stack import free_port
from tests.engines import free_block

NEWSROOM_PORTS = 10


def environment(folder: Path) -> dict[str, str]:
    """Give the demo engines, folders and ports that nobody else has."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QUOTEWIRE_")}
    return {
        **kept,
        "QUOTEWIRE_UP_STATE_DIR": str(folder / "stack"),
        "QUOTEWIRE_UP_FIRST_PROBE_PORT": str(free_block(8)),
        "QUOTEWIRE_ENGINES_KAFKA_PORT": str(free_block(6)),
        "QUOTEWIRE_ENGINES_OPENSEARCH_PORT": str(free_port()),
        "QUOTEWIRE_ENGINES_OPENSEARCH_TRANSPORT_PORT": str(free_port()),
        "COLUMNS": "160",
    }


@pytest.mark.timeout(600)
def test_the_demo_shows_who_said_what_and_leaves_nothing_running(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "quotewire_shared.cli", "demo", "--exit-when-done"),
            *("--search-port", str(free_port()), "--newsroom-port", str(free_block(NEWSROOM_PORTS))),
        ],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\d+ stories and a correction went the whole way: \d+ quotes", done.stdout)
    assert "outlet" in done.stdout
    assert not left_behind(tmp_path)


@pytest.mark.timeout(600)
def test_ctrl_c_ends_the_demo_in_the_middle_and_leaves_nothing_running(tmp_path: Path) -> None:
    search_port = free_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "quotewire_shared.cli", "demo"),
            *("--search-port", str(search_port), "--newsroom-port", str(free_block(NEWSROOM_PORTS))),
        ],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    seen = []
    for line in process.stdout:
        seen.append(line)
        if "outlet" in line:
            break
    quotes = httpx.get(f"http://127.0.0.1:{search_port}/api/v1/quotes", trust_env=False).json()
    assert quotes["total"] > 0, "".join(seen)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=120)
    assert not left_behind(tmp_path)


def left_behind(folder: Path) -> list[str]:
    """List the processes that have to do with *folder*."""
    found = []
    for process in psutil.process_iter(["cmdline", "pid"]):
        words = process.info["cmdline"] or []
        if any(str(folder) in word for word in words):
            found.append(json.dumps(words)[:200])
    return found
