"""Standard input, line by line, for an event loop: whatever it is, and without keeping the process alive."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator

from quotewire_parser.cli.lines import MAX_LINE_BYTES, Line

CHUNK_BYTES = 256 * 1024


async def read_lines(descriptor: int, *, max_line_bytes: int = MAX_LINE_BYTES) -> AsyncIterator[Line]:
    """
    Read the lines of *descriptor*; of one over *max_line_bytes* only its beginning is kept, and it is not `whole`.

    A thread of our own reads, by chunks and on request. Python's thread pool would wait for a read that never returns
    when the process wants to end, and its buffered reader breaks when a thread is stopped inside it.
    """
    source = _Chunks(descriptor)
    number, kept, cut = 0, bytearray(), False
    while chunk := await source.next():
        *ended, rest = chunk.split(b"\n")
        for part in ended:
            number += 1
            kept += part[: max_line_bytes + 1 - len(kept)]
            yield Line(number, bytes(kept[:max_line_bytes]), whole=not cut and len(kept) <= max_line_bytes)
            kept, cut = bytearray(), False
        cut = cut or len(kept) + len(rest) > max_line_bytes
        kept += rest[: max(0, max_line_bytes - len(kept))]
    if kept:
        yield Line(number + 1, bytes(kept), whole=not cut)


class _Chunks:
    """Reads a chunk each time it is asked."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._loop = asyncio.get_running_loop()
        self._asked = threading.Semaphore(0)
        self._answers: asyncio.Queue[bytes | OSError] = asyncio.Queue()
        threading.Thread(target=self._read, daemon=True, name="stdin").start()

    async def next(self) -> bytes:
        self._asked.release()
        answer = await self._answers.get()
        if isinstance(answer, OSError):
            raise answer
        return answer

    def _read(self) -> None:
        answer: bytes | OSError = b"-"
        while answer and isinstance(answer, bytes):
            self._asked.acquire()
            try:
                answer = os.read(self._descriptor, CHUNK_BYTES)
            except OSError as error:
                answer = error
            try:
                self._loop.call_soon_threadsafe(self._answers.put_nowait, answer)
            except RuntimeError:
                return  # the loop has ended, nobody waits for this
