"""Records of processes, and ending exactly those."""

import os
import signal
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import psutil
import pytest

from quotewire_deploy.engines import processes
from quotewire_deploy.engines.errors import EnginesError
from quotewire_deploy.engines.processes import Record, Records
from tests.eventually import eventually_sync

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
PARENT = (
    "import subprocess, sys, time; child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); "
    "print(child.pid, flush=True); time.sleep(60)"
)


def sleeper(folder: Path, code: str = "import time; time.sleep(60)") -> Record:
    return processes.spawn("sleeper", [sys.executable, "-c", code], log=folder / "sleeper.log", ports=[])


def has_ended(record: Record) -> bool:
    return record.process() is None


def test_a_process_of_ours_is_found_and_ended(tmp_path: Path) -> None:
    record = sleeper(tmp_path)
    assert record.process() is not None
    assert processes.end([record], patience_s=10) == []
    assert not psutil.pid_exists(record.pid)
    assert record.process() is None


def test_a_process_survives_the_end_of_its_session(tmp_path: Path) -> None:
    record = sleeper(tmp_path)
    assert os.getsid(record.pid) == record.pid
    processes.end([record], patience_s=10)


def test_a_recycled_pid_is_neither_alive_nor_killed() -> None:
    me = Record("kafka", os.getpid(), started=psutil.Process().create_time() - 60, ports=[])
    assert me.process() is None
    processes.kill(me)
    assert processes.end([me], patience_s=0.1) == []


def test_a_deaf_process_is_killed_and_named(tmp_path: Path) -> None:
    record = sleeper(tmp_path, STUBBORN)
    eventually_sync(lambda: "deaf" in (tmp_path / "sleeper.log").read_text())
    assert processes.end([record], patience_s=0.2) == ["sleeper"]
    assert not psutil.pid_exists(record.pid)


def test_children_are_ended_with_their_parent(tmp_path: Path) -> None:
    record = sleeper(tmp_path, PARENT)
    log = tmp_path / "sleeper.log"
    eventually_sync(lambda: log.read_text().strip().isdigit())
    processes.end([record], patience_s=0.2)
    child = int(log.read_text())
    eventually_sync(
        lambda: not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE
    )


def test_a_crashed_child_counts_as_gone(tmp_path: Path) -> None:
    record = sleeper(tmp_path)
    processes.kill(record)
    assert record.process() is None


def test_a_child_heeds_signals_even_if_its_parent_ignores_them(tmp_path: Path) -> None:
    """An ignored signal stays ignored in a child, unless it is set back: engines would never end on SIGTERM."""
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        record = sleeper(tmp_path)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert processes.end([record], patience_s=10) == []


def test_output_is_appended_to_the_log(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "engine.log"
    for word in ("one", "two"):
        code = f"import sys; print('{word}'); print('{word}', file=sys.stderr)"
        record = processes.spawn("engine", [sys.executable, "-c", code], log=log, ports=[])
        eventually_sync(partial(has_ended, record))
    assert log.read_text().split() == ["one", "one", "two", "two"]


def test_a_program_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(EnginesError, match=r"kafka could not be started: .*No such file"):
        processes.spawn("kafka", [str(tmp_path / "java")], log=tmp_path / "log", ports=[])


def test_records_are_kept_by_name(tmp_path: Path) -> None:
    records = Records(tmp_path / "run")
    record = Record("kafka", os.getpid(), psutil.Process().create_time(), [9092, 9093])
    records.save(record)
    records.save(replace(record, name="opensearch", started=0.0))
    assert records.load("kafka") == record
    assert records.alive("kafka") == record
    assert records.alive("opensearch") is None
    assert [known.name for known in records.all()] == ["kafka", "opensearch"]
    records.drop("kafka")
    records.drop("kafka")
    assert records.load("kafka") is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}', "null"])
def test_an_unreadable_record_is_no_record(tmp_path: Path, text: str) -> None:
    (tmp_path / "kafka.json").write_text(text)
    assert Records(tmp_path).load("kafka") is None
    assert Records(tmp_path).all() == []
