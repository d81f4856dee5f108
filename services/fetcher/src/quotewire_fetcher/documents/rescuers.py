"""The processes that read difficult documents (`rescue_server`): two at most, started when needed, replaced when lost."""

import json
import queue
import subprocess
import sys
import threading
import weakref
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from quotewire_fetcher.documents.feeds import Feed
from quotewire_fetcher.documents.reading import Job
from quotewire_fetcher.documents.rescue_server import Limits, read_frame, write_frame
from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError

AT_A_TIME = 2
STARTS = 2
"""Servers tried for one document; the first may have died while it was idle."""

GRACE_S = 10.0
"""For the start of a server and the way of the bytes, beyond the time of the document itself."""


class RescuerLostError(Exception):
    """The server ended or did not answer in time."""


@dataclass(frozen=True, slots=True)
class Used:
    """What the reading of one document took."""

    cpu_s: float
    peak_bytes: int
    """Growth of memory at its peak."""


class Rescuers:
    """A few servers, shared by all of this process; safe to use from several threads."""

    def __init__(self, at_a_time: int = AT_A_TIME) -> None:
        """Start nothing yet."""
        self._idle: queue.LifoQueue[_Rescuer] = queue.LifoQueue()
        self._all = [_Rescuer() for _ in range(at_a_time)]
        for rescuer in self._all:
            self._idle.put(rescuer)

    def read(self, job: Job, limits: Limits) -> Feed:
        """
        Read the document of *job*; blocks until it is done.

        Raises:
            FetchRefusedError: those of `read_thoroughly`, and feed_too_costly.
            FetchFailedError: truncated_body.
        """
        outcome, _ = self.measure(job, limits)
        if isinstance(outcome, Feed):
            return outcome
        raise outcome

    def measure(self, job: Job, limits: Limits) -> tuple[Feed | FetchRefusedError | FetchFailedError, Used]:
        """Do what `read` does, and tell what it took."""
        rescuer = self._idle.get()
        try:
            answer, facts = _ask(rescuer, job, limits)
        finally:
            self._idle.put(rescuer)
        used = Used(facts["cpu_s"], int(facts["peak_bytes"]))
        if "feed" in answer:
            return Feed.from_json(answer["feed"]), used
        if "failed" in answer:
            code, text = answer["failed"]
            return FetchFailedError(text, code=code), used
        code, text = answer["refused"]
        return FetchRefusedError(text, code=code), used

    def close(self) -> None:
        """End the servers; they are started again when needed."""
        for rescuer in self._all:
            rescuer.stop()


@cache
def the_rescuers() -> Rescuers:
    """Give those that all of this process share."""
    return Rescuers()


def _ask(rescuer: "_Rescuer", job: Job, limits: Limits) -> tuple[dict[str, Any], dict[str, float]]:
    facts = {"cpu_s": 0.0, "peak_bytes": 0.0}
    for _ in range(STARTS):
        try:
            facts, answer = rescuer.run(job, limits)
        except RescuerLostError:
            continue
        if answer:
            return json.loads(answer), facts
        break
    return {"refused": ["feed_too_costly", "Reading the document took too much time or memory."]}, facts


class _Rescuer:
    """One server, one document at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._end: weakref.finalize[..., _Rescuer] | None = None

    def run(self, job: Job, limits: Limits) -> tuple[dict[str, float], bytes]:
        process = self._running()
        assert process.stdin is not None  # noqa: S101 - for mypy: both are pipes
        assert process.stdout is not None  # noqa: S101
        head = {
            "limits": asdict(limits),
            "job": {
                "base_url": job.base_url,
                "max_entries": job.max_entries,
                "max_bytes": job.max_bytes,
                "now": job.now.isoformat(),
                "kind": job.kind,
                "content_type": job.content_type,
            },
        }
        watchdog = threading.Timer(limits.wall_s + GRACE_S, process.kill)
        watchdog.start()
        try:
            write_frame(process.stdin, json.dumps(head).encode())  # type: ignore[arg-type] # IO, a BinaryIO in fact
            write_frame(process.stdin, job.data)  # type: ignore[arg-type]
            facts: dict[str, float] = json.loads(read_frame(process.stdout))  # type: ignore[arg-type]
            return facts, read_frame(process.stdout)  # type: ignore[arg-type]
        except (OSError, EOFError, ValueError) as error:
            self.stop()
            raise RescuerLostError from error
        finally:
            watchdog.cancel()

    def stop(self) -> None:
        if self._end is not None:
            self._end()
        self._process = self._end = None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.stop()
        process = subprocess.Popen(
            [sys.executable, "-I", "-m", "quotewire_fetcher.documents.rescue_server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LC_ALL": "C.UTF-8"},
        )
        self._process = process
        # Also where nobody closes us: at the end of this process, or when we are forgotten.
        self._end = weakref.finalize(self, _end, process)
        return process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):  # what was not sent yet has nobody to read it
                pipe.close()
    process.wait()
