"""`quotewire sources status`: how each source is, why it is quiet, and when it is polled next."""

# Heavy modules are imported inside the command, so that `quotewire --help` stays quick.
# ruff: noqa: PLC0415

import asyncio
import json
import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer


def add_to(sources: typer.Typer) -> None:
    """Add the command to the group `sources`."""
    sources.command("status")(status)


def status(
    which: Annotated[
        list[str] | None,
        typer.Argument(metavar="ID|URL", help="Sources to tell all of; default: a table."),
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="Sources file; default: QUOTEWIRE_FETCHER_SOURCES_FILE.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    failing: Annotated[bool, typer.Option("--failing", help="Only those that fail or are parked.")] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Only those that are read well and show nothing new.")
    ] = False,
    patience_s: Annotated[
        float, typer.Option("--patience", min=1, help="Longest time for reading the state, in seconds.")
    ] = 120.0,
) -> None:
    """
    Show how each source is: last poll, last good one, new entries a day, next poll and why, and what is wrong.

    Reads what the fetchers remember in Kafka, so it tells also while none runs.
    """
    from rich.console import Console

    from quotewire_fetcher.reporting import source_table as tables
    from quotewire_fetcher.reporting.source_status import read_statuses
    from quotewire_fetcher.reporting.source_words import facts_of
    from quotewire_fetcher.settings import FetcherSettings
    from quotewire_fetcher.sources.source import read_sources
    from quotewire_shared.logs import configure_logging
    from quotewire_shared.settings import KafkaSettings, ProcessSettings, load

    sources = read_sources(file or load(FetcherSettings).sources_file).sources
    configure_logging("fetcher", load(ProcessSettings).model_copy(update={"log_level": "error"}))
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # that Kafka is away, is said by the error below
    with _progress() as say:
        statuses, ended = asyncio.run(
            read_statuses(load(KafkaSettings), sources, which or [], patience_s=patience_s, say=say)
        )
    now = time.time()
    if failing or quiet:
        statuses = [
            one
            for one in statuses
            if (failing and one.health in ("failing", "parked")) or (quiet and one.is_quiet(now))
        ]
    if as_json:
        for one in statuses:
            typer.echo(json.dumps(facts_of(one, now), ensure_ascii=False))
    else:
        console = Console(width=None if sys.stdout.isatty() else 160)
        if which:
            for one in statuses:
                console.print(tables.long_form(one, now), "")
        else:
            console.print(tables.table_of(statuses, now))
    if not ended:
        typer.echo("The state was not read to its end; give more --patience to see all of it.", err=True)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """Show how far the reading is, where a person looks on."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as shown:
        task = shown.add_task("reading the state", total=None)
        yield lambda read, total: shown.update(task, completed=read, total=total)
