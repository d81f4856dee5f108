"""`quotewire export`: everything that fits, as lines, to standard output or to a file that appears when complete."""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TimeRemainingColumn
from rich.text import Text

from quotewire_search import terminal
from quotewire_search.asking import find, open_index
from quotewire_search.errors import UnavailableError
from quotewire_search.index import SearchIndex
from quotewire_search.lines import csv_header, csv_lines, json_lines
from quotewire_search.queries import Target
from quotewire_search.request import SearchRequest
from quotewire_shared.errors import QuotewireError, UsageError

Form = Literal["ndjson", "csv"]
Write = Callable[[str], object]
Advance = Callable[[int], object]
ALL_MAY_READ: Final = 0o666


async def export(target: Target, request: SearchRequest, form: Form, output: Path | None) -> None:
    """
    Write all that fits to *output* (None: standard output), and tell how it goes on standard error.

    Raises:
        UnavailableError: OpenSearch does not answer, or stopped to.
        QuotewireError: the file cannot be written.
    """
    with _written_to(output) as write:
        async with open_index() as index:
            found = await find(index, target, request, 1, most=1)
            terminal.tell(found)
            began_s = time.monotonic()
            with _progress(target, found.total, to_file=output is not None) as advance:
                count = await write_all(index, target, request, form, write, advance)
    took_s = time.monotonic() - began_s
    rate = f", {count / took_s:,.0f} a second" if took_s > 1 else ""
    place = f" to {output}" if output else ""
    typer.echo(f"{count:,} {target} written{place} in {took_s:.1f} s{rate}.", err=True)


async def write_all(
    index: SearchIndex, target: Target, request: SearchRequest, form: Form, write: Write, advance: Advance
) -> int:
    """
    Write all of *target* that fits and give their number; *advance* is told of each batch.

    Raises:
        UnavailableError: OpenSearch stopped to answer; the text says how many were written before.
    """
    lines, count = (json_lines if form == "ndjson" else csv_lines), 0
    batches = index.export(target, request)
    if form == "csv":
        write(csv_header(target))
    try:
        async for batch in batches:
            # In a thread, so that the next batch arrives meanwhile.
            write(await asyncio.to_thread(lines, target, batch))
            count += len(batch)
            advance(len(batch))
    except UnavailableError as error:
        raise UnavailableError(
            f"The export is not complete, it ended after {count:,} {target}: {error}"
        ) from error
    finally:
        close = getattr(batches, "aclose", None)  # now, while the index can still be told
        if close is not None:
            await close()
    return count


@contextmanager
def _written_to(output: Path | None) -> Iterator[Write]:
    if output is None:
        yield sys.stdout.write
        return
    with appearing(output) as write:
        yield write


@contextmanager
def appearing(output: Path) -> Iterator[Write]:
    """
    Write a file beside *output* that takes its name at the end; where anything fails, it is removed.

    Raises:
        UsageError: *output* cannot be a file's name.
        QuotewireError: the file cannot be written; the text says why.
    """
    place = output.resolve()  # a link stays, and what it leads to is replaced
    if place.exists() and not place.is_file():
        raise UsageError(
            f"{output} is there and is no file. Give another name, or leave --output out and use `>`."
        )
    part: Path | None = None
    try:
        descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.", suffix=".part")
        part = Path(name)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            yield file.write
            file.flush()
            os.fsync(file.fileno())
        part.chmod(ALL_MAY_READ & ~_umask())  # mkstemp lets nobody else read
        part.replace(place)
    except OSError as error:
        raise QuotewireError(f"{output} cannot be written ({error.strerror}).") from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)


@contextmanager
def _progress(target: Target, total: int, *, to_file: bool) -> Iterator[Advance]:
    """Draw how far the export is, where somebody looks and the lines themselves do not run over the screen."""
    console = Console(stderr=True)
    if not console.is_terminal or (sys.stdout.isatty() and not to_file):
        yield lambda _count: None
        return
    columns = (BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(target, total=total)
        yield lambda count: progress.advance(task, count)


class _Rate(ProgressColumn):
    """Lines a second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f}/s" if task.speed else "", style="progress.data.speed")


def _umask() -> int:
    """Read the mask of new files; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
