"""Starting, finding and ending processes that outlive the command that started them."""

import contextlib
import json
import os
import signal
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from quotewire_deploy.engines.errors import EnginesError
from quotewire_deploy.engines.java import java_environment

CLOCK_SLACK_S = 2.0
"""Start times are computed from the boot time, which moves a little when the clock is set."""

KILL_WAIT_S = 10.0
DEFAULT_SIGNALS = (signal.SIGHUP, signal.SIGINT, signal.SIGPIPE, signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Record:
    """What we remember about a process, in a file."""

    name: str
    pid: int
    started: float
    """Seconds since the epoch, as the system says: the same number may belong to another process later."""
    ports: list[int]

    def process(self) -> psutil.Process | None:
        """Give the living process, or None if it ended, even if another one has its number now."""
        try:
            process = psutil.Process(self.pid)
            if process.status() == psutil.STATUS_ZOMBIE:
                _reap(self.pid)
                return None
            if abs(process.create_time() - self.started) > CLOCK_SLACK_S:
                return None
        except psutil.NoSuchProcess:
            return None
        return process


@dataclass(frozen=True)
class Records:
    """The records of one state folder: one JSON file per engine."""

    folder: Path

    def load(self, name: str) -> Record | None:
        """Give the record *name*, or None if there is none or it is unreadable."""
        try:
            return Record(**json.loads(self._file(name).read_text("utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def alive(self, name: str) -> Record | None:
        """Give the record *name* if its process lives."""
        record = self.load(name)
        return record if record and record.process() else None

    def all(self) -> list[Record]:
        """List the readable records, living or not, by name."""
        names = sorted(file.stem for file in self.folder.glob("*.json"))
        return [record for name in names if (record := self.load(name))]

    def save(self, record: Record) -> None:
        """Write *record* so that a reader never sees half of it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self._file(record.name).with_suffix(".part")
        part.write_text(json.dumps(asdict(record)), "utf-8")
        part.replace(self._file(record.name))

    def drop(self, name: str) -> None:
        """Forget *name*."""
        self._file(name).unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.json"


def spawn(name: str, command: list[str], *, log: Path, ports: list[int]) -> Record:
    """
    Start *command* in a session of its own, so that neither our end nor Ctrl-C reaches it.

    Its output is appended to *log*. A plain child handle is not kept on purpose: whoever stops the engine, this
    process or another one, finds it by its record.

    Raises:
        EnginesError: the program could not be started.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    try:
        pid = os.posix_spawn(
            command[0],
            command,
            java_environment(),
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644),
                (os.POSIX_SPAWN_DUP2, 1, 2),
            ],
            setsid=True,
            setsigmask=[],
            # What we ignore (Python: SIGPIPE; nohup: SIGHUP) a child would ignore too, and then never end on SIGTERM.
            setsigdef=DEFAULT_SIGNALS,
        )
    except OSError as error:
        raise EnginesError(f"{name} could not be started: {error}") from error
    return Record(name, pid, psutil.Process(pid).create_time(), ports)


def end(records: Iterable[Record], *, patience_s: float) -> list[str]:
    """
    End the processes of *records* and their children: SIGTERM, then SIGKILL to those left after *patience_s* seconds.

    Returns:
        Names of those that had to be killed.

    Raises:
        EnginesError: something survived even SIGKILL.
    """
    living = {record.name: process for record in records if (process := record.process())}
    family = {name: [process, *_children(process)] for name, process in living.items()}
    for process in living.values():
        _signal(process, kill=False)
    _gone, left = psutil.wait_procs([p for members in family.values() for p in members], timeout=patience_s)
    for process in left:
        _signal(process, kill=True)
    _gone, survivors = psutil.wait_procs(left, timeout=KILL_WAIT_S)
    if survivors:
        raise EnginesError(
            f"These processes cannot be ended: {', '.join(str(process.pid) for process in survivors)}."
        )
    return [name for name, members in family.items() if any(process in left for process in members)]


def kill(record: Record) -> None:
    """End the process of *record* as a crash would: SIGKILL, no warning."""
    if process := record.process():
        _signal(process, kill=True)
        psutil.wait_procs([process], timeout=KILL_WAIT_S)


def uptime_s(record: Record) -> float:
    """Give how long the process of *record* has been running, in seconds."""
    return max(0.0, time.time() - record.started)


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _signal(process: psutil.Process, *, kill: bool) -> None:
    try:
        if kill:
            process.kill()
        else:
            process.terminate()
    except psutil.NoSuchProcess:
        pass  # it ended by itself meanwhile, which is what we want


def _reap(pid: int) -> None:
    """Let a finished child of ours go; a child of somebody else is theirs to wait for."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
