"""
A small process that reads one difficult document at a time, each in a fork of its own with hard limits.

The fork starts in two milliseconds with everything loaded, may use so much processor time and memory, and is gone
afterwards with all that it was made to take. The server itself only carries bytes: frames of a length (8 bytes) and
JSON or a body. It ends when its standard input does, so it never outlives whoever started it.
"""

import ctypes
import gc
import json
import os
import resource
import select
import signal
import struct
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

LENGTH = struct.Struct("!Q")
MAX_FRAME_BYTES = 256 * 1024 * 1024
_PR_SET_PDEATHSIG = 1
_PIECE_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may use."""

    cpu_s: float = 0.4
    """Processor time, in seconds."""
    memory_bytes: int = 48 * 1024 * 1024
    """Growth of the fork over what the server has."""
    wall_s: float = 10.0
    """Time on the wall, in seconds; long, because the machine may be busy with others."""


def main() -> None:
    """Serve until standard input ends."""
    # Ctrl-C in a terminal reaches all of its processes; whoever started us decides when we end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Loaded once for all forks.
    import feedparser  # noqa: F401, PLC0415

    from quotewire_fetcher.documents import salvage  # noqa: F401, PLC0415

    gc.collect()
    gc.freeze()  # what is shared with the forks is not touched by a collection
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    with suppress(BrokenPipeError, EOFError):
        while True:
            head, body = json.loads(read_frame(source)), read_frame(source)
            answer, facts = serve(head, body)
            del body
            write_frame(sink, json.dumps(facts).encode())
            write_frame(sink, answer)


def serve(head: Mapping[str, Any], body: bytes) -> tuple[bytes, dict[str, float]]:
    """Have a fork read *body* as *head* says; gives its JSON, empty where it had to be ended, and what it used."""
    limits = Limits(**head["limits"])
    base = _memory_bytes()[1]
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        _child(head, body, limits, into)
    os.close(into)
    try:
        answer = _collect(out, time.monotonic() + limits.wall_s)
    finally:
        os.close(out)
        os.kill(child, signal.SIGKILL)  # not waited for yet, so the number is still its own
        _, status, usage = os.wait4(child, 0)
    whole = answer.endswith(b"}")
    peak_bytes = usage.ru_maxrss * 1024 - base
    facts = {"cpu_s": usage.ru_utime + usage.ru_stime, "peak_bytes": peak_bytes, "status": status}
    return (answer if whole else b""), facts


def read_job(head: Mapping[str, Any], body: bytes) -> dict[str, Any]:
    """Read *body*; gives {"feed": …}, {"refused": [code, text]} or {"failed": [code, text]}."""
    from quotewire_fetcher.documents.reading import Job  # noqa: PLC0415 - `main` has loaded it
    from quotewire_fetcher.documents.salvage import read_thoroughly  # noqa: PLC0415
    from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError  # noqa: PLC0415

    job = Job(data=body, **{**head["job"], "now": datetime.fromisoformat(head["job"]["now"])})
    try:
        return {"feed": read_thoroughly(job).as_json()}
    except FetchRefusedError as error:
        return {"refused": [error.reason_code, str(error)]}
    except FetchFailedError as error:
        return {"failed": [error.reason_code, str(error)]}


def write_frame(sink: BinaryIO, data: bytes) -> None:
    """Send *data* with its length in front."""
    sink.write(LENGTH.pack(len(data)))
    sink.write(data)
    sink.flush()


def read_frame(source: BinaryIO) -> bytes:
    """
    Receive what `write_frame` sent.

    Raises:
        EOFError: the other side is gone.
    """
    (length,) = LENGTH.unpack(_exactly(source, LENGTH.size))
    return _exactly(source, length)


def _child(head: Mapping[str, Any], body: bytes, limits: Limits, into: int) -> NoReturn:
    code = 1
    try:
        _limit(limits)
        answer = json.dumps(read_job(head, body)).encode()
        for start in range(0, len(answer), _PIECE_BYTES):
            _write_all(into, answer[start : start + _PIECE_BYTES])
        code = 0
    finally:
        # Nothing of the server's is flushed or cleaned up here, whatever was raised.
        os._exit(code)


def _limit(limits: Limits) -> None:
    gc.disable()  # it will not live long enough
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        size = _memory_bytes()[0] + limits.memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    # The timer counts the processor's time finely, and its signal ends even a library's C code; whole seconds are
    # the second line.
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, limits.cpu_s)
    seconds = int(limits.cpu_s) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def _collect(out: int, deadline: float) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while (left := deadline - time.monotonic()) > 0 and size <= MAX_FRAME_BYTES:
        if not select.select([out], [], [], left)[0]:
            break
        piece = os.read(out, _PIECE_BYTES)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
        size += len(piece)
    return b""


def _exactly(source: BinaryIO, length: int) -> bytes:
    if length > MAX_FRAME_BYTES:
        raise EOFError
    data = source.read(length)
    if len(data) < length:
        raise EOFError
    return data


def _write_all(into: int, data: bytes) -> None:
    while data:
        data = data[os.write(into, data) :]


def _memory_bytes() -> tuple[int, int]:
    """Give address space and resident memory of this process; zeros where the system does not tell."""
    try:
        size, resident = Path("/proc/self/statm").read_text().split()[:2]
    except OSError:
        return 0, 0
    page = resource.getpagesize()
    return int(size) * page, int(resident) * page


if __name__ == "__main__":
    main()
