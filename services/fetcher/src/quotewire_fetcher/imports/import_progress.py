"""Shows how far an import is: a bar on standard error, where that is a terminal."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from quotewire_fetcher.imports.import_entries import Meter
from quotewire_fetcher.imports.import_report import Report

EVERY_S = 0.25
Say = Callable[[str], None]


@asynccontextmanager
async def shown_progress(paths: list[Path], meter: Meter, report: Report) -> AsyncIterator[Say]:
    """Draw the bar and give the way to say a line above it."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda text: console.print(text, markup=False, highlight=False, soft_wrap=True, emoji=False)
        return
    columns = (
        TextColumn("{task.fields[done]:,} imported, {task.fields[failed]:,} failed"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
    )
    total = await asyncio.to_thread(_bytes_below, paths)
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("import", total=total or None, done=0, failed=0)

        async def follow() -> None:
            while True:
                # Lists and damaged archives are read in part twice.
                read = min(meter.bytes_read, total)
                progress.update(bar, completed=read, done=report.done, failed=report.failures)
                await asyncio.sleep(EVERY_S)

        following = asyncio.create_task(follow())
        try:
            yield lambda text: progress.console.print(
                text, markup=False, highlight=False, soft_wrap=True, emoji=False
            )
        finally:
            following.cancel()


def _bytes_below(paths: list[Path]) -> int:
    total = 0
    for path in paths:
        files = (
            [Path(parent) / name for parent, _, names in os.walk(path) for name in names]
            if path.is_dir()
            else [path]
        )
        for file in files:
            try:
                total += file.stat().st_size
            except OSError:
                continue
    return total
