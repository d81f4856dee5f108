"""JSON Lines in, JSON Lines out: in the same order, many at a time, in bounded memory, and one bad line is one line."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from quotewire_parser.cli.inputs import build_message
from quotewire_parser.pool import PagePool
from quotewire_shared.errors import FatalError, InternalError, PermanentError
from quotewire_shared.messages import ArticleFetched

MAX_LINE_BYTES = 32 * 1024 * 1024
"""A 5 MiB page in which every character is escaped (`\\u00e9`) still fits."""
AHEAD_PER_WORKER = 16
"""Lines read ahead for each worker, so that one slow line does not keep the others waiting."""
AHEAD_BYTES = 64 * 1024 * 1024
SAY_EVERY_S = 5.0

_ID = re.compile(rb'^\s*\{\s*"id"\s*:\s*("(?:[^"\\]|\\.){0,1000}"|-?\d{1,19})\s*[,}]')


class BadLineError(PermanentError):
    """The line is not what the command reads."""

    code = "invalid_line"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of input; *whole* is false where it was cut at the limit."""

    number: int
    content: bytes
    whole: bool = True


@dataclass(slots=True)
class Tally:
    """What was done so far."""

    lines: int = 0
    errors: int = 0
    started: float = field(default_factory=time.monotonic)

    def __str__(self) -> str:
        """Say it to a person."""
        seconds = max(time.monotonic() - self.started, 1e-3)
        return f"{self.lines} lines, {self.errors} errors, {self.lines / seconds:.1f} lines/s"


class _Room:
    """Counts the bytes of lines that wait for their turn, and lets no more in than *limit* (one line always)."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held = 0
        self._freed = asyncio.Event()

    async def take(self, size: int) -> None:
        while self._held and self._held + size > self._limit:
            self._freed.clear()
            await self._freed.wait()
        self._held += size

    def give_back(self, size: int) -> None:
        self._held -= size
        self._freed.set()


async def parse_lines(
    lines: AsyncIterator[Line],
    write: Callable[[bytes], None],
    pool: PagePool,
    *,
    now: datetime,
    say: Callable[[str], None],
    say_every_s: float = SAY_EVERY_S,
    ahead_bytes: int = AHEAD_BYTES,
) -> Tally:
    """
    Answer each of *lines* by one line, in order; *write* gets it with its line end.

    *say* is told of the progress, every *say_every_s* seconds; lines that wait hold *ahead_bytes* at most (one line
    always). What *write* raises ends the work.
    """
    waiting: asyncio.Queue[tuple[asyncio.Task[bytes], int] | None] = asyncio.Queue(
        maxsize=pool.workers * AHEAD_PER_WORKER
    )
    room, tally = _Room(ahead_bytes), Tally()

    async def feed() -> None:
        async for line in lines:
            if not line.content.strip():
                continue
            size = len(line.content)
            await room.take(size)
            await waiting.put((asyncio.create_task(_answer(line, pool, now, tally)), size))
        await waiting.put(None)

    feeder = asyncio.create_task(feed())
    said = time.monotonic()
    try:
        while True:
            # The feeder never ends before its last item; should it fail, waiting would be for ever.
            item = await _next(waiting, feeder)
            if item is None:
                break
            task, size = item
            write(await task)
            room.give_back(size)
            tally.lines += 1
            if time.monotonic() - said >= say_every_s:
                say(str(tally))
                said = time.monotonic()
        await feeder
    finally:
        feeder.cancel()
        rest = [item[0] for item in _drained(waiting) if item]
        for task in rest:
            task.cancel()
        await asyncio.gather(feeder, *rest, return_exceptions=True)
    return tally


async def _next(
    waiting: asyncio.Queue[tuple[asyncio.Task[bytes], int] | None], feeder: asyncio.Task[None]
) -> tuple[asyncio.Task[bytes], int] | None:
    getter = asyncio.create_task(waiting.get())
    await asyncio.wait({getter, feeder}, return_when=asyncio.FIRST_COMPLETED)
    if not getter.done() and feeder.done() and waiting.empty():
        getter.cancel()
        await feeder  # raises what it failed with
        return None
    return await getter


def _drained(queue: asyncio.Queue[Any]) -> list[Any]:
    return [queue.get_nowait() for _ in range(queue.qsize())]


async def _answer(line: Line, pool: PagePool, now: datetime, tally: Tally) -> bytes:
    identity: Any = None
    try:
        identity, page = read_line(line, now)
        article = (await pool.parse(page)).model_dump_json()
        return f'{{"id":{json.dumps(identity)},{article[1:]}\n'.encode()
    except PermanentError as error:
        problem = error
        if isinstance(error, _IdentifiedError):
            identity, problem = error.identity, error.problem
    except FatalError:
        raise
    except Exception as error:  # noqa: BLE001 - our bug in one line must not end the stream
        problem = InternalError.of(error)
    tally.errors += 1
    answer = {"id": identity, "error": {"code": problem.reason_code, "message": str(problem)}}
    return (json.dumps(answer) + "\n").encode()


class _IdentifiedError(PermanentError):
    """A problem with a line whose id is known."""

    def __init__(self, identity: Any, problem: PermanentError) -> None:
        super().__init__(str(problem), code=problem.reason_code)
        self.identity = identity
        self.problem = problem


def read_line(line: Line, now: datetime) -> tuple[str | int, ArticleFetched]:
    """
    Read one line: (its id, the page in it).

    Raises:
        PermanentError: invalid_json, invalid_line or page_too_large, with the line's id where it could be read.
    """
    if not line.whole:
        raise _IdentifiedError(
            _first_id(line.content),
            BadLineError(f"Line {line.number} is over {MAX_LINE_BYTES} bytes.", code="page_too_large"),
        )
    try:
        value = json.loads(line.content)
    except (ValueError, RecursionError) as error:
        raise BadLineError(f"Line {line.number} is not JSON: {_short(error)}.", code="invalid_json") from None
    if not isinstance(value, dict):
        raise BadLineError(f"Line {line.number} is no JSON object.")
    identity = value.get("id")
    if not isinstance(identity, str | int) or isinstance(identity, bool):
        raise BadLineError(f'Line {line.number} has no "id" (a text or a whole number).')
    try:
        return identity, _page(value, identity, line.number, now)
    except PermanentError as problem:
        raise _IdentifiedError(identity, problem) from None


def _first_id(content: bytes) -> str | int | None:
    """Read the id off the beginning of a line that was cut."""
    found = _ID.match(content[:2048])
    try:
        identity: str | int | None = json.loads(found[1]) if found else None
    except ValueError:
        return None
    return identity


def _page(value: dict[str, Any], identity: str | int, number: int, now: datetime) -> ArticleFetched:
    for name in ("html", "text", "url", "title", "language"):
        if not isinstance(value.get(name), str | None):
            raise BadLineError(f'Line {number}: "{name}" must be a text.')
    if (value.get("html") is None) == (value.get("text") is None):
        raise BadLineError(f'Line {number} needs one of "html" and "text", not both.')
    try:
        return build_message(
            html=value.get("html"),
            text=value.get("text"),
            url=value.get("url") or f"urn:quotewire:line:{identity}",
            title=value.get("title"),
            language=value.get("language"),
            now=now,
        )
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise BadLineError(f"Line {number}: {first['msg']}.") from None


def _short(error: Exception) -> str:
    text = str(error) or type(error).__name__
    return text[:200]
