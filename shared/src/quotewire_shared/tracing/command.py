"""`quotewire trace`: where is my article, or why was it dropped."""

# Heavy modules are imported inside the command, so that `quotewire --help` stays quick.
# ruff: noqa: PLC0415

import asyncio
import json
import logging
import sys
from typing import Annotated, Final

import typer

WIDTH: Final = 160
"""Columns where the output is no terminal."""


def add_to(app: typer.Typer) -> None:
    """Add the command to the root application."""
    app.command()(trace)


def trace(
    which: Annotated[str, typer.Argument(metavar="URL|ID", help="Address of a page, or an article's id.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    hours: Annotated[float, typer.Option(min=0.01, help="How far back topics are searched.")] = 72.0,
    records: Annotated[
        int, typer.Option(min=1, max=10_000_000, help="Most records searched of each partition.")
    ] = 20_000,
    patience_s: Annotated[
        float, typer.Option("--patience", min=1, help="Longest time for one topic, in seconds.")
    ] = 20.0,
) -> None:
    """
    Tell the life of one article: named, fetched, parsed, indexed, or why not.

    Exit code 1 where nothing here has ever seen it.
    """
    from rich.console import Console

    from quotewire_shared.logs import configure_logging
    from quotewire_shared.settings import ProcessSettings, load
    from quotewire_shared.topics import SERVICES
    from quotewire_shared.tracing import life as lives
    from quotewire_shared.tracing.render import render

    query = lives.query_for(which, hours=hours, records=records, patience_s=patience_s)
    # Standard output is for the answer; that Kafka is not there is told as a finding.
    configure_logging("trace", load(ProcessSettings).model_copy(update={"log_level": "error"}))
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    life = asyncio.run(lives.trace(query, lives.installed_tracers(), expected=SERVICES))
    if as_json:
        typer.echo(json.dumps(lives.as_json(life), ensure_ascii=False))
    else:
        Console(width=None if sys.stdout.isatty() else WIDTH).print(render(life))
    if not life.known:
        raise typer.Exit(1)
